"""The installation's own secret key, made once and kept with its data."""

import os
import secrets
import tempfile
from pathlib import Path


def own_secret_key(path: Path) -> str:
    """The key in `path` (readable by the owner alone), made on first need; two at once agree on one."""
    if not path.exists():
        handle, unfinished = tempfile.mkstemp(dir=path.parent)  # 0600 from its first byte
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(unfinished, path)  # whole or not at all: nobody reads half a key
        except FileExistsError:
            pass  # another process was first; its key is the one
        finally:
            os.unlink(unfinished)
    return path.read_text().strip()

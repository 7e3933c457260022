"""The installation's own secrets, made once and kept with its data."""

import os
import secrets
import tempfile
from pathlib import Path


def own_secret(path: Path, *, length: int = 50) -> str:
    """The secret in `path`, for the owner alone; made of `length` random bytes on first need. Two at once agree on one."""
    if not path.exists():
        handle, unfinished = tempfile.mkstemp(dir=path.parent)  # 0600 from its first byte
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(length))
        try:
            os.link(unfinished, path)  # whole or not at all: nobody reads half a secret
        except FileExistsError:
            pass  # another process was first; its secret is the one
        finally:
            os.unlink(unfinished)
    return path.read_text().strip()

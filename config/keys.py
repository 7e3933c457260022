"""The installation's own secret key, made once and kept with its data."""

import os
import secrets
from pathlib import Path


def own_secret_key(path: Path) -> str:
    """The key in `path` (readable by the owner alone), made on first need; two at once agree on one."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key

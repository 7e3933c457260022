"""Where a Unix socket may stand: the kernel takes about a hundred bytes of path, a data directory may be deeper."""

import hashlib
import os
import tempfile
from pathlib import Path

LONGEST = 100


def short_socket(path: Path) -> Path:
    """`path` itself, or where it is too long the same short private path each time, in the temporary directory."""
    if len(os.fsencode(path)) <= LONGEST:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"yanbixing-{os.getuid()}-{name}" / path.name

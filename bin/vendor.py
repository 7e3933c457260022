#!/usr/bin/env python3
"""Copy the few third-party files that pages load from node_modules into var/vendor.

The packages hold thousands of files (79 MB); pages need four. Nothing of them is committed.
"""

import re
import sys
from pathlib import Path

# The hashed file store insists on every address in a style sheet; maps for debuggers are not brought along.
SOURCE_MAP = re.compile(rb"/[*/]# sourceMappingURL=[^\s*]*(\s*[*]/)?\s*")
ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/css/tabler.min.css",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
}


def main() -> int:
    for source, target in FILES.items():
        found, wanted = ROOT / "node_modules" / source, ROOT / "var/vendor" / target
        if not found.is_file():
            print(f"{found} is missing: run `make setup` first", file=sys.stderr)
            return 1
        wanted.parent.mkdir(parents=True, exist_ok=True)
        wanted.write_bytes(SOURCE_MAP.sub(b"", found.read_bytes()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Collect the icons the screens use into one sprite, var/vendor/icons.svg.

The drawings come from @tabler/icons as npm installed it; nothing of theirs is committed.
An outline icon is `#bell`, a filled one `#circle-check-filled`. To use another icon, add
its name here and run `python bin/build_icons.py` again.
"""

import argparse
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

OUTLINE = [
    "adjustments-horizontal",
    "alert-circle",
    "archive",
    "arrow-back-up",
    "arrow-down",
    "arrow-left",
    "arrow-right",
    "arrow-up",
    "arrows-diff",
    "arrows-sort",
    "bell",
    "book-2",
    "building",
    "building-community",
    "calendar",
    "calendar-check",
    "calendar-due",
    "calendar-event",
    "chart-bar",
    "chart-line",
    "check",
    "checks",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle-dashed",
    "circle-minus",
    "circle-plus",
    "circle-x",
    "clipboard-check",
    "clock",
    "dots",
    "download",
    "edit",
    "external-link",
    "eye",
    "eye-off",
    "file-spreadsheet",
    "file-text",
    "file-type-doc",
    "file-type-pdf",
    "file-zip",
    "filter",
    "flag",
    "flask",
    "gavel",
    "hand-stop",
    "headset",
    "help-circle",
    "history",
    "home",
    "id-badge-2",
    "info-circle",
    "keyboard",
    "language",
    "layout-dashboard",
    "layout-list",
    "link",
    "list",
    "list-details",
    "list-search",
    "lock",
    "login",
    "logout",
    "mail",
    "map-pin",
    "menu-2",
    "message",
    "message-circle",
    "message-report",
    "minus",
    "moon",
    "paperclip",
    "pencil",
    "phone",
    "photo",
    "player-pause",
    "plus",
    "presentation",
    "printer",
    "refresh",
    "rotate",
    "rss",
    "scale",
    "search",
    "send",
    "settings",
    "shield",
    "shield-check",
    "shield-lock",
    "speakerphone",
    "star",
    "sun",
    "table",
    "text-size",
    "thumb-up",
    "trash",
    "unlink",
    "upload",
    "user",
    "user-check",
    "users",
    "x",
]

FILLED = ["alert-octagon", "alert-triangle", "bell", "circle-check", "circle-x", "flag", "info-circle", "square-check", "star"]

ATTRIBUTES = {
    "outline": ('fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'),
    "filled": 'fill="currentColor"',
}
FRAME = re.compile(r'<path[^>]*d="M0 0h24v24H0z"[^>]*/>')
BODY = re.compile(r"<svg.*?>(.*)</svg>", re.DOTALL)


def symbol(source: Path, style: str, name: str) -> str:
    drawing = BODY.search((source / style / f"{name}.svg").read_text("utf-8"))
    if drawing is None:
        raise ValueError(f"{style}/{name}.svg holds no drawing")
    paths = re.sub(r"\s*\n\s*", "", FRAME.sub("", drawing[1])).strip()
    identity = f"{name}-filled" if style == "filled" else name
    return f'<symbol id="{identity}" viewBox="0 0 24 24" {ATTRIBUTES[style]}>{paths}</symbol>'


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--source", type=Path, default=ROOT / "node_modules/@tabler/icons")
    parser.add_argument("--output", type=Path, default=ROOT / "var/vendor/icons.svg")
    options = parser.parse_args()
    icons = options.source / "icons"
    if not icons.is_dir():
        print(f"{icons} is missing: run `make setup` (npm ci) first", file=sys.stderr)
        return 1

    wanted = [("outline", name) for name in OUTLINE] + [("filled", name) for name in FILLED]
    missing = [f"{s}/{n}" for s, n in wanted if not (icons / s / f"{n}.svg").is_file()]
    if missing:
        print(f"{icons} has no icon {', '.join(missing)}", file=sys.stderr)
        return 1

    package = json.loads((options.source / "package.json").read_text("utf-8"))
    notice = f"<!-- Tabler Icons {package['version']}, {package['license']} licence -->"
    sprite = "\n".join(
        ['<svg xmlns="http://www.w3.org/2000/svg">', notice]
        + [symbol(icons, style, name) for style, name in wanted]
        + ["</svg>\n"]
    )
    options.output.parent.mkdir(parents=True, exist_ok=True)
    unfinished = options.output.with_suffix(".tmp")
    unfinished.write_text(sprite, "utf-8")
    unfinished.replace(options.output)  # a running server never reads half a sprite
    print(f"{len(wanted)} icons in {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

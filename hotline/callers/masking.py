"""How caller data shows before anybody gave a reason."""

from __future__ import annotations

STAR = "＊"


def name(text: str) -> str:
    """王建国 → 王＊＊"""
    return text[:1] + STAR * max(len(text) - 1, 0)


def phone(text: str) -> str:
    """13812345626 → 138＊＊＊＊＊＊26; a short number keeps its last two digits."""
    if len(text) <= 4:
        return STAR * len(text)
    keep = 3 if len(text) >= 9 else 0
    return text[:keep] + STAR * (len(text) - keep - 2) + text[-2:]


def address(text: str) -> str:
    """Only that there is one."""
    return STAR * 6 if text else ""

"""Days inside sentences: one way to write them, and no sentence of the house that takes one raw."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from house.writing import day_in_words

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
DAYS = ("_on", "reply_by", "deadline", "_until")


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("zh-hans", date(2021, 12, 31), "2021年12月31日"),
        ("en", date(2021, 12, 31), "31 Dec 2021"),
        ("zh-hans", "2021-12-31", "2021年12月31日"),
        ("en", "in autumn", "in autumn"),
        ("en", None, ""),
    ],
)
def test_a_day_is_written_in_the_readers_way(language, value, written):
    with translation.override(language):
        assert day_in_words(value) == written


def test_no_sentence_takes_a_day_raw():
    rooms = {Path(config.path) for config in apps.get_app_configs() if ROOT in Path(config.path).parents}
    files = [file for room in rooms if ".venv" not in str(room) for file in room.rglob("*.py")]
    assert len(files) > 200
    assert [place for file in files for place in _raw_days(file)] == []


def _raw_days(file: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.right, ast.Dict):
            said = node.left.func if isinstance(node.left, ast.Call) else None
            if isinstance(said, ast.Name) and said.id in SENTENCES:
                found += [f"{file.relative_to(ROOT)}:{value.lineno}" for value in node.right.values if _is_day(value)]
    return found


def _is_day(value: ast.expr) -> bool:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        return value.func.attr == "isoformat"
    return isinstance(value, ast.Attribute) and value.attr.endswith(DAYS)

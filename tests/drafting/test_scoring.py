"""The scorer itself: half of the shorter quote, one to one, borderline neutral."""

import json

import pytest

from drafting import draft
from drafting.scoring import load_marks, main, score

TEXT = "三、2023年工作安排\n新建学校5所，改造道路20公里，培育企业30家以上。"


def mark(quote: str, **changes) -> dict:
    target = {"value": 5, "comparator": "=", "unit": "所"}
    return {"quote": quote, "kind": "quantified", "targets": [target], "deadline": "2023-12-31"} | changes


def scored(*rows: dict):
    return score(draft(TEXT), load_marks(TEXT, rows), "quantified")


def test_a_match_needs_half_of_the_shorter_quote():
    result = scored(mark("建学校5所"), mark("公里，培育", targets=[{}]))
    assert (result.right, result.missed, result.extra) == (1, 1, 2)


def test_exact_counts_only_with_every_field_right():
    assert scored(mark("新建学校5所")).exact == 1
    assert scored(mark("新建学校5所", deadline="2023-06-30")).exact == 0


def test_borderline_marks_count_neither_way():
    result = scored(mark("新建学校5所"), mark("改造道路20公里", borderline=True), mark("培育企业30家以上", borderline=True))
    assert (result.precision, result.recall, result.f1) == (1, 1, 1)


def test_a_quote_that_does_not_occur_is_an_error():
    with pytest.raises(ValueError, match="does not occur"):
        scored(mark("新建医院5所"))


def test_the_command_prints_a_row_per_text_and_kind(tmp_path, capsys):
    (tmp_path / "town.txt").write_text(TEXT, "utf-8")
    (tmp_path / "town.json").write_text(json.dumps([mark("新建学校5所")]), "utf-8")
    assert main([str(tmp_path), "-v"]) == 0
    out = capsys.readouterr().out
    assert "town" in out and "+ 改造道路20公里" in out and out.count("all ") == 2


def test_a_folder_without_annotated_texts_is_refused(tmp_path, capsys):
    assert main([str(tmp_path)]) == 1 and "no NAME.txt" in capsys.readouterr().err

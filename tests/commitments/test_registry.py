"""The registry of 2021: verbatim, complete in its numbers, one record per promise; loading loses nothing."""

import io
import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from commitments import registry
from commitments.models import Commitment, Stage
from commitments.workflow import assigning, deciding
from departments.models import Role, User
from house.errors import Refused
from tests.conftest import at

SLUG = "liaocheng-2021"
NUMERAL = re.compile(r"[0-9]+(?:\.[0-9]+)?|[〇零一二三四五六七八九十百千万亿两半]+")


@pytest.fixture(scope="module")
def fixture() -> dict:
    return registry.find_fixture(SLUG)


@pytest.fixture(scope="module")
def chapter(fixture) -> tuple[str, int]:
    text = fixture["report"]["text"]
    return text, text.index("三、2021年目标任务和重点工作")


def occurrences(text: str, words: str, start: int) -> list[tuple[int, int]]:
    return [(match.start(), match.end()) for match in re.finditer(re.escape(words), text) if match.start() >= start]


def test_every_quote_stands_verbatim_at_its_offsets(fixture, chapter):
    text, start = chapter
    for record in fixture["commitments"]:
        assert text[record["start"] : record["end"]] == record["quote"], record["code"]
        assert record["start"] >= start, record["code"]
        assert record["quote"] in record["context"] and record["context"] in text, record["code"]


def test_no_two_records_stand_for_one_promise(fixture):
    codes = Counter(record["code"] for record in fixture["commitments"])
    places = Counter((record["start"], record["end"]) for record in fixture["commitments"])
    assert max(codes.values()) == max(places.values()) == 1
    inside = [
        (one["code"], other["code"])
        for one in fixture["commitments"]
        for other in fixture["commitments"]
        if one is not other and one["start"] <= other["start"] and other["end"] < one["end"]
    ]
    assert inside == []  # names that share what follows ("A、B均不低于…") end together and are two promises


def test_every_numeral_of_the_chapter_is_a_target_or_listed_with_its_reason(fixture, chapter):
    text, start = chapter
    listed = json.loads((registry.FIXTURES / "liaocheng_2021_numbers.json").read_text(encoding="utf-8"))
    reasons = [span for item in listed for span in occurrences(text, item["words"], start)]
    targets = [
        (
            record["start"],
            record["end"],
            {Decimal(str(record["target"][k])) for k in ("value", "value_max") if k in record["target"]},
            record["target"]["unit"],
        )
        for record in fixture["commitments"]
        if record["kind"] == "quantified"
    ]

    def is_target(a: int, b: int, word: str) -> bool:
        for begin, end, values, unit in targets:
            if begin <= a and b <= end:
                if word.replace(".", "").isdigit() and Decimal(word) in values:
                    return True
                if unit.startswith(word):  # the 万 or 亿 of the unit
                    return True
                if word == "一" and Decimal(1) in values:
                    return True
        return False

    unexplained = [
        (match.start(), match.group(), text[match.start() - 8 : match.end() + 8])
        for match in NUMERAL.finditer(text, start)
        if not is_target(match.start(), match.end(), match.group())
        and not any(a <= match.start() and match.end() <= b for a, b in reasons)
    ]
    assert unexplained == []


def test_every_listed_non_target_occurs_and_has_a_reason(chapter):
    text, start = chapter
    for item in json.loads((registry.FIXTURES / "liaocheng_2021_numbers.json").read_text(encoding="utf-8")):
        assert item["reason"]
        assert occurrences(text, item["words"], start), item["words"]


def test_only_quantified_records_have_a_target_and_all_of_them_do(fixture):
    for record in fixture["commitments"]:
        assert ("target" in record) == (record["kind"] == "quantified"), record["code"]
        if "target" in record:
            assert {"metric", "comparator", "value", "unit", "measure"} <= record["target"].keys(), record["code"]


def test_the_text_s_own_deadlines_are_kept_and_all_else_is_the_year_s_end(fixture):
    own = {r["quote"]: (r["deadline"], r["deadline_text"]) for r in fixture["commitments"] if r["deadline_text"]}
    assert own == {
        "36个省级美丽乡村示范村建设完工": ("2021-09-30", "9月底前"),
        "生猪养殖基本恢复正常": ("2021-12-31", "年底"),
        "创建为国家级法治政府建设示范市": ("2022-12-31", "2022年"),
        **{q: d for q, d in own.items() if d[1] == "年内"},
    }
    assert {r["deadline"] for r in fixture["commitments"] if not r["deadline_text"]} == {"2021-12-31"}


def test_the_three_bridges_are_three_promises_with_their_named_sites(fixture):
    by_quote = {record["quote"]: record for record in fixture["commitments"]}
    assert by_quote["新建松桂大桥等桥梁5座"]["sites"] == ["松桂大桥"]
    assert by_quote["改扩建光岳大桥等3座"]["target"]["value"] == 3
    assert by_quote["新建过街天桥7座"]["target"]["unit"] == "座"


@pytest.mark.django_db
def test_loading_makes_drafts_and_a_second_load_changes_nothing():
    first = registry.load(SLUG, at=at(2021, 2, 1))
    second = registry.load(SLUG, at=at(2021, 2, 2))
    assert first.created == second.kept == Commitment.objects.count()
    assert (second.created, second.differences) == (0, [])
    assert set(Commitment.objects.values_list("stage", "light", "lead_suggested")) == {("draft", "none", True)}


@pytest.mark.django_db
def test_loading_again_keeps_what_people_decided_and_lists_what_differs():
    registry.load(SLUG, at=at(2021, 2, 1))
    supervisor = User.objects.create_user("s", password="x", role=Role.SUPERVISOR, display_name="s")
    row = Commitment.objects.get(code="2021-08-028")
    other = Commitment.objects.exclude(lead=row.lead).first().lead
    assigning.assign(row, actor=supervisor, at=at(2021, 2, 3), lead=other)
    deciding.set_deadline(row, actor=supervisor, at=at(2021, 2, 3), deadline=date(2021, 11, 30), reason="市政府会议决定")
    loaded = registry.load(SLUG, at=at(2021, 2, 4))
    row.refresh_from_db()
    assert (row.lead, row.lead_suggested, row.stage, row.deadline) == (other, False, Stage.ASSIGNED, date(2021, 11, 30))
    assert len(loaded.differences) == 1 and loaded.differences[0].startswith("2021-08-028.lead: ")


@pytest.mark.django_db
def test_a_quote_that_does_not_occur_stops_the_load_before_anything_is_written(monkeypatch, fixture):
    broken = json.loads(json.dumps(fixture))
    broken["commitments"][200]["quote"] += "！"
    monkeypatch.setattr(registry, "find_fixture", lambda slug: broken)
    with pytest.raises(Refused, match=broken["commitments"][200]["code"]):
        registry.load(SLUG, at=at(2021, 2, 1))
    assert not Commitment.objects.exists()


@pytest.mark.django_db
def test_the_export_has_every_field_and_every_target_exact(tmp_path):
    registry.load(SLUG, at=at(2021, 2, 1))
    call_command("export_commitments", report=SLUG, output=tmp_path / "out.json")
    records = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    text = registry.find_fixture(SLUG)["report"]["text"]
    assert len(records) == Commitment.objects.count()
    assert all(text[r["start"] : r["end"]] == r["quote"] for r in records)
    homes = next(r for r in records if r["quote"] == "新开工棚户区改造2.5万套")
    assert (homes["comparator"], homes["value"], homes["unit"], homes["deadline"]) == ("=", 2.5, "万套", "2021-12-31")
    assert {"lead_department", "supporting_departments", "stage", "light", "current_value", "progress"} <= homes.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_spreadsheet_exports_hold_the_same_rows(tmp_path, format):
    registry.load(SLUG, at=at(2021, 2, 1))
    call_command("export_commitments", report=SLUG, format=format, output=tmp_path / "out")
    if format == "csv":
        lines = (tmp_path / "out").read_text(encoding="utf-8-sig").splitlines()
    else:
        import openpyxl

        lines = list(
            openpyxl.load_workbook(io.BytesIO((tmp_path / "out").read_bytes()), read_only=True).active.iter_rows(values_only=True)
        )
    assert len(lines) == Commitment.objects.count() + 1


@pytest.mark.django_db
def test_an_unknown_report_is_one_clear_line():
    with pytest.raises(CommandError, match="no report “nowhere”"):
        call_command("export_commitments", report="nowhere")

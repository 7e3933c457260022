"""The office's table: out and back unchanged is nothing; what people changed is shown, taken whole, undone at once."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commitments.workflow import assigning
from drafts import office, review
from house.errors import Refused

from .conftest import NOW


def back(report, content: bytes, name: str) -> list[office.Line]:
    _heading, rows, columns = office.read(io.BytesIO(content), name)
    return office.compare(report, rows, columns)


def changed(content: bytes, **cells: str) -> bytes:
    """The exported sheet with the first row's cells changed, by our column names."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    for name, text in cells.items():
        sheet.cell(3, office.COLUMNS.index(name) + 1, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_out_and_back_unchanged_is_nothing(report, kind):
    content = office.WRITERS[kind][0](report)
    assert back(report, content, f"table.{kind}") == []


def test_each_changed_cell_is_shown_and_taken_and_undone(report, cast):
    row = office.rows_of(report)[0]
    before = office.cells(row, 1)
    content = changed(
        office.write_xlsx(report),
        task="地区生产总值增速", target="≥7%", lead="市教育和体育局", supporting="市住房和城乡建设局", deadline="2022年11月30日",
    )  # fmt: skip
    (line,) = back(report, content, "table.xlsx")
    assert [change.column for change in line.changes] == ["task", "target", "lead", "supporting", "deadline"]
    assert office.take(report, [line], actor=cast.supervisor, at=NOW, seen=office.versions([line])) == 1
    row = office.rows_of(report)[0]
    assert office.cells(row, 1)["target"] == "≥7%" and row.deadline.isoformat() == "2022-11-30" and row.lead == cast.education
    assert back(report, content, "table.xlsx") == []
    review.undo(report, actor=cast.supervisor, at=NOW)
    assert office.cells(office.rows_of(report)[0], 1) == before


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2022.9", "2022-09-30"),
        ("2月底前", "2022-02-28"),
        ("9月15日前", "2022-09-15"),
        ("2023年6月", "2023-06-30"),
        ("年底前", "2022-12-31"),
    ],
)
def test_a_deadline_is_read_as_offices_write_it(words, day):
    assert office.day_meant(words, 2022).isoformat() == day


@pytest.mark.parametrize(
    "cells",
    [
        {"lead": "没有的局"},
        {"deadline": "尽快"},
        {"deadline": "2022年2月30日"},
        {"target": "很多"},
        {"target": "12-10个"},
        {"target": "9" * 30 + "个"},
        {"code": "2022-99-001"},
        {"leader": "某副市长"},
        {"task": ""},
    ],
)
def test_a_cell_that_cannot_be_names_its_row_and_nothing_is_taken(report, cast, cells):
    lines = back(report, changed(office.write_xlsx(report), **cells), "table.xlsx")
    assert [line.number for line in lines if line.errors] == [3]
    with pytest.raises(Refused, match="3"):
        office.take(report, lines, actor=cast.supervisor, at=NOW, seen=office.versions(lines))


def test_an_emptied_lead_is_none_and_unknown_headings_are_asked_for(report, cast, client):
    row = office.rows_of(report)[0]
    row.lead = cast.education
    row.save()
    (line,) = back(report, changed(office.write_xlsx(report), lead=""), "table.xlsx")
    assert not line.errors and line.changes[0].fields == {"lead": None}
    client.force_login(cast.supervisor)
    file = SimpleUploadedFile("own.csv", f"任务,主责单位\n{row.title},没有的局\n".encode())
    asked = client.post(reverse("drafts:table", args=[report.slug]), {"table": file})
    assert asked.context["names"][1] == ("task", "任务", 0)


def test_what_is_assigned_changes_on_its_own_page(report, cast):
    row = office.rows_of(report)[0]
    assigning.assign(row, actor=cast.supervisor, at=NOW, lead=cast.education)
    content = changed(office.write_xlsx(report), task="别的说法")
    (line,) = back(report, content, "table.xlsx")
    assert line.errors


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("增长6.5%左右", ("~", "6.5", "%")),
        ("改造62个", ("=", "62", "个")),
        ("惠及居民1.5万户", ("=", "1.5", "万户")),
        ("7%以上", (">=", "7", "%")),
        ("二十处", ("=", "20", "处")),
    ],
)
def test_a_target_is_read_as_offices_write_it(report, words, target):
    (line,) = back(report, changed(office.write_xlsx(report), target=words), "table.xlsx")
    (change,) = line.changes
    row = office.rows_of(report)[0]
    meant = {name: getattr(row, name) for name in ("comparator", "value", "unit")} | change.fields
    assert (meant["comparator"], f"{meant['value'].normalize():f}", meant["unit"]) == target


def test_the_standing_target_in_words_changes_nothing(report):
    assert office.cells(office.rows_of(report)[0], 1)["target"] == "≥6%"
    assert back(report, changed(office.write_xlsx(report), target="增长6%以上"), "table.xlsx") == []


def test_a_table_without_a_task_column_is_refused(report):
    with pytest.raises(Refused):
        office.read(io.BytesIO("甲,乙\n1,2\n".encode()), "table.csv")


@pytest.mark.parametrize("name", ["table.xls", "台账.et"])
def test_an_old_table_says_how_to_save_it(report, cast, client, name):
    client.force_login(cast.supervisor)
    client.cookies["django_language"] = "zh-hans"
    file = SimpleUploadedFile(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    answer = client.post(reverse("drafts:table", args=[report.slug]), {"table": file})
    assert answer.status_code == 422 and "另存为 .xlsx" in answer.content.decode()


def test_a_citys_own_columns_are_asked_for_once(report, cast, client):
    client.force_login(cast.supervisor)
    row = office.rows_of(report)[0]
    text = f"2022年台账,,\n编码,做什么,何时\n{row.code},{row.title}（修订）,{row.deadline.year}年11月1日\n"

    def upload():
        file = io.BytesIO(text.encode("gb18030"))
        file.name = "own.csv"
        return client.post(reverse("drafts:table", args=[report.slug]), {"table": file})

    asked = upload()
    assert "做什么" in asked.content.decode()
    columns = {"rows": asked.context["rows"], "columns": "1", "column-code": "0", "column-task": "1", "column-deadline": "2"}
    looked = client.post(reverse("drafts:table", args=[report.slug]), columns)
    assert "修订" in looked.content.decode()
    assert "修订" in upload().content.decode()  # the mapping is remembered
    address, seen = reverse("drafts:table", args=[report.slug]), looked.context["rows"]
    review.correct(row, actor=cast.supervisor_2, at=NOW, hedge="力争")  # somebody else, between the look and the take
    again = client.post(address, {"rows": seen})
    assert again.status_code == 409 and "请重新核对" in again.content.decode()
    taken = client.post(address, {"rows": again.context["rows"]})
    assert taken.status_code == 302 and office.rows_of(report)[0].title.endswith("（修订）")


OWN = """年度重点任务,,,,,
序号,工作任务,量化指标,分管领导,主办单位,配合单位,完成时间
一、教育,,,,,,
1,1.新建改建中小学２４所，幼儿园 30 所。,新建若干,李副市长,住房和城乡建设局、市教育和体育局,,11月底前
2,（2）改造172个老旧小区,改造172个,,东昌府区,市住房和城乡建设局、东昌府区,年底前
3,实施城市更新三年行动,,,市住房和城乡建设局,各县（市、区）政府,12月
4,修一座月亮上的桥,1座,,市住房和城乡建设局,,年底前
"""


def test_a_citys_own_list_is_understood_by_its_words(report, cast, client):
    """One row quotes two promises, one has other words, one quotes what no draft covers, one is not in the report."""
    lines = back(report, OWN.encode("gb18030"), "own.csv")
    school, nursery, _estates, added, moon = lines
    assert [line.how for line in lines] == [office.How.WORDS, office.How.WORDS, office.How.LIKENESS, office.How.NEW, None]
    assert {change.column for change in school.changes} == {"lead", "supporting", "deadline"}  # no target: it holds two
    assert nursery.row.title.startswith("幼儿园") or "幼儿园" in nursery.row.quote
    assert added.changes[0].new == "实施城市更新三年行动" and moon.errors and moon.number == 7
    client.force_login(cast.supervisor)
    address = reverse("drafts:table", args=[report.slug])
    looked = client.post(address, {"table": SimpleUploadedFile("own.csv", OWN.encode())})
    refused = client.post(address, {"rows": looked.context["rows"]})
    assert refused.status_code == 409 and not report.commitments.filter(quote=added.changes[0].new).exists()
    assert client.post(address, {"rows": looked.context["rows"], "leave_out": "1"}).status_code == 302
    made = report.commitments.get(quote="实施城市更新三年行动")
    assert made.lead == cast.housing and {duty.department for duty in made.supporting.all()} == {cast.county, cast.county_2}
    row = report.commitments.get(pk=school.row.pk)
    assert row.lead == cast.housing and row.deadline.isoformat() == "2022-11-30" and row.title == school.row.title
    assert [line.number for line in back(report, OWN.encode(), "own.csv")] == [7]
    review.undo(report, actor=cast.supervisor, at=NOW)
    assert len(back(report, OWN.encode(), "own.csv")) == 5

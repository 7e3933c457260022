"""Importing another platform's export: any usual file, every row accounted for, nothing doubled, bounded memory."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from commitments.workflow.table import NotPossible
from departments.access import Denied
from history.models import Event
from history.verify import verify
from hotline import tasks
from hotline.importing import guess, run, running, runs, sheets
from hotline.importing.columns import read_moment
from hotline.models import ColumnMapping, ImportRun, WorkOrder
from house.errors import Refused
from tests.conftest import at
from tests.hotline.conftest import TODAY

pytestmark = pytest.mark.engine
HEAD = ["工单编号", "来电时间", "诉求内容", "诉求类型", "受理渠道", "所属区县", "详细地址"]
ROW = ["LC-1", "2021-10-01 09:30", "小区停水两天", "投诉", "12345电话", "东昌府区", "柳园路"]
COLUMNS = guess(HEAD)


def as_csv(path: Path, rows: list[list[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def as_xlsx(path: Path, rows: list[list[object]]) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for at_row, cells in enumerate([HEAD, *rows]):
            sheet.write_row(at_row, 0, cells)
    return path


def take(path: Path, *, dry_run: bool = False, columns: dict[str, str] | None = None, report=None):
    return run(path, source="12345", columns=columns or COLUMNS, actor=None, at=TODAY, dry_run=dry_run, report=report)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_of_either_encoding_is_taken_in(cast, tmp_path, encoding):
    take(as_csv(tmp_path / "a.csv", [ROW], encoding))
    order = WorkOrder.objects.get()
    assert (order.source, order.source_number, order.number) == ("12345", "LC-1", "DH-20211001-0001")
    assert (order.nature, order.channel, order.county, order.place) == ("complaint", "phone", cast.county, "柳园路")
    assert order.words.text == "小区停水两天" and order.received_at == at(2021, 10, 1, 9, 30)
    assert Event.objects.get(stream=order.stream).action == "import"
    assert verify().broken == []


def test_xlsx_is_taken_in_as_csv_is(cast, tmp_path):
    take(as_xlsx(tmp_path / "a.xlsx", [[7, "2021/10/1 9:30", *ROW[2:]]]))
    order = WorkOrder.objects.get()
    assert order.source_number == "7" and order.received_at == at(2021, 10, 1, 9, 30)


def test_a_second_import_updates_instead_of_doubling(cast, tmp_path):
    path = as_csv(tmp_path / "a.csv", [ROW, ["LC-2", *ROW[1:]]])
    assert take(path).new == 2
    again = take(path)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 2)
    changed = take(as_csv(path, [[*ROW[:2], "小区停水三天", *ROW[3:]], ["LC-2", *ROW[1:]], ["LC-3", *ROW[1:]]]))
    assert (changed.new, changed.updated, changed.unchanged) == (1, 1, 1)
    order = WorkOrder.objects.get(source_number="LC-1")
    assert order.words.text == "小区停水三天" and "三天" in order.words.search
    assert [event.action for event in Event.objects.filter(stream=order.stream)] == ["import", "reimport"]
    assert verify().broken == []


def test_a_number_twice_in_one_file_is_one_order_as_the_later_row_has_it(cast, tmp_path):
    tally = take(as_csv(tmp_path / "a.csv", [ROW, [*ROW[:2], "后来又停电", *ROW[3:]]]))
    assert (tally.new, tally.updated) == (1, 1)
    assert WorkOrder.objects.get().words.text == "后来又停电"
    assert [one["row"] for one in tally.findings] == [3]
    assert "第 2 行和第 3 行编号相同（LC-1）" in tally.findings[0]["sentences"][0]


def test_a_dry_run_foresees_the_rows_of_one_number_one_after_another(cast, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 3)
    path, head = tmp_path / "a.csv", [*HEAD, "联系电话"]
    phone, other = "13800000001", "13800000002"
    take(as_csv(path, [["LC-9", *ROW[1:]]]))
    rows = [
        [*ROW, phone], [*ROW, phone], ["LC-9", *ROW[1:], ""], [*ROW, ""], [*ROW, other], ["LC-2", *ROW[1:], ""],
        ["LC-9", *ROW[1:], phone], ["LC-9", *ROW[1:], phone], ["LC-3", "何时", *ROW[2:], ""], ["LC-3", *ROW[1:], ""],
        ["LC-2", ROW[1], "又停电", *ROW[3:], ""],
    ]  # fmt: skip
    path.write_text("\n".join(",".join(cells) for cells in [head, *rows]), encoding="utf-8")
    reports = [io.StringIO(), io.StringIO()]
    for dry_run, report in zip((True, False), reports, strict=True):
        take(path, dry_run=dry_run, columns=guess(head), report=report)
    foreseen, done = (list(csv.reader(io.StringIO(report.getvalue()))) for report in reports)
    assert foreseen == done
    assert [line[2] for line in done[1:]] == [
        "新增", "未变", "未变", "未变", "更新", "新增", "更新", "未变", "未导入", "新增", "更新",
    ]  # fmt: skip


def test_a_dry_run_reports_every_row_and_writes_nothing(cast, tmp_path):
    rows = [
        ROW,
        ["", *ROW[1:]],
        ["LC-3", "昨天", *ROW[2:]],
        ["LC-4", "2021-12-01", *ROW[2:]],
        ["LC-5", *ROW[1:5], "北京市", ""],
        ["LC-6", ROW[1], "", *ROW[3:]],
        ["LC-7", ROW[1], "长" * 10_001, *ROW[3:]],
        ["LC-8", *ROW[1:4], "烽火台", *ROW[5:]],
        ["=cmd|' /C calc'!A0", *ROW[1:]],
    ]
    with (tmp_path / "report.csv").open("w+", encoding="utf-8", newline="") as report:
        tally = take(as_csv(tmp_path / "a.csv", rows), dry_run=True, report=report)
        report.seek(0)
        lines = list(csv.reader(report))
    assert (tally.read, tally.new, tally.refused) == (9, 3, 6)
    assert len(lines) == 10 and not WorkOrder.objects.exists()
    assert "北京市" in lines[5][3] and "烽火台" in lines[8][3]
    assert lines[9][1].startswith("'="), "a spreadsheet must not compute the report"


def test_the_unit_in_charge_is_taken_in_and_an_unknown_one_named(cast, tmp_path):
    path, head = tmp_path / "a.csv", [*HEAD, "承办单位"]
    rows = [[*ROW, "市教育和体育局"], ["LC-2", *ROW[1:], "市教育和体育局、火星局"], ["LC-3", *ROW[1:], ""]]
    path.write_text("\n".join(",".join(cells) for cells in [head, *rows]), encoding="utf-8")
    tally = take(path, columns=guess(head))
    assert [(one["row"], one["sentences"]) for one in tally.findings] == [(3, ["火星局不是本市的单位"])]
    assert dict(WorkOrder.objects.values_list("source_number", "unit_there__code")) == {"LC-1": "education", "LC-3": None}
    assert take(path, columns=guess(head)).unchanged == 2


def test_what_a_second_file_has_no_column_for_stays(cast, tmp_path):
    path, head = tmp_path / "a.csv", [*HEAD, "承办单位"]
    path.write_text("\n".join(",".join(cells) for cells in [head, [*ROW, "市教育和体育局"]]), encoding="utf-8")
    take(path, columns=guess(head))
    short = [*ROW[:2], "小区停水三天"]
    path.write_text("\n".join(",".join(cells) for cells in [HEAD[:3], short]), encoding="utf-8")
    assert take(path, columns=guess(HEAD[:3])).updated == 1
    order = WorkOrder.objects.get()
    assert (order.nature, order.channel, order.county, order.place) == ("complaint", "phone", cast.county, "柳园路")
    assert order.unit_there.code == "education" and order.words.text == "小区停水三天"


def test_columns_are_remembered_one_by_one_and_what_was_left_stays_left():
    remembered = {"source_number": "编码", "text": "诉求内容", "received_at": "来电时间"}
    seen = ["编码", "诉求内容", "来电时间", "姓名", "地点"]
    assert guess(seen, remembered, seen) == remembered
    assert guess(["诉求内容", "编码（新）", "受理时间", "姓名", "县区"], remembered, seen) == {
        "source_number": "编码（新）", "text": "诉求内容", "received_at": "受理时间", "county": "县区",
    }  # fmt: skip


def test_refused_rows_stay_out_and_the_others_come_in(cast, tmp_path):
    tally = take(as_csv(tmp_path / "a.csv", [["LC-1", "不知何时", *ROW[2:]], ["LC-2", *ROW[1:]]]))
    assert (tally.new, tally.refused) == (1, 1)
    assert tally.findings[0]["row"] == 2


def broken_files(folder: Path) -> dict[str, Path]:
    wrong = folder / "encoding.csv"
    wrong.write_bytes("工单编号\n".encode("utf-16"))
    binary = folder / "binary.csv"
    binary.write_bytes(b"\x81\x20\xff\xff" * 50)
    zipped = folder / "no.xlsx"
    zipped.write_bytes(b"PK\x03\x04 this is no zip")
    other = folder / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("hello.txt", "no workbook")
    bomb = folder / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "0" * 50_000_000)
    old = folder / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 100)
    for name in ("x.pdf", "pdf.csv"):
        (folder / name).write_bytes(b"%PDF-1.4\n1 0 obj\n")
    empty = folder / "empty.csv"
    empty.write_text("\n\n")
    written = (wrong, binary, zipped, other, bomb, old, empty)
    return {path.name: path for path in (*written, folder / "x.pdf", folder / "pdf.csv", folder / "absent.csv")}


UNREADABLE = "encoding.csv binary.csv no.xlsx other.xlsx bomb.xlsx old.xls x.pdf pdf.csv empty.csv absent.csv"


@pytest.mark.parametrize("name", UNREADABLE.split())
def test_a_file_that_cannot_be_read_is_refused_by_name(cast, tmp_path, name):
    with pytest.raises(Refused, match=name):
        take(broken_files(tmp_path)[name])
    assert not WorkOrder.objects.exists()


def test_a_column_that_is_not_there_is_named(cast, tmp_path):
    path = as_csv(tmp_path / "a.csv", [ROW])
    with pytest.raises(Refused, match="没有的列"):
        take(path, columns=COLUMNS | {"text": "没有的列"})
    with pytest.raises(Refused):
        take(path, columns={"text": "诉求内容"})


def test_ten_megabytes_in_one_cell_are_one_refused_row(cast, tmp_path):
    tally = take(as_csv(tmp_path / "a.csv", [["LC-1", ROW[1], "吵" * 3_500_000, *ROW[3:]], ["LC-2", *ROW[1:]]]))
    assert (tally.new, tally.refused) == (1, 1)


def test_a_cell_too_long_to_be_reported_is_named_by_row_and_column(cast, tmp_path, monkeypatch):
    monkeypatch.setattr("house.sheets.CELL_MAX", 20_000)
    rows = [ROW, ["LC-2", ROW[1], "吵,\n" * 10_000, *ROW[3:]]]
    with pytest.raises(Refused, match=r"a\.csv.*第3行第3列.*20000"):
        take(as_csv(tmp_path / "a.csv", rows))


@pytest.mark.parametrize(
    "written",
    [
        "2021-10-01 09:30",
        "2021/10/1 9:30:00",
        "2021年10月1日 9时30分",
        "2021-10-01T09:30:00",
        "2021.10.1 09:30",
        44470.395833333336,
    ],
)
def test_times_are_read_as_exports_write_them(written):
    moment = read_moment(written)
    assert moment is not None and abs((moment - at(2021, 10, 1, 9, 30)).total_seconds()) < 60


@pytest.mark.parametrize("written", ["2021-13-01", "", None, "昨天", 3, "2021-02-30 10:00", True])
def test_what_is_no_time_is_none(written):
    assert read_moment(written) is None


def test_memory_does_not_grow_with_the_file(cast, tmp_path):
    """Reading and checking 20,000 rows holds a batch, not the file."""
    path = as_csv(tmp_path / "a.csv", [[f"LC-{n}", ROW[1], "诉求内容" * 50, *ROW[3:]] for n in range(20_000)])
    tracemalloc.start()
    for _row in sheets.rows(path):
        pass
    read_peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    tally = take(path, dry_run=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert tally.new == 20_000
    assert read_peak < 7_000_000 and peak < 25_000_000, (read_peak, peak)


# The page


def brought(cast, path: Path) -> ImportRun:
    return runs.bring(SimpleUploadedFile(path.name, path.read_bytes()), source="12345", actor=cast.hotline_lead, at=TODAY)


def test_from_the_page_the_file_is_checked_then_taken_in_and_erased(cast, tmp_path, signed_in):
    client = signed_in(cast.hotline_lead)
    path = as_csv(tmp_path / "a.csv", [ROW, ["LC-2", "昨天", *ROW[2:]]])
    client.post(reverse("hotline:imports"), {"source": "12345", "file": SimpleUploadedFile("a.csv", path.read_bytes())})
    started = ImportRun.objects.get()
    assert "停水" not in client.get(started.get_absolute_url()).content.decode()
    client.post(reverse("hotline:start_import", args=[started.pk]), COLUMNS)
    assert "等待" in client.get(started.get_absolute_url()).content.decode()
    assert tasks.carry_out_imports() == 1
    page = client.get(started.get_absolute_url()).content.decode()
    assert "昨天" in page and not WorkOrder.objects.exists()
    client.post(reverse("hotline:start_import", args=[started.pk]), COLUMNS | {"take_in": "1"})
    tasks.carry_out_imports()
    started.refresh_from_db()
    assert (started.created, started.refused, bool(started.file)) == (1, 1, False)
    assert WorkOrder.objects.get().taken_by == cast.hotline_lead
    report = b"".join(client.get(reverse("hotline:import_report", args=[started.pk]))).decode()
    assert "LC-2" in report
    assert ColumnMapping.objects.get().columns == COLUMNS


def test_a_broken_upload_is_a_field_error_and_leaves_no_run(cast, signed_in):
    answer = signed_in(cast.hotline_lead).post(
        reverse("hotline:imports"), {"source": "12345", "file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 no")}
    )
    assert answer.status_code == 422 and "x.xlsx" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_run_under_way_is_not_started_again_and_a_lost_one_is_taken_up(cast, tmp_path):
    started = runs.ask(
        brought(cast, as_csv(tmp_path / "a.csv", [ROW])), chosen=COLUMNS, dry_run=False, actor=cast.hotline_lead, at=TODAY
    )
    with pytest.raises(NotPossible):
        runs.ask(started, chosen=COLUMNS, dry_run=False, actor=cast.hotline_lead, at=TODAY)
    assert runs.next_waiting(real_at=TODAY) == started
    assert runs.next_waiting(real_at=TODAY) is None
    assert runs.next_waiting(real_at=TODAY + runs.STALE * 2) == started


def test_only_the_hotline_lead_imports(cast, tmp_path, signed_in):
    path = as_csv(tmp_path / "a.csv", [ROW])
    for person in (cast.hotline, cast.clerk, cast.supervisor, cast.admin):
        with pytest.raises(Denied):
            runs.bring(SimpleUploadedFile("a.csv", path.read_bytes()), source="x", actor=person, at=TODAY)
        assert signed_in(person).get(reverse("hotline:imports")).status_code == 403


def test_the_command_takes_in_and_ends_with_a_count(cast, tmp_path, capsys):
    path = as_csv(tmp_path / "a.csv", [ROW], "gb18030")
    call_command("import_work_orders", str(path), "--source", "12345", "--dry-run")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["new"] == 1 and not WorkOrder.objects.exists()
    call_command("import_work_orders", str(path), "--source", "12345")
    assert WorkOrder.objects.count() == 1
    with pytest.raises(CommandError, match=r"empty\.csv"):
        call_command("import_work_orders", str(broken_files(tmp_path)["empty.csv"]), "--source", "12345")

"""The columns of the office's table, what stands in its cells, and the table as a file."""

from __future__ import annotations

import io

from commitments.models import Commitment, Report

COLUMNS = ("number", "task", "target", "leader", "lead", "supporting", "deadline", "code")
HEADINGS = {
    "number": "序号",
    "task": "任务",
    "target": "量化指标",
    "leader": "牵头领导",
    "lead": "牵头单位",
    "supporting": "责任单位",
    "deadline": "完成时限",
    "code": "编号",
}
WIDTHS = {"number": 8, "task": 42, "target": 14, "leader": 17, "lead": 20, "supporting": 25, "deadline": 19, "code": 16}
SIGNS = {">=": "≥", "<=": "≤", "~": "约", "=": ""}


def rows_of(report: Report) -> list[Commitment]:
    """What the table lists: everything that was not rejected, in the order of the text."""
    rows = Commitment.objects.kept().filter(report=report).select_related("lead__post", "report")
    return list(rows.prefetch_related("supporting__department").order_by("start", "end"))


def cells(row: Commitment, number: int) -> dict[str, str]:
    """A row of the table as it is written."""
    return {
        "number": str(number),
        "task": row.title,
        "target": target_text(row),
        "leader": row.lead.post.name if row.lead and row.lead.post else "",
        "lead": row.lead.short_name if row.lead else "",
        "supporting": "、".join(duty.department.short_name for duty in row.supporting.all()),
        "deadline": f"{row.deadline.year}年{row.deadline.month}月{row.deadline.day}日",
        "code": row.code,
    }


def target_text(row: Commitment) -> str:
    """≥24所; 1–2个; empty where no number was promised."""
    if row.value is None:
        return ""
    upper = f"–{row.value_max.normalize():f}" if row.value_max is not None else ""
    return f"{SIGNS.get(row.comparator, '')}{row.value.normalize():f}{upper}{row.unit}"


def write_xlsx(report: Report) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("任务分解表")
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
        body = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, f"{report.title}任务分解表", head)
        for place, name in enumerate(COLUMNS):
            sheet.set_column(place, place, WIDTHS[name])
            sheet.write_string(1, place, HEADINGS[name], head)
        for line, row in enumerate(rows_of(report), start=1):
            written = cells(row, line)
            for place, name in enumerate(COLUMNS):
                sheet.write_string(line + 1, place, written[name], body)
        sheet.freeze_panes(2, 2)
        sheet.repeat_rows(0, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def write_docx(report: Report) -> bytes:
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = Cm(1.8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(f"{report.title}任务分解表")
    run.font.size, run.bold = Pt(18), True
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "方正小标宋简体")
    table = document.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    between = page.page_width - page.left_margin - page.right_margin
    for column, name in zip(table.columns, COLUMNS, strict=True):
        column.width = round(between * WIDTHS[name] / sum(WIDTHS.values()))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # on every page
    for cell, name in zip(table.rows[0].cells, COLUMNS, strict=True):
        cell.text = HEADINGS[name]
    for line, row in enumerate(rows_of(report), start=1):
        written = cells(row, line)
        added = table.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, name in zip(added.cells, COLUMNS, strict=True):
            cell.text = written[name]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


WRITERS = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": (write_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}

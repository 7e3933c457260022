"""The registry as files: loading the fixture of a report, and exporting what stands.

Loading is idempotent and never overwrites what people decided: a record already there is left as it is, and
what differs from the fixture is listed.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from departments.fixture import load_departments
from departments.models import Department
from house.errors import Refused
from house.tables import csv_of

from .models import Commitment, Report
from .workflow import creating

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
SAME = ("quote", "start", "end", "kind", "metric", "comparator", "unit", "measure", "section", "title", "category", "theme")

FIELDS = (
    "code", "title", "quote", "start", "end", "context", "section", "theme", "kind", "metric", "comparator", "value",
    "value_max", "unit", "measure", "hedge", "per_county", "category", "deadline", "original_deadline", "deadline_text",
    "lead_department", "lead_suggested", "supporting_departments", "stage", "light", "outcome", "current_value",
    "progress",
)  # fmt: skip


@dataclass
class Loaded:
    created: int = 0
    kept: int = 0
    differences: list[str] = field(default_factory=list)


def find_fixture(slug: str) -> dict[str, Any]:
    """The fixture whose report has this slug."""
    for path in sorted(FIXTURES.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.get("report", {}).get("slug") == slug:
            content["report"]["text"] = (FIXTURES / content["report"]["text"]).read_text(encoding="utf-8")
            return content
    raise Refused(f"no registry for report “{slug}” in fixtures/")


def load(slug: str, *, at: datetime) -> Loaded:
    """Load departments, the report's text and its registry; every new record a draft. All or nothing.

    Raises `Refused`, naming the record, before anything is written when a quote does not stand at its place.
    """
    fixture = find_fixture(slug)
    check(fixture)
    with transaction.atomic():
        load_departments(FIXTURES / "departments.json")
        report = _report(fixture["report"])
        return _commitments(report, fixture["commitments"], at=at)


def check(fixture: dict[str, Any]) -> None:
    """That every record can be what it says: its quote at its offsets, its code and its place its own."""
    text, codes, places = fixture["report"]["text"], set(), set()
    for record in fixture["commitments"]:
        code, place = record["code"], (record["start"], record["end"])
        if text[slice(*place)] != record["quote"]:
            raise Refused(f"{code}: the quote “{record['quote']}” does not stand at {place[0]}–{place[1]} of the report")
        if record["quote"] not in record["context"] or record["context"] not in text:
            raise Refused(f"{code}: the context does not hold the quote, or does not stand in the report")
        if code in codes or place in places:
            raise Refused(f"{code}: this code or this quote stands twice")
        codes.add(code)
        places.add(place)


def store_report(*, slug: str, title: str, year: int, text: str, given_on: date | None = None) -> Report:
    """Keep a report's text as read; another text under the same slug is refused."""
    report, created = Report.objects.get_or_create(
        slug=slug, defaults={"title": title, "year": year, "text": text, "given_on": given_on}
    )
    if not created and report.text != text:
        raise Refused(
            _("Under “%(slug)s” another text is stored; quotes count its characters, so it is not replaced.") % {"slug": slug}
        )
    return report


def _report(described: dict[str, Any]) -> Report:
    given = described.get("given_on")
    return store_report(
        slug=described["slug"],
        title=described["title"],
        year=described["year"],
        text=described["text"],
        given_on=date.fromisoformat(given) if given else None,
    )


def _commitments(report: Report, records: list[dict[str, Any]], *, at: datetime) -> Loaded:
    loaded = Loaded()
    units = {unit.code: unit for unit in Department.objects.all()}
    standing = {row.code: row for row in Commitment.objects.filter(report=report)}
    for record in records:
        fields = _fields(record, units)
        if row := standing.get(record["code"]):
            loaded.kept += 1
            loaded.differences += _differences(row, fields)
            continue
        creating.create(
            actor=None, at=at, report=report, code=record["code"],
            supporting=[units[code] for code in record.get("supporting", [])], site_names=record.get("sites", []), **fields,
        )  # fmt: skip
        loaded.created += 1
    return loaded


def _fields(record: dict[str, Any], units: dict[str, Department]) -> dict[str, Any]:
    target = record.get("target", {})
    unknown = [code for code in (record["lead"], *record.get("supporting", [])) if code not in units]
    if unknown:
        raise Refused(f"{record['code']}: unknown department {', '.join(unknown)}")
    return {
        **{name: record[name] for name in ("title", "quote", "start", "end", "context", "section", "theme", "kind", "category")},
        "hedge": record.get("hedge", ""),
        "deadline": date.fromisoformat(record["deadline"]),
        "deadline_text": record.get("deadline_text", ""),
        "figures_due_on": date.fromisoformat(record["figures_due_on"]) if record.get("figures_due_on") else None,
        "lead": units[record["lead"]],
        "metric": target.get("metric", ""),
        "comparator": target.get("comparator", ""),
        "value": _decimal(target.get("value")),
        "value_max": _decimal(target.get("value_max")),
        "unit": target.get("unit", ""),
        "measure": target.get("measure", ""),
        "lower_is_better": target.get("lower_is_better", False),
        "per_county": target.get("per_county", False),
    }


def _differences(row: Commitment, fields: dict[str, Any]) -> list[str]:
    found = [
        f"{row.code}.{name}: {getattr(row, name)!r} stands, {fields[name]!r} in the fixture"
        for name in SAME
        if getattr(row, name) != fields[name]
    ]
    found += [
        f"{row.code}.{name}: {getattr(row, name)} stands, {fields[name]} in the fixture"
        for name in ("value", "value_max")
        if getattr(row, name) != fields[name]
    ]
    if row.lead_id != fields["lead"].pk:
        found.append(f"{row.code}.lead: {row.lead} stands, {fields['lead']} in the fixture")
    if row.original_deadline != fields["deadline"]:
        found.append(f"{row.code}.original_deadline: {row.original_deadline} stands, {fields['deadline']} in the fixture")
    return found


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def number(value: Decimal | None) -> int | float | None:
    """A figure as a JSON number, without a decimal point where it needs none."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def as_record(row: Commitment) -> dict[str, Any]:
    """The fields of CONTRACTS `export_commitments`; wants `lead` selected and `supporting__department` prefetched."""
    return {
        **{
            name: getattr(row, name) for name in ("code", "title", "quote", "start", "end", "context", "section", "theme", "kind")
        },
        "metric": row.metric,
        "comparator": row.comparator,
        "value": number(row.value),
        "value_max": number(row.value_max),
        "unit": row.unit,
        "measure": row.measure,
        "hedge": row.hedge,
        "per_county": row.per_county,
        "category": row.category,
        "deadline": row.deadline.isoformat(),
        "original_deadline": row.original_deadline.isoformat(),
        "deadline_text": row.deadline_text,
        "lead_department": row.lead.name if row.lead else None,
        "lead_suggested": row.lead_suggested,
        "supporting_departments": [duty.department.name for duty in row.supporting.all()],
        "stage": row.stage,
        "light": row.light,
        "outcome": row.outcome,
        "current_value": number(row.current_value),
        "progress": number(row.progress),
    }


def rows_for(rows: Iterable[Commitment]) -> list[dict[str, Any]]:
    return [as_record(row) for row in rows]


def write_json(records: list[dict[str, Any]]) -> bytes:
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()


def write_csv(records: list[dict[str, Any]]) -> bytes:
    return csv_of([FIELDS, *([_plain(record[name]) for name in FIELDS] for record in records)])


def write_xlsx(records: list[dict[str, Any]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("承诺台账")
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, FIELDS, book.add_format({"bold": True}))
        for line, record in enumerate(records, start=1):
            sheet.write_row(line, 0, [_plain(record[name]) for name in FIELDS])
    return out.getvalue()


def _plain(value: Any) -> Any:
    return "、".join(value) if isinstance(value, list) else value


WRITERS = {"json": write_json, "csv": write_csv, "xlsx": write_xlsx}

"""What the board shows of its figures: a title, one sentence that says what is found, a table, and the same as data.

A chart is drawn from `data` in the browser (`board/js/charts.js`); the table and the CSV carry the same numbers and
need no script.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import dateformat
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from commitments import deadlines
from commitments.models import Request
from desk.templatetags.look import LIGHT_WORDS
from house.writing import plain_day, signed
from workdays.calendar import Calendar

from . import figures
from .figures import HEADLINE, LIGHTS, Dates, Load, Standing, View

LOADS_SHOWN = 10
SMALLEST_RANKED = 5  # departments with fewer items stand together: a rate of three things is no rate
WEEKDAYS = 7


@dataclass(frozen=True)
class Chart:
    """`kind` names the drawing; None where the table itself is the picture."""

    slug: str
    title: str
    finding: str
    headers: list[str]
    rows: list[list[Any]]
    kind: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    note: str = ""


def section_name(section: str, titles: dict[str, str]) -> str:
    if section == HEADLINE:
        return _("Headline targets")
    return f"（{section}）{titles.get(section, '')}"


def light_names() -> dict[str, str]:
    return {light: str(LIGHT_WORDS[light]) for light in LIGHTS}


def by_section(view: View, stand: Standing) -> Chart:
    """Lights of each section."""
    titles = figures.section_titles(view.report)
    order = figures.in_order(stand.sections, view.report)
    names = [section_name(section, titles) for section in order]
    counts = [stand.sections[section] for section in order]
    rows = [[name, *(c[light] for light in LIGHTS), c.total()] for name, c in zip(names, counts, strict=True)]
    troubled = max(order, key=lambda s: stand.sections[s]["red"] + stand.sections[s]["yellow"], default=None)
    if troubled is None or not (stand.sections[troubled]["red"] + stand.sections[troubled]["yellow"]):
        finding = _("No section shows a yellow or red light.")
    else:
        finding = _("Most yellow and red lights: %(section)s, %(red)s red and %(yellow)s yellow of %(all)s.") % {
            "section": section_name(troubled, titles),
            "red": stand.sections[troubled]["red"],
            "yellow": stand.sections[troubled]["yellow"],
            "all": stand.sections[troubled].total(),
        }
    return Chart(
        "sections",
        _("Lights by section"),
        finding,
        [_("Section"), *light_names().values(), _("Total")],
        rows,
        "stacked",
        {
            "names": names,
            "lights": light_names(),
            "counts": {light: [c[light] for c in counts] for light in LIGHTS},
        },
    )


def over_time(view: View, stand: Standing, days: dict[date, Counter[str]]) -> Chart:
    """Lights week by week, today last."""
    shown = {**{day: counts for day, counts in days.items() if (view.on - day).days % WEEKDAYS == 0}, view.on: stand.counts}
    counts = list(shown.values())
    first_day, first = next(iter(shown.items()))
    finding = _("Red lights: %(now)s today, %(then)s on %(day)s; completed %(done)s, then %(before)s.") % {
        "now": stand.counts["red"],
        "then": first["red"],
        "day": plain_day(first_day),
        "done": stand.counts["completed"],
        "before": first["completed"],
    }
    if len(shown) == 1:
        finding = _("The first week is still running; the line begins with the first night.")
    elif view.since in days:
        before = days[view.since]
        finding = _("Since %(day)s: red %(red)s, yellow %(yellow)s, completed %(done)s.") % {
            "day": plain_day(view.since),
            "red": signed(stand.counts["red"] - before["red"]),
            "yellow": signed(stand.counts["yellow"] - before["yellow"]),
            "done": signed(stand.counts["completed"] - before["completed"]),
        }
    return Chart(
        "time",
        _("Lights over time"),
        finding,
        [_("Day"), *light_names().values()],
        [[day.isoformat(), *(count[light] for light in LIGHTS)] for day, count in shown.items()],
        "lines",
        {
            "days": [plain_day(day) for day in shown],
            "lights": light_names(),
            "counts": {light: [count[light] for count in counts] for light in LIGHTS},
        },
    )


def planned_and_actual(view: View, dates: Dates) -> Chart:
    """Completed by each month's end, against what was due by then."""
    passed = [month for month in dates.months if month.end <= view.on]
    if passed:
        last = passed[-1]
        finding = _("By the end of %(month)s, %(due)s were due, %(done)s were completed; %(word)s.") % {
            "month": month_name(last.end),
            "due": last.due,
            "done": last.completed,
            "word": _behind(last.due - (last.completed or 0)),
        }
    else:
        finding = _("No month of the report's year is over yet.")
    end = dates.months[-1] if dates.months else None
    later = _("by %(month)s %(n)s due") % {"month": month_name(end.end), "n": end.due} if end else ""
    return Chart(
        "plan",
        _("Completed: due and actual"),
        finding,
        [_("By the end of"), _("Falling due"), _("Completed")],
        [[month.end.isoformat(), month.due, "" if month.completed is None else month.completed] for month in dates.months],
        "plan",
        {
            "months": [month_name(month.end) for month in dates.months],
            "due": [month.due for month in dates.months],
            "done": [month.completed for month in dates.months],
            "words": {"due": _("due"), "done": _("completed"), "now": _("this month"), "later": later},
            "now": next((n for n, month in enumerate(dates.months) if month.end == deadlines.month_end(view.on)), None),
        },
        note=_("Due by the deadline in force; suspended, merged and cancelled items are left out."),
    )


def _behind(missing: int) -> str:
    if missing > 0:
        return ngettext("%(n)s is missing", "%(n)s are missing", missing) % {"n": missing}
    if missing < 0:
        return ngettext("%(n)s ahead", "%(n)s ahead", -missing) % {"n": -missing}
    return _("none is missing")


def due_calendar(view: View, found: Counter[date], calendar: Calendar) -> Chart:
    """What falls due on which day of this month and the three after it."""
    first, last = view.on.replace(day=1), figures.calendar_end(view.on)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weeks = ((last - first).days + first.weekday()) // WEEKDAYS + 1
    ahead = Counter({day: n for day, n in found.items() if day >= view.on})
    if ahead:
        busiest, most = max(ahead.items(), key=lambda pair: (pair[1], pair[0]))
        finding = ngettext(
            "%(n)s commitment, site or milestone falls due until %(last)s; most on %(day)s: %(most)s.",
            "%(n)s commitments, sites and milestones fall due until %(last)s; most on %(day)s: %(most)s.",
            ahead.total(),
        ) % {"n": ahead.total(), "last": plain_day(last), "day": plain_day(busiest), "most": most}
    else:
        finding = _("Nothing falls due in the months ahead.")
    return Chart(
        "due",
        _("What falls due when"),
        finding,
        [_("Day"), _("Falling due")],
        [[day.isoformat(), n] for day, n in sorted(found.items())],
        "calendar",
        {
            "days": [
                {
                    "week": (day - first + timedelta(days=first.weekday())).days // WEEKDAYS,
                    "weekday": day.weekday(),
                    "n": found[day],
                    "off": not calendar.is_workday(day),
                    "name": plain_day(day),
                    "today": day == view.on,
                }
                for day in days
            ],
            "weeks": [plain_day(first + timedelta(days=7 * n - first.weekday())) for n in range(weeks)],
            "weekdays": weekday_names(),
            "words": {"today": _("today"), "off": _("day off"), "nothing": _("nothing")},
        },
        note=_("Grey days are days off, make-up days counted in."),
    )


def loads(view: View, stand: Standing, decided: list[dict[str, Any]]) -> tuple[Chart, list[Load], Load, int]:
    """What each department carries; the small ones together."""
    for row in decided:
        load = stand.loads.get(row["department"])
        if load and row["kind"] == Request.Kind.COMPLETION:
            load.returned += row["n"]
        elif load:
            load.extended += row["n"]
    large, rest, small = figures.merge_small(stand.loads, smallest=SMALLEST_RANKED, shown=LOADS_SHOWN)
    chart = Chart(
        "load",
        _("Load and quality by department"),
        ngettext(
            "The %(n)s department that leads most, by number of items, not ranked by result; the others together.",
            "The %(n)s departments that lead most, by number of items, not ranked by result; the others together.",
            len(large),
        )
        % {"n": len(large)},
        [_("Lead department"), *light_names().values(), _("Total"), _("Reported in time, %"), _("Returned"), _("Extended")],
        [
            [
                load.name,
                *(load.counts[light] for light in LIGHTS),
                load.total,
                "" if load.reported_share is None else load.reported_share,
                load.returned,
                load.extended,
            ]
            for load in sorted(stand.loads.values(), key=lambda load: (-load.total, load.name))
        ],
    )
    return chart, large, rest, small


def returns_and_extensions(view: View, decided: Iterable[dict[str, Any]]) -> Chart:
    """Completion requests returned and extensions granted, month by month of the report's year."""
    months: dict[date, Counter[str]] = {date(view.report.year, month, 1): Counter() for month in range(1, 13)}
    for row in decided:
        month = row["month"].date() if hasattr(row["month"], "date") else row["month"]
        months.setdefault(month, Counter())[row["kind"]] += row["n"]
    shown = {month: counts for month, counts in sorted(months.items()) if month <= view.on}
    returned = sum(counts[Request.Kind.COMPLETION] for counts in shown.values())
    extended = sum(counts[Request.Kind.EXTENSION] for counts in shown.values())
    return Chart(
        "decided",
        _("Returned and extended"),
        _("%(returned)s completion requests were returned and %(extended)s extensions granted so far.")
        % {"returned": returned, "extended": extended},
        [_("Month"), _("Returned"), _("Extended")],
        [[f"{m:%Y-%m}", c[Request.Kind.COMPLETION], c[Request.Kind.EXTENSION]] for m, c in shown.items()],
        "pairs",
        {
            "months": [month_name(month) for month in shown],
            "series": {
                _("Returned"): [counts[Request.Kind.COMPLETION] for counts in shown.values()],
                _("Extended"): [counts[Request.Kind.EXTENSION] for counts in shown.values()],
            },
        },
    )


def month_name(day: date) -> str:
    return f"{day.month}月" if chinese() else dateformat.format(day, "M")


def weekday_names() -> list[str]:
    """Monday first, in one or three letters."""
    return list("一二三四五六日") if chinese() else ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def chinese() -> bool:
    return (get_language() or "").startswith("zh")

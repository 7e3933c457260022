"""Twelve weeks of red lights above the overdue list: bars, one sentence, the table and its CSV.

Counted like the board (`board.figures`), over what the reader's board counts: a leader's area, the whole city.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commitments import panels
from commitments.models import Report
from config import clock
from departments.access import can
from departments.http import SignedIn
from departments.models import Department
from desk.templatetags.look import plain_day, signed

from .charts import Chart
from .figures import View
from .models import DayCount
from .policy import counted_leads

WEEKS = 12
HEIGHT, STEP, WIDTH = 60, 44, 30  # of the drawing: the highest bar, from bar to bar, a bar


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    height: int
    count: int
    day: str
    is_today: bool

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2


def weeks(view: View) -> Chart:
    """Red lights at the end of each of the last weeks, today last; a night nobody counted is left out."""
    past = [view.on - timedelta(days=7 * n) for n in range(WEEKS - 1, 0, -1)]
    kept = DayCount.objects.filter(view.of("lead"), report=view.report, on__in=past).order_by("on").values("on")
    red = DayCount.objects.filter(view.of("lead"), report=view.report, on__in=past, light="red").order_by().values_list("on")
    counted = dict(red.annotate(n=Sum("count")))
    shown = [(row["on"], counted.get(row["on"], 0)) for row in kept.distinct()]
    now = view.commitments.filter(light="red").count()
    if not shown:
        finding = _("The first week is still running; the line begins with the first night.")
    else:
        finding = _("%(now)s red today, %(change)s against %(day)s.") % {
            "now": now,
            "change": signed(now - shown[-1][1]),
            "day": plain_day(shown[-1][0]),
        }
    rows = [[day.isoformat(), n] for day, n in [*shown, (view.on, now)]]
    return Chart(
        "red",
        _("Red lights in the last twelve weeks"),
        finding,
        [_("Day"), _("Red lights")],
        rows,
        note=_("Red: overdue, or far behind its plan or its reports. The list below is what is overdue by its deadline."),
        data={"bars": _bars([*shown, (view.on, now)])},
    )


def _bars(shown: list[tuple[date, int]]) -> list[Bar]:
    highest = max(n for _day, n in shown) or 1
    bars = []
    for place, (day, n) in enumerate(shown):
        height = round(n * HEIGHT / highest)
        bars.append(Bar(place * STEP, 16 + HEIGHT - height, height, n, plain_day(day), place == len(shown) - 1))
    return bars


@panels.above_overdue
def trend(request: SignedIn) -> str:
    """For those who see the board: how the red lights moved, of the newest report."""
    report = Report.objects.defer("text").first()
    if report is None or not can(request.user, "see_board", DayCount):
        return ""
    on = clock.today()
    leads = counted_leads(request.user, Department.objects.select_related("post"))
    chart = weeks(View(report, on, on, leads))
    context = {"chart": chart, "width": len(chart.rows) * STEP, "height": HEIGHT + 44, "report": report}
    return render_to_string("board/_trend.html", context, request=request)

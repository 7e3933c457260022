"""Twelve weeks of what was overdue, above the overdue list: bars, one sentence, the table and its CSV.

Counted like the board (`board.figures`), over what the reader's board counts: a leader's area, the whole city.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commitments import panels
from commitments.models import Report
from config import clock
from departments.access import can
from departments.http import SignedIn
from departments.models import Department
from house.writing import plain_day, signed

from .charts import Chart
from .figures import View
from .models import DayCount
from .policy import counted_leads

WEEKS = 12
LABEL = 4  # weeks a day takes in writing
HEIGHT, STEP, WIDTH = 60, 44, 30  # of the drawing: the highest bar, from bar to bar, a bar


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    height: int
    count: int
    day: str
    anchor: str  # of its day under it, which the first and the last bear: "start", "end" or none

    @property
    def is_today(self) -> bool:
        return self.anchor == "end"

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2


def weeks(view: View) -> Chart:
    """What was overdue at the end of each of the last weeks, today last; a night nobody counted is left out.

    A red light alone is not lateness: an item far behind its plan is red before its deadline.
    """
    past = [view.on - timedelta(days=7 * n) for n in range(WEEKS - 1, 0, -1)]
    kept = DayCount.objects.filter(view.of("lead"), report=view.report, on__in=past).order_by("on").values_list("on")
    counted = list(kept.annotate(n=Sum("late"), unknown=Count("pk", filter=Q(late=None))))
    shown = [(day, n) for day, n, unknown in counted if not unknown]
    now = view.commitments.overdue(on=view.on).count()
    if not shown:
        finding = _("The first week is still running; the line begins with the first night.")
    else:
        finding = _("%(now)s overdue today, %(change)s against %(day)s.") % {
            "now": now,
            "change": signed(now - shown[-1][1]),
            "day": plain_day(shown[-1][0]),
        }
    rows = [[day.isoformat(), n] for day, n in [*shown, (view.on, now)]]
    note = _(
        "Overdue: past the deadline in force on that day. A red light for being behind the plan or the reports is not counted."
    )
    waiting = ""
    if len(shown) < len(counted):
        known_from = shown[0][0] if shown else view.on
        waiting = _("The days before %(day)s are still being counted.") % {"day": plain_day(known_from)}
    return Chart(
        "overdue",
        _("Overdue in the last twelve weeks"),
        finding,
        [_("Day"), _("Overdue")],
        rows,
        note=note,
        data={"bars": _bars([*shown, (view.on, now)]), "waiting": waiting},
    )


def _bars(shown: list[tuple[date, int]]) -> list[Bar]:
    """Each at the place of its week: a week nobody counted stays empty."""
    highest = max(n for _day, n in shown) or 1
    today = shown[-1][0]
    bars: list[Bar] = []
    for day, n in shown:
        place = WEEKS - 1 - (today - day).days // 7
        height = round(n * HEIGHT / highest)
        anchor = "end" if day == today else "start" if not bars and place < WEEKS - LABEL else ""
        bars.append(Bar(place * STEP, 16 + HEIGHT - height, height, n, plain_day(day), anchor))
    return bars


@panels.above_overdue
def trend(request: SignedIn) -> str:
    """For those who see the board: how many were overdue, of the current report."""
    report = Report.objects.current_first().defer("text").first()
    if report is None or not can(request.user, "see_board", DayCount):
        return ""
    on = clock.today()
    leads = counted_leads(request.user, Department.objects.select_related("post"))
    chart = weeks(View(report, on, on, leads))
    context = {"chart": chart, "width": WEEKS * STEP, "height": HEIGHT + 44, "report": report}
    return render_to_string("board/_trend.html", context, request=request)

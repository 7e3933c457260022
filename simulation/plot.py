"""The plot of a demonstration year: which commitments go which way, decided by the dice before the first day.

The shares are fixed and only their members drawn, so that every seed shows returns, extensions granted and refused,
late completions, contested ones, and work on every desk on the last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from commitments import deadlines
from commitments.models import Commitment, Kind, Measure, Report
from commitments.rules import rules

from .calls import CALLS
from .diary import Diary

LATE, ON_TIME, STILL_OPEN = 10, 12, 8  # what becomes of the deliverables the city wants before the year's end
RETURNED = 14
EXTENSIONS, REFUSED = 16, 6
WAITING = 8
WORK_ORDERS, LINKED = 330, 80
DEMO_UNIT = "education-sports"  # where the clerk and the head of the demonstration sign in


class Plot:
    """Writes the diary of `report`'s year up to `until`."""

    def __init__(self, report: Report, rows: list[Commitment], diary: Diary, *, until: date) -> None:
        self.report, self.rows, self.diary, self.until = report, rows, diary, until
        self.random, self.calendar = diary.random, diary.calendar

    def write(self) -> date:
        """Fill the diary; returns the first day."""
        assigned = date(self.report.year, 2, 3)
        self._cast_parts()
        for row in self.rows:
            self.diary.on(assigned, "assign", row.code)
            signs = self.calendar.add(assigned, self.random.choice([1, 1, 1, 2, 3, 5]))
            self.diary.on(signs, "sign_in", row.code)
            self._reports(row, signs)
            self._part_of(row, signs)
        for number, row in enumerate(self._led_by("state-assets", "big-data", "civil-affairs")[:3]):
            self.diary.after(assigned, 1, "dispute", row.code, number == 0)
        for number, row in enumerate(self.extended):
            self.diary.on(self._day(date(self.report.year, 4, 10), 120), "ask_extension", row.code, number < REFUSED)
        for month in range(5, 13):
            self.diary.on(date(self.report.year, month, 8), "urge")
        for month in range(3, 13):
            self.diary.on(date(self.report.year, month, 6), "draft_bulletin")
        self._pauses()
        self._calls()
        return assigned

    def _cast_parts(self) -> None:
        """Draw who plays which part; nobody plays two."""
        by_dice = self.random.sample(self.rows, len(self.rows))
        deliverables = [row for row in by_dice if row.kind == Kind.DELIVERABLE and row.deadline.month == 12]
        early = iter(deliverables[: LATE + ON_TIME + STILL_OPEN])
        self.late, self.on_time, self.still_open = (list(self._next(early, n)) for n in (LATE, ON_TIME, STILL_OPEN))
        rest = sorted(deliverables[LATE + ON_TIME + STILL_OPEN :], key=lambda row: _unit(row) != DEMO_UNIT)
        growing = [row for row in by_dice if row.kind == Kind.QUANTIFIED and row.measure != Measure.COUNT]
        ongoing = [row for row in by_dice if row.kind == Kind.ONGOING]
        self.waiting = rest[:WAITING]
        self.finishing = rest[WAITING : WAITING + (len(rest) - WAITING) // 2]
        self.extended = (rest[WAITING + len(self.finishing) :] + growing + ongoing)[:EXTENSIONS]
        self.paused = [row for row in ongoing if row not in self.extended][:4]
        self.returned = {row.code for row in self.random.sample(self.late + self.on_time, RETURNED)}
        self.part = {
            row.code: name for name in ("late", "on_time", "still_open", "waiting", "finishing") for row in getattr(self, name)
        }

    @staticmethod
    def _next(rows: Iterator[Commitment], count: int) -> Iterator[Commitment]:
        for _number in range(count):
            if (row := next(rows, None)) is None:
                return
            yield row

    def _led_by(self, *units: str) -> list[Commitment]:
        rows = [row for row in self.rows if _unit(row) in units and row.code not in self.part]
        return self.random.sample(rows, len(rows))

    def _part_of(self, row: Commitment, signs: date) -> None:
        match self.part.get(row.code):
            case "late" | "on_time" | "still_open" as part:
                self._pull_forward(row, part)
            case "finishing":
                self.diary.on(self._day(date(self.report.year, 5, 10), 150), "ask_completion", row.code, False)
            case "waiting":
                number = self.waiting.index(row)
                asks = self.calendar.add(self.until, -(2 + number % 3))
                self.diary.on(asks, "ask_and_wait", row.code, number in {1, 5})
            case None if row.measure == Measure.COUNT:
                self._count(row, signs)

    def _pull_forward(self, row: Commitment, part: str) -> None:
        """The city wants it by summer or autumn."""
        year = self.report.year
        days = {
            "late": [date(year, 6, 30), date(year, 7, 30)],
            "on_time": [date(year, 6, 30), date(year, 7, 30), date(year, 8, 31)],
            "still_open": [date(year, 8, 31), date(year, 9, 17), date(year, 9, 30)],
        }
        deadline = self.random.choice(days[part])
        self.diary.on(date(year, 3, 15), "pull_forward", row.code, deadline.isoformat())
        span = {"late": self.random.randrange(12, 45), "on_time": -self.random.randrange(8, 30)}.get(part)
        if span is not None:
            self.diary.on(deadline + timedelta(days=span), "ask_completion", row.code, row.code in self.returned)

    def _reports(self, row: Commitment, start: date) -> None:
        """Narratives each month (ongoing: quarter); a few are forgotten."""
        if row.measure == Measure.COUNT:
            return
        last = date(self.report.year, 12, 31)
        months = deadlines.months_between_reports(row, rules())
        due = deadlines.next_report_after(months, start, rules())
        while due <= last:
            if self.random.random() < 0.93:
                self.diary.on(due - timedelta(days=self.random.randrange(1, 9)), "tell", row.code)
            due = deadlines.report_due_after(months, due, rules())

    def _count(self, row: Commitment, signs: date) -> None:
        """A count grows month by month along its own pace; most units file a plan; schools are counted site by site."""
        if row.per_county or (named := row.sites.exists()):
            return
        if row.value is not None and row.unit == "所" and not named:
            self.diary.after(signs, 4, "break_into_sites", row.code)
            return
        if self.random.random() < 0.6:
            self.diary.after(signs, self.random.randrange(2, 9), "file_plan", row.code)
        pace = self.random.choice([0.55, 0.8, 0.95, 1.0, 1.0, 1.05, 1.25])
        for month in range(3, 13):
            share = min(1.0, max(0.0, (month - 2) / 10 * pace + self.random.uniform(-0.03, 0.03)))
            day = date(self.report.year, month, self.random.randrange(18, 25))
            self.diary.on(day, "reach", row.code, f"{share:.3f}")

    def _pauses(self) -> None:
        """One suspended and resumed, one still suspended, one cancelled, one merged."""
        for row, what, month in zip(self.paused, ("resume", "suspend", "cancel", "merge"), (5, 8, 7, 6), strict=False):
            self.diary.on(self._day(date(self.report.year, month, 2), 20), "propose_pause", row.code, what)

    def _calls(self) -> None:
        """Calls from March to the last day; a share of them about promises, the last days bring disputes."""
        start = date(self.report.year, 3, 1)
        span = max(1, (self.until - start).days - 1)
        known = [row for row in self.rows if row.category in CALLS and row not in self.paused]
        about = set(self.random.sample(range(WORK_ORDERS), LINKED))
        for number in range(WORK_ORDERS):
            code = self.random.choice(known).code if number in about else ""
            self.diary.on(start + timedelta(days=self.random.randrange(span)), "call", code)
        for back in (12, 9, 6, 4, 2):
            self.diary.on(self.calendar.add(self.until, -back), "contest")

    def _day(self, start: date, span: int) -> date:
        return start + timedelta(days=self.random.randrange(span))


def _unit(row: Commitment) -> str:
    return row.lead.code if row.lead else ""

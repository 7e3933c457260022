"""Every day of the lived year: as it was written down that night, and as the events tell it now."""

from __future__ import annotations

from collections import Counter
from datetime import date

from board import daycounts
from board.models import DayCount
from commitments import asof, lights
from commitments.models import Commitment
from commitments.rules import rules
from commitments.workflow.base import TOLD
from workdays.calendar import current

FIRST = date(2021, 2, 1)


def test_each_day_is_told_again_as_it_was_written_down(year):
    written: dict[date, Counter] = {}
    late: dict[date, Counter] = {}
    for row in DayCount.objects.filter(report=year.report):
        key = (row.report_id, row.section, row.lead_id, row.light)
        written.setdefault(row.on, Counter())[key] = row.count
        late.setdefault(row.on, Counter())[key] = row.late
    assert len(written) > 200
    told = {day: tally for day, tally in daycounts.rebuild(year.report, FIRST, year.until) if tally.counts}
    assert {day: tally.counts for day, tally in told.items()} == written
    assert {day: tally.late for day, tally in told.items()} == late
    assert max(counts.total() for counts in late.values()) > 3


def test_the_last_day_as_told_is_what_stands(year):
    rows = list(Commitment.objects.filter(report=year.report).select_related("lead"))
    for row in asof.standing(rows, on=year.until, calendar=current(), rules=rules()):
        stored = next(other for other in rows if other.pk == row.pk)
        for name in (*TOLD, "light", "light_cause", "light_figure", "red_from"):
            assert getattr(row, name) == getattr(stored, name), (row.code, name)


def test_a_light_is_traced_back_to_the_day_it_began(year):
    calendar = current()
    late = Commitment.objects.filter(report=year.report).overdue(on=year.until)
    checked = 0
    for story in asof.stories(late, calendar=calendar, rules=rules()):
        since = story.light_since(year.until)
        before = story.on(since - daycounts.DAY) if since else None
        assert since and since <= story.row.red_from
        assert before is None or before.light != lights.Light.RED
        checked += 1
    assert checked

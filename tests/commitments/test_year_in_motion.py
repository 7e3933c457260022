"""A year in fast motion: deadlines move, items close and reopen, a holiday notice comes late, the system is down for days.

Whatever happens: each recipient of each open item past a rung got exactly one message for the newest rung due, none twice,
none after closing, none on a day off, and no warning after its deadline. The rungs are counted by the tests' own count.
`FAST_MOTION=200` looks at more lives than the suite does.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments import outbox, reminders
from commitments.models import Commitment, Delivery, Evidence, Reminder, Stage
from commitments.workflow import deciding, requests
from tests.conftest import Cast, at
from tests.faults.town import newest_rung
from tests.workdays.test_announcement import NOTICE_2027
from workdays import announcement, entering

from .promises import under_way

FIRST, DAYS = date(2027, 3, 29), 75
DAY = timedelta(days=1)
# What the invented notice changes in these weeks, written down by hand.
OFF = {date(2027, 4, 5), date(2027, 5, 3), date(2027, 5, 4), date(2027, 5, 5), date(2027, 6, 9)}
WORKED = {date(2027, 4, 25), date(2027, 5, 8)}
ROLES = {
    "clerk": ("clerk", "colleague"),
    "head": ("head",),
    "supervisor": ("supervisor", "supervisor_2"),
    "leader": ("leader",),
}
CHECKED = dict.fromkeys(requests.CHECKLIST, True)
ACTS = ("move", "move", "complete", "reopen", "suspend", "resume")

lives = st.fixed_dictionaries(
    {
        "deadlines": st.lists(st.integers(0, DAYS), min_size=2, max_size=3),
        "acts": st.lists(
            st.tuples(st.integers(0, DAYS), st.sampled_from(ACTS), st.integers(0, 2), st.integers(1, 40)), max_size=14
        ),
        "outages": st.lists(st.tuples(st.integers(0, DAYS), st.integers(1, 20)), max_size=3),
        "notice_on": st.integers(-1, DAYS),
    }
)


class Life:
    """One life of a few items, day by day."""

    def __init__(self, cast: Cast, life: dict) -> None:
        self.cast, self.life = cast, life
        self.published = False
        vars(cast).pop("promises", None)  # its report went with the life before
        self.rows = [
            under_way(cast, deadline=FIRST + DAY * days, on=date(2027, 3, 1), next_report_on=None) for days in life["deadlines"]
        ]
        self.down = {FIRST + DAY * (start + n) for start, length in life["outages"] for n in range(length)}

    def is_workday(self, day: date) -> bool:
        if self.published and day in OFF | WORKED:
            return day in WORKED
        return day.weekday() < 5

    def live(self) -> None:
        for number in range(DAYS):
            on = FIRST + DAY * number
            if number == self.life["notice_on"]:
                entering.enter(announcement.read(NOTICE_2027), source="示例", at=at(on.year, on.month, on.day, 7))
                self.published = True
            for day, act, which, days in self.life["acts"]:
                if day == number:
                    self.act(self.rows[which % len(self.rows)], act, on, days)
            if on not in self.down:
                self.sweep(on)

    def act(self, row: Commitment, act: str, on: date, days: int) -> None:
        """One step of the workflow where it is possible from the item's stage."""
        row.refresh_from_db()
        when = at(on.year, on.month, on.day, 7)
        if act == "move" and row.stage == Stage.IN_PROGRESS and row.deadline != on + DAY * days:
            self.move(row, on + DAY * days, when)
        elif act == "complete" and row.stage == Stage.IN_PROGRESS:
            proof = Evidence(url="https://example.invalid/a", shows="验收", dated_on=on)
            asked = requests.ask_completion(row, actor=self.cast.head, at=when, completed_on=on, evidence=[proof])
            requests.complete(asked, actor=self.cast.supervisor, at=when, checklist=CHECKED)
        elif act == "reopen" and row.stage == Stage.COMPLETED:
            deciding.reopen(row, actor=self.cast.supervisor, at=when, reason="未完工")
            Commitment.objects.filter(pk=row.pk).update(next_report_on=None)
        elif act == "suspend" and row.stage == Stage.IN_PROGRESS:
            deciding.suspend(row, actor=self.cast.leader, at=when, reason="规划")
        elif act == "resume" and row.stage == Stage.SUSPENDED:
            deciding.resume(row, actor=self.cast.leader, at=when, reason="继续")
            Commitment.objects.filter(pk=row.pk).update(next_report_on=None)

    def move(self, row: Commitment, to: date, when: datetime) -> None:
        """Earlier by the supervisor, later by an extension that is granted by whoever decides it."""
        if to < row.deadline:
            deciding.set_deadline(row, actor=self.cast.supervisor, at=when, deadline=to, reason="调整")
            return
        asked = requests.ask_extension(
            row, actor=self.cast.head, at=when, new_deadline=to, reason_code="policy", reason="审批延后"
        )
        requests.grant(asked, actor=self.cast.leader if asked.needs_leader else self.cast.supervisor, at=when)

    def sweep(self, on: date) -> None:
        """Plan and send as beat does, twice; then hold everything against the own count."""
        mail.outbox.clear()
        when = at(on.year, on.month, on.day, 8)
        reminders.plan(on)
        outbox.send(at=when, on=on, is_patient=True)
        assert reminders.plan(on) == 0
        outbox.send(at=when, on=on, is_patient=True)
        addressed = Counter(letter.to[0] for letter in mail.outbox)
        if not self.is_workday(on):
            assert not addressed, f"mail on the day off {on}"
            return
        assert not addressed or max(addressed.values()) == 1, f"two mails to one person on {on}"
        assert not Reminder.objects.filter(state__in=outbox.OPEN).exists(), f"something waits after the sweep of {on}"
        assert not Delivery.objects.filter(state__in=outbox.OPEN).exists(), f"a digest waits after the sweep of {on}"
        self.hold_mails_against_rows(on, when)
        rows = {row.stream: row for row in Commitment.objects.filter(pk__in=[row.pk for row in self.rows])}
        for told in Reminder.objects.filter(sent_at=when, item__in=rows).exclude(rung__startswith="event-"):
            item = rows[told.item]
            assert item.stage == Stage.IN_PROGRESS, f"{told} after closing"
            assert told.deadline_version == item.deadline_version, f"{told} of a deadline that moved"
            assert not told.rung.startswith("before") or on <= item.deadline, f"{told} warns of {item.deadline} on {on}"
        for row in rows.values():
            found = newest_rung(row.deadline, on, self.is_workday) if row.stage == Stage.IN_PROGRESS else None
            if found is None:
                continue
            rung, roles = found
            sent = Reminder.objects.filter(item=row.stream, deadline_version=row.deadline_version, rung=rung, state="sent")
            got = set(sent.values_list("recipient__username", flat=True))
            wanted = {name for role in roles for name in ROLES[role]}
            told_of = f"{on}: {rung} of {row.deadline} (v{row.deadline_version})"
            assert got == wanted, f"{told_of} did not reach {wanted - got} and went to {got - wanted} for nothing"

    def hold_mails_against_rows(self, on: date, when: datetime) -> None:
        """Whose rows say "sent today" had a mail that names just their items, and nobody else had one."""
        codes = {row.stream: row.code for row in self.rows}
        said: dict[str, set[str]] = {}
        for email, item in Reminder.objects.filter(sent_at=when).values_list("recipient__email", "item"):
            said.setdefault(email, set()).add(codes[item])
        read = {letter.to[0]: {code for code in codes.values() if code in letter.body} for letter in mail.outbox}
        assert read == said, f"{on}: the mails and the outbox differ"


class _Undo(Exception):
    pass


@pytest.mark.django_db
@settings(
    max_examples=int(os.environ.get("FAST_MOTION", "4")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(life=lives)
def test_whatever_happens_everybody_is_told_exactly_what_is_due(cast, life):
    with pytest.raises(_Undo), transaction.atomic():
        Life(cast, life).live()
        raise _Undo

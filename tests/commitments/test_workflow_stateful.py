"""No sequence of steps by anybody reaches a state the table does not allow, loses an event or breaks the chain.

Hypothesis plays people who try anything at any time. A step that is refused has changed nothing at all; one that
succeeds followed the table and left exactly one event more on the item. Folding the events gives the present
fields, and the stored light is the computed one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal as D
from typing import Any, ClassVar

import pytest
from django.apps import apps
from django.db import transaction
from django.utils.timezone import localdate
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from commitments import lights
from commitments.models import Commitment, Request
from commitments.rules import rules
from commitments.workflow import assigning, deciding, parts, reporting, requests, urging
from commitments.workflow.base import fold, told
from commitments.workflow.complaints import hear
from commitments.workflow.table import TRANSITIONS, Refusal
from departments.access import Denied
from departments.models import User
from history.models import Event
from history.verify import verify
from tests.conftest import Cast, at
from tests.promises import EVERY_POINT, Promises, link
from workdays.calendar import current

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

Step = Callable[["World", User, datetime], Any]


class World:
    """One promise and what belongs to it, looked up anew for each step – or as somebody's old page shows it."""

    def __init__(self, promises: Promises, fields: dict[str, Any]) -> None:
        self.promises, self.cast = promises, promises.cast
        self.row = promises.draft(supporting=[promises.cast.housing], site_names=["松桂大桥"], **fields)
        self.other = promises.in_progress()

    def request(self, *kinds: str) -> Request:
        found = Request.objects.filter(commitment=self.row, kind__in=kinds).order_by("-pk").first()
        return found or Request(commitment=self.row, kind=kinds[0], state="with_head", department=self.cast.education)

    def part(self, relation: str) -> Any:
        return getattr(self.row, relation).order_by("-pk").first()


def _on(part: str, step: Callable[..., Any]) -> Step:
    """A step on a part; where there is none the step is refused by that."""

    def run(world: World, actor: User, now: datetime) -> Any:
        found = world.part(part)
        if found is None:
            raise Refusal("nothing of the kind")
        return step(found, actor=actor, at=now)

    return run


def _decide(step: Callable[..., Any], *kinds: str, **fields: Any) -> Step:
    def run(world: World, actor: User, now: datetime) -> Any:
        found = world.request(*kinds)
        if found.pk is None:
            raise Refusal("nothing is waiting")
        return step(found, actor=actor, at=now, **fields)

    return run


def _plain(step: Callable[..., Any], **fields: Any) -> Step:
    return lambda world, actor, now: step(world.row, actor=actor, at=now, **fields)


OTHERS = ("extension", "suspension", "cancellation")
# What is tried – the table's action first, then which way – and whose step it is.
STEPS: dict[str, tuple[str, Step]] = {
    "edit_draft": ("supervisor", _plain(assigning.edit_draft, title="改过的标题")),
    "confirm_lead": ("supervisor", _plain(assigning.confirm_lead)),
    "assign": ("supervisor", _plain(assigning.assign)),
    "sign_in": ("clerk", _plain(assigning.sign_in)),
    "sign_in_supporting": ("other_clerk", _on("supporting", assigning.sign_in_supporting)),
    "dispute": ("clerk", _plain(assigning.dispute, reason="不属我单位职责")),
    "uphold": ("supervisor_2", _on("disputes", lambda d, **k: assigning.decide_dispute(d, decision="维持", **k))),
    "reassign": ("supervisor_2", lambda w, actor, now: _on(
        "disputes", lambda d, **k: assigning.decide_dispute(d, decision="改派", to=w.cast.housing, **k)
    )(w, actor, now)),
    "report_progress in words": ("clerk", _plain(reporting.report_progress, narrative="推进中")),
    "report_progress": ("clerk", lambda w, actor, now: reporting.report_progress(
        w.row, actor=actor, at=now, value=D(now.day), explanation="" if now.day % 2 else "核减"
    )),
    "update_site": ("clerk", _on("sites", lambda s, **k: reporting.update_site(s, stage="completed", **k))),
    "update_site back": ("clerk", _on("sites", lambda s, **k: reporting.update_site(s, stage="under_way", note="返工", **k))),
    "file_plan": ("clerk", _plain(reporting.file_plan, figures={date(2021, 12, 1): D(24)})),
    "release_plan": ("head", _on("plans", reporting.release_plan)),
    "return_plan": ("supervisor", _on("plans", lambda p, **k: reporting.return_plan(p, reason="前松后紧", **k))),
    "edit_milestones": ("clerk", _plain(parts.put_milestone, name="开工", deadline=date(2021, 6, 30))),
    "reach_milestone": ("clerk", lambda w, actor, now: _on(
        "milestones", lambda m, **k: parts.reach_milestone(m, done_on=localdate(now), **k)
    )(w, actor, now)),
    "request_completion": ("head", lambda w, actor, now: requests.ask_completion(
        w.row, actor=actor, at=now, completed_on=localdate(now), evidence=[link(localdate(now))]
    )),
    "request_completion partly": ("clerk", lambda w, actor, now: requests.ask_completion(
        w.row, actor=actor, at=now, completed_on=localdate(now), evidence=[link(localdate(now))],
        is_partly_met=True, reason_code="resources", reason="资金未到位",
    )),
    "release_completion": ("head", _decide(requests.release, "completion")),
    "withdraw_completion": ("clerk", _decide(requests.withdraw, "completion")),
    "return": ("supervisor", _decide(requests.send_back, "completion", reason="材料不齐")),
    "complete": ("supervisor", _decide(requests.complete, "completion", checklist=EVERY_POINT)),
    "complete partly": ("supervisor", _decide(requests.complete, "completion", checklist={**EVERY_POINT, "number": False})),
    "request_extension": ("head", lambda w, actor, now: requests.ask_extension(
        w.row, actor=actor, at=now, new_deadline=localdate(now) + timedelta(days=120), reason_code="policy", reason="政策调整"
    )),
    "release_extension": ("head", _decide(requests.release, *OTHERS)),
    "withdraw_extension": ("clerk", _decide(requests.withdraw, *OTHERS)),
    "grant_extension": ("leader", _decide(requests.grant, *OTHERS)),
    "refuse_extension": ("supervisor", _decide(requests.send_back, *OTHERS, reason="按原时限")),
    "ask_pause": ("supervisor", _plain(requests.ask_pause, kind="suspension", reason="规划调整")),
    "suspend": ("leader", _plain(deciding.suspend, reason="规划调整")),
    "resume": ("leader", _plain(deciding.resume, reason="条件具备")),
    "cancel": ("leader", _plain(deciding.cancel, reason="政策变化")),
    "merge": ("supervisor", lambda w, actor, now: deciding.merge(w.row, actor=actor, at=now, into=w.other, reason="同一项目")),
    "reopen": ("supervisor", _plain(deciding.reopen, reason="群众反映")),
    "close_year": ("supervisor", _plain(deciding.close_year, outcome="not_met", reason_code="other", reason="未完成")),
    "set_deadline": ("supervisor", lambda w, actor, now: deciding.set_deadline(
        w.row, actor=actor, at=now, deadline=localdate(now) + timedelta(days=45), reason="市里调整"
    )),
    "urge": ("supervisor", lambda w, actor, now: urging.urge([w.row], actor=actor, at=now, demand="请报进度")),
    "instruct": ("leader", _plain(deciding.instruct, text="抓紧推进")),
    "reply": ("head", _plain(reporting.reply, reply="四月底完成")),
    "hear_complaints": ("supervisor", lambda w, actor, now: 
            hear(Promises.fresh(w.row), at=now, count=now.day % 3, disputed=now.day % 2)),
}  # fmt: skip
HIS = "whose it is"
WHO = [HIS] * 12 + [
    "clerk", "head", "supervisor", "leader", "colleague", "other_clerk", "other_head", "supervisor_2", "other_leader",
    "hotline", "auditor", "admin",
]  # fmt: skip


def everything() -> dict[str, list[Any]]:
    """Every row of the rooms that a step could write."""
    rooms = ("commitments", "history")
    return {
        m.__name__: list(m.objects.order_by("pk").values_list()) for room in rooms for m in apps.get_app_config(room).get_models()
    }


class AnybodyTriesAnything(RuleBasedStateMachine):
    promises: Promises
    succeeded: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.now = at(2021, 3, 1)
        self.world: World | None = None

    def teardown(self) -> None:
        try:
            if self.world:
                assert verify().broken == []
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @initialize(is_count=st.booleans(), far=st.booleans(), so_far=st.integers(0, 4))
    def begin(self, is_count: bool, far: bool, so_far: int) -> None:
        fields = self.promises.schools(3) if is_count else {}
        self.world = World(self.promises, {**fields, "deadline": date(2021, 12, 31) if far else date(2021, 4, 15)})
        for name in ("assign", "sign_in", "request_completion partly", "release_completion")[:so_far]:
            whose, step = STEPS[name]
            step(self.world, getattr(self.promises.cast, whose), self.now)

    @precondition(lambda self: self.world is not None)
    @rule(data=st.data(), who=st.sampled_from(WHO), hours=st.sampled_from([1, 1, 30, 24 * 17]), sensible=st.integers(0, 9))
    def somebody_tries(self, data: st.DataObject, who: str, hours: int, sensible: int) -> None:
        stage = Promises.fresh(self.world.row).stage
        possible = [name for name in STEPS if stage in TRANSITIONS[name.split()[0]][0]]
        name = data.draw(st.sampled_from(possible if sensible else sorted(STEPS)))
        his, tried = STEPS[name]
        world, actor = self.world, getattr(self.promises.cast, his if who == HIS else who)
        self.now += timedelta(hours=hours)
        lights.refresh(localdate(self.now))
        before, stood = everything(), Promises.fresh(world.row)
        told_before = Event.objects.filter(stream=stood.stream).count()
        try:
            with transaction.atomic():
                tried(world, actor, self.now)
        except (Refusal, Denied):
            assert everything() == before, f"{name} by {who} was refused and changed something"
            return
        after = Promises.fresh(world.row)
        new = list(Event.objects.filter(stream=stood.stream).order_by("seq")[told_before:])
        assert len(new) == (0 if name == "hear_complaints" and not new else 1)
        for event in new:
            allowed, target = TRANSITIONS[event.action]
            assert stood.stage in allowed
            assert after.stage == (target or stood.stage)
            assert event.actor == (None if name == "hear_complaints" else actor)
            assert after.version == stood.version + 1
            self.succeeded.add(event.action)

    @invariant()
    def the_stored_light_is_the_computed_one(self) -> None:
        if self.world is None:
            return
        on, calendar = localdate(self.now), current()
        lights.refresh(on)
        row = Promises.fresh(self.world.row)
        facts = lights.facts_of([row], on=on, calendar=calendar, rules=rules())[row.pk] if row.is_running else lights.Facts()
        assert row.light == lights.judge(row, facts, on=on, calendar=calendar, rules=rules()).light
        late = Commitment.objects.overdue(on=on).filter(pk=row.pk).exists()
        assert late == bool(row.is_running and row.red_from and row.red_from <= on)

    @invariant()
    def folding_the_events_gives_the_present(self) -> None:
        if self.world is None:
            return
        row = Promises.fresh(self.world.row)
        folded = fold(list(Event.objects.filter(stream=row.stream).order_by("seq")))
        nothing = {None, "", False}
        present = told(row)
        assert {name: value for name, value in present.items() if value not in nothing} == {
            name: value for name, value in folded.items() if value not in nothing
        }


def test_anybody_may_try_anything(cast: Cast, promises: Promises):
    AnybodyTriesAnything.promises = promises
    run_state_machine_as_test(
        AnybodyTriesAnything,
        settings=settings(
            max_examples=12, stateful_step_count=30, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip
    # What the play reached, lest it pass by trying nothing that succeeds.
    assert AnybodyTriesAnything.succeeded >= {"assign", "sign_in", "request_completion", "return", "complete", "reopen", "cancel"}

"""A small town with a deadline on every working day, and what an independent count says each person must be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

from commitments.models import Commitment, Report
from commitments.workflow import assigning, creating
from departments.access import act_on
from departments.models import Department, Post, Role, User

SHANGHAI = ZoneInfo("Asia/Shanghai")
MADE_ON = date(2021, 1, 4)
FIRST_DAY = date(2021, 3, 1)
DAY = timedelta(days=1)
BEFORE, LATE = (30, 15, 7, 3, 1, 0), (1, 3, 7)


def working_days(count: int) -> list[date]:
    days, day = [], FIRST_DAY
    while len(days) < count:
        if chinese_calendar.is_workday(day):
            days.append(day)
        day += DAY
    return days


def build(*, units: int, clerks: int, days: int) -> None:
    """`units` bureaus of `clerks` clerks and a head each; in each an item for every working day."""
    post = Post.objects.create(code="vm", name="分管副市长")
    supervisor = _person("supervisor", Role.SUPERVISOR, None)
    _person("leader", Role.LEADER, None, post=post)
    report = Report.objects.create(slug="town-2021", title="测试报告", year=2021, text="新建学校24所。" * 4000)
    number = 0
    for n in range(units):
        unit = Department.objects.create(code=f"u{n}", name=f"第{n}局全称", short_name=f"第{n}局", kind="municipal", post=post)
        people = [_person(f"clerk-{n}-{k}", Role.CLERK, unit) for k in range(clerks)]
        _person(f"head-{n}", Role.HEAD, unit)
        for deadline in working_days(days):
            row = creating.create(
                actor=None, at=_at(MADE_ON, 9), report=report, code=f"2021-{n:02}-{number:04}", title=f"事项{number}",
                quote="新建学校24所", start=number * 9, end=number * 9 + 7, context="新建学校24所。", section="一",
                kind="deliverable", lead=unit, deadline=deadline,
            )  # fmt: skip
            row = assigning.assign(row, actor=supervisor, at=_at(MADE_ON, 10))
            assigning.sign_in(row, actor=people[0], at=_at(MADE_ON, 11))
            number += 1


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def _person(name: str, role: str, unit: Department | None, post: Post | None = None) -> User:
    user = User.objects.create_user(
        username=name, password="fault-test", display_name=name, role=role, department=unit, post=post,
        email=f"{name}@example.invalid",
    )  # fmt: skip
    return act_on(user, MADE_ON)


def newest_rung(
    deadline: date, on: date, is_workday: Callable[[date], bool] = chinese_calendar.is_workday
) -> tuple[str, tuple[str, ...]] | None:
    """The rung a deadline stands on, and whom it reaches; counted day by day, not with the code under test."""

    def on_or_before(day: date) -> date:
        while not is_workday(day):
            day -= DAY
        return day

    late, day = 0, deadline
    seventh = None
    while day < on:
        day += DAY
        if is_workday(day):
            late += 1
            seventh = day if late == 7 else seventh
    if late == 0:
        due = [days for days in BEFORE if on_or_before(deadline - DAY * days) <= on]
        return (f"before-{min(due)}", ("clerk",)) if due else None
    everyone = ("clerk", "head", "supervisor", "leader")
    if seventh:
        weeks = 0
        while on_or_before(seventh + DAY * 7 * (weeks + 1)) <= on:
            weeks += 1
        return (f"late-week-{weeks}" if weeks else "late-7", everyone)
    days = max(step for step in LATE if step <= late)
    return (f"late-{days}", everyone[: LATE.index(days) + 1])


def expected(on: date) -> set[tuple[str, str, str]]:
    """(item, rung, user name) of every reminder that must have gone out on the working day `on` or before."""
    people: dict[tuple[int | None, str], list[str]] = {}
    for username, role, unit in User.objects.values_list("username", "role", "department"):
        people.setdefault((unit if role in {"clerk", "head"} else None, role), []).append(username)
    wanted = set()
    for code, unit, deadline in Commitment.objects.values_list("code", "lead", "deadline"):
        if found := newest_rung(deadline, on):
            rung, roles = found
            for role in roles:
                for username in people.get((unit if role in {"clerk", "head"} else None, role), []):
                    wanted.add((f"commitment:{code}", rung, username))
    return wanted

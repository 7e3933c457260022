"""What every page shows around itself: the places, counts, notices, the demonstration's banner. One query."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from commitments import watchdog
from commitments.models import Commitment, Delivery, Reminder, Report, Request
from commitments.models.reminder import DeliveryState
from config import clock
from departments.access import has_role
from departments.models import Department, Role, User
from house.paging import UpTo, counted


def desk(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    look = {"theme": request.COOKIES.get("theme", ""), "large": request.COOKIES.get("large") == "1"}
    if look["theme"] not in {"light", "dark"}:
        look["theme"] = ""
    if user is None or not user.is_authenticated:
        return {
            "nav": [],
            "unread": 0,
            "look": look,
            "demo": SimpleLazyObject(
                lambda: {"active": Report.objects.filter(is_demo=True).exists(), "business_date": clock.business_date()}
            ),
        }
    counts: Any = SimpleLazyObject(lambda: _counts(user))
    return {
        "nav": SimpleLazyObject(lambda: _places(request, user, counts)),
        "unread": SimpleLazyObject(lambda: counts["unread"]),
        "notices_url": reverse("notices"),
        "user_menu": SimpleLazyObject(lambda: {"name": str(user), "unit": counts["unit"] or user.get_role_display()}),
        "look": look,
        "today": SimpleLazyObject(clock.today),
        "alarm": SimpleLazyObject(lambda: _alarm(counts)),
        "given_up": SimpleLazyObject(lambda: counts.get("given_up", 0)),
        "demo": SimpleLazyObject(lambda: {"active": bool(counts["demo"]), "business_date": clock.business_date()}),
    }


def _alarm(counts: dict[str, Any]) -> str:
    """For supervisors and administrators: that reminders stand still."""
    beats: dict[str, Any] = {name: counts.get(name) for name in watchdog.EXPRESSIONS}
    return watchdog.Watch(**beats).alarm(clock.real_now())


def unread(user: User) -> QuerySet[Reminder]:
    """Notices to the person that he has not looked at."""
    return Reminder.objects.told().filter(recipient=user, read_at=None)


def _counts(user: User) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "unread": UpTo(unread(user)),
        "unit": Subquery(Department.objects.filter(pk=OuterRef("department")).values("short_name")[:1]),
        "demo": Exists(Report.objects.filter(is_demo=True)),
        "report": Subquery(Report.objects.values("slug")[:1]),
    }
    if has_role(user, Role.SUPERVISOR):
        asked["overdue"] = UpTo(Commitment.objects.overdue(on=clock.today()))
        asked["review"] = UpTo(Request.objects.filter(state=Request.State.WITH_SUPERVISOR))
    if has_role(user, Role.SUPERVISOR, Role.ADMIN):
        asked |= watchdog.EXPRESSIONS
        asked["given_up"] = UpTo(Delivery.objects.filter(state=DeliveryState.FAILED))
    numbers = {f"told_{name}": value for name, value in asked.items()}  # no name of a field
    told = User.objects.filter(pk=user.pk).values(**numbers).get()
    return {name.removeprefix("told_"): value for name, value in told.items()}


def _badge(number: int) -> str:
    return counted(number) if number else ""


def _places(request: HttpRequest, user: User, counts: Any) -> list[dict[str, Any]]:
    """The places of the top bar in their order; one whose page is not there (yet) is left out."""
    supervises = has_role(user, Role.SUPERVISOR)
    reviews = has_role(user, Role.SUPERVISOR, Role.AUDITOR, Role.LEADER, Role.HEAD)
    hotline = has_role(user, Role.HOTLINE, Role.HOTLINE_LEAD, Role.AUDITOR)
    places: list[dict[str, Any]] = [
        {"url": "/my/", "label": _("Today"), "icon": "home", "phone": True},
        {"url": "/commitments/", "label": _("Commitments"), "icon": "list-details", "phone": True},
    ]
    if counts["report"]:
        places.append({"url": f"/reports/{counts['report']}/", "label": _("The report"), "icon": "book-2", "phone": not hotline})
    if supervises or has_role(user, Role.AUDITOR, Role.LEADER):
        places.append(
            {"url": "/overdue/", "label": _("Overdue"), "icon": "flag", "count": _badge(counts.get("overdue", 0)), "urgent": True}
        )
    if reviews:
        places.append(
            {"url": "/review/", "label": _("Review"), "icon": "clipboard-check", "count": _badge(counts.get("review", 0))}
        )
    if reviews or has_role(user, Role.ADMIN):
        places.append({"url": "/dashboard/", "label": _("Board"), "icon": "chart-bar"})
    if hotline:
        places.append({"url": "/hotline/", "label": _("Hotline"), "icon": "headset", "phone": True})
    if supervises:
        places.append({"url": "/drafts/", "label": _("Drafting"), "icon": "file-text"})
    if has_role(user, Role.ADMIN):
        places.append({"url": "/people/", "label": _("People"), "icon": "users", "phone": True})
    here = request.path
    shown = [place for place in places if _leads_somewhere(place["url"])]
    for place in shown:
        place["current"] = here == place["url"] or (place["url"] != "/my/" and here.startswith(place["url"]))
    return shown


@cache
def _leads_somewhere(url: str) -> bool:
    try:
        resolve(url)
    except Resolver404:
        return False
    return True

"""What every page shows around itself: the places, counts, notices, the demonstration's banner. One query."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, DateField, Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commitments import watchdog
from commitments.models import Commitment, Delivery, Reminder, Report, Request, RuleValue
from commitments.models.reminder import DeliveryState
from config import clock
from departments.access import can, has_role
from departments.models import Department, Role, User
from house.paging import UpTo, counted
from house.statements import Given, Statement

from .templatetags.look import icon


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
        "further": SimpleLazyObject(lambda: further_places(user)),
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
    supervises = has_role(user, Role.SUPERVISOR)
    question = _question(supervises=supervises, watches=supervises or has_role(user, Role.ADMIN))
    told = question.first(user=user.pk, on=clock.today()) or {}
    return {name.removeprefix("told_"): value for name, value in told.items()}


@cache
def _question(*, supervises: bool, watches: bool) -> Statement:
    """What the frame asks for a person, of whom it is told the `user`, and the day `on`."""
    user: Any = Given("user", BigIntegerField())
    on: Any = Given("on", DateField())
    asked: dict[str, Any] = {
        "unread": UpTo(unread(user)),
        "unit": Subquery(Department.objects.filter(pk=OuterRef("department")).values("short_name")[:1]),
        "demo": Exists(Report.objects.filter(is_demo=True)),
        "report": Subquery(Report.objects.current_first().values("slug")[:1]),
    }
    if supervises:
        asked["overdue"] = UpTo(Commitment.objects.overdue(on=on))
        asked["review"] = UpTo(Request.objects.filter(state=Request.State.WITH_SUPERVISOR))
    if watches:
        asked |= watchdog.EXPRESSIONS
        asked["given_up"] = UpTo(Delivery.objects.filter(state=DeliveryState.FAILED))
    numbers = {f"told_{name}": value for name, value in asked.items()}  # no name of a field
    return Statement(User.objects.filter(pk=user).order_by().values(**numbers))


@dataclass(frozen=True)
class Place:
    """A place of the navigation; what the frame writes of it is ready to be put there (`{% each %}`)."""

    url: str
    label: str
    icon: str
    count: int = 0
    is_urgent: bool = False
    is_on_phone: bool = False  # in the bar at the bottom, not only under "More"
    is_here: bool = False

    @property
    def here(self) -> SafeString:
        return mark_safe(' aria-current="page"') if self.is_here else SafeString("")

    @property
    def sign(self) -> SafeString:
        return icon(self.icon)

    @property
    def badge(self) -> SafeString:
        return self._counted(' <span class="count count-red">{}</span>') if self.is_urgent else self.quiet_badge

    @property
    def quiet_badge(self) -> SafeString:
        return self._counted(' <span class="count">{}</span>')

    @property
    def pip(self) -> SafeString:
        return self._counted('<span class="pip">{}</span>')

    def _counted(self, mark: str) -> SafeString:
        return format_html(mark, counted(self.count)) if self.count else SafeString("")


def _places(request: HttpRequest, user: User, counts: Any) -> list[Place]:
    """The places of the top bar in their order; one whose page is not there (yet) is left out."""
    supervises = has_role(user, Role.SUPERVISOR)
    reviews = has_role(user, Role.SUPERVISOR, Role.AUDITOR, Role.LEADER, Role.HEAD)
    hotline = has_role(user, Role.HOTLINE, Role.HOTLINE_LEAD, Role.AUDITOR)
    places: list[Place] = []

    def add(url: str, label: str, icon: str, **more: Any) -> None:
        if _leads_somewhere(url):
            is_here = request.path == url or (url != "/my/" and request.path.startswith(url))
            places.append(Place(url, label, icon, is_here=is_here, **more))

    add("/my/", _("Today"), "home", is_on_phone=True)
    add("/commitments/", _("Commitments"), "list-details", is_on_phone=True)
    if counts["report"]:
        add(f"/reports/{counts['report']}/", _("The report"), "book-2", is_on_phone=not hotline)
    if supervises or has_role(user, Role.AUDITOR, Role.LEADER):
        add("/overdue/", _("Overdue"), "flag", count=counts.get("overdue", 0), is_urgent=True)
    if reviews:
        add("/review/", _("Review"), "clipboard-check", count=counts.get("review", 0))
    if reviews or has_role(user, Role.ADMIN):
        add("/dashboard/", _("Board"), "chart-bar")
    if hotline:
        add("/hotline/", _("Hotline"), "headset", is_on_phone=True)
    if supervises:
        add("/drafts/", _("Drafting"), "file-text")
    if has_role(user, Role.ADMIN):
        add("/people/", _("People"), "users", is_on_phone=True)
    return places


def further_places(user: User) -> list[Place]:
    """The places the bar has no room for: in the person's menu, and where Ctrl-K leads."""
    places = [
        Place(reverse("commitments:urging"), _("Urging notes"), "speakerphone"),
        Place("/bulletins/", _("Bulletins"), "file-text"),
    ]
    if has_role(user, Role.SUPERVISOR, Role.LEADER, Role.AUDITOR):
        places.append(Place("/meeting/", _("Meeting mode"), "users"))
    places.append(Place(reverse("commitments:workdays"), _("Working days"), "calendar"))
    if can(user, "see_all", Delivery):
        places.append(Place(reverse("commitments:deliveries"), _("Deliveries"), "send"))
    if can(user, "change_rules", RuleValue):
        places.append(Place(reverse("commitments:reminder_rules"), _("Rules of reminding"), "settings"))
        places.append(Place(reverse("commitments:gateways"), _("Channels"), "settings"))
    return [place for place in places if _leads_somewhere(place.url)]


@cache
def _leads_somewhere(url: str) -> bool:
    try:
        resolve(url)
    except Resolver404:
        return False
    return True

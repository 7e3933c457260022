"""What the public pages say of a released item, from its own row alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import lights
from commitments.models import Commitment, ReasonCode
from desk.templatetags.look import LIGHT_WORDS
from house.writing import day_in_words, number, together
from workdays.calendar import Calendar

from .models import Bulletin, PublishedItem
from .verdicts import Verdict

if TYPE_CHECKING:
    from .views.public import Visit

REPLIED = ("red", "yellow")  # beside these lights the unit's reply stands


def card(item: PublishedItem, release: Bulletin, visit: Visit, calendar: Calendar) -> dict[str, Any]:
    """A promise as the list and its own page show it."""
    return {
        "item": item,
        "href": visit.address(reverse("board:public_item", args=[item.code])),
        "word": word(item),
        "text": sentences(item, release, calendar),
        "deadline": item.deadline,
        "original": item.original_deadline if item.deadline > item.original_deadline else None,
        "reason": ReasonCode(item.reason_code).label if item.reason_code and item.light in REPLIED else "",
        "reply": item.reply if item.light in REPLIED else "",
    }


CAUSES = {
    "due_soon": gettext_lazy("due soon"),
    "day_off_after": gettext_lazy("just past its day"),
    "behind_assumed": gettext_lazy("slow"),
    "unreported": gettext_lazy("report late"),
}


def word(item: PublishedItem) -> str:
    """Beside the light: the verdict, or why it is yellow though no verdict is against it."""
    if item.verdict == Verdict.ON_SCHEDULE:
        return str(CAUSES.get(item.cause, "")) if item.light == "yellow" else ""
    return str(Verdict(item.verdict).label)


def sentences(item: PublishedItem, release: Bulletin, calendar: Calendar) -> str:
    """Why, how far, and since when."""
    said = [sentence(item, release, calendar), reached(item)]
    if item.since and item.light == "completed":
        said.append(_("Completed on %(day)s.") % {"day": day_in_words(item.since)})
    elif item.since:
        said.append(_("%(light)s since %(day)s.") % {"light": LIGHT_WORDS[item.light], "day": day_in_words(item.since)})
    return together(*(part[:1].upper() + part[1:] for part in said))


def sentence(item: PublishedItem, release: Bulletin, calendar: Calendar) -> str:
    """Why it shows its light, with the numbers of the day of the release."""
    if item.light == "completed":
        if item.days_late:
            return _("Completed, %(days)s working days late.") % {"days": item.days_late}
        return _("Completed in time.")
    if item.verdict in {Verdict.SUSPENDED, Verdict.ENDED, Verdict.PARTLY_MET, Verdict.NOT_MET, Verdict.CARRIED_OVER}:
        return _("This promise is: %(verdict)s.") % {"verdict": Verdict(item.verdict).label}
    if item.cause == "due_soon":  # read weeks after the release, when "today" is another day
        return _("Falls due on %(day)s.") % {"day": day_in_words(item.deadline)}
    row = Commitment(
        light_cause=item.cause,
        light_figure=item.figure,
        deadline=item.deadline,
        next_report_on=item.next_report_on,
        figures_due_on=item.figures_due_on,
    )
    return lights.explain(row, on=release.data_on, calendar=calendar)


def reached(item: PublishedItem) -> str:
    """How far the figure is; empty where the promise has none or none is reported."""
    if item.value is None or item.current_value is None:
        return ""
    return _("Reached %(now)s of %(target)s %(unit)s.") % {
        "now": number(item.current_value),
        "target": number(item.value),
        "unit": item.unit,
    }


def changed(item: PublishedItem) -> str:
    """What moved since the release before, in a few words."""
    if "light" in item.changes:
        return f"{LIGHT_WORDS[item.changes['light']]} → {LIGHT_WORDS[item.light]}"
    if "deadline" in item.changes:
        return _("deadline %(before)s → %(now)s") % {
            "before": day_in_words(date.fromisoformat(item.changes["deadline"])),
            "now": day_in_words(item.deadline),
        }
    return str(Verdict(item.verdict).label)


def plain(value: Any) -> Any:
    """A value as open data carries it: numbers as numbers, days as ISO."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value

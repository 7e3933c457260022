"""Where Ctrl-K leads: the commitments, departments and pages a few typed words name, and only those a person may see."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import search
from commitments.models import Commitment
from commitments.speech import shown_light
from departments.access import scope
from departments.models import Department, User

from .context import Place, further_places

SHOWN = 8  # of a kind: more are for the ledger
SORTED = 1_000  # of what a common word finds: eight of them, by code
LONGEST = 80  # characters looked for; the rest of a pasted paragraph says nothing more
CODE = re.compile(r"\d{4}[\d-]*")


@dataclass(frozen=True)
class Way:
    """One place to go: `icon` or `light` stands before its name."""

    label: str
    href: str
    note: str = ""
    icon: str = ""
    light: str = ""


@dataclass(frozen=True)
class Ways:
    title: str
    ways: list[Way]


def ways(user: User, typed: str, places: Iterable[Place]) -> list[Ways]:
    """What `typed` may mean; nothing typed shows the pages alone. `places` are those of the person's top bar."""
    text = typed.replace("\0", "").strip()[:LONGEST]
    found = [Ways(_("Screens"), _pages(user, text, places))]
    if text:
        found = [Ways(_("Commitments"), _commitments(user, text)), Ways(_("Departments"), _departments(text)), *found]
    return [group for group in found if group.ways]


def _pages(user: User, text: str, places: Iterable[Place]) -> list[Way]:
    known = [Way(place.label, place.url, icon=place.icon) for place in [*places, *further_places(user)]]
    known += [
        Way(_("Notices"), reverse("notices"), icon="bell"),
        Way(_("My calendar"), reverse("commitments:my_calendar"), icon="calendar"),
        Way(_("How I am told"), reverse("commitments:my_channels"), icon="bell"),
        Way(_("What I was told"), reverse("commitments:reminders_person", args=[user.pk]), icon="bell"),
        Way(_("Public page"), "/public/", icon="external-link"),
    ]
    return [page for page in known if text.lower() in page.label.lower()]


def _commitments(user: User, text: str) -> list[Way]:
    """By the beginning of a code, else by the words; by code, so that a whole one stands first."""
    allowed = scope(Commitment.objects.select_related("lead").defer("context", "search"), user)
    if CODE.fullmatch(text):
        found = allowed.filter(code__startswith=text)
    else:
        found = allowed.filter(pk__among=allowed.filter(search.condition(text)).values_list("pk", flat=True)[:SORTED])
    return [
        Way(
            row.title,
            row.get_absolute_url(),
            note=" · ".join([row.code, *([str(row.lead)] if row.lead else [])]),
            light=shown_light(row),
        )
        for row in found.order_by("code")[:SHOWN]
    ]


def _departments(text: str) -> list[Way]:
    """Units by any part of a name; one leads to its commitments."""
    named = Department.objects.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
    ledger = reverse("commitments:list")
    return [
        Way(unit.name, f"{ledger}?{urlencode({'department': unit.code})}", icon="building")
        for unit in named.only("name", "code", "order")[:SHOWN]
    ]

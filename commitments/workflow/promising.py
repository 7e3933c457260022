"""What a unit promised a citizen in a reply becomes a promise like the report's: a draft of its own, or one more site.

The year's replies stand in a register of their own, a `Report` whose text grows by a sentence at a time: what stands in
it never moves, so a quote's place in it holds as in a speech.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commitments.models import Commitment, Kind, Measure, Report, Site
from departments.access import require
from departments.models import Department, User

from . import creating, parts
from .base import step
from .figures import derives_from_sites, recount
from .table import Invalid, NotPossible

SECTION = "热线"
HOTLINE = "12345"  # stands in a code where a speech has the number of its section


def draft_promise(
    *, actor: User, at: datetime, title: str, sentence: str, deadline: date, lead: Department, order: str
) -> Commitment:
    """Draft a commitment of `lead` out of its reply to the work order numbered `order`; the supervisor assigns it later.

    Raises `Denied`; `Invalid` where title or sentence are missing, or the sentence stands in the register already.
    """
    title, sentence = title.strip(), " ".join(sentence.split())
    if not title:
        raise Invalid(title=_("Write it down."))
    if not sentence:
        raise Invalid(sentence=_("Write it down."))
    with transaction.atomic():
        require(actor, "draft_promise", Commitment)
        register = _register(localdate(at).year)
        if sentence in register.text.splitlines():
            raise Invalid(sentence=_("This promise stands in the register already."))
        start = len(register.text)
        register.text += f"{sentence}\n"
        register.save(update_fields=["text"])
        return creating.create(
            actor=actor,
            at=at,
            source={"order": order},
            report=register,
            code=f"{register.year}-{HOTLINE}-{register.commitments.count() + 1:03d}",
            title=title,
            quote=sentence,
            context=sentence,
            start=start,
            end=start + len(sentence),
            section=SECTION,
            kind=Kind.DELIVERABLE,
            lead=lead,
            deadline=deadline,
        )


def promise_site(
    commitment: Commitment,
    *,
    actor: User,
    at: datetime,
    name: str,
    deadline: date,
    county: Department | None,
    township: str,
    order: str,
) -> Site:
    """Add the place promised in the reply to the work order `order` as a site of `commitment`.

    Raises `Invalid` for a name missing or taken and for a day beyond the commitment's deadline, `NotPossible` where a
    figure is typed: the first site would replace it by a count.
    """
    name = name.strip()
    if not name:
        raise Invalid(name=_("Write it down."))
    with step(commitment, "promise_site", actor=actor, at=at) as move:
        row = move.row
        if row.measure == Measure.COUNT and row.current_value is not None and not derives_from_sites(row):
            raise NotPossible(
                _("The figure of %(code)s is typed; its unit breaks it down into sites first.") % {"code": row.code}
            )
        if row.sites.filter(name=name).exists():
            raise Invalid(name=_("%(code)s has a site of this name.") % {"code": row.code})
        site = Site(commitment=row, name=name, department=county, township=township, deadline=deadline)
        if sentence := parts.why_not_to(site, deadline, move):
            raise Invalid(name=sentence)
        site.save()
        parts.set_deadline(site, deadline, move)
        recount(row)
        move.data |= {"site": site.name, "day": deadline.isoformat(), "order": order}
    return site


def _register(year: int) -> Report:
    """The register of the replies of `year`, locked; opened with its first promise."""
    register, _made = Report.objects.select_for_update().get_or_create(
        slug=f"hotline-{year}",
        defaults={"origin": Report.Origin.REPLIES, "year": year, "title": f"{year}年热线阶段性答复承诺"},
    )
    return register

"""Raising signals: for a commitment, its sites and county shares at each confirmed link, and each day for all that moved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localdate

from commitments.models import Commitment, CountyShare, Site
from commitments.workflow import complaints
from departments.models import Department
from hotline.models import Concept, Link, Signal, WorkOrder
from hotline.rules import rules

from .counting import Heard, heard, said_about


def about_commitment(commitment: Commitment, *, at: datetime) -> list[Signal]:
    """Raise what `commitment` gives rise to on the day of `at`; department and supervisors are told.

    Part of the caller's transaction; a second call on the same figures raises nothing.
    """
    on, in_force = localdate(at), rules()
    raised = []
    for site, county in _parts(commitment, on):
        conditions = {"commitment": commitment} | ({"site": site} if site else {}) | ({"order__county": county} if county else {})
        said = heard(said_about(**conditions), on=on, rules=in_force, prefix="order__")
        if signal := _raise(said, on=on, commitment=commitment, site=site, county=county):
            raised.append(signal)
    if raised:
        most = max(raised, key=lambda signal: signal.callers)
        complaints.warn(commitment, at=at, callers=most.callers, days=most.days, average=str(most.average))
    return raised


def _parts(commitment: Commitment, on: date) -> Iterable[tuple[Site | None, Department | None]]:
    """The commitment as a whole, each site spoken of lately, each county that holds a share."""
    yield None, None
    lately = said_about(commitment=commitment, order__received_on__gt=on - timedelta(days=rules().signal_days))
    sites = lately.exclude(site=None).values("site").annotate(n=Count("pk")).filter(n__gte=rules().signal_callers)
    for site in Site.objects.filter(pk__in=[row["site"] for row in sites]):
        yield site, None
    for share in CountyShare.objects.filter(commitment=commitment).select_related("department"):
        yield None, share.department


def about_concepts(on: date) -> list[Signal]:
    """Raise what many people of a county say that no commitment answers for: orders without a valid link."""
    in_force = rules()
    start = on - timedelta(days=in_force.signal_days)
    linked = Link.objects.exclude(state=Link.State.REJECTED).values("order")
    silent = WorkOrder.objects.exclude(pk__in=linked)
    lately = silent.filter(received_on__gt=start, received_on__lte=on, county__isnull=False, spoken__concept__isnull=False)
    groups = lately.values("county", "spoken__concept").annotate(n=Count("pk")).filter(n__gte=in_force.signal_callers)
    counties = {unit.pk: unit for unit in Department.objects.all()}
    concepts = Concept.objects.in_bulk([group["spoken__concept"] for group in groups])
    raised = []
    for group in groups:
        rows = silent.filter(county=group["county"], spoken__concept=group["spoken__concept"])
        said = heard(rows, on=on, rules=in_force)
        with transaction.atomic():
            signal = _raise(said, on=on, concept=concepts[group["spoken__concept"]], county=counties[group["county"]])
        raised += [signal] if signal else []
    return raised


def sweep(*, at: datetime) -> list[Signal]:
    """Once a day: every commitment spoken of within the window, and the concepts without one. Idempotent."""
    on = localdate(at)
    lately = said_about(order__received_on__gt=on - timedelta(days=rules().signal_days), order__received_on__lte=on)
    raised: list[Signal] = []
    for pk in lately.order_by("commitment").values_list("commitment", flat=True).distinct():
        with transaction.atomic():
            raised += about_commitment(Commitment.objects.get(pk=pk), at=at)
    return raised + about_concepts(on)


def _raise(
    said: Heard,
    *,
    on: date,
    commitment: Commitment | None = None,
    site: Site | None = None,
    county: Department | None = None,
    concept: Concept | None = None,
) -> Signal | None:
    """Write the signal, unless it is usual, or was raised before and the number has not doubled since."""
    in_force = rules()
    if not said.is_unusual(in_force):
        return None
    recent = on - timedelta(weeks=in_force.signal_weeks)
    about = {"commitment": commitment, "site": site, "county": county, "concept": concept}
    last = Signal.objects.filter(**about, counted_on__gt=recent).order_by("-pk").first()
    if last and said.callers < 2 * last.callers:
        return None
    return Signal.objects.create(**about, counted_on=on, days=in_force.signal_days, callers=said.callers, average=said.average)

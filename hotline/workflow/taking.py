"""Taking down a work order, and releasing what a unit may read of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commitments import search
from commitments.workflow.table import Invalid
from departments.access import require
from departments.models import Department, User
from history import ledger
from hotline.callers.scanning import refuse_numbers
from hotline.models import DayCount, WorkOrder, WorkOrderText

from .base import digest, locked, record, words_of
from .callers import CallerData

OWN = "yanbixing"
TEXT_MAX = 10_000
SUMMARY_MAX = 300
EARLIEST_YEAR = 1983  # the first mayor's hotline of the country; an earlier year is mistyped


def take_down(
    *,
    actor: User,
    at: datetime,
    text: str,
    channel: str = WorkOrder.Channel.PHONE,
    nature: str = WorkOrder.Nature.REQUEST,
    county: Department | None = None,
    township: str = "",
    place: str = "",
    source: str = OWN,
    source_number: str = "",
    received_at: datetime | None = None,
    caller: CallerData | None = None,
    summary: str = "",
) -> WorkOrder:
    """Register a work order, with a `summary` released at once. An existing platform's number is kept, once per source.

    `received_at` is when the citizen called where that is not `at`; it lies in no future. `caller` is kept apart and
    sealed. Raises `Denied`, `Invalid`.
    """
    with transaction.atomic():
        capacity = require(actor, "take_down", WorkOrder)
        received_at = received_at or at
        if caller:
            caller.check()
        source, source_number = source.strip() or OWN, source_number.strip()
        _check(text, county, source, source_number)
        if received_at > at:
            raise Invalid(received_at=_("The call cannot lie in the future."))
        if received_at.year < EARLIEST_YEAR:
            raise Invalid(received_at=_("There was no hotline in that year."))
        order = WorkOrder(
            source=source,
            channel=channel,
            nature=nature,
            received_at=received_at,
            received_on=localdate(received_at),
            county=county,
            township=township.strip(),
            place=place.strip(),
            taken_by=actor,
        )
        order.number = number_of(order.received_on, reserve_numbers({order.received_on: 1})[order.received_on])
        order.source_number = source_number or order.number
        _insert(order)
        salt = secrets.token_hex(16)
        WorkOrderText.objects.create(order=order, text=text, salt=salt, search=" ".join(search.bigrams(text)))
        if caller:
            caller.sealed_for(order).save(force_insert=True)
        told = {
            "source": source,
            "source_number": order.source_number,
            "channel": channel,
            "nature": nature,
            "county": county.code if county else None,
            "text_digest": digest(salt, text),
        }
        ledger.record_first("register", [(order.stream, told)], actor=actor, on_behalf_of=capacity.holder, at=at)
        return release_summary(order, actor=actor, at=at, summary=summary) if summary else order


def release_summary(order: WorkOrder, *, actor: User, at: datetime, summary: str, version: int | None = None) -> WorkOrder:
    """The hotline writes and releases what the unit may read of the order.

    Raises `Denied`, `Conflict` (somebody changed the order since `version`), `NotPossible` once its words are erased, `Invalid`.
    """
    with transaction.atomic():
        order = locked(order, version)
        capacity = require(actor, "release_summary", order)
        salt, summary = words_of(order).salt, summary.strip()
        if not summary:
            raise Invalid(summary=_("Write one sentence the unit may read; no name, no phone number, no address."))
        if len(summary) > SUMMARY_MAX:
            raise Invalid(summary=_("At most %(count)s characters.") % {"count": SUMMARY_MAX})
        refuse_numbers("summary", summary)
        order.summary, order.is_released = summary, True
        order.version += 1
        order.save()
        record(order, "release_summary", actor, at, capacity.holder, {"summary_digest": digest(salt, summary)})
    return order


def reserve_numbers(days: Mapping[date, int]) -> dict[date, int]:
    """Reserve so many running numbers of each day; the first of each is answered. Part of the caller's transaction."""
    table, rows = DayCount._meta.db_table, sorted(days.items())  # sorted: two who reserve several wait, never lock up
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (day, last) VALUES {', '.join(['(%s, %s)'] * len(rows))} "
            f"ON CONFLICT (day) DO UPDATE SET last = {table}.last + excluded.last RETURNING day, last",
            [value for row in rows for value in row],
        )
        given = [(day if isinstance(day, date) else date.fromisoformat(day), last) for day, last in cursor.fetchall()]
    return {day: last - days[day] + 1 for day, last in given}


def number_of(day: date, running: int) -> str:
    """DH-20211014-0382: the day and a running number in it, wider where a day brings more than 9,999."""
    return f"DH-{day:%Y%m%d}-{running:04d}"


def _check(text: str, county: Department | None, source: str, source_number: str) -> None:
    if not text.strip():
        raise Invalid(text=_("Take down what the caller said."))
    if len(text) > TEXT_MAX:
        raise Invalid(text=_("At most %(count)s characters; shorten it to what was said.") % {"count": TEXT_MAX})
    if county and not county.is_local:
        raise Invalid(county=_("%(unit)s is neither a county nor a zone.") % {"unit": county})
    if source != OWN and not source_number:
        raise Invalid(source_number=_("Give the number the order has there."))
    if source == OWN and source_number:
        raise Invalid(source=_("Name the platform whose number that is."))
    if source_number and WorkOrder.objects.filter(source=source, source_number=source_number).exists():
        raise _taken_already(source_number)


def _insert(order: WorkOrder) -> None:
    """The constraint decides where two take down another platform's number at once; our own is reserved already."""
    if order.source == OWN:
        order.save(force_insert=True)
        return
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as error:
        if WorkOrder.objects.filter(source=order.source, source_number=order.source_number).exists():
            raise _taken_already(order.source_number) from error
        raise


def _taken_already(source_number: str) -> Invalid:
    return Invalid(source_number=_("%(number)s of this source is taken down already.") % {"number": source_number})

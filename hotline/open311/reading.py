"""Requests and updates as others may read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, localtime
from django.utils.translation import gettext as _

from history.models import Event
from hotline.callers.scanning import masked
from hotline.models import WorkOrder
from hotline.models.order import State

from .answers import Refused
from .models import Open311Key

WINDOW = timedelta(days=90)
MOST = 1_000
DEEPEST = 1_000
STATUSES = ("open", "closed")
# Steps the public learns of; what units and the hotline do among themselves is not among them.
ENDS = {"answer_directly", "close", "tell_merged"}
TOLD = {"register", "import", "release_summary", "dispatch", *ENDS}


def public(rows: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    """Orders others may know of: those whose summary is released, and those that came through an app."""
    return rows.filter(Q(is_released=True) | Q(open311__isnull=False))


def find(number: str) -> WorkOrder:
    """One order. Raises `Refused` 404."""
    order = public(_loaded()).filter(number=number).first()
    if order is None:
        raise Refused(404, _("There is no service_request_id “%(number)s”.") % {"number": number[:40]})
    return order


def requests(query: QueryDict, *, at: datetime) -> list[WorkOrder]:
    """The orders a query asks for, newest first. Raises `Refused` 400."""
    rows = public(_loaded())
    if ids := _listed(query, "service_request_id"):
        return list(rows.filter(number__in=ids[:MOST]))
    start, end = window(query, at=at)
    rows = rows.filter(received_at__range=(start, end))
    if codes := _listed(query, "service_code"):
        rows = rows.filter(nature__in=codes)
    if wanted := _listed(query, "status"):
        if unknown := [status for status in wanted if status not in STATUSES]:
            raise Refused(400, _("status is open or closed, not “%(status)s”.") % {"status": unknown[0][:40]})
        rows = rows.filter(_in_status(wanted))
    return list(_page(rows.order_by("-received_on", "-pk"), query))


def window(query: QueryDict, *, at: datetime) -> tuple[datetime, datetime]:
    """The span asked for: at most 90 days, the last 90 where nothing is said. Raises `Refused` 400."""
    start, end = _instant(query, "start_date"), _instant(query, "end_date")
    if start and end:
        if end < start:
            raise Refused(400, _("end_date lies before start_date."))
        if end - start > WINDOW:
            raise Refused(400, _("start_date and end_date lie more than 90 days apart."))
    try:
        if start:
            return start, end or start + WINDOW
        end = end or at
        return end - WINDOW, end
    except OverflowError:
        raise Refused(400, _("No such time.")) from None


def as_requests(orders: Iterable[WorkOrder], key: Open311Key | None) -> list[dict[str, Any]]:
    """The orders as the standard has them; in full those that `key` sent itself and may read."""
    orders = list(orders)
    updated = _updated(orders)
    return [_as_request(order, updated, full=_may_read(order, key)) for order in orders]


def updates(query: QueryDict, *, at: datetime) -> list[dict[str, Any]]:
    """What became of requests: one update per step the public learns of, oldest first."""
    start, end = window(query, at=at)
    told = Event.objects.filter(action__in=TOLD, at__range=(start, end), stream__startswith="work_order:")
    if ids := _listed(query, "service_request_id"):
        told = told.filter(stream__in=[f"work_order:{number}" for number in ids[:MOST]])
    page = list(_page(told.order_by("at", "pk"), query))
    numbers = {event.stream.partition(":")[2] for event in page}
    orders = {order.number: order for order in public(_loaded()).filter(number__in=numbers)}
    return [_as_update(event, orders[number]) for event in page if (number := event.stream.partition(":")[2]) in orders]


def status_of(order: WorkOrder) -> str:
    """Open until the hotline has closed it."""
    return "closed" if order.state == State.CLOSED else "open"


def w3(value: datetime) -> str:
    """As `2021-10-14T10:00:00+08:00`."""
    return localtime(value).isoformat(timespec="seconds")


def _as_request(order: WorkOrder, updated: dict[str, datetime], *, full: bool) -> dict[str, Any]:
    sent = getattr(order, "open311", None) if full else None
    county = order.county.name if order.county else ""
    places = [masked(order.place) if full else "", order.township, county]
    return {
        "service_request_id": order.number,
        "status": status_of(order),
        "status_notes": order.get_close_kind_display() or None,
        "service_name": order.get_nature_display(),
        "service_code": order.nature,
        "description": _description(order, full=full),
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": w3(order.received_at),
        "updated_datetime": w3(updated.get(order.stream, order.received_at)),
        "expected_datetime": None,
        "address": ", ".join(part for part in places if part) or None,
        "address_id": None,
        "zipcode": None,
        "lat": float(sent.lat) if sent and sent.lat is not None else None,
        "long": float(sent.long) if sent and sent.long is not None else None,
        "media_url": sent.media_url or None if sent else None,
    }


def _description(order: WorkOrder, *, full: bool) -> str | None:
    """Numbers of persons are starred out even for the app that sent them: they are written, never read."""
    if full:
        return masked(order.words.text)
    return order.summary if order.is_released else None


def _as_update(event: Event, order: WorkOrder) -> dict[str, Any]:
    return {
        "update_id": f"{order.number}-{event.seq}",
        "service_request_id": order.number,
        "status": "closed" if event.action in ENDS else "open",
        "updated_datetime": w3(event.at),
        "description": _told(event, order),
        "media_url": None,
    }


def _told(event: Event, order: WorkOrder) -> str | None:
    match event.action:
        case "release_summary":
            return order.summary or None
        case "dispatch":
            return _("Sent to the unit in charge.")
        case action if action in ENDS:
            return _("Closed: %(kind)s.") % {"kind": order.get_close_kind_display()}
        case _:
            return _("Received.")


def _may_read(order: WorkOrder, key: Open311Key | None) -> bool:
    sent = getattr(order, "open311", None)
    return bool(key and sent and sent.key_id == key.pk and Open311Key.Scope.READ in key.scopes)


def _updated(orders: list[WorkOrder]) -> dict[str, datetime]:
    """When each order last changed as far as the public learns of it; one query for all."""
    told = Event.objects.filter(stream__in=[order.stream for order in orders], action__in=TOLD)
    return dict(told.order_by().values_list("stream").annotate(Max("at")))


def _loaded() -> QuerySet[WorkOrder]:
    return WorkOrder.objects.select_related("county", "words", "open311")


def _in_status(wanted: list[str]) -> Q:
    return Q() if set(wanted) == set(STATUSES) else Q(state=State.CLOSED) if "closed" in wanted else ~Q(state=State.CLOSED)


def _listed(query: QueryDict, name: str) -> list[str]:
    """`a,b` or the name given twice."""
    return [part.strip() for text in query.getlist(name) for part in text.split(",") if part.strip()]


def _instant(query: QueryDict, name: str) -> datetime | None:
    """A time with its zone; an unescaped + arrives as a space."""
    text = query.get(name, "").strip().replace(" ", "+")
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or is_naive(moment):
        raise Refused(400, _("%(name)s is a time with its zone, as 2021-10-14T08:00:00+08:00.") % {"name": name})
    return moment


def _page(rows: QuerySet[Any], query: QueryDict) -> QuerySet[Any]:
    number, size = _count(query, "page", 1, DEEPEST), _count(query, "page_size", MOST, MOST)
    return rows[(number - 1) * size : number * size]


def _count(query: QueryDict, name: str, otherwise: int, most: int) -> int:
    text = query.get(name, "")
    if not text:
        return otherwise
    if not text.isdecimal() or len(text) > 6 or not 1 <= int(text) <= most:
        raise Refused(400, _("%(name)s is a number from 1 to %(most)s.") % {"name": name, "most": most})
    return int(text)

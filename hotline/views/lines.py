"""A work order in a list as its page writes it: every value ready to be put in its place (`{% each %}`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from commitments.models.commitment import address
from hotline.models import Link, WorkOrder
from hotline.models.order import State
from house.writing import moment, words

FIELDS = (
    "number", "source", "source_number", "channel", "nature", "received_at", "county__short_name", "township", "summary",
    "is_released", "state",
)  # fmt: skip
LINK_FIELDS = ("order", "state", "kind", "commitment__code", "commitment__title")
TITLE_LENGTH = 60  # characters


def read_for_lines(*, reads_words: bool) -> QuerySet[WorkOrder]:
    """Work orders with what a line needs; with what was said for those who may read it."""
    links = Link.objects.exclude(state=Link.State.REJECTED).select_related("commitment").only(*LINK_FIELDS).order_by("pk")
    said = ["words"] if reads_words else []
    orders = WorkOrder.objects.select_related("county", *said).prefetch_related(Prefetch("links", links))
    return orders.only(*FIELDS, *[f"{name}__text" for name in said])


@dataclass(frozen=True, slots=True)
class Line:
    href: str
    title: str
    when: str
    facts: str  # behind the moment
    state: str
    places: str  # behind the state
    number: str
    there: SafeString  # its number on the platform it came from
    links: SafeString


class Lines:
    """The lines of one page, read on the local day `on`."""

    def __init__(self, *, on: date, reads_words: bool) -> None:
        self.on, self.reads_words = on, reads_words
        self.natures, self.channels, self.states = words(WorkOrder.Nature), words(WorkOrder.Channel), words(State)
        self.link_states, self.link_kinds = words(Link.State), words(Link.Kind)

    def of(self, orders: Iterable[WorkOrder]) -> list[Line]:
        return [self._line(order) for order in orders]

    def _line(self, order: WorkOrder) -> Line:
        places = [order.county.short_name if order.county else "", order.township]
        return Line(
            href=order.get_absolute_url(),
            title=self._title(order),
            when=moment(order.received_at, self.on),
            facts=f"{self.natures[order.nature]} · {self.channels[order.channel]}",
            state=self.states[order.state],
            places="".join([f" · {place}" for place in places if place]),
            number=order.number,
            there=self._there(order),
            links=self._links(order),
        )

    def _title(self, order: WorkOrder) -> str:
        """What was said for who may read it, else the released summary; the number where there is neither."""
        if self.reads_words:
            said: Any = getattr(order, "words", None)
            text = said.text if said else ""
        else:
            text = order.summary if order.is_released else ""
        return (text if len(text) <= TITLE_LENGTH else Truncator(text).chars(TITLE_LENGTH)) or order.number

    def _there(self, order: WorkOrder) -> SafeString:
        if order.source_number == order.number:
            return SafeString("")
        return format_html(' <span class="code">{} {}</span>', order.source, order.source_number)

    @cached_property
    def unlinked(self) -> SafeString:
        return format_html('<span class="quiet">{}</span>', _("not linked"))

    def _links(self, order: WorkOrder) -> SafeString:
        shown = [
            (
                link.state,
                self.link_states[link.state],
                self.link_kinds[link.kind],
                address(link.commitment.code),
                link.commitment.title,
            )
            for link in order.links.all()
        ]
        said = '<p><span class="link-state is-{}">{}</span> {} · <a href="{}">{}</a></p>'
        return format_html_join("", said, shown) or self.unlinked

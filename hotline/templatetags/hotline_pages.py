"""`{% hotline_pages %}`: on every page of the hotline the way to the others the person may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.access import can
from hotline.models import AnswerDraft, Concept, Offer, StagedPromise, Tally, WorkOrder

register = template.Library()


@dataclass(frozen=True)
class Page:
    """A page by the name of its address; `action` on `model` is what it asks for, none where everybody reads his share."""

    name: str
    label: Any
    action: str = ""
    model: type[Model] = WorkOrder

    def is_open_to(self, user: Any) -> bool:
        return not self.action or bool(can(user, self.action, self.model))


PAGES = (
    Page("list", _("Work orders"), "list_orders"),
    Page("handlings", _("Work orders of the unit")),
    Page("links", _("Links")),
    Page("answers", _("Callers to tell"), "tell_caller", AnswerDraft),
    Page("promises", _("Promises in replies"), "read_promises", StagedPromise),
    Page("signals", _("Before it is reported")),
    Page("trends", _("Trends"), "see_trends", Tally),
    Page("rates", _("Three rates"), "see_trends", Tally),
    Page("suggestions", _("How well the suggestions serve"), "see_suggestion_quality", Offer),
    Page("thesaurus", _("Thesaurus"), "read_thesaurus", Concept),
    Page("word_groups", _("Groups of words"), "read_thesaurus", Concept),
    Page("imports", _("Imports"), "import_orders"),
    Page("looks", _("Who looked"), "read_views"),
)


@register.inclusion_tag("hotline/_pages.html", takes_context=True)
def hotline_pages(context: dict[str, Any]) -> dict[str, Any]:
    """The pages open to who asks; the one shown is marked."""
    request = context["request"]
    shown = request.resolver_match.url_name
    pages = [
        {"url": reverse(f"hotline:{page.name}"), "label": page.label, "is_here": page.name == shown}
        for page in PAGES
        if page.is_open_to(request.user)
    ]
    return {"pages": pages}

"""Letting out how the published commitments stand: one row each, copied at release, read by the public pages alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from commitments import search
from commitments.asof import Story, stories
from commitments.models import Commitment, Light, Stage
from commitments.speech import shown_light
from commitments.workflow.base import plain
from hotline.suggesting.thesaurus import Thesaurus, standing
from workdays.calendar import current

from .everyday_words import everyday_words
from .frozen_rules import rules_from
from .models import Bulletin, PublishedItem
from .verdicts import verdict_of

RANK = {"red": 0, "yellow": 1, "green": 2, "completed": 3, "none": 4}
SMALLEST_COUNT = 5  # complaints: fewer could point at a person
# What the feed tells when it moved from one release to the next.
TOLD_CHANGES = ("light", "verdict", "deadline", "completed_on")
WITHDRAWN = (Stage.DRAFT, Stage.MERGED)


def publish(bulletin: Bulletin) -> int:
    """Write the public rows of `bulletin`; returns how many. Part of its release."""
    with transaction.atomic():
        before = {item.commitment_id: item for item in latest_items(bulletin)}
        answers = {item.commitment_id: item for item in bulletin.items.all()}
        rows = bulletin.report.commitments.select_related("lead").defer("context").order_by("code")
        made, thesaurus = [], standing()
        for story in stories(rows, calendar=current(), rules=rules_from(bulletin.rules)):
            row = story.on(bulletin.data_on)
            if row is None or not row.is_published or row.stage in WITHDRAWN:
                continue
            item = _item(bulletin, row, story, before.get(row.pk), thesaurus)
            if answer := answers.get(row.pk):
                item.reason_code, item.reply = answer.reason_code, answer.reply
            made.append(item)
        PublishedItem.objects.bulk_create(made, batch_size=500)
    return len(made)


def latest_items(bulletin: Bulletin) -> list[PublishedItem]:
    """The public rows of the release before `bulletin`, of the same report."""
    earlier = Bulletin.objects.filter(report=bulletin.report, state=Bulletin.State.RELEASED).exclude(pk=bulletin.pk)
    last = earlier.order_by("-released_at", "-pk").first()
    return list(last.published.all()) if last else []


def _item(bulletin: Bulletin, row: Commitment, story: Story, before: PublishedItem | None, thesaurus: Thesaurus) -> PublishedItem:
    on = bulletin.data_on
    verdict = verdict_of(row, on=on)
    assert row.lead is not None and verdict is not None  # assigned items have both
    light = shown_light(row)
    item = PublishedItem(
        bulletin=bulletin,
        commitment_id=row.pk,
        code=row.code,
        title=row.title,
        quote=row.quote,
        section=row.section,
        lead=row.lead.short_name,
        kind=row.kind,
        deadline=row.deadline,
        original_deadline=row.original_deadline,
        light=light,
        rank=RANK[light],
        cause=row.light_cause,
        figure=row.light_figure,
        verdict=verdict,
        since=_since(story, row, on),
        completed_on=row.completed_on,
        days_late=row.days_late,
        next_report_on=row.next_report_on,
        figures_due_on=row.figures_due_on,
        hedge=row.hedge,
        value=row.value,
        current_value=row.current_value,
        value_on=row.value_on,
        unit=row.unit,
        progress=row.progress,
        complaints=row.complaint_count if row.complaint_count >= SMALLEST_COUNT else None,
        is_new=before is None,
        search=_found_by(row, thesaurus),
    )
    item.changes = _changes(item, before) if before else {}
    return item


def _found_by(row: Commitment, thesaurus: Thesaurus) -> str:
    """Its own words and those citizens use for it, as bigrams; each everyday word stands apart."""
    own = search.bigrams(f"{row.code} {row.title} {row.quote} {row.metric} {row.theme} {row.lead}")
    everyday = [pair for word in everyday_words(row.quote, thesaurus) for pair in search.bigrams(word)]
    return " ".join([*own, "|", *everyday])


def _since(story: Story, row: Commitment, on: date) -> date | None:
    """Since when it stands so: the day proven for what is completed, the day the light changed for yellow and red."""
    if row.stage == Stage.COMPLETED:
        return row.completed_on
    return story.light_since(on) if row.light in {Light.YELLOW, Light.RED} else None


def _changes(item: PublishedItem, before: PublishedItem) -> dict[str, Any]:
    return {name: plain(getattr(before, name)) for name in TOLD_CHANGES if str(getattr(before, name)) != str(getattr(item, name))}

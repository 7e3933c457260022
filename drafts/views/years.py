"""`/drafts/<slug>/years/`: what became of a former report's promises, and what the new one makes of them."""

from __future__ import annotations

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from commitments.models import Commitment, Report, Stage
from commitments.models.commitment import FINAL
from departments.access import require
from departments.http import SignedIn
from drafts import years

WORDS = {
    "continued": _("continued"),
    "raised": _("raised"),
    "lowered": _("lowered"),
    "dropped": pgettext_lazy("years compared", "dropped"),
    "new": _("new"),
}


@login_required
@require_safe
def compare(request: SignedIn, slug: str) -> HttpResponse:
    require(request.user, "see_review_queue", Commitment)
    report = get_object_or_404(Report, slug=slug)
    others = list(Report.objects.filter(year__lt=report.year).only("slug", "title", "year").order_by("-year", "-pk"))
    asked = request.GET.get("with", "")
    former = next((each for each in others if each.slug == asked), None) if asked else next(iter(others), None)
    if asked and former is None:
        raise Http404
    compared = years.compare(report, former) if former else years.Compared([])
    counts = Counter(pair.how for pair in compared.pairs)
    became = Counter(_became(pair.former) for pair in compared.pairs if pair.former)
    shown = request.GET.get("how", "")
    context = {
        "report": report,
        "former": former,
        "others": others,
        "counts": [(name, word, counts[name]) for name, word in WORDS.items()],
        "became": became.most_common(),
        "left_out": compared.left_out,
        "pairs": [
            (pair, WORDS[pair.how], _became(pair.former) if pair.former else "", _can_be_carried(pair))
            for pair in compared.pairs
            if not shown or pair.how == shown
        ],
        "shown": shown,
    }
    return render(request, "drafts/years.html", context)


def _became(row: Commitment) -> str:
    """The verdict, else how far the workflow has come."""
    return str(row.get_outcome_display() or row.get_stage_display())


def _can_be_carried(pair: years.Pair) -> bool:
    """An open promise of the former report that goes on in this one."""
    former = pair.former
    return bool(pair.new and former and not former.successor_id and former.stage not in {*FINAL, Stage.DRAFT})

"""`/drafts/<slug>/years/`: what became of a former report's promises, and what the new one makes of them."""

from __future__ import annotations

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from commitments.models import Commitment, Report
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
    others = list(Report.objects.exclude(pk=report.pk).only("slug", "title", "year").order_by("-year"))
    asked = request.GET.get("with", "")
    former = next((each for each in others if each.slug == asked), None) if asked else next(iter(others), None)
    if asked and former is None:
        raise Http404
    pairs = years.compare(report, former) if former else []
    shown = request.GET.get("how", "")
    context = {
        "report": report,
        "former": former,
        "others": others,
        "counts": [(name, word, Counter(pair.how for pair in pairs)[name]) for name, word in WORDS.items()],
        "pairs": [(pair, WORDS[pair.how]) for pair in pairs if not shown or pair.how == shown],
        "shown": shown,
    }
    return render(request, "drafts/years.html", context)

"""The groups of words of the thesaurus – synonyms, places of a county: looked through and edited like its concepts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commitments.workflow.table import Invalid
from config import clock
from departments.access import can, require
from departments.http import SignedIn
from hotline.forms import GroupForm, WordForm
from hotline.models import Concept, WordGroup
from hotline.sentences import latest
from hotline.suggesting import grouping
from house.forms import refuse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedIn) -> HttpResponse:
    """The groups by kind, found by any of their words; the hotline lead adds one."""
    require(request.user, "read_thesaurus", Concept)
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("hotline:words", grouping.add_group(actor=request.user, at=clock.now(), **form.cleaned_data).pk)
        except Invalid as refusal:
            refuse(form, refusal.fields)
    query = request.GET.get("q", "").strip()[:40]
    groups = [row for row in WordGroup.objects.all() if query in row.name or any(query in word for word in row.words)]
    context = {
        "kinds": [(kind, kind.label, [row for row in groups if row.kind == kind]) for kind in WordGroup.Kind],
        "query": query,
        "form": form if can(request.user, "edit_thesaurus", Concept) else None,
        "breadcrumbs": _breadcrumbs({"label": _("Groups of words"), "url": ""}),
    }
    return render(request, "hotline/word_groups.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: SignedIn, pk: int) -> HttpResponse:
    """One group with its words; the hotline lead adds one."""
    require(request.user, "read_thesaurus", Concept)
    row = get_object_or_404(WordGroup, pk=pk)
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grouping.add_word(row, actor=request.user, at=clock.now(), **form.cleaned_data)
            messages.success(request, _("Added; it counts within seconds."))
            return redirect("hotline:words", row.pk)
        except Invalid as refusal:
            refuse(form, refusal.fields)
    off = set(row.off)
    context = {
        "group": row,
        "history": latest(grouping.stream(row)),
        "on": clock.today(),
        "words": [(word, word not in off) for word in row.words],
        "form": form if can(request.user, "edit_thesaurus", Concept) else None,
        "breadcrumbs": _breadcrumbs(
            {"label": _("Groups of words"), "url": reverse("hotline:word_groups")}, {"label": row.name, "url": ""}
        ),
    }
    return render(request, "hotline/word_group.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def switch(request: SignedIn, pk: int) -> HttpResponse:
    """Take a word out of use or into use again."""
    require(request.user, "edit_thesaurus", Concept)
    row = get_object_or_404(WordGroup, pk=pk)
    try:
        in_use = request.POST.get("active") == "1"
        grouping.switch_word(row, actor=request.user, at=clock.now(), text=request.POST.get("word", ""), is_active=in_use)
    except Invalid as refusal:
        messages.error(request, str(refusal))
    return redirect("hotline:words", row.pk)


def _breadcrumbs(*last: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"label": _("Hotline"), "url": reverse("hotline:list")},
        {"label": _("Thesaurus"), "url": reverse("hotline:thesaurus")},
        *last,
    ]

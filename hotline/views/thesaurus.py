"""The thesaurus of civic concepts: looked through, tried out and edited."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commitments.workflow.table import Invalid
from config import clock
from departments.access import can, require
from departments.http import SignedIn
from hotline.forms import ConceptForm, ExpressionForm
from hotline.models import Concept, ConceptTerm
from hotline.rules import rules
from hotline.sentences import latest
from hotline.suggesting import editing
from house.forms import refuse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedIn) -> HttpResponse:
    """The concepts, found by any of their expressions; the hotline lead adds one."""
    require(request.user, "read_thesaurus", Concept)
    form = ConceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("hotline:concept", editing.add_concept(actor=request.user, at=clock.now(), **form.cleaned_data).code)
        except Invalid as refusal:
            refuse(form, refusal.fields)
    query = request.GET.get("q", "").strip()[:40]
    rows = Concept.objects.annotate(expressions=Count("terms", filter=Q(terms__is_active=True)))
    if query:
        said = ConceptTerm.objects.filter(concept=OuterRef("pk"), text__contains=query)
        rows = rows.filter(Q(name__contains=query) | Q(Exists(said)))
    context = {
        "page": Paginator(rows.order_by("subject", "pk"), rules().page_size).get_page(request.GET.get("page")),
        "query": query,
        "form": form if can(request.user, "edit_thesaurus", Concept) else None,
        "breadcrumbs": [{"label": _("Hotline"), "url": reverse("hotline:list")}, {"label": _("Thesaurus"), "url": ""}],
    }
    return render(request, "hotline/thesaurus.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def concept(request: SignedIn, code: str) -> HttpResponse:
    """One concept with its expressions by kind; the hotline lead adds one."""
    require(request.user, "read_thesaurus", Concept)
    row = get_object_or_404(Concept, code=code)
    form = ExpressionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            editing.add_expression(row, actor=request.user, at=clock.now(), **form.cleaned_data)
            messages.success(request, _("Added; it counts within seconds."))
            return redirect("hotline:concept", row.code)
        except Invalid as refusal:
            refuse(form, refusal.fields)
    terms = list(row.terms.order_by("kind", "order", "pk"))
    kinds = [(kind, kind.label, [term for term in terms if term.kind == kind]) for kind in ConceptTerm.Kind]
    context = {
        "concept": row,
        "kinds": kinds,
        "history": latest(editing.stream(row)),
        "on": clock.today(),
        "form": form if can(request.user, "edit_thesaurus", Concept) else None,
        "breadcrumbs": [
            {"label": _("Hotline"), "url": reverse("hotline:list")},
            {"label": _("Thesaurus"), "url": reverse("hotline:thesaurus")},
            {"label": row.name, "url": ""},
        ],
    }
    return render(request, "hotline/concept.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def switch(request: SignedIn, pk: int) -> HttpResponse:
    """Take an expression out of use or into use again."""
    require(request.user, "edit_thesaurus", Concept)
    term = get_object_or_404(ConceptTerm.objects.select_related("concept"), pk=pk)
    editing.switch_expression(term, actor=request.user, at=clock.now(), is_active=request.POST.get("active") == "1")
    return redirect("hotline:concept", term.concept.code)

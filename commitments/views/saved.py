"""Keeping a look at the ledger, and dropping it again."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commitments.models import SavedView
from departments.http import SignedIn
from departments.models import User

MOST = 30  # a person keeps


class ViewForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ["name", "is_shared", "query"]


def views_of(user: User) -> QuerySet[SavedView]:
    """The person's own and the shared ones."""
    return SavedView.objects.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner")


@login_required
@require_POST
def save(request: SignedIn) -> HttpResponse:
    """A view of the same name is replaced."""
    name = request.POST.get("name", "").strip()
    old = SavedView.objects.filter(owner=request.user, name=name).first()
    form = ViewForm(request.POST, instance=old or SavedView(owner=request.user))
    query = _kept(request.POST.get("query", ""))
    if not old and request.user.saved_views.count() >= MOST:
        messages.error(request, _("At most %(most)s views are kept; drop one first.") % {"most": MOST})
    elif form.is_valid():
        form.instance.query = query
        form.save()
        messages.success(request, _("Kept: %(name)s.") % {"name": name})
    else:
        messages.error(request, _("Give the view a name of at most 40 characters."))
    return redirect(_list(query))


@login_required
@require_POST
def drop(request: SignedIn, pk: int) -> HttpResponse:
    """Only its owner drops a view."""
    view = get_object_or_404(SavedView, pk=pk, owner=request.user)
    view.delete()
    messages.success(request, _("Dropped: %(name)s.") % {"name": view.name})
    return redirect(_list(_kept(request.POST.get("query", ""))))


def _kept(query: str) -> str:
    """The address without what is of the moment: the page, the format."""
    data = QueryDict(query[:1_000], mutable=True)
    for name in ("page", "format"):
        data.pop(name, None)
    return data.urlencode()[:1_000]


def _list(query: str) -> str:
    return reverse("commitments:list") + (f"?{query}" if query else "")

"""`/people/sheet/`: people from a sheet – first what would happen, then all of it or nothing."""

from __future__ import annotations

from typing import IO, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from config import clock
from departments import people_sheet
from departments.access import require
from departments.forms import SheetForm
from departments.http import SignedIn, sent
from departments.models import User
from house.errors import Refused

from .people import first_sign_ins

SALT = "departments.people_sheet"
AN_HOUR = 3600


@login_required
def sheet(request: SignedIn) -> HttpResponse:
    """Upload, look, take. Between looking and taking the rows travel signed in the form: nothing is stored half."""
    require(request.user, "manage_people", User)
    if request.method == "POST" and "rows" in request.POST:
        return _take(request)
    form = SheetForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["sheet"]
        try:
            rows = people_sheet.read(cast(IO[bytes], upload.file), upload.name)
        except Refused as refusal:
            form.add_error("sheet", str(refusal))
        else:
            return _preview(request, rows)
    return render(request, "departments/sheet.html", {"form": form}, status=422 if form.errors else 200)


def _preview(request: SignedIn, rows: list[tuple[int, dict[str, str]]], wrong: str = "") -> HttpResponse:
    context = {
        "sheet": people_sheet.preview(rows),
        "rows": signing.dumps(rows, salt=SALT, compress=True),
        "wrong": wrong,
    }
    return render(request, "departments/sheet_preview.html", context, status=409 if wrong else 200)


def _take(request: SignedIn) -> HttpResponse:
    try:
        kept = signing.loads(request.POST["rows"], salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature:
        messages.error(request, _("This preview is too old; upload the sheet again. Nothing was taken."))
        return redirect("people_sheet")
    rows = [(number, cells) for number, cells in kept]
    found = people_sheet.preview(rows)  # people may have come meanwhile
    try:
        made = people_sheet.take(found, actor=request.user, at=clock.now())
    except Refused as refusal:
        return _preview(request, rows, str(refusal))
    messages.success(
        request,
        _("%(new)s new, %(changed)s changed, %(same)s unchanged.")
        % {"new": len(made), "changed": len(found.changed), "same": found.same},
    )
    return first_sign_ins(request, made) if made else redirect("people")

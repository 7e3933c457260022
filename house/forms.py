"""What a form brings beside its fields, and what it says when the rules refuse them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def refuse(form: BaseForm, sentences: Mapping[str, Any]) -> None:
    """Write a refusal's `sentences` (`Invalid.fields`) at the fields they name; one for no field stands above the form."""
    for name, sentence in sentences.items():
        form.add_error(name if name in form.fields else None, sentence)


def version_seen(request: HttpRequest) -> int | None:
    """The version the person saw; None where his form does not say."""
    typed = request.POST.get("version", "")
    return as_version(typed) if typed else None


def as_version(typed: str) -> int:
    """A version as a form sends it; one that is no number is nobody's: -1."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def onward(request: HttpRequest, otherwise: str) -> str:
    """Where `next` leads after the form, never to another host; else `otherwise`."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else otherwise

"""What a form says when the rules refuse what it brought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm


def refuse(form: BaseForm, sentences: Mapping[str, Any]) -> None:
    """Write a refusal's `sentences` (`Invalid.fields`) at the fields they name; one for no field stands above the form."""
    for name, sentence in sentences.items():
        form.add_error(name if name in form.fields else None, sentence)

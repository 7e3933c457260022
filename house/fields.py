"""Fields that the forms of every room share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from .writing import day_in_words

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2199, 12, 31)


def can_be_meant(day: date) -> bool:
    """A day of the republic, or of the time to come: 0021 and 9999 are slips of the hand, which no calendar counts to."""
    return FIRST_DAY <= day <= LAST_DAY


class DayField(forms.DateField):
    """A day, picked or typed; one that nobody can mean is refused."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not can_be_meant(day):
            raise forms.ValidationError(_("%(day)s cannot be meant.") % {"day": day_in_words(day)}, code="invalid")
        return day

"""What the review asks for; the rules stay in `review` and the workflow."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.models import Category, Commitment, Kind, Measure
from departments.models import Department
from house.fields import DayField

from . import duties, words
from .loading import SLUG_MAX, TAKEN

SIGNS = {">=": "≥", "<=": "≤", "~": "≈"}  # before the number; "=" and a range speak for themselves
COMPARATORS = [("", "—"), *SIGNS.items(), ("=", "="), ("range", _("range"))]


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Report (txt, md, html, docx or pdf)"))
    title = forms.CharField(label=_("Title"), max_length=120)
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    slug = forms.SlugField(
        label=_("Short name in addresses"),
        max_length=SLUG_MAX,
        help_text=_("for instance liaocheng-2022"),
        error_messages={"invalid": _("Only letters a to z, digits and hyphens.")},
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in TAKEN:
            raise forms.ValidationError(_("This name has a page of its own; take another."))
        if Commitment.objects.filter(report__slug=slug).exists():
            raise forms.ValidationError(words.drafted_already(slug))
        return slug


class DutiesForm(forms.Form):
    duties = forms.CharField(
        label=_("Duties, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "lang": "zh"}),
        max_length=4000,
        help_text=_("Words as reports use them, for instance 老旧小区. Long words weigh more than short ones."),
    )

    def clean_duties(self) -> list[str]:
        words = [word for line in self.cleaned_data["duties"].splitlines() if (word := line.strip())]
        if long := next((word for word in words if len(word) > duties.LONGEST), ""):
            raise forms.ValidationError(_("“%(word)s” is too long for one duty.") % {"word": long[:30]})
        if short := next((word for word in words if len(word) < 2), ""):
            raise forms.ValidationError(_("“%(word)s” is too short to tell a unit by.") % {"word": short})
        return words


class CorrectForm(forms.Form):
    """A draft's fields. The quote is typed or selected; it must stand in the report word for word."""

    quote = forms.CharField(label=_("Quote"), widget=forms.Textarea(attrs={"rows": 2, "lang": "zh"}), max_length=600)
    title = forms.CharField(label=_("Title"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    metric = forms.CharField(label=_("Metric"), max_length=120, required=False)
    comparator = forms.ChoiceField(label=_("Comparator"), choices=COMPARATORS, required=False)
    value = forms.DecimalField(label=_("Value"), max_digits=18, decimal_places=4, required=False)
    value_max = forms.DecimalField(label=_("Upper value"), max_digits=18, decimal_places=4, required=False)
    unit = forms.CharField(label=_("Measuring unit"), max_length=30, required=False)
    measure = forms.ChoiceField(label=_("Measure"), choices=[("", "—"), *Measure.choices], required=False)
    deadline = DayField(label=_("Deadline"))
    lead = forms.ModelChoiceField(Department.objects.all(), label=_("Lead department"), required=False, empty_label="—")
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)

    def __init__(self, *args: Any, row: Commitment, **kwargs: Any) -> None:
        self.row = row
        kwargs.setdefault("initial", {name: _as_typed(getattr(row, name)) for name in self.base_fields})
        super().__init__(*args, **kwargs)

    def clean_quote(self) -> str:
        quote = str(self.cleaned_data["quote"]).strip()
        place = nearest(self.row.report.text, quote, self.row.start)
        if place is None:
            raise forms.ValidationError(_("These words do not stand in the report so."))
        self.place = (place, place + len(quote))
        return quote

    def fields_given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data.pop("quote")
        if Measure.CAP in (data["measure"], self.row.measure) and data["measure"] != self.row.measure:
            data["lower_is_better"] = data["measure"] == Measure.CAP  # to stay below is what a cap asks
        return {**data, "start": self.place[0], "end": self.place[1]}


class AddForm(forms.Form):
    quote = forms.CharField(label=_("Quote"), widget=forms.Textarea(attrs={"rows": 2, "lang": "zh"}), max_length=600)
    start = forms.IntegerField(widget=forms.HiddenInput, required=False)


def _as_typed(value: Any) -> Any:
    """A number as somebody would type it: 24, not 24.0000."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def nearest(text: str, quote: str, start: int) -> int | None:
    """Where `quote` stands verbatim, nearest to `start`; None where it does not."""
    before = text.rfind(quote, 0, start + len(quote))
    after = text.find(quote, start)
    places = [place for place in (before, after) if place >= 0]
    return min(places, key=lambda place: abs(place - start)) if places and quote else None

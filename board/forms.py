"""What the board asks for; the rules stay in `board.bulletins` and the commitments' workflow."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.forms import NONE_CHOSEN, TextField
from commitments.models import ReasonCode, Report
from house.fields import DayField


class DraftForm(forms.Form):
    report = forms.ModelChoiceField(Report.objects.current_first(), label=_("Report"), to_field_name="slug", empty_label=None)
    data_on = DayField(label=_("As of the end of"))


class WordsForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    opening = TextField(label=_("Opening"), rows=5, max_length=5_000)
    closing = TextField(label=_("What is demanded"), rows=4, max_length=5_000, required=False)


class ExplainForm(forms.Form):
    reason_code = forms.ChoiceField(label=_("Reason code"), choices=[("", NONE_CHOSEN), *ReasonCode.choices])
    reason_text = TextField(label=_("Reason"), required=False, max_length=500)
    reply = TextField(
        label=_("The unit's reply"),
        required=False,
        max_length=500,
        help_text=_("Stands beside the light on the public page, with the unit's name and nobody else's."),
    )

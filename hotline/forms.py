"""What the hotline and the units type; one form for page and API, the rules stay in the workflow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from departments.models import Department

from .models import Caller, Concept, ConceptTerm, Link, StagedPromise, WordGroup, WorkOrder
from .suggesting.grouping import NAME_MAX
from .workflow.answering import ANSWER_MAX
from .workflow.callers import LENGTHS, CallerData
from .workflow.moving import REASON_MAX
from .workflow.promising import linked
from .workflow.taking import SUMMARY_MAX, TEXT_MAX


class CountyField(forms.ModelChoiceField):
    """A county or zone by its code."""

    def __init__(self, **kwargs: Any) -> None:
        local = Department.objects.filter(kind__in=[Department.Kind.COUNTY, Department.Kind.ZONE])
        super().__init__(local, to_field_name="code", required=False, label=_("County or zone"), empty_label="—", **kwargs)


class IntakeForm(forms.Form):
    """A call as it is taken down; with a summary it is released at once."""

    text = forms.CharField(
        label=_("What the caller says"),
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True, "data-hotkey": "F2"}),
    )
    nature = forms.ChoiceField(label=_("Nature"), choices=WorkOrder.Nature.choices, initial=WorkOrder.Nature.REQUEST)
    county = CountyField()
    township = forms.CharField(label=_("Township or street"), max_length=60, required=False)
    place = forms.CharField(label=_("Place, school, road or estate"), max_length=120, required=False)
    summary = forms.CharField(
        label=_("Summary for the unit"),
        max_length=SUMMARY_MAX,
        required=False,
        widget=forms.TextInput(attrs={"data-hotkey": "F8"}),
        help_text=_("The unit reads only this sentence: no name, no phone number, no house number."),
    )
    caller_name = forms.CharField(label=_("What to call the caller"), max_length=LENGTHS["name"], required=False)
    caller_phone = forms.CharField(
        label=_("Phone"),
        max_length=LENGTHS["phone"],
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "data-hotkey": "F4"}),
    )
    caller_address = forms.CharField(label=_("Address"), max_length=LENGTHS["address"], required=False)
    callback = forms.ChoiceField(label=_("Callback"), choices=Caller.Callback.choices, required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=WorkOrder.Channel.choices, initial=WorkOrder.Channel.PHONE)
    source = forms.CharField(label=_("Other platform"), max_length=30, required=False)
    source_number = forms.CharField(label=_("Its number there"), max_length=60, required=False)
    received_at = forms.DateTimeField(
        label=_("Called at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: now."),
    )

    def arguments(self) -> dict[str, Any]:
        """What `workflow.take_down` is called with, once valid."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        about = {name: given.pop(f"caller_{name}", "") for name in LENGTHS}
        caller = CallerData(**about, callback=given.pop("callback", "") or Caller.Callback.ANY)
        return given | ({"caller": caller} if caller else {})


class ImportForm(forms.Form):
    source = forms.CharField(
        label=_("Platform the export comes from"),
        max_length=30,
        help_text=_("Its numbers are kept, each once per platform; its columns are remembered under this name."),
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("xlsx or csv, UTF-8 or GB18030, up to 200 MB. It is erased once it has been taken in."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )


class SummaryForm(forms.Form):
    summary = forms.CharField(
        label=_("Summary for the unit"),
        max_length=SUMMARY_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The unit reads only this sentence: no name, no phone number, no house number."),
    )


class LinkForm(forms.Form):
    """The promise picked among those found, how the call bears on it, the site where one is meant, why after a rejection."""

    commitment = forms.CharField(
        label=_("Commitment"),
        max_length=20,
        required=False,
        error_messages={"required": _("Pick the promise the call concerns.")},
    )
    kind = forms.ChoiceField(
        label=_("What the caller wants"), choices=Link.Kind.choices, required=False, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Why it is linked all the same"), max_length=REASON_MAX, required=False)


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=ANSWER_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The hotline tells the caller. You decide nothing about the link by answering."),
    )


class ConceptForm(forms.ModelForm):
    class Meta:
        model = Concept
        fields = ["name", "subject"]


class ExpressionForm(forms.Form):
    """One expression of a concept; the notation stands beside the field."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ConceptTerm.Kind.choices, initial=ConceptTerm.Kind.SPOKEN)
    text = forms.CharField(
        label=_("Expression"),
        max_length=200,
        help_text=_(
            "加装电梯: as it stands. 老楼|旧楼: either. [路]+坑: both near each other, any word of the group 路. "
            "~井盖: a mere hint."
        ),
    )


class GroupForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=WordGroup.Kind.choices)
    name = forms.CharField(
        label=_("Word the group stands under"), max_length=NAME_MAX, help_text=_("Expressions name it in brackets: [路]+坑.")
    )


class WordForm(forms.Form):
    text = forms.CharField(label=_("Word"), max_length=NAME_MAX)


class OfPromise(forms.Form):
    """A decision on the promise of a reply."""

    def __init__(self, *args: Any, promise: StagedPromise, **kwargs: Any) -> None:
        self.promise = promise
        super().__init__(*args, **kwargs)


class PromiseForm(OfPromise):
    """The promise as a commitment of its unit."""

    title = forms.CharField(label=_("Title"), max_length=80)
    sentence = forms.CharField(
        label=_("The promise in one sentence"),
        max_length=SUMMARY_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is quoted as a sentence of the report would be: no name, no phone number, no house number."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        handling = self.promise.handling
        self.initial = {"title": handling.order.summary[:80], "sentence": handling.reply[:SUMMARY_MAX]}


class PromisedSiteForm(OfPromise):
    """The promise as a site of a commitment its order is linked to."""

    commitment = forms.ModelChoiceField(Commitment.objects.none(), to_field_name="code", label=_("Commitment"), empty_label=None)
    name = forms.CharField(label=_("Site"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commitment"].queryset = linked(self.promise)  # type: ignore[attr-defined]
        self.initial = {"name": self.promise.handling.order.place[:80]}


class ReopenForm(OfPromise):
    """Nothing to write down: the reason of declining stays in the history."""


class DeclineForm(OfPromise):
    reason = forms.CharField(label=_("Reason"), max_length=REASON_MAX, widget=forms.Textarea(attrs={"rows": 2}))

"""What each step asks for. One form for the page and the API alike; the rules stay in the workflow."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from departments.models import Department, User
from house.fields import DayField
from house.writing import day_in_words

from . import evidence, pasting
from .models import Category, Commitment, CountyShare, Evidence, Milestone, Outcome, ReasonCode, Request, Site, UrgingNote
from .workflow import assigning, parts, reporting, requests, urging

NONE_CHOSEN = "—"


class TextField(forms.CharField):
    def __init__(self, *, rows: int = 3, max_length: int = 2_000, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=max_length, **kwargs)


class UnitField(forms.ModelChoiceField):
    """A department; the API names it by code, the page by its row."""

    def __init__(self, *, local: bool = False, **kwargs: Any) -> None:
        queryset = Department.objects.all()
        if local:
            queryset = queryset.filter(kind__in=[Department.Kind.COUNTY, Department.Kind.ZONE])
        super().__init__(queryset, to_field_name="code", empty_label=NONE_CHOSEN, **kwargs)


class ActionForm(forms.Form):
    """A step's form, bound to the commitment it is about."""

    takes_evidence = False

    def __init__(self, data: Any = None, files: Any = None, *, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.commitment = commitment
        self.prepare()

    def prepare(self) -> None:
        """Narrow choices to the commitment's own."""

    def arguments(self) -> dict[str, Any]:
        """What the workflow function is called with, once valid."""
        arguments = dict(self.cleaned_data)
        if self.takes_evidence:
            arguments["evidence"] = self.collected
        return arguments

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.takes_evidence:
            self.collected: list[Evidence] = evidence.collect(self)
        return cleaned


class PlainForm(ActionForm):
    pass


class ReasonForm(ActionForm):
    reason = TextField(label=_("Reason"))


class LeadForm(ActionForm):
    lead = UnitField(label=_("Lead department"), required=False, help_text=_("Empty: the suggested one."))


class EditDraftForm(ActionForm):
    title = forms.CharField(label=_("Title"), max_length=80)
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    is_livelihood = forms.NullBooleanField(label=_("Livelihood project"), required=False)
    is_published = forms.BooleanField(label=_("Published"), required=False)
    baseline = forms.DecimalField(label=_("Baseline"), required=False)
    figures_due_on = DayField(label=_("Figures due on"), required=False)

    def prepare(self) -> None:
        for name, field in self.fields.items():
            field.initial = getattr(self.commitment, name)


class SupportingForm(ActionForm):
    supporting = forms.ModelMultipleChoiceField(
        Department.objects.all(), to_field_name="code", label=_("Supporting departments"), required=False
    )

    def arguments(self) -> dict[str, Any]:
        duties = {duty.department_id: duty.duty for duty in self.commitment.supporting.all()}
        return {"duties": {unit: duties.get(unit.pk, "") for unit in self.cleaned_data["supporting"]}}


class IntervalForm(ActionForm):
    months = forms.TypedChoiceField(label=_("Reports are due"), required=False, coerce=int, empty_value=None)

    def prepare(self) -> None:
        field = self.fields["months"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("as the kind of commitment has it")), *((n, self._words(n)) for n in assigning.INTERVALS)]
        field.initial = self.commitment.report_months

    @staticmethod
    def _words(months: int) -> str:
        return ngettext("every month", "every %(n)s months", months) % {"n": months}


class ReferenceForm(ActionForm):
    value = forms.DecimalField(label=_("Reference figure"), max_digits=18, decimal_places=4)
    unit = forms.CharField(label=_("Unit of the figure"), max_length=30, required=False)
    source = forms.CharField(label=_("Where the figure is from"), max_length=200)


class DisputeForm(ActionForm):
    reason = TextField(label=_("Why it is not the unit's duty"))
    proposed = UnitField(label=_("Proposed unit"), required=False)


class DecisionForm(ActionForm):
    decision = TextField(label=_("Decision"))


class ReassignForm(DecisionForm):
    to = UnitField(label=_("Reassign to"))
    field_order = ["to", "decision"]


class EvidenceMixin(ActionForm):
    takes_evidence = True


class EvidenceOnlyForm(EvidenceMixin):
    pass


class ProgressForm(EvidenceMixin):
    value = forms.DecimalField(label=_("Cumulative value"), required=False, max_digits=18, decimal_places=4)
    explanation = TextField(label=_("Why the figure falls"), required=False, rows=2)
    narrative = TextField(label=_("Narrative"), required=False, max_length=10_000)
    as_of = DayField(label=_("As of"), required=False)


class ReplyForm(ActionForm):
    reply = TextField(label=_("The unit's reply"))

    def prepare(self) -> None:
        self.fields["reply"].initial = self.commitment.reply


class DutyReportForm(EvidenceMixin):
    narrative = TextField(label=_("Narrative"), max_length=10_000)


class ShareReportForm(ActionForm):
    share = forms.ModelChoiceField(CountyShare.objects.none(), label=_("County share"), empty_label=NONE_CHOSEN)
    value = forms.DecimalField(label=_("Cumulative value"), max_digits=18, decimal_places=4)
    as_of = DayField(label=_("As of"), required=False)
    narrative = TextField(label=_("Narrative"), required=False)
    explanation = TextField(label=_("Why the figure falls"), required=False, rows=2)

    def prepare(self) -> None:
        self.fields["share"].queryset = self.commitment.shares.select_related("department")  # type: ignore[attr-defined]


class SiteForm(EvidenceMixin):
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=NONE_CHOSEN)
    stage = forms.ChoiceField(label=_("Stage"), choices=Site.Stage.choices)
    completed_on = DayField(label=_("Completed on"), required=False)
    note = forms.CharField(label=_("How far it is"), required=False, max_length=200)

    def prepare(self) -> None:
        self.fields["site"].queryset = self.commitment.sites.all()  # type: ignore[attr-defined]


class SitesForm(ActionForm):
    """Sites pasted from a spreadsheet: name, county, township, deadline."""

    rows = TextField(
        label=_("Sites"),
        rows=8,
        max_length=100_000,
        help_text=_("One per line: name, county, township, deadline. Paste a table, or type commas."),
    )

    def clean_rows(self) -> list[dict[str, Any]]:
        pasted = pasting.read_sites(self.cleaned_data["rows"], self.commitment)
        if pasted.errors:
            raise forms.ValidationError([str(error) for error in pasted.errors])
        return pasted.rows


class SharesForm(ActionForm):
    """County shares pasted: county, value."""

    shares = TextField(
        label=_("County shares"), rows=8, help_text=_("One per line: county, value. Paste a table, or type commas.")
    )

    def clean_shares(self) -> dict[Department, Any]:
        pasted = pasting.read_shares(self.cleaned_data["shares"])
        if pasted.errors:
            raise forms.ValidationError([str(error) for error in pasted.errors])
        return {row["department"]: row["value"] for row in pasted.rows}


class MilestoneForm(ActionForm):
    name = forms.CharField(label=_("Milestone"), max_length=120)
    deadline = DayField(label=_("Deadline"))


class ReachForm(ActionForm):
    milestone = forms.ModelChoiceField(Milestone.objects.none(), label=_("Milestone"), empty_label=NONE_CHOSEN)
    done_on = DayField(label=_("Completed on"))

    def prepare(self) -> None:
        self.fields["milestone"].queryset = self.commitment.milestones.filter(done_on=None)  # type: ignore[attr-defined]


class PlanForm(ActionForm):
    """Monthly figures pasted: month, cumulative value."""

    figures = TextField(
        label=_("Plan"), rows=8, help_text=_("One per line: month, cumulative value. Paste a table, or type commas.")
    )

    def clean_figures(self) -> dict[Any, Any]:
        pasted = pasting.read_plan(self.cleaned_data["figures"])
        if pasted.errors:
            raise forms.ValidationError([str(error) for error in pasted.errors])
        return {row["day"]: row["value"] for row in pasted.rows}


class CompletionForm(EvidenceMixin):
    completed_on = DayField(label=_("Completed on"), help_text=_("The day the dated evidence proves."))
    note = TextField(label=_("Note"), required=False)
    is_partly_met = forms.BooleanField(label=_("Partly met"), required=False)
    reason_code = forms.ChoiceField(label=_("Reason code"), choices=[("", "—"), *ReasonCode.choices], required=False)
    reason = TextField(label=_("Reason"), required=False)


class ChecklistForm(ActionForm):
    facts = forms.BooleanField(required=False)
    number = forms.BooleanField(required=False)
    done = forms.BooleanField(required=False)
    lawful = forms.BooleanField(required=False)
    form = forms.BooleanField(required=False)
    decision = TextField(label=_("Remark"), required=False, rows=2)

    def prepare(self) -> None:
        for name, label in requests.checklist_labels().items():
            self.fields[name].label = label

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"checklist": {name: data[name] for name in requests.CHECKLIST}, "decision": data["decision"]}


class ReturnForm(ReasonForm):
    pass


class GrantForm(ActionForm):
    decision = TextField(label=_("Remark"), required=False, rows=2)


class ExtensionForm(ActionForm):
    new_deadline = DayField(label=_("New deadline"))
    reason_code = forms.ChoiceField(label=_("Reason code"), choices=[("", NONE_CHOSEN), *ReasonCode.choices])
    reason = TextField(label=_("Reason"))

    def prepare(self) -> None:
        self.fields["new_deadline"].help_text = _("Now %(day)s") % {"day": day_in_words(self.commitment.deadline)}


class SetDeadlineForm(ReasonForm):
    deadline = DayField(label=_("New deadline"))
    field_order = ["deadline", "reason"]


class MovePartForm(ReasonForm):
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False, empty_label=NONE_CHOSEN)
    milestone = forms.ModelChoiceField(Milestone.objects.none(), label=_("Milestone"), required=False, empty_label=NONE_CHOSEN)
    deadline = DayField(label=_("New deadline"))
    field_order = ["site", "milestone", "deadline", "reason"]

    def prepare(self) -> None:
        self.fields["site"].queryset = self.commitment.sites.all()  # type: ignore[attr-defined]
        self.fields["milestone"].queryset = self.commitment.milestones.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("site")) == bool(cleaned.get("milestone")):
            raise forms.ValidationError(_("Choose one site or one milestone."))
        return cleaned


class UrgeForm(ActionForm):
    demand = TextField(
        label=_("What is demanded"), initial=_("Say why it is late, what is done about it and by when it will be finished.")
    )  # the usual demand, so that one or fifty are urged in two clicks
    reply_by = DayField(label=_("Reply by"), required=False)
    level = forms.ChoiceField(label=_("Level"), choices=UrgingNote.Level.choices, initial=UrgingNote.Level.URGING, required=False)

    skip_reason = forms.CharField(
        label=_("Why no urging note comes first"), max_length=200, required=False, help_text=_("for a supervision order only")
    )

    def clean_level(self) -> str:
        return self.cleaned_data["level"] or UrgingNote.Level.URGING


class InstructForm(ActionForm):
    text = TextField(label=_("Instruction"))


class PauseForm(ReasonForm):
    field_order = ["kind", "reason"]
    kind = forms.ChoiceField(
        label=_("What is proposed"),
        choices=[(kind.value, kind.label) for kind in (Request.Kind.SUSPENSION, Request.Kind.CANCELLATION)],
    )


class MergeForm(ReasonForm):
    field_order = ["into", "reason"]
    into = forms.ModelChoiceField(
        Commitment.objects.all(), to_field_name="code", label=_("Merge into (code)"), widget=forms.TextInput
    )


class CloseYearForm(ActionForm):
    outcome = forms.ChoiceField(
        label=_("Verdict"), choices=[c for c in Outcome.choices if c[0] not in {Outcome.ON_TIME, Outcome.LATE, Outcome.AHEAD}]
    )
    reason_code = forms.ChoiceField(label=_("Reason code"), choices=[("", "—"), *ReasonCode.choices], required=False)
    reason = TextField(label=_("Reason or summary"))
    successor = forms.ModelChoiceField(
        Commitment.objects.all(),
        to_field_name="code",
        label=_("Carried over to (code)"),
        required=False,
        widget=forms.TextInput,
    )


# Steps whose object is chosen in the form: the commitment is where they stand, the part is what they act on.


def report_share(commitment: Commitment, *, actor: User, at: datetime, share: Any, **fields: Any) -> Any:
    return reporting.report_share(share, actor=actor, at=at, **fields)


def update_site(commitment: Commitment, *, actor: User, at: datetime, site: Site, **fields: Any) -> Site:
    return reporting.update_site(site, actor=actor, at=at, **fields)


def reach_milestone(commitment: Commitment, *, actor: User, at: datetime, milestone: Milestone, done_on: date) -> Milestone:
    return parts.reach_milestone(milestone, actor=actor, at=at, done_on=done_on)


def move_part(
    commitment: Commitment, *, actor: User, at: datetime, site: Site | None, milestone: Milestone | None, **fields: Any
) -> Any:
    return parts.move_part(site or milestone, actor=actor, at=at, **fields)  # type: ignore[arg-type]


def urge_one(commitment: Commitment, *, actor: User, at: datetime, **fields: Any) -> list[UrgingNote]:
    return urging.urge([commitment], actor=actor, at=at, **fields)

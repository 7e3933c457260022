"""What can be done with an order or a dispatch: label, form, workflow function – one list for pages and API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.workflow.table import Invalid
from departments.access import can, scope
from departments.models import Department
from hotline import workflow
from hotline.models import Handling, WorkOrder
from hotline.models.order import State
from hotline.workflow.dispatching import extension_untold
from hotline.workflow.handling import REPLY_MAX
from hotline.workflow.moving import REASON_MAX
from hotline.workflow.table import LABELS, TRANSITIONS, why_not_yet
from house.fields import DayField


def _reason(label: Any = None, **more: Any) -> forms.CharField:
    return forms.CharField(label=label or _("Reason"), max_length=REASON_MAX, widget=forms.Textarea(attrs={"rows": 2}), **more)


class StepForm(forms.Form):
    """A step's form; `arguments` is what its function is called with."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NoForm(StepForm):
    """One button."""


class UnitForm(StepForm):
    unit = forms.ModelChoiceField(Department.objects.all(), to_field_name="code", label=_("Unit"), empty_label="—")


class UnitReasonForm(UnitForm):
    reason = _reason()


class ReasonForm(StepForm):
    reason = _reason()


class TextForm(StepForm):
    text = forms.CharField(label=_("What the caller is told"), max_length=REPLY_MAX, widget=forms.Textarea(attrs={"rows": 3}))


class ReplyForm(StepForm):
    text = forms.CharField(label=_("Reply to the order"), max_length=REPLY_MAX, widget=forms.Textarea(attrs={"rows": 4}))
    promised_on = DayField(
        label=_("Not now, but by"), required=False, help_text=_("Only where it is done later: it is a promise.")
    )


class ExtensionForm(StepForm):
    days = forms.IntegerField(label=_("Working days more"), min_value=1)
    reason = _reason()


class CallbackForm(StepForm):
    reached = forms.BooleanField(label=_("The caller was reached"), required=False, initial=True)
    solved = forms.BooleanField(label=_("says it is solved"), required=False)
    satisfied = forms.BooleanField(label=_("is satisfied"), required=False)


class CloseForm(StepForm):
    kind = forms.ChoiceField(
        label=_("How it ended"),
        choices=[c for c in WorkOrder.CloseKind.choices if c[0] not in {WorkOrder.CloseKind.DIRECT, WorkOrder.CloseKind.MERGED}],
    )
    reason = _reason(required=False)


class MergeForm(StepForm):
    into = forms.CharField(label=_("Number of the master order"), max_length=24)


class SuperviseForm(StepForm):
    demand = _reason(_("Demand"))
    reply_by = DayField(label=_("Reply by"))


@dataclass(frozen=True)
class Action:
    """A step: who does it to what, with which form."""

    name: str
    do: Callable[..., Any]
    form: type[StepForm] = NoForm
    of_unit: bool = False

    @property
    def label(self) -> Any:
        return LABELS[self.name]


ACTIONS = {
    action.name: action
    for action in (
        Action("answer_directly", workflow.answer_directly, TextForm),
        Action("dispatch", workflow.dispatch, UnitForm),
        Action("reassign", workflow.reassign, UnitReasonForm),
        Action("designate", workflow.designate, UnitReasonForm),
        Action("uphold", workflow.uphold, ReasonForm),
        Action("grant_extension", workflow.grant_extension),
        Action("tell_extension", workflow.tell_extension),
        Action("refuse_extension", workflow.refuse_extension, ReasonForm),
        Action("pass_reply", workflow.pass_reply),
        Action("send_back", workflow.send_back, ReasonForm),
        Action("call_back", workflow.call_back, CallbackForm),
        Action("redo", workflow.redo, ReasonForm),
        Action("close", workflow.close, CloseForm),
        Action("merge", workflow.merge, MergeForm),
        Action("tell_merged", workflow.tell_merged, TextForm),
        Action("supervise", workflow.supervise, SuperviseForm),
        Action("exclude", workflow.exclude, ReasonForm),
        Action("sign_for", workflow.sign_for, of_unit=True),
        Action("ask_return", workflow.ask_return, ReasonForm, of_unit=True),
        Action("ask_extension", workflow.ask_extension, ExtensionForm, of_unit=True),
        Action("reply", workflow.reply, ReplyForm, of_unit=True),
    )
}


def known(name: str, *, of_unit: bool) -> Action:
    """The step an address names, of the hotline's side or the unit's; 404 where there is none."""
    if name not in ACTIONS or ACTIONS[name].of_unit != of_unit:
        raise Http404
    return ACTIONS[name]


def arguments(form: StepForm, user: Any) -> dict[str, Any]:
    """What the step's function is called with; a master order named by number is looked up among those `user` reads."""
    given = form.arguments()
    if "into" in given:
        number = given["into"].strip()
        given["into"] = scope(WorkOrder.objects.filter(number=number), user).first()
        if given["into"] is None:
            raise Invalid(into=gettext("There is no work order %(number)s.") % {"number": number})
    return given


@dataclass
class Steps:
    """What a person may do with an order as it stands: possible now, or not yet, with the sentence why."""

    now: list[Action] = field(default_factory=list)
    not_yet: list[tuple[Action, str]] = field(default_factory=list)


def offered(order: WorkOrder, handling: Handling | None, user: Any, *, of_unit: bool) -> Steps:
    """The steps of `user` on the order (or, as the unit, on its dispatch) that its state allows."""
    steps = Steps()
    for action in ACTIONS.values():
        if action.of_unit != of_unit or order.state not in TRANSITIONS[action.name][0]:
            continue
        about = handling if of_unit else order
        if about is None or not can(user, action.name, about) or not _makes_sense(action.name, order, handling):
            continue
        if sentence := why_not_yet(action.name, order):
            steps.not_yet.append((action, sentence))
        else:
            steps.now.append(action)
    return steps


def _makes_sense(name: str, order: WorkOrder, handling: Handling | None) -> bool:
    """What the state alone does not tell: a step that has nothing to bear on is not shown."""
    match name:
        case "grant_extension" | "refuse_extension":
            return bool(handling and handling.extension == Handling.Extension.ASKED)
        case "tell_extension":
            return WorkOrder.objects.filter(extension_untold(), pk=order.pk).exists()
        case "ask_extension":
            return bool(handling and not handling.extension)
        case "ask_return":
            return bool(handling and not handling.is_designated)
        case "redo":
            return order.callback == WorkOrder.Callback.NEITHER
        case "close":
            return order.callback != WorkOrder.Callback.NEITHER
        case "tell_merged":
            return bool(order.master and order.master.state == State.CLOSED)
        case "exclude":
            return not order.is_excluded
    return True

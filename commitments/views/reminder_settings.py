"""Settings of reminding: the rules as rows with a look at next week, the channels, and what each person picks."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import channels, reminders
from commitments import rules as thresholds
from commitments.changing_rules import change_rules, keep_channel, past_changes
from commitments.messages import Events, Letter
from commitments.models import Digest, Gateway, Preference, RuleValue
from config import clock
from departments.access import can, require
from departments.forms import MobileField
from departments.http import SignedIn
from departments.models import Role
from history.models import Event
from house.forms import refuse
from workdays.calendar import current

STEPS = 4  # of the ladder after the deadline
SHOWN = 200  # lines of the forecast
CHANGES = 20  # of the rules, the newest
REACH = [(role.value, role.label) for role in (Role.CLERK, Role.HEAD, Role.SUPERVISOR, Role.LEADER)]
REACH_WORDS = dict(REACH)


class DaysField(forms.CharField):
    """Whole numbers from 0 to 1000, separated by commas, as they stand."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]
        words = str(value or "").replace("，", ",").replace("、", ",").split(",")
        try:
            days = [int(word) for word in words if word.strip()]
        except ValueError:
            raise forms.ValidationError(_("Whole numbers, separated by commas.")) from None
        if any(not 0 <= day <= 1000 for day in days):
            raise forms.ValidationError(_("Each number lies between 0 and 1000."))
        return days


class RulesForm(forms.Form):
    before_rungs = DaysField(label=gettext_lazy("Days before the deadline (0: on the day)"), max_length=100)
    before_roles = forms.MultipleChoiceField(
        label=gettext_lazy("Who is told before the deadline"), choices=REACH, widget=forms.CheckboxSelectMultiple
    )
    unsigned_working_days = forms.IntegerField(label=gettext_lazy("Unsigned for working days"), min_value=1, max_value=30)
    report_day = forms.IntegerField(
        label=gettext_lazy("Day of the month by which progress is reported"), min_value=1, max_value=28
    )
    review_working_days = forms.IntegerField(label=gettext_lazy("A request waits for working days"), min_value=1, max_value=30)
    digest_hour = forms.IntegerField(label=gettext_lazy("Hour of the digest"), min_value=0, max_value=23)
    quiet_from_hour = forms.IntegerField(label=gettext_lazy("Quiet from"), min_value=0, max_value=23)
    quiet_until_hour = forms.IntegerField(label=gettext_lazy("Quiet until"), min_value=0, max_value=23)
    attempts = forms.IntegerField(label=gettext_lazy("Refusals until a delivery is given up"), min_value=1, max_value=20)
    backoff_minutes = DaysField(label=gettext_lazy("Minutes between attempts"), max_length=100)
    urging_reply_working_days = forms.IntegerField(
        label=gettext_lazy("Working days to reply to an urging note"), min_value=1, max_value=30
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, STEPS + 1):
            self.fields[f"late_days_{number}"] = forms.IntegerField(
                label=_("Step %(number)s: working days late") % {"number": number}, required=False, min_value=1, max_value=250
            )
            self.fields[f"late_roles_{number}"] = forms.MultipleChoiceField(
                label=_("Step %(number)s: who is told") % {"number": number},
                choices=REACH,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @staticmethod
    def of(rules: thresholds.Rules) -> dict[str, Any]:
        """The form's fields filled from the rules in force."""
        initial = {name: getattr(rules, name) for name in RulesForm.base_fields}
        for number, (days, roles) in enumerate(rules.late_steps[:STEPS], 1):
            initial |= {f"late_days_{number}": days, f"late_roles_{number}": list(roles)}
        return initial

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        steps: list[list[Any]] = []
        for number in range(1, STEPS + 1):
            days, roles = data.get(f"late_days_{number}"), data.get(f"late_roles_{number}")
            if bool(days) != bool(roles):
                self.add_error(f"late_days_{number}", _("A step names its day and who is told."))
            elif days and roles:
                steps.append([days, roles])
        if not steps:
            self.add_error("late_days_1", _("Somebody must be told that it is late."))
        if len({days for days, _roles in steps}) < len(steps):
            self.add_error("late_days_1", _("Two steps on one day."))
        if data.get("quiet_from_hour") == data.get("quiet_until_hour"):
            self.add_error("quiet_from_hour", _("Quiet hours begin and end at different hours."))
        if not data.get("backoff_minutes") and "backoff_minutes" not in self.errors:
            self.add_error("backoff_minutes", _("Name at least one pause."))
        data["late_steps"] = sorted(steps)
        if not self.errors and not thresholds.with_rows(self.values()).sending_hours:
            self.add_error("digest_hour", _("From this hour to midnight all is quiet: nothing would ever go out."))
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {name: data[name] for name in self.base_fields} | {"late_steps": data["late_steps"]}


@login_required
def rules(request: SignedIn) -> HttpResponse:
    """The rules in force; what they or the ones just typed would send in the next seven days; saving them."""
    require(request.user, "change_rules", RuleValue)
    form = RulesForm(request.POST if request.method == "POST" else None, initial=RulesForm.of(thresholds.refresh()))
    context: dict[str, Any] = {"form": form, "changes": _changes()}
    by = thresholds.rules()
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST:
            changed = change_rules(form.values(), actor=request.user, at=clock.now())
            messages.success(request, _("Saved.") if changed else _("Nothing differs."))
            return redirect("commitments:reminder_rules")
        by = thresholds.with_rows(form.values())
    if not form.errors:
        context |= _forecast(by)
    return render(request, "commitments/reminder_rules.html", context, status=422 if form.errors else 200)


def _changes() -> list[tuple[Event, list[tuple[str, str, str]]]]:
    """The newest changes of the rules, each with what it was and what it became."""
    labels = {name: field.label for name, field in RulesForm.base_fields.items()} | {"late_steps": _("Steps when late")}
    return [
        (event, [(str(labels.get(name, name)), _words(before), _words(after)) for name, before, after in values])
        for event, values in past_changes()[:CHANGES]
    ]


def _words(value: Any) -> str:
    """A rule's value as the form's reader knows it."""
    if not isinstance(value, tuple):
        return str(REACH_WORDS.get(value, value))
    if value and isinstance(value[0], tuple):
        return _("; ").join(_("%(days)s late: %(roles)s") % {"days": days, "roles": _words(roles)} for days, roles in value)
    return _(", ").join(map(_words, value))


def _forecast(by: thresholds.Rules) -> dict[str, Any]:
    """What would go out next week, to whom: counted in full, the first lines in words."""
    today, calendar = clock.today(), current()
    last = today + timedelta(days=6)
    found = [*reminders.queued(today, last, by=by), *reminders.forecast(today, last, by=by)]
    found.sort(key=lambda reminder: max(reminder.due_on, today))
    had = set(Digest.objects.filter(day=today).values_list("recipient", flat=True))
    events = Events(found[:SHOWN])
    shown = []
    for reminder in found[:SHOWN]:
        first = today + timedelta(days=reminder.recipient_id in had)  # one digest a day
        goes_on = max(reminder.due_on, first)
        goes_on = goes_on if calendar.is_workday(goes_on) else calendar.next_workday(goes_on)
        letter = Letter(reminder.recipient, [reminder], goes_on, calendar, events)
        shown.append((goes_on, reminder.recipient, letter.lines[0]))
    shown.sort(key=lambda line: line[0])
    per_person = Counter(str(reminder.recipient) for reminder in found)
    return {"total": len(found), "people": per_person.most_common(30), "people_count": len(per_person), "shown": shown}


class GatewayForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Gateway
        fields = ["kind", "name", "department", "token", "secret", "is_on"]
        labels = {"department": gettext_lazy("Unit")}
        widgets = {"secret": forms.PasswordInput(render_value=False)}

    def clean_token(self) -> str:
        """The key alone: robots show it at the end of an address, which is often pasted whole."""
        token: str = self.cleaned_data["token"]
        if "://" in token or any(map(str.isspace, token)):
            raise forms.ValidationError(_("Enter the key alone, not the whole address; it has no spaces."))
        return token

    def clean_secret(self) -> str:
        """Left empty, the secret stays as it is; it is never shown again."""
        return self.cleaned_data["secret"] or self.instance.secret

    def _post_clean(self) -> None:
        """A channel in use has all it needs; one that is off may wait for its key."""
        super()._post_clean()  # type: ignore[misc]
        if self.instance.is_on and not self.errors:
            refuse(self, channels.missing(self.instance))


@login_required
def gateways(request: SignedIn, pk: int | None = None) -> HttpResponse:
    """The channels beside e-mail; adding one, changing one."""
    require(request.user, "change_channels", Gateway)
    instance = get_object_or_404(Gateway, pk=pk) if pk else None
    form = GatewayForm(request.POST if request.method == "POST" else None, instance=instance)
    if request.method == "POST" and form.is_valid():
        gateway = form.save(commit=False)
        keep_channel(gateway, actor=request.user, at=clock.now())
        messages.success(request, _("%(name)s: saved.") % {"name": gateway})
        return redirect("commitments:gateways")
    rows = list(Gateway.objects.select_related("department"))
    usable = {gateway.pk for gateway in channels.usable()}
    context = {"form": form, "rows": [(row, row.pk in usable) for row in rows], "instance": instance}
    return render(request, "commitments/gateways.html", context, status=422 if form.errors else 200)


class PreferenceForm(forms.Form):
    email_on = forms.BooleanField(label=gettext_lazy("by e-mail"), required=False)
    gateways = forms.MultipleChoiceField(label=gettext_lazy("also through"), required=False, widget=forms.CheckboxSelectMultiple)
    mobile = MobileField(help_text=gettext_lazy("for channels that need it; only you and the administrators see it"))
    digest_hour = forms.TypedChoiceField(label=gettext_lazy("Hour of the digest"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, offered: list[Gateway], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = thresholds.rules().sending_hours
        self.fields["gateways"].choices = [(str(row.pk), str(row)) for row in offered]  # type: ignore[attr-defined]
        self.fields["digest_hour"].choices = [("", _("as the city has it"))] + [(str(h), f"{h}:00") for h in hours]  # type: ignore[attr-defined]
        self._texting = {str(row.pk) for row in offered if row.kind == Gateway.Kind.SMS}
        if not offered:
            del self.fields["gateways"]

    def clean(self) -> None:
        chosen = self._texting.intersection(self.cleaned_data.get("gateways", []))
        if chosen and not self.cleaned_data.get("mobile") and "mobile" not in self.errors:
            self.add_error("mobile", _("Text messages need your mobile number: an office phone takes none."))


@login_required
def mine(request: SignedIn) -> HttpResponse:
    """How I want to be told: the bell always; e-mail, the channels offered to me, the hour of my digest."""
    user = request.user
    offered = [row for row in channels.usable() if row.department_id in {None, user.department_id}]
    known = Preference.objects.filter(person=user).prefetch_related("gateways").first()
    initial = {
        "email_on": user.email_on,
        "mobile": user.mobile,
        "gateways": [str(row.pk) for row in known.gateways.all()] if known else [],
        "digest_hour": known.digest_hour if known else None,
    }
    form = PreferenceForm(request.POST if request.method == "POST" else None, initial=initial, offered=offered)
    if request.method == "POST" and form.is_valid():
        user.email_on = form.cleaned_data["email_on"]
        user.mobile = form.cleaned_data["mobile"]
        user.save(update_fields=["email_on", "mobile"])
        preference, _created = Preference.objects.update_or_create(
            person=user, defaults={"digest_hour": form.cleaned_data["digest_hour"]}
        )
        preference.gateways.set(form.cleaned_data.get("gateways", []))
        messages.success(request, _("Saved."))
        return redirect("commitments:my_channels")
    context = {
        "form": form,
        "may_see": bool(can(user, "change_rules", RuleValue)),
        "no_mail": not user.email,
        "no_mobile": not user.mobile and any(row.kind == Gateway.Kind.SMS for row in offered),
    }
    return render(request, "commitments/my_channels.html", context, status=422 if form.errors else 200)

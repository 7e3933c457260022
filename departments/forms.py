"""What the people pages ask for; the rules stay in `people`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from house.fields import DayField

from . import mobiles
from .models import Department, Post, Role, User
from .people import NO_MOBILE, Person, may_succeed


class MobileField(forms.CharField):
    """A person's own mobile number; the value is its eleven digits, or empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Mobile number"), max_length=20, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        number = mobiles.tidied(super().clean(value))
        if number and not mobiles.is_mobile(number):
            raise forms.ValidationError(NO_MOBILE % {"number": number})
        return number


class PersonForm(forms.Form):
    display_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    department = forms.ModelChoiceField(Department.objects.all(), label=_("Unit"), required=False, empty_label="—")
    post = forms.ModelChoiceField(
        Post.objects.all(), label=_("Post"), required=False, empty_label="—", help_text=_("for leaders only")
    )
    email = forms.CharField(
        label=_("E-mail"), max_length=254, required=False, help_text=_("the sign-in name, and where reminders go")
    )
    phone = forms.CharField(label=_("Office phone"), max_length=40, required=False)
    mobile = MobileField(help_text=_("for text messages; nobody but the person and administrators sees it"))

    def person(self, username: str = "") -> Person:
        data = dict(self.cleaned_data)
        data["email"] = data["email"].lower()
        return Person(username=username, **data)


class SheetForm(forms.Form):
    sheet = forms.FileField(label=_("Sheet (.xlsx or .csv)"), help_text=_("Columns: 姓名, 单位, 角色, 邮箱, 电话, 手机"))


class LeaveForm(forms.Form):
    successor = forms.ModelChoiceField(
        User.objects.none(), label=_("Who takes over"), required=False, empty_label=_("nobody yet")
    )

    def __init__(self, *args: Any, leaver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = User.objects.active().filter(department=leaver.department, post=leaver.post).exclude(pk=leaver.pk)
        fits = [person.pk for person in same if may_succeed(person, leaver)]
        self.fields["successor"].queryset = same.filter(pk__in=fits)  # type: ignore[attr-defined]


class StandInForm(forms.Form):
    person = forms.ModelChoiceField(User.objects.none(), label=_("Who is absent"))
    deputy = forms.CharField(
        label=_("Who stands in"), max_length=254, help_text=_("the sign-in name, or the name where it is the only one")
    )
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean_deputy(self) -> User:
        word = self.cleaned_data["deputy"].strip()
        found = list(User.objects.active().filter(username__iexact=word)[:1]) or list(
            User.objects.active().filter(display_name=word)[:2]
        )
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several people are called so; give the sign-in name.") if found else _("Nobody active is called so.")
            )
        return found[0]

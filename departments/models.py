"""Units of the city, the posts that answer for them, and the people who act in them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Post(models.Model):
    """A responsible leader (分管领导) as a post, never a name the report does not give."""

    code = models.SlugField(_("code"), unique=True, max_length=40)
    name = models.CharField(_("post"), unique=True, max_length=80)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("responsible leader")
        verbose_name_plural = _("responsible leaders")

    def __str__(self) -> str:
        return self.name


class DepartmentQuerySet(models.QuerySet["Department"]):
    def valid(self, *, on: date) -> DepartmentQuerySet:
        """Units that exist on the local day `on`."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on))

    def without_active_clerk(self) -> DepartmentQuerySet:
        """Units nobody can sign in for: what is sent to them reaches nobody."""
        clerks = User.objects.filter(department=models.OuterRef("pk"), role=Role.CLERK, is_active=True)
        return self.exclude(models.Exists(clerks))


class Department(models.Model):
    """A body that can answer for a promise: municipal, vertical, county, zone …"""

    class Kind(models.TextChoices):
        MUNICIPAL = "municipal", _("municipal department")
        PARTY = "party", _("party body")
        MASS = "mass", _("mass organisation")
        VERTICAL = "vertical", _("vertically managed body")
        INSTITUTION = "institution", _("public institution")
        COUNTY = "county", _("county or district")
        ZONE = "zone", _("development zone")

    code = models.SlugField(_("code"), unique=True, max_length=40)
    name = models.CharField(_("full name"), unique=True, max_length=80)
    short_name = models.CharField(_("short name"), unique=True, max_length=40)
    aliases = models.JSONField(_("aliases"), default=list, blank=True)
    duties = models.JSONField(_("duties"), default=list, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    post = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="departments",
        verbose_name=_("responsible leader"),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    order = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[DepartmentQuerySet] = DepartmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return self.short_name

    @property
    def is_local(self) -> bool:
        """A county, district or zone: it can hold a share of a target."""
        return self.kind in {self.Kind.COUNTY, self.Kind.ZONE}

    def is_valid(self, *, on: date) -> bool:
        """It exists on the local day `on`, as `valid()` selects."""
        return (self.valid_from or on) <= on <= (self.valid_until or on)


class Role(models.TextChoices):
    CLERK = "clerk", _("clerk")
    HEAD = "head", _("department head")
    SUPERVISOR = "supervisor", _("supervisor")
    LEADER = "leader", _("leader")
    HOTLINE = "hotline", _("hotline agent")
    HOTLINE_LEAD = "hotline_lead", _("hotline lead")
    AUDITOR = "auditor", _("auditor")
    ADMIN = "admin", _("administrator")


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def of(self, department: Department | int | None, *roles: Role) -> UserQuerySet:
        """Active people of a unit in any of `roles`."""
        return self.active().filter(department=department, role__in=roles)


class PeopleManager(UserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    pass


class User(AbstractUser):
    """A person with one role, in one unit (leaders: one post).

    `acting` lists every capacity the person may act in today – the own one and those of absent people
    whose stand-in he is; `departments.access.act_on` fills it once per request.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("department"),
    )
    post = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("post"),
    )
    phone = models.CharField(_("office phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile number"), max_length=20, blank=True)  # his own: he and administrators see it
    email_on = models.BooleanField(_("reminders by e-mail"), default=True)
    must_set_password = models.BooleanField(_("sets the password at the first sign-in"), default=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_demo = models.BooleanField(_("demonstration person"), default=False)

    objects: ClassVar[PeopleManager] = PeopleManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=["clerk", "head"]) | Q(department__isnull=False),
                name="clerk_and_head_have_a_unit",
            ),
        ]
        indexes = [models.Index(fields=["department", "role"], name="user_unit_role")]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class StandIn(models.Model):
    """`deputy` acts for `person` from `from_on` to `until_on` (both included; open end: a leader's secretary).

    What he does is recorded as done by him on behalf of the person.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="stand_ins", verbose_name=_("person"))
    deputy = models.ForeignKey(User, on_delete=models.CASCADE, related_name="stands_in", verbose_name=_("stand-in"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["-from_on"]
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        constraints = [
            models.CheckConstraint(condition=~Q(person=models.F("deputy")), name="nobody_stands_in_for_himself"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")), name="stand_in_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.person}"


class ApiToken(models.Model):
    """A key with which a program acts as `user`. Only its digest is kept; the key itself is shown once, when made."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens", verbose_name=_("person"))
    name = models.CharField(_("what it is for"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.user} {self.name}"

    def has_expired(self, *, on: date) -> bool:
        return self.expires_on is not None and self.expires_on < on

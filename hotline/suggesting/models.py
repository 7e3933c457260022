"""The thesaurus of civic concepts as rows people edit, what was offered, and what decided links taught."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment


class Concept(models.Model):
    """One thing a city's people speak about: what a report calls it, and the many ways citizens say it.

    A concept no commitment of a report carries is as useful as one that has some: a complaint that is plainly about
    a lost parcel keeps the engine silent, whatever street names it holds.
    """

    code = models.SlugField(_("code"), unique=True, max_length=60)
    name = models.CharField(_("official term"), max_length=80)
    subject = models.CharField(_("subject"), max_length=40)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["subject", "code"]
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")

    def __str__(self) -> str:
        return self.name


class ConceptTerm(models.Model):
    """One expression of a concept. The notation of each kind stands in docs/suggestions.md."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("as a report writes it")
        SPOKEN = "spoken", _("as citizens write it")
        SAYING = "saying", _("whole sentence as an example")
        COUNTER = "counter", _("speaks against it")

    class Source(models.TextChoices):
        SUPPLIED = "supplied", _("supplied")
        PERSON = "person", _("added by a person")

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="terms", verbose_name=_("concept"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    text = models.CharField(_("expression"), max_length=200)
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("of report expressions: the first fits best, later ones less and less")
    )
    source = models.CharField(_("source"), max_length=8, choices=Source.choices, default=Source.PERSON)
    is_active = models.BooleanField(_("in use"), default=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ["concept", "kind", "order", "pk"]
        verbose_name = _("expression")
        verbose_name_plural = _("expressions")
        constraints = [models.UniqueConstraint(fields=["concept", "kind", "text"], name="one_expression_per_concept")]

    def __str__(self) -> str:
        return self.text


class WordGroup(models.Model):
    """Words that mean the same to the engine (俺庄, 屯子 → 村), or the towns of a county."""

    class Kind(models.TextChoices):
        SYNONYM = "synonym", _("words for the same thing")
        PLACE = "place", _("places of a county")
        LANDMARK = "landmark", _("names that often only say where")
        IDLE = "idle", _("words every complaint is full of")
        FAMILY = "family", _("concepts that stand in for each other")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("word"), max_length=40)
    words = models.JSONField(_("words"), default=list)
    off = models.JSONField(_("words out of use"), default=list, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("group of words")
        verbose_name_plural = _("groups of words")
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="one_group_per_word")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("hotline:words", args=[self.pk])

    @property
    def words_in_use(self) -> list[str]:
        off = set(self.off)
        return [word for word in self.words if word not in off]


class Lesson(models.Model):
    """What decided links say about one word and one commitment: in how many confirmed, in how many rejected orders.

    Words and counts only, never a sentence, so that a lesson outlives the order it was drawn from.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="lessons")
    word = models.CharField(_("word"), max_length=40)
    confirmed = models.PositiveIntegerField(_("confirmed"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [models.UniqueConstraint(fields=["commitment", "word"], name="one_lesson_per_word")]

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.word}"


class Taught(models.Model):
    """That a decision has taught its lesson: none teaches twice, and the lesson outlives the order's words."""

    order = models.ForeignKey("hotline.WorkOrder", on_delete=models.CASCADE, related_name="+")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="+")
    is_right = models.BooleanField(_("confirmed"))
    taught_at = models.DateTimeField(_("taught"))

    class Meta:
        verbose_name = _("decision learnt from")
        verbose_name_plural = _("decisions learnt from")
        constraints = [models.UniqueConstraint(fields=["order", "commitment"], name="taught_once_per_pair")]

    def __str__(self) -> str:
        return f"{self.order_id} → {self.commitment_id}"


class Offer(models.Model):
    """That a commitment was suggested for a work order, at which rank; dismissed by a person, it is not offered again."""

    order = models.ForeignKey("hotline.WorkOrder", on_delete=models.CASCADE, related_name="offers")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="offers")
    rank = models.PositiveSmallIntegerField(_("suggested rank"))
    score = models.FloatField(_("score"))
    offered_on = models.DateField(_("offered on"))
    dismissed_at = models.DateTimeField(_("dismissed"), null=True, blank=True)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-offered_on", "rank"]
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [models.UniqueConstraint(fields=["order", "commitment"], name="one_offer_per_pair")]
        indexes = [models.Index(fields=["offered_on"], name="offer_day")]

    def __str__(self) -> str:
        return f"{self.order_id} → {self.commitment_id}"

from django.db import models

from commitments.models import Report


class SimulatedYear(models.Model):
    """How far the demonstration of a report has been lived, and what stands in its diary.

    Written in the same transaction as the steps it counts: a simulation that was stopped goes on where it was.
    """

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="simulated")
    seed = models.IntegerField()
    until = models.DateField()
    day = models.DateField()
    steps = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    minute = models.PositiveIntegerField(default=0, help_text="steps taken on `day` so far")
    random = models.JSONField(default=list)
    pages = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.report} until {self.day}"

    @property
    def is_complete(self) -> bool:
        """The day after the last one asked for has been reached."""
        return self.day > self.until

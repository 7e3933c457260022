"""A command's refusal: one clear line naming the input and the place; exit status 1, nothing half-written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError


class Refused(Exception):
    """The input cannot be taken. `str()` is the line to show."""


@contextmanager
def refusing() -> Iterator[None]:
    """Turn `Refused` into the command's one line on stderr and exit status 1."""
    try:
        yield
    except Refused as refusal:
        raise CommandError(str(refusal)) from refusal

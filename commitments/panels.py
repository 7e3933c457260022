"""What other rooms show beside a commitment: they register here, this room imports none of them."""

from collections.abc import Callable

from django.http import HttpRequest

from .models import Commitment

Panel = Callable[[HttpRequest, Commitment], str]
_PANELS: list[Panel] = []


def register(panel: Panel) -> Panel:
    """Add a panel: called with the request and the commitment it answers safe HTML, or "" for nothing."""
    _PANELS.append(panel)
    return panel


def rendered(request: HttpRequest, commitment: Commitment) -> list[str]:
    """The panels that have something to show."""
    return [html for panel in _PANELS if (html := panel(request, commitment))]

"""What other rooms show beside a commitment or above the overdue list: they register here, this room imports none of them."""

from collections.abc import Callable

from django.http import HttpRequest

from departments.http import SignedIn

from .models import Commitment

Panel = Callable[[HttpRequest, Commitment], str]
ListPanel = Callable[[SignedIn], str]
_PANELS: list[Panel] = []
_ABOVE_OVERDUE: list[ListPanel] = []


def register(panel: Panel) -> Panel:
    """Add a panel: called with the request and the commitment it answers safe HTML, or "" for nothing."""
    _PANELS.append(panel)
    return panel


def rendered(request: HttpRequest, commitment: Commitment) -> list[str]:
    """The panels that have something to show."""
    return [html for panel in _PANELS if (html := panel(request, commitment))]


def above_overdue(panel: ListPanel) -> ListPanel:
    """Add a panel above the list of what is overdue: called with the request it answers safe HTML, or ""."""
    _ABOVE_OVERDUE.append(panel)
    return panel


def over_the_overdue(request: SignedIn) -> list[str]:
    return [html for panel in _ABOVE_OVERDUE if (html := panel(request))]

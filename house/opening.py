"""What rooms add to the opening of the house – an upper room registers here, `house` itself knows none of them."""

from __future__ import annotations

from collections.abc import Callable

# Steps of `manage.py prepare` after the registry is loaded; idempotent and quick when done. Called with a way to say a line.
PREPARATIONS: list[Callable[[Callable[[str], object]], None]] = []
# Lines printed once the house answers: the sign-ins.
LINES: list[Callable[[], list[str]]] = []
# Work to do once beside the open house: (its name, the arguments of its management command), or None when it is done.
ERRANDS: list[Callable[[], tuple[str, list[str]] | None]] = []

"""Small templates many rows show alike: each is rendered once for its facts and the reader's language, then kept."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language


def piece(template: str, **facts: str) -> SafeString:
    """`template` with `facts`, without the space around it. It depends on them and the language alone: no request, no person."""
    return _rendered(template, get_language(), tuple(facts.items()))


@lru_cache(maxsize=1_000)
def _rendered(template: str, language: str, facts: tuple[tuple[str, str], ...]) -> SafeString:
    return mark_safe(render_to_string(template, dict(facts)).strip())  # a file ends with a line of its own

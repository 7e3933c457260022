"""Word lists written as one string, and patterns made of them."""

import re


def listed(words: str) -> tuple[str, ...]:
    """The words of a list that is written with blanks between them."""
    return tuple(words.split())


def any_of(words: tuple[str, ...]) -> str:
    """A pattern that matches any of the words, the longest that fits."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

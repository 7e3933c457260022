"""Which commitments a complaint bears on – and silence when none.

`suggest()` is all that pages, the API and commands call; how it decides stands in docs/suggestions.md.
"""

from .asking import Suggestion, suggest

__all__ = ["Suggestion", "suggest"]

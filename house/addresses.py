"""Where a thing is read: the URLs are asked once for each kind of page, for a list or a mail holds many."""

from functools import cache
from urllib.parse import quote

from django.urls import reverse


def address(page: str, key: str) -> str:
    """The address of the thing with this `key` on the named `page`, whose pattern takes the key alone."""
    before, after = _around(page)
    return f"{before}{quote(key)}{after}"


@cache
def _around(page: str) -> tuple[str, str]:
    before, _mark, after = reverse(page, args=["~"]).rpartition("~")
    return before, after

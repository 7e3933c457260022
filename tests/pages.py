"""Reading pages in tests: sign in as somebody, look at an address, count its queries."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.rules import refresh
from departments.models import User


def signed_in(user: User, **extra: Any) -> Client:
    client = Client(**extra)
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def queries(client: Client, url: str) -> int:
    """How many queries the page asks (the second look: caches of a process are warm, as in a running house)."""
    assert client.get(url).status_code == 200, url
    refresh()  # on a slow machine the rules would be due to be read again
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def asked(client: Client, url: str) -> list[str]:
    """The queries themselves, for a look when a count is too high."""
    client.get(url)
    with CaptureQueriesContext(connection) as context:
        client.get(url)
    return [query["sql"] for query in context]

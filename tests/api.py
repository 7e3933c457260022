"""Calling the API in tests, as a program with a token or a person with a session would."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from departments.authentication import make_token
from departments.models import User
from tests.promises import MARCH


class Api:
    """`/api/v1/` as `user` sees it; a stranger's where none is given."""

    def __init__(self, user: User | None = None) -> None:
        token = make_token(user, name="test", at=MARCH) if user else ""
        self.client = Client(headers={"Authorization": f"Token {token}"} if token else None)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path: str, body: Any = None, *, key: str = "", raw: bytes | None = None, **query: Any) -> Any:
        """`body` as JSON, `raw` as it stands; `key` is the Idempotency-Key."""
        content = raw if raw is not None else json.dumps({} if body is None else body)
        headers = {"Idempotency-Key": key} if key else None
        return self.client.post(f"/api/v1/{path}", content, content_type="application/json", headers=headers)

    def upload(self, path: str, fields: dict[str, Any]) -> Any:
        return self.client.post(f"/api/v1/{path}", fields)


def fields_of(response: Any) -> set[str]:
    """The fields a 400 names."""
    assert response.status_code == 400, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    return set(response.json()["fields"])

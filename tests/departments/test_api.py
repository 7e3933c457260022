"""Tokens and the list of units."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from departments.authentication import make_token
from departments.models import ApiToken, Department
from tests.api import Api
from tests.conftest import Cast
from tests.promises import MARCH

pytestmark = pytest.mark.django_db


def token_of(*arguments: str) -> str:
    out = StringIO()
    call_command("api_token", *arguments, stdout=out)
    return out.getvalue().strip()


def status_with(key: str) -> int:
    api = Api()
    return api.client.get("/api/v1/departments/", headers={"Authorization": f"Token {key}"}).status_code


def test_a_token_made_by_the_command_signs_in(cast: Cast):
    assert status_with(token_of("clerk", "--name", "报表")) == 200


def test_the_key_itself_is_kept_nowhere(cast: Cast):
    key = token_of("clerk")
    kept = ApiToken.objects.get()
    assert key not in str(ApiToken.objects.values().get()) and kept.digest != key


@pytest.mark.parametrize("key", ["", "ybx_wrong", "ybx_\xe9", "ybx_a b"])
def test_an_unknown_token_is_a_401(cast: Cast, key: str):
    assert status_with(key) == 401


def test_a_token_ends_with_its_day_its_person_or_its_revocation(cast: Cast):
    today = timezone.localdate()
    assert status_with(make_token(cast.clerk, name="a", at=MARCH, expires_on=today)) == 200
    assert status_with(make_token(cast.clerk, name="b", at=MARCH, expires_on=today - timedelta(days=1))) == 401
    key = make_token(cast.colleague, name="c", at=MARCH)
    call_command("api_token", "colleague", "--name", "c", "--revoke", stdout=StringIO())
    assert status_with(key) == 401
    key = make_token(cast.head, name="d", at=MARCH)
    cast.head.is_active = False
    cast.head.save()
    assert status_with(key) == 401


@pytest.mark.parametrize(
    "arguments",
    [["nobody"], ["clerk", "--until", "soon"], ["clerk", "--until", "2026-13-45"], ["clerk", "--revoke", "--name", "none"]],
)
def test_the_command_refuses_in_one_line_and_writes_nothing(cast: Cast, arguments: list[str]):
    with pytest.raises(CommandError) as refusal:
        token_of(*arguments)
    assert "\n" not in str(refusal.value) and not ApiToken.objects.exists()


def test_a_session_needs_the_csrf_token_to_write(cast: Cast):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.hotline)
    assert client.get("/api/v1/departments/").status_code == 200
    answer = client.post("/api/v1/work-orders/", {"text": "围挡没撤"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_units_are_found_by_name_and_kind(cast: Cast):
    Department.objects.filter(code="housing").update(valid_until=date(2021, 6, 30), successor=cast.office)
    api = Api(cast.clerk)
    assert [row["code"] for row in api.get("departments/", kind="county").json()["results"]] == ["dongchangfu", "linqing"]
    found = api.get("departments/", q="住房").json()["results"]
    assert [(row["code"], row["successor"], row["valid_until"]) for row in found] == [("housing", "office", "2021-06-30")]
    assert api.get("departments/", kind="planet").status_code == 400

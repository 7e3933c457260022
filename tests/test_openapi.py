"""Every operation of the API keeps to its own description, whoever asks and whatever he sends.

Schemathesis makes the requests from the schema – right ones and deliberately wrong ones – and checks each answer:
no 5xx, only declared statuses and media types, bodies as described. Few, fixed examples; all in one transaction each.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from schemathesis import checks
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig

from commitments.models import Commitment
from commitments.workflow import reporting
from config.wsgi import application
from departments.authentication import make_token
from hotline import workflow as hotline
from tests.conftest import Cast
from tests.promises import MARCH, Promises

CHECKS: list[Any] = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
EXAMPLES = {"anonymous": 1, "clerk": 3, "supervisor": 3, "hotline_lead": 3, "auditor": 1}
OPERATIONS = [
    "GET /commitments/", "GET /commitments/{code}/", "POST /commitments/{code}/actions/{action}/",
    "GET /commitments/{code}/progress/", "POST /commitments/{code}/progress/", "GET /departments/", "GET /links/",
    "GET /reminders/", "GET /reports/", "GET /reports/{slug}/", "GET /work-orders/", "POST /work-orders/",
    "GET /work-orders/{number}/", "GET /work-orders/{number}/links/", "POST /work-orders/{number}/links/",
    "POST /work-orders/{number}/links/{id}/{decision}/", "POST /work-orders/{number}/links/{id}/answer/",
    "POST /work-orders/{number}/summary/", "POST /work-orders/suggest/", "POST /work-orders/{number}/actions/{action}/",
    "GET /promises/", "GET /promises/{id}/", "POST /promises/{id}/actions/{decision}/",
    "GET /dispatches/", "GET /work-orders/{number}/dispatch/", "POST /work-orders/{number}/dispatch/actions/{action}/",
]  # fmt: skip


@cache
def schema() -> Any:
    from drf_spectacular.generators import SchemaGenerator

    described = SchemaGenerator().get_schema(request=None, public=True)
    config = SchemathesisConfig(
        projects=ProjectsConfig(
            default=ProjectConfig(generation=GenerationConfig(deterministic=True, with_security_parameters=False))
        )
    )
    loaded = schemathesis.openapi.from_dict(described, config=config)
    loaded.app = application
    return loaded


def operations() -> dict[str, Any]:
    found = [result.ok() for result in schema().get_all_operations()]
    return {f"{one.method.upper()} {one.path.removeprefix('/api/v1')}": one for one in found}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The application answers in the test's own transaction: no request closes its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known(cast: Cast, promises: Promises, settings: Any) -> dict[str, Any]:
    """Path parameters that name something: a commitment under way with a report, a call linked to it."""
    settings.BUSINESS_DATE = "2021-04-01"
    row: Commitment = promises.in_progress(supporting=[cast.housing], site_names=["松桂大桥"])
    reporting.report_progress(row, actor=cast.clerk, at=MARCH, narrative="主体封顶")
    order = hotline.take_down(actor=cast.hotline, at=MARCH, text="围挡没撤", county=cast.county)
    link = hotline.link(order, row, actor=cast.hotline, at=MARCH, kind="delay")
    return {"code": row.code, "slug": row.report.slug, "number": order.number, "id": str(link.pk)}


def test_every_operation_is_listed_here():
    assert sorted(operations()) == sorted(OPERATIONS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_keeps_to_its_description(name: str, known: dict[str, Any], cast: Cast, one_connection: None):
    operation = operations()[name]
    names = {parameter.name for parameter in operation.path_parameters}
    for role, examples in EXAMPLES.items():
        token = make_token(getattr(cast, role), name="t", at=MARCH) if role != "anonymous" else ""
        headers = {"Accept-Encoding": "identity"}  # schemathesis reads the application's answer as it stands
        if token:
            headers["Authorization"] = f"Token {token}"
        for mode in (POSITIVE, NEGATIVE):
            fixed = {key: value for key, value in known.items() if key in names}
            ask(operation.as_strategy(generation_mode=mode), fixed, headers, examples)


def ask(strategy: Any, fixed: dict[str, Any], headers: dict[str, str], examples: int) -> None:
    """Call and check `examples` cases; what they changed is undone."""

    @settings(max_examples=examples, database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=strategy)
    def each(case: Any) -> None:
        case.path_parameters = {**case.path_parameters, **fixed}
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    each()

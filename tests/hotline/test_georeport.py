"""A GeoReport client not written here (PyPI `georeport`) reads the service over HTTP, in JSON and in XML."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from georeport import GeoReport

from hotline.models import Open311Key, WorkOrder
from hotline.open311 import keys
from hotline.workflow import release_summary
from tests.conftest import Cast

from .conftest import SENTENCE, TODAY

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def numbers(cast: Cast, live_server: Any) -> list[str]:
    """Two requests handed in over HTTP, the first released."""
    key = keys.make(cast.hotline, name="app", source="app", scopes=Open311Key.Scope.values, at=TODAY)
    sent = {"api_key": key, "service_code": "report", "description": "路灯不亮", "lat": "36.45", "long": "115.98"}
    made = [requests.post(f"{live_server.url}/open311/v2/requests.json", sent, timeout=10) for _ in range(2)]
    assert [answer.status_code for answer in made] == [200, 200]
    found = [answer.json()[0]["service_request_id"] for answer in made]
    release_summary(WorkOrder.objects.get(number=found[0]), actor=cast.hotline, at=TODAY, summary=SENTENCE)
    return found


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_client_reads_services_definitions_and_requests(form: str, numbers: list[str], live_server: Any):
    city = GeoReport(f"{live_server.url}/open311/v2", output_format=form)
    codes = {service["service_code"] for service in city.get_service_list()}
    assert codes == set(WorkOrder.Nature.values)
    definition = city.get_service_definition("report")
    assert definition["service_code"] == "report" and definition["attributes"]

    listed = city.get_service_requests()
    assert [row["service_request_id"] for row in listed] == numbers[::-1]
    assert [row["description"] for row in listed] == [None, SENTENCE]
    both = city.get_service_requests(service_request_id=",".join(numbers))
    assert {row["service_request_id"] for row in both} == set(numbers)
    assert len(city.get_service_requests(service_code="report", status="open", start_date="2021-10-14T00:00:00+08:00")) == 2

    one = city.get_service_request(numbers[0])
    assert (one["service_request_id"], one["status"], one["description"]) == (numbers[0], "open", SENTENCE)
    assert one["requested_datetime"].endswith("+08:00")
    with pytest.raises(requests.HTTPError) as refusal:
        city.get_service_request("nobody")
    assert refusal.value.response.status_code == 404

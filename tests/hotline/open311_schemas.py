"""What the JSON answers of `/open311/v2/` hold: ids and codes are strings, times carry +08:00, nothing else stands in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jsonschema import validate
from lxml import etree

TEXT = {"type": "string", "minLength": 1}
MAYBE = {"type": ["string", "null"]}
NONE = {"type": "null"}
DEGREES = {"type": ["number", "null"]}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$"}
STATUS = {"enum": ["open", "closed"]}


def thing(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def listed(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


READ = thing(
    service_request_id=TEXT, status=STATUS, status_notes=MAYBE, service_name=TEXT, service_code=TEXT, description=MAYBE,
    agency_responsible=MAYBE, service_notice=MAYBE, requested_datetime=MOMENT, updated_datetime=MOMENT,
    expected_datetime=MAYBE, address=MAYBE, address_id=NONE, zipcode=NONE, lat=DEGREES, long=DEGREES, media_url=MAYBE,
)  # fmt: skip
ATTRIBUTE = thing(
    variable={"type": "boolean"}, code=TEXT, datatype={"enum": ["string", "singlevaluelist"]}, required={"type": "boolean"},
    datatype_description=MAYBE, order={"type": "integer", "minimum": 1}, description=TEXT,
    values=listed(thing(key=TEXT, name=TEXT)),
)  # fmt: skip
MADE = thing(service_request_id=TEXT, service_notice=TEXT, account_id=NONE)
BY_TOKEN = thing(service_request_id=TEXT, token=TEXT)
SCHEMAS: dict[str, dict[str, Any]] = {
    "discovery": thing(
        changeset=MOMENT,
        contact=TEXT,
        key_service=TEXT,
        endpoints=listed(
            thing(specification=TEXT, url=TEXT, changeset=MOMENT, type={"enum": ["production", "test"]}, formats=listed(TEXT))
        ),
    ),
    "services": listed(
        thing(
            service_code=TEXT, service_name=TEXT, description=TEXT, metadata={"type": "boolean"}, type={"enum": ["realtime"]},
            keywords=MAYBE, group=MAYBE,
        )
    ),
    "service_definition": thing(service_code=TEXT, attributes=listed(ATTRIBUTE)),
    "service_requests": listed({"oneOf": [READ, MADE, BY_TOKEN]}),
    "service_request_updates": listed(
        {
            "oneOf": [
                thing(update_id=TEXT),
                thing(
                    update_id=TEXT, service_request_id=TEXT, status=STATUS, updated_datetime=MOMENT, description=MAYBE,
                    media_url=MAYBE,
                ),
            ]
        }
    ),
    "errors": {**listed(thing(code={"type": "integer"}, description=TEXT)), "minItems": 1},
}  # fmt: skip
XSD = etree.XMLSchema(etree.parse(str(Path(__file__).with_name("open311.xsd"))))


def check(response: Any, root: str) -> None:
    """Raises where an answer is not what the schema of its kind says."""
    if response.headers["Content-Type"].startswith("application/json"):
        validate(response.json(), SCHEMAS[root])
        return
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    document = etree.fromstring(response.content)
    XSD.assertValid(document)
    assert document.tag == root

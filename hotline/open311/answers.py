"""Answers as the standard has them: one structure, as XML or as JSON."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# How one element of a list is called in XML; JSON needs no name for it.
ONE = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold


class Refused(Exception):
    """A request that is not answered. `status` is 400, 403 or 404 as the standard has it, or 429 beyond the limit."""

    def __init__(self, status: int, *sentences: str) -> None:
        super().__init__("; ".join(sentences))
        self.status, self.sentences = status, sentences


def answer(form: str, root: str, content: Any, *, status: int = 200) -> HttpResponse:
    """`content` (a list or an object) under the element `root`."""
    if form == "json":
        body = json.dumps(content, ensure_ascii=False).encode()
    else:
        element = ElementTree.Element(root)
        _fill(element, root, content)
        body = b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(element, encoding="utf-8")
    response = HttpResponse(body, status=status, content_type=TYPES[form])
    response.headers["Cache-Control"] = "no-store"
    return response


def refusal(form: str, refused: Refused) -> HttpResponse:
    errors = [{"code": refused.status, "description": sentence} for sentence in refused.sentences]
    response = answer(form, "errors", errors, status=refused.status)
    if refused.status == 429:
        response.headers["Retry-After"] = "60"
    return response


def out_of_place(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    """What no view answered, in the format the address asks for."""
    return refusal("json" if request.path.endswith(".json") else "xml", Refused(status, sentence))


def _fill(element: ElementTree.Element, name: str, content: Any) -> None:
    match content:
        case dict():
            for key, value in content.items():
                _fill(ElementTree.SubElement(element, key), key, value)
        case list():
            for one in content:
                _fill(ElementTree.SubElement(element, ONE[name]), ONE[name], one)
        case bool():
            element.text = "true" if content else "false"
        case None:
            element.text = None
        case _:
            element.text = UNPRINTABLE.sub("", str(content))

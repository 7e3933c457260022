"""The body of a step: the fields of its page's form, evidence as links or files, the version the person saw."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from commitments.actions import ACTIONS, Action
from commitments.evidence import MAX_PIECES
from commitments.forms import ActionForm
from commitments.models import Commitment
from house import bodies


class LinkPiece(serializers.Serializer):
    """Evidence as a link. Files go by multipart: `evidence-0-file`, `-shows`, `-dated_on`, then `evidence-1-…`."""

    url = serializers.CharField(max_length=500)
    shows = serializers.CharField(max_length=200, required=False, allow_blank=True)
    dated_on = serializers.DateField(required=False, allow_null=True)


def form_of(action: Action, request: Request, commitment: Commitment) -> tuple[ActionForm, int | None]:
    """The action's valid form and the version the person saw. Raises `ValidationError` naming every bad field."""
    body = bodies.sent(request)
    data = bodies.for_form(body, action.form, also=("version", *(["evidence"] if action.form.takes_evidence else [])))
    if isinstance(data, dict) and not hasattr(data, "getlist"):
        data["evidence"] = _pieces(body.get("evidence"))
    form = action.form(data, files=request.FILES, commitment=commitment)
    bodies.checked(form)
    return form, bodies.version_of(body)


def _pieces(sent: Any) -> list[dict[str, Any]]:
    if sent is None:
        return []
    if not isinstance(sent, list) or len(sent) > MAX_PIECES:
        raise serializers.ValidationError({"evidence": [_("A list of at most %(count)s pieces.") % {"count": MAX_PIECES}]})
    pieces = LinkPiece(data=sent, many=True)
    if not pieces.is_valid():
        raise serializers.ValidationError({"evidence": pieces.errors})
    return [dict(piece) for piece in pieces.validated_data]


def body_of(action: Action) -> dict[str, Any]:
    """The JSON schema of an action's body."""
    also: dict[str, Any] = {"version": bodies.VERSION} if action.versioned else {}
    if action.form.takes_evidence:
        piece = {"url": {"type": "string"}, "shows": {"type": "string"}, "dated_on": {"type": "string", "format": "date"}}
        items = {"type": "object", "properties": piece, "required": ["url"]}
        also["evidence"] = {"type": "array", "maxItems": MAX_PIECES, "items": items}
    return {"title": action.name, **bodies.schema_of(action.form, **also)}


def any_body() -> dict[str, Any]:
    """The body of `actions/{action}/`: one of the actions' own."""
    return {
        "application/json": {"anyOf": [body_of(action) for action in ACTIONS.values()]},
        "multipart/form-data": {"type": "object", "additionalProperties": True},
    }


def progress_body() -> dict[str, Any]:
    body = body_of(ACTIONS["report_progress"])
    files = {
        "evidence-0-file": {"type": "string", "format": "binary"},
        "evidence-0-shows": {"type": "string"},
        "evidence-0-dated_on": {"type": "string", "format": "date"},
    }
    fields = {name: part for name, part in body["properties"].items() if name != "evidence"}
    return {"application/json": body, "multipart/form-data": {"type": "object", "properties": fields | files}}

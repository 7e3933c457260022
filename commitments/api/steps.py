"""The body of a step: JSON or multipart, checked for type, handed to the same form the page uses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from commitments.actions import ACTIONS, Action
from commitments.evidence import MAX_PIECES
from commitments.forms import ActionForm, DayField
from commitments.models import Commitment

VERSION = {"type": "integer", "description": "the version you saw; another one standing now answers 409"}


class LinkPiece(serializers.Serializer):
    """Evidence as a link. Files go by multipart: `evidence-0-file`, `-shows`, `-dated_on`, then `evidence-1-…`."""

    url = serializers.CharField(max_length=500)
    shows = serializers.CharField(max_length=200, required=False, allow_blank=True)
    dated_on = serializers.DateField(required=False, allow_null=True)


def form_of(action: Action, request: Request, commitment: Commitment) -> tuple[ActionForm, int | None]:
    """The action's valid form and the version the person saw. Raises `ValidationError` naming every bad field."""
    if isinstance(request.data, dict) and not hasattr(request.data, "getlist"):
        data, version = _from_json(action, request.data)
        form = action.form(data, commitment=commitment)
    elif hasattr(request.data, "getlist"):
        sent = request.POST
        _check_text({name: sent.getlist(name) for name in sent})
        version = _version(sent.get("version") or None)
        form = action.form(sent, files=request.FILES, commitment=commitment)
    else:
        raise serializers.ValidationError(_("Send an object."))
    if not form.is_valid():
        raise serializers.ValidationError(
            {("non_field_errors" if name == "__all__" else name): list(errors) for name, errors in form.errors.items()}
        )
    return form, version


def _from_json(action: Action, sent: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
    fields = action.form.base_fields
    known = {*fields, "version", *(["evidence"] if action.form.takes_evidence else [])}
    if unknown := [name for name in sent if name not in known]:
        raise serializers.ValidationError({name[:80]: [_("No such field.")] for name in unknown})
    _check_text(sent)
    data: dict[str, Any] = {}
    for name, value in sent.items():
        if name in fields and value is not None:
            data[name] = _typed(name, value, many=isinstance(fields[name], forms.ModelMultipleChoiceField))
    if pieces := sent.get("evidence"):
        if not isinstance(pieces, list) or len(pieces) > MAX_PIECES:
            raise serializers.ValidationError({"evidence": [_("A list of at most %(count)s pieces.") % {"count": MAX_PIECES}]})
        checked = LinkPiece(data=pieces, many=True)
        if not checked.is_valid():
            raise serializers.ValidationError({"evidence": checked.errors})
        data["evidence"] = [dict(piece) for piece in checked.validated_data]
    return data, _version(sent.get("version"))


def _typed(name: str, value: Any, *, many: bool) -> Any:
    """As a form would have sent it: text, or a list of texts where the field takes several."""
    values = value if many else [value]
    if not isinstance(values, list) or any(isinstance(one, dict | list) or one is None for one in values):
        raise serializers.ValidationError({name: [_("A list of values.") if many else _("A single value.")]})
    return [str(one) for one in values] if many else str(value)


def _version(sent: Any) -> int | None:
    if sent is None:
        return None
    text = str(sent)
    if isinstance(sent, bool) or not text.isdecimal() or len(text) > 9:
        raise serializers.ValidationError({"version": [_("A whole number.")]})
    return int(text)


def _check_text(sent: dict[str, Any]) -> None:
    """No database keeps NUL or half a surrogate pair; forms do not look for them everywhere."""
    bad = [name for name, value in sent.items() if "\\x00" in ascii(value) or _has_surrogate(value)]
    if bad or any(_has_surrogate(name) for name in sent):
        raise serializers.ValidationError({name.encode(errors="replace").decode(): [_("Not text.")] for name in bad or sent})


def _has_surrogate(value: Any) -> bool:
    try:
        (value if isinstance(value, str) else repr(value)).encode()
    except UnicodeEncodeError:
        return True
    return False


# How the bodies read in OpenAPI: from the forms themselves, so that neither is forgotten when the other changes.


def body_of(action: Action) -> dict[str, Any]:
    """The JSON schema of an action's body."""
    fields = action.form.base_fields
    properties: dict[str, Any] = {name: _schema(field) for name, field in fields.items()}
    required = [name for name, field in fields.items() if field.required and not isinstance(field, forms.BooleanField)]
    if action.form.takes_evidence:
        piece = {"url": {"type": "string"}, "shows": {"type": "string"}, "dated_on": {"type": "string", "format": "date"}}
        properties["evidence"] = {
            "type": "array",
            "maxItems": MAX_PIECES,
            "items": {"type": "object", "properties": piece, "required": ["url"]},
        }
    if action.versioned:
        properties["version"] = VERSION
    schema: dict[str, Any] = {"title": action.name, "type": "object", "properties": properties}
    return schema | ({"required": required} if required else {})


def _schema(field: forms.Field) -> dict[str, Any]:
    match field:
        case forms.ModelMultipleChoiceField():
            return {"type": "array", "items": {"type": "string"}}
        case forms.ModelChoiceField():
            return {"type": "string" if field.to_field_name else "integer"}
        case forms.NullBooleanField():
            return {"type": "boolean", "nullable": True}
        case forms.BooleanField():
            return {"type": "boolean"}
        case forms.ChoiceField():
            return {"type": "string", "enum": [str(value) for value, _label in field.choices if value]}  # type: ignore[union-attr]
        case forms.DecimalField():
            return {"type": "number"}
        case DayField():
            return {"type": "string", "format": "date"}
        case forms.CharField():
            return {"type": "string", **({"maxLength": field.max_length} if field.max_length else {})}
        case _:
            raise TypeError(f"no schema for {field!r}")


def bodies() -> dict[str, Any]:
    """The body of `actions/{action}/`: one of the actions' own."""
    return {
        "application/json": {"anyOf": [body_of(action) for action in ACTIONS.values()]},
        "multipart/form-data": {"type": "object", "additionalProperties": True},
    }


def progress_bodies() -> dict[str, Any]:
    action = ACTIONS["report_progress"]
    body = body_of(action)
    files = {name: part for name, part in body["properties"].items() if name != "evidence"} | {
        "evidence-0-file": {"type": "string", "format": "binary"},
        "evidence-0-shows": {"type": "string"},
        "evidence-0-dated_on": {"type": "string", "format": "date"},
    }
    return {"application/json": body, "multipart/form-data": {"type": "object", "properties": files}}

"""The body of a POST, JSON or multipart, checked for type and handed to the form its page uses."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request


def sent(request: Request) -> Any:
    """The body as an object or as form fields. Raises `ValidationError` for anything else and for what is no text."""
    data: Any = request.data
    if hasattr(data, "getlist"):
        posted: Any = request.POST
        _check_text({name: posted.getlist(name) for name in posted})
        return posted
    if not isinstance(data, dict):
        raise serializers.ValidationError(_("Send an object."))
    _check_text(data)
    return data


def for_form(body: Any, form: type[forms.BaseForm], also: Collection[str] = ()) -> Any:
    """`body` as `form` would have been sent it by its page; names beside the form's own and `also` are refused."""
    if hasattr(body, "getlist"):
        return body
    fields = form.base_fields  # type: ignore[attr-defined]
    if unknown := [name for name in body if name not in fields and name not in also]:
        raise serializers.ValidationError({name[:80]: [_("No such field.")] for name in unknown})
    return {
        name: _typed(name, value, many=isinstance(fields[name], forms.ModelMultipleChoiceField))
        for name, value in body.items()
        if name in fields and value is not None
    }


def checked(form: forms.BaseForm) -> None:
    """Raises `ValidationError` naming every bad field of `form`."""
    if form.is_valid():
        return
    names = {"__all__": "non_field_errors"}
    raise serializers.ValidationError(
        {names.get(name, name): [str(sentence) for sentence in said] for name, said in form.errors.items()}
    )


def version_of(body: Any) -> int | None:
    """The version the person saw; None where he did not say."""
    version = body.get("version")
    if version is None or version == "":
        return None
    text = str(version)
    if isinstance(version, bool) or not text.isdecimal() or len(text) > 9:
        raise serializers.ValidationError({"version": [_("A whole number.")]})
    return int(text)


def _typed(name: str, value: Any, *, many: bool) -> Any:
    """As a form would have sent it: text, or a list of texts where the field takes several."""
    values = value if many else [value]
    if not isinstance(values, list) or any(isinstance(one, dict | list) or one is None for one in values):
        raise serializers.ValidationError({name: [_("A list of values.") if many else _("A single value.")]})
    return [str(one) for one in values] if many else str(value)


def _check_text(data: dict[str, Any]) -> None:
    """No database keeps NUL or half a surrogate pair, and forms do not look for them everywhere."""
    if bad := [name for name, value in data.items() if not (_is_text(name) and _is_text(value))]:
        raise serializers.ValidationError({name.encode(errors="replace").decode()[:80]: [_("This is no text.")] for name in bad})


def _is_text(value: Any) -> bool:
    match value:
        case str():
            return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
        case dict():
            return all(_is_text(part) for pair in value.items() for part in pair)
        case list():
            return all(_is_text(part) for part in value)
        case _:
            return True


# How the bodies read in OpenAPI: from the forms themselves, so that neither is forgotten when the other changes.

VERSION = {"type": "integer", "description": "the version you saw; where another one stands now, the answer is 409"}


def schema_of(form: type[forms.BaseForm], **also: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema of the body that `form` takes, with what it takes beside."""
    fields = form.base_fields  # type: ignore[attr-defined]
    required = [name for name, field in fields.items() if field.required and not isinstance(field, forms.BooleanField)]
    schema: dict[str, Any] = {"type": "object", "properties": {name: _schema(field) for name, field in fields.items()} | also}
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
            choices: Any = field.choices
            return {"type": "string", "enum": [str(value) for value, _label in choices if value]}
        case forms.DecimalField():
            return {"type": "number"}
        case forms.IntegerField():
            return {"type": "integer"}
        case forms.DateTimeField():
            return {"type": "string", "format": "date-time"}
        case forms.DateField():
            return {"type": "string", "format": "date"}
        case forms.CharField():
            return {"type": "string", **({"maxLength": field.max_length} if field.max_length else {})}
        case _:
            raise TypeError(f"no schema for {field!r}")

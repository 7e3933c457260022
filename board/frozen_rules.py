"""The thresholds a bulletin was made by, kept with it so that its figures can be made again."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from decimal import Decimal
from typing import Any

from commitments.rules import Rules


def plain_rules(in_force: Rules) -> dict[str, Any]:
    """The thresholds as JSON keeps them."""
    return {field.name: _plain(getattr(in_force, field.name)) for field in dataclasses.fields(in_force)}


def rules_from(kept: dict[str, Any]) -> Rules:
    """The thresholds as a bulletin keeps them; one added later has today's default, one given up since is left out."""
    known: dict[str, Any] = {}
    for field in dataclasses.fields(Rules):
        if field.name in kept:
            value = _tuples(kept[field.name])
            known[field.name] = Decimal(value) if isinstance(field.default, Decimal) else value
    return Rules(**known)


def rules_version(in_force: Rules) -> str:
    """A short name of the thresholds in force: the same thresholds, the same name."""
    return digest(plain_rules(in_force))


def digest(content: Any) -> str:
    """A short name of any JSON content: the same content, the same name."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _tuples(value: Any) -> Any:
    """JSON knows lists only."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value

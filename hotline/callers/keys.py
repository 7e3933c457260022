"""The keys caller data is sealed with: a ring of ids, the first of which seals; older ones still open.

`CALLER_KEYS` is a list of `id:algorithm:key` (key in urlsafe base64), newest first; without it one AES-256 key is made
and kept with the data, as is the key of the blind index. The index key is never rotated: same callers would part.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LENGTHS = {"aes": (16, 24, 32), "sm4": (16,)}


@dataclass(frozen=True)
class Key:
    id: str
    algorithm: str  # "aes" or "sm4", both in Galois/counter mode
    secret: bytes


@cache
def _ring(written: tuple[str, ...]) -> dict[str, Key]:
    ring: dict[str, Key] = {}
    for entry in written:
        name, _colon, rest = entry.partition(":")
        algorithm, _colon, encoded = rest.partition(":")
        try:
            secret = base64.urlsafe_b64decode(encoded.encode() + b"==")
        except (binascii.Error, ValueError) as error:
            raise ImproperlyConfigured(f"CALLER_KEYS: the key {name!r} is no urlsafe base64") from error
        if not name.isalnum() or algorithm not in LENGTHS or len(secret) not in LENGTHS[algorithm]:
            raise ImproperlyConfigured(f"CALLER_KEYS: {name!r} is not id:aes|sm4:key of a length the algorithm takes")
        if name in ring:
            raise ImproperlyConfigured(f"CALLER_KEYS: two keys are called {name!r}")
        ring[name] = Key(name, algorithm, secret)
    if not ring:
        raise ImproperlyConfigured("CALLER_KEYS names no key")
    return ring


def ring() -> dict[str, Key]:
    """All keys by id, the sealing one first."""
    return _ring(tuple(settings.CALLER_KEYS))


def sealing_key() -> Key:
    return next(iter(ring().values()))


def index_key() -> bytes:
    return settings.CALLER_INDEX_KEY.encode()

"""Sealing one value: AES-GCM or SM4-GCM, bound to its model, field and row, so that it opens nowhere else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .keys import Key, index_key, ring, sealing_key

NONCE, TAG = 12, 16


class Unreadable(Exception):
    """A sealed value that no key of the ring opens in this place: moved, altered, or its key is gone."""


def seal(text: str, place: str) -> str:
    """`text` sealed for `place` (model.field.pk): `key id:base64(nonce, sealed, tag)`; "" stays ""."""
    if not text:
        return ""
    key, nonce = sealing_key(), os.urandom(NONCE)
    encryptor = Cipher(_algorithm(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(place.encode())
    sealed = encryptor.update(text.encode()) + encryptor.finalize()
    return f"{key.id}:{base64.b64encode(nonce + sealed + encryptor.tag).decode()}"


def unseal(token: str, place: str) -> str:
    """What was sealed for `place`. Raises `Unreadable`."""
    if not token:
        return ""
    key_id, _colon, encoded = token.partition(":")
    key = ring().get(key_id)
    if key is None:
        raise Unreadable(f"{place}: the key {key_id!r} is not in the ring")
    raw = base64.b64decode(encoded)
    nonce, sealed, tag = raw[:NONCE], raw[NONCE:-TAG], raw[-TAG:]
    decryptor = Cipher(_algorithm(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(place.encode())
    try:
        return (decryptor.update(sealed) + decryptor.finalize()).decode()
    except InvalidTag as error:
        raise Unreadable(f"{place}: altered, or sealed with another key or for another place") from error


def key_of(token: str) -> str:
    """The id of the key a value is sealed with."""
    return token.partition(":")[0]


def blind(phone: str) -> str:
    """The blind index of a phone number: the same caller gives the same, and nobody reads the number out of it."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", phone) if c.isdigit())
    digits = digits.removeprefix("0086") if digits.startswith("0086") else digits
    digits = digits.removeprefix("86") if len(digits) == 13 and digits.startswith("86") else digits
    return hmac.new(index_key(), f"phone:{digits}".encode(), hashlib.sha256).hexdigest()[:32] if digits else ""


def _algorithm(key: Key) -> algorithms.AES | algorithms.SM4:
    return algorithms.AES(key.secret) if key.algorithm == "aes" else algorithms.SM4(key.secret)

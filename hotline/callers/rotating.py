"""Sealing anew with the newest key what an older one sealed."""

from __future__ import annotations

from django.db import transaction

from hotline.models import Caller
from hotline.models.caller import SEALED

from .keys import sealing_key

BATCH = 500


def rotate() -> int:
    """Seal every row of another key with the sealing key; returns how many. May stop and go on at any row."""
    current, done = sealing_key().id, 0
    while True:
        with transaction.atomic():
            rows = list(Caller.objects.select_for_update().exclude(key_id=current).order_by("pk")[:BATCH])
            for row in rows:
                row.put(**{field: row.open(field) for field in SEALED})
            Caller.objects.bulk_update(rows, [*(f"sealed_{field}" for field in SEALED), "phone_index", "key_id"])
        if not rows:
            return done
        done += len(rows)

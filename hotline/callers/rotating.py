"""Sealing anew with the newest key what an older one sealed."""

from __future__ import annotations

from django.db import transaction

from hotline.models import Caller, IntakeDraft
from hotline.models.caller import SEALED

from . import sealing
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
            break
        done += len(rows)
    for draft in IntakeDraft.objects.exclude(key_id=current):
        sealed = sealing.seal(sealing.unseal(draft.sealed, draft.place), draft.place)
        # Typed on meanwhile, it is sealed with the new key already.
        IntakeDraft.objects.filter(pk=draft.pk, key_id=draft.key_id).update(sealed=sealed, key_id=current)
    return done

"""Keys: made, recognised, and spent call by call."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _

from departments.access import require
from departments.models import User
from hotline.models.order import WorkOrder

from .answers import Refused
from .models import Open311Key

PREFIX = "o311_"
MINUTE = 60


def make(
    user: User,
    *,
    name: str,
    source: str,
    scopes: Iterable[str],
    at: datetime,
    channel: str = WorkOrder.Channel.APP,
    per_minute: int = 60,
    expires_on: date | None = None,
) -> str:
    """A new key, answered once. Raises `Denied` where `user` may not take orders down himself."""
    require(user, "take_down", WorkOrder)
    key = PREFIX + secrets.token_urlsafe(32)
    Open311Key.objects.create(
        user=user,
        name=name,
        source=source,
        scopes=sorted(scopes),
        channel=channel,
        per_minute=per_minute,
        digest=_digest(key),
        made_at=at,
        expires_on=expires_on,
    )
    return key


def recognise(text: str, *, now: datetime, today: date) -> Open311Key | None:
    """The key a request came with, one of its calls spent; None where it came with none.

    `now` and `today` are the real clock's: limits and ends have nothing to do with the business day. Raises `Refused`:
    403 for an unknown or ended key, 429 beyond its calls of the minute.
    """
    if not text:
        return None
    valid = Open311Key.objects.filter(Q(expires_on=None) | Q(expires_on__gte=today), user__is_active=True)
    key = valid.select_related("user").filter(digest=_digest(text)).first()
    if key is None:
        raise Refused(403, _("The api_key is not valid."))
    if not _spend(key, int(now.timestamp()) // MINUTE):
        raise Refused(429, _("More than %(count)s calls in one minute; try again in the next.") % {"count": key.per_minute})
    return key


def demand(key: Open311Key | None, scope: str) -> Open311Key:
    """The key, where it may do this. Raises `Refused` 403."""
    if key is None:
        raise Refused(403, _("An api_key is needed."))
    if scope not in key.scopes:
        raise Refused(403, _("This api_key may not do that."))
    return key


def _spend(key: Open311Key, minute: int) -> bool:
    """Two UPDATEs, each atomic, instead of a lock: the second opens a new minute."""
    row = Open311Key.objects.filter(pk=key.pk)
    if row.filter(window=minute, used__lt=key.per_minute).update(used=F("used") + 1):
        return True
    return key.per_minute > 0 and bool(row.exclude(window=minute).update(window=minute, used=1))


def _digest(key: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()

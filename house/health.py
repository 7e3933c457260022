"""/healthz: the process answers. /readyz: the database, its migrations, the broker and the beat's heartbeat."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from . import watch
from .models import Heartbeat

STALE_AFTER = timedelta(minutes=5)


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all of it is well, else 503; each part says how it is."""
    parts = {"database": _database(), "broker": _broker(), "worker": _worker()}
    ready = all(part == "ok" for part in parts.values())
    told: dict[str, Any] = {}
    if parts["database"] == "ok":
        told = {name: tell(timezone.now()) for name, tell in watch.DETAILS.items()}
    return JsonResponse({"status": "ok" if ready else "unavailable", **parts, **told}, status=200 if ready else 503)


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        return f"unreachable: {type(error).__name__}"
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(pending)} migrations pending" if pending else "ok"


def _broker() -> str:
    from redis import Redis
    from redis.exceptions import RedisError

    url = settings.REDIS_URL or f"unix://{quote(str(settings.BROKER_SOCKET))}"
    try:
        with Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) as broker:
            broker.ping()
    except (RedisError, OSError) as error:
        return f"unreachable: {type(error).__name__}"
    return "ok"


def _worker() -> str:
    """Beat asks a worker to write the heartbeat each minute: one row proves both."""
    last = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
    if last is None:
        return "no heartbeat yet"
    return "ok" if timezone.now() - last < STALE_AFTER else f"no heartbeat since {last.isoformat(timespec='seconds')}"

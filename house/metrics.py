"""/metrics for Prometheus, computed at each scrape; with METRICS_TOKEN set by that token, else from this machine only."""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from . import watch

LOOPBACK = {"127.0.0.1", "::1"}


class _Figures:
    """The rooms' figures as a collector."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()  # the real clock: a scrape asks how old things are
        families: dict[str, GaugeMetricFamily] = {}
        for name, at in watch.last_beats().items():
            _add(families, watch.Figure("yanbixing_heartbeat_age_seconds", "Since it last ran to its end.",
                                        (now - at).total_seconds(), (("name", name),)))  # fmt: skip
        for room in watch.FIGURES:
            for figure in room(now):
                _add(families, figure)
        yield from families.values()


def _add(families: dict[str, GaugeMetricFamily], figure: watch.Figure) -> None:
    family = families.setdefault(
        figure.name, GaugeMetricFamily(figure.name, figure.help, labels=[label for label, _ in figure.labels])
    )
    family.add_metric([value for _, value in figure.labels], figure.value)


def metrics(request: HttpRequest) -> HttpResponse:
    if settings.METRICS_TOKEN:
        asked = request.headers.get("Authorization", "")
        allowed = hmac.compare_digest(asked.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    else:
        allowed = request.META.get("REMOTE_ADDR") in LOOPBACK and "X-Forwarded-For" not in request.headers
    if not allowed:
        return HttpResponse(status=404)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

"""The public pages: what was promised and how it stood at the last release, for everybody.

They read `PublishedItem` rows and no other table of the house but the report's title. No session, no cookie: language
and type size are in the address. Any cache may keep an answer for five minutes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import feedgenerator, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from board import public_words
from board.models import Bulletin, PublishedItem
from commitments import search
from house.tables import csv_of
from workdays.calendar import current

PAGE = 20
KEPT_SECONDS = 300
LIGHTS = ("red", "yellow", "green", "completed", "none")
LANGUAGES = {"zh": "zh-hans", "en": "en"}
RELEASES_IN_FEED = 6
LONGEST_QUERY = 60
OPEN_FIELDS = (
    "code", "title", "quote", "section", "lead", "kind", "light", "verdict", "since", "deadline", "original_deadline",
    "completed_on", "days_late", "value", "current_value", "value_on", "unit", "progress", "complaints", "reason_code", "reply",
)  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """Who looks, as far as the address says: the language, the type size, and the release he sees."""

    lang: str
    large: bool
    release: Bulletin | None

    def address(self, url: str, **more: str) -> str:
        """`url` with what the visitor chose carried on."""
        asked = {key: value for key, value in more.items() if value}
        if self.lang != "zh":
            asked["lang"] = self.lang
        if self.large:
            asked["large"] = "1"
        return f"{url}?{urlencode(asked)}" if asked else url


Page = Callable[..., HttpResponse]


def public(view: Callable[..., HttpResponse]) -> Page:
    """Serve `view(request, visit, …)` in the visitor's language, cacheable, without asking who he is."""

    @require_safe
    @conditional_page
    @wraps(view)
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lang = request.GET.get("lang", "zh")
        released = Bulletin.objects.filter(state=Bulletin.State.RELEASED).select_related("report")
        visit = Visit(
            lang if lang in LANGUAGES else "zh",
            request.GET.get("large") == "1",
            released.order_by("-report__year", "-released_at", "-pk").first(),
        )
        with translation.override(LANGUAGES[visit.lang]):
            response = view(request, visit, *args, **kwargs)
        response.headers.setdefault("Content-Language", LANGUAGES[visit.lang])
        patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
        return response

    return served


def _page(template: str, visit: Visit, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Rendered without the request: nothing of a session can get onto a public page."""
    shared = {
        "visit": visit,
        "release": visit.release,
        "home": visit.address(reverse("board:public")),
        "feed": visit.address(reverse("board:public_feed")),
        "csv": reverse("board:public_csv"),
        "json": reverse("board:public_json"),
    }
    return HttpResponse(render_to_string(template, shared | context), status=status)


@public
def index(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Search (`?q=`), one light (`?light=`), page by page; red first."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    light = request.GET.get("light", "")
    light = light if light in LIGHTS else ""
    rows = visit.release.published.all() if visit.release else PublishedItem.objects.none()
    found = search.matching(rows, query)
    counts: dict[str, int] = dict(found.order_by().values_list("light").annotate(n=Count("pk")))
    url = reverse("board:public")
    page = Paginator(found.filter(light=light) if light else found, PAGE).get_page(request.GET.get("page"))
    asked = {"q": query, "light": light}
    context = {
        "query": query,
        "light": light,
        "total": sum(counts.values()),
        "chips": [
            {
                "light": name,
                "count": counts.get(name, 0),
                "current": name == light,
                "href": visit.address(url, q=query, light="" if name == light else name),
            }
            for name in LIGHTS
        ],
        "page": page,
        "cards": _cards(page.object_list, visit),
        "previous": visit.address(url, **asked, page=str(page.previous_page_number())) if page.has_previous() else "",
        "next": visit.address(url, **asked, page=str(page.next_page_number())) if page.has_next() else "",
        **_switches(visit, url, asked),
    }
    return _page("board/public/index.html", visit, context)


def _cards(rows: Iterable[PublishedItem], visit: Visit) -> list[dict[str, Any]]:
    calendar = current()
    return [public_words.card(row, visit.release, visit, calendar) for row in rows] if visit.release else []


def _switches(visit: Visit, url: str, asked: dict[str, str]) -> dict[str, str]:
    """The same page in the other language, and in the other type size."""
    other = "en" if visit.lang == "zh" else "zh"
    return {
        "other_language": Visit(other, visit.large, None).address(url, **asked),
        "other_size": Visit(visit.lang, not visit.large, None).address(url, **asked),
    }


@public
def item(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One promise: its words, where it stood at the last release, since when, and at the releases before."""
    url = reverse("board:public_item", args=[code])
    found = visit.release.published.filter(code=code).first() if visit.release else None
    if found is None or visit.release is None:
        return _page("board/public/missing.html", visit, {"code": code, **_switches(visit, url, {})}, status=404)
    calendar = current()
    earlier = PublishedItem.objects.filter(code=code, bulletin__report=visit.release.report).select_related("bulletin")
    context = {
        "card": public_words.card(found, visit.release, visit, calendar),
        "item": found,
        "releases": [
            {"bulletin": each.bulletin, "light": each.light, "sentence": public_words.sentence(each, each.bulletin, calendar)}
            for each in earlier.order_by("-bulletin__released_at", "-bulletin")
        ],
        **_switches(visit, url, {}),
    }
    return _page("board/public/item.html", visit, context)


@public
def feed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Atom: what moved from one release to the next, newest first."""
    base = settings.BASE_URL.rstrip("/")
    channel = feedgenerator.Atom1Feed(
        title=_("Promises of the city government: what has changed"),
        link=base + visit.address(reverse("board:public")),
        description=_("One entry per promise and release in which its light, verdict or deadline moved."),
        feed_url=base + visit.address(reverse("board:public_feed")),
        language=LANGUAGES[visit.lang],
    )
    if visit.release:
        calendar = current()
        same = Bulletin.objects.filter(state=Bulletin.State.RELEASED, report=visit.release.report)
        newest = list(same.order_by("-released_at", "-pk")[:RELEASES_IN_FEED])
        moved = PublishedItem.objects.filter(bulletin__in=newest).exclude(changes={}).select_related("bulletin")
        for each in moved.order_by("-bulletin__released_at", "rank", "code"):
            at = each.bulletin.released_at
            link = base + visit.address(reverse("board:public_item", args=[each.code]))
            channel.add_item(
                title=f"{each.title}（{public_words.changed(each)}）",
                link=link,
                description=public_words.sentence(each, each.bulletin, calendar),
                unique_id=f"{base}{reverse('board:public_item', args=[each.code])}#{each.bulletin_id}",
                pubdate=at,
                updateddate=at,
            )
    return HttpResponse(channel.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _open_rows(visit: Visit) -> list[dict[str, Any]]:
    rows = visit.release.published.order_by("code").values(*OPEN_FIELDS) if visit.release else []
    return [{name: public_words.plain(value) for name, value in row.items()} for row in rows]


@public
def open_csv(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Open data: a line per promise."""
    lines = [OPEN_FIELDS, *(row.values() for row in _open_rows(visit))]
    response = HttpResponse(csv_of(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="commitments.csv"'
    return response


@public
def open_json(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Open data: the release and its promises."""
    release = visit.release
    body = {
        "report": release.report.title if release else None,
        "is_demonstration": release.report.is_demo if release else False,
        "bulletin": release.label if release else None,
        "released_on": public_words.plain(release.released_on) if release else None,
        "data_on": public_words.plain(release.data_on) if release else None,
        "commitments": _open_rows(visit),
    }
    response = HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/json; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response

"""What a page renders once: nothing of a person enters it, and rows are written as a plain loop would write them."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.template import TemplateSyntaxError, engines
from django.utils import translation
from django.utils.safestring import mark_safe

from commitments.models import Light
from house.pieces import piece
from house.writing import day, words

LOADS = "{% load i18n look once %}"
ROWS = [
    SimpleNamespace(name="<b>甲</b>", cells=SimpleNamespace(n=1234, html=mark_safe("<i>1</i>"), none=None)),
    SimpleNamespace(name="{{ 乙 }} %(x)s \\0 &", cells=SimpleNamespace(n=0.5, html=mark_safe(""), none=None)),
]


def rendered(source: str, **context: object) -> str:
    return engines["django"].from_string(LOADS + source).render(context)


def test_each_writes_what_a_loop_writes():
    body = '<p title="{{ row.name }}">{{ place }}{{ row.cells.n }} {{ row.cells.html }}{{ row.name }}{{ row.cells.none }}</p>'
    context = {"rows": ROWS, "place": "<第一>"}
    loop = rendered("{% for row in rows %}" + body + "{% endfor %}", **context)
    assert rendered("{% each row in rows %}" + body + "{% endeach %}", **context) == loop
    named = body.replace("row.cells.n ", "row.cells|of:column ")
    assert rendered("{% each row in rows %}" + named + "{% endeach %}", column="n", **context) == loop
    assert rendered("{% each row in rows %}" + body + "{% endeach %}", rows=[]) == ""


@pytest.mark.parametrize(
    "body", ["{% if row.name %}x{% endif %}", "{% for each in row.cells %}x{% endfor %}", "{% firstof row.name 'x' %}"]
)
def test_each_refuses_to_decide_by_a_row(body):
    with pytest.raises(TypeError):
        rendered("{% each row in rows %}" + body + "{% endeach %}", rows=ROWS)


@pytest.mark.parametrize(
    "source",
    [
        "{% each row in rows %}{{ row.day|full_day }}{% endeach %}",
        "{% each row rows %}{% endeach %}",
        "{% still %}{% block title %}{% endblock %}{% endstill %}",
    ],
)
def test_what_is_rendered_once_cannot_be_written_for_each(source):
    with pytest.raises(TemplateSyntaxError):
        rendered(source)


def test_still_holds_a_language_and_nobody():
    page = engines["django"].from_string(LOADS + "{% still %}{% translate 'Search' %}{{ user }}{{ csrf_token }}{% endstill %}")
    with translation.override("en"):
        assert page.render({"user": "王某"}) == "Search"
    with translation.override("zh-hans"):
        assert page.render({"user": "李某"}) == "查找"
    with translation.override("en"):
        assert page.render({}) == "Search"


def test_what_is_kept_is_kept_in_each_language():
    chinese, english = ("zh-hans", "红灯", "10月5日"), ("en", "red light", "5 Oct")
    for language, light, written in (chinese, english, chinese):
        with translation.override(language):
            assert light in piece("components/_light.html", light="red", word="", cause="", large="")
            assert words(Light)["red"] == light
            assert written in day(date(2021, 10, 5))

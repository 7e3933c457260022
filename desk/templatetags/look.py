"""How lights, figures and days are written on a screen."""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from commitments.models import Outcome, Stage
from house.paging import counted
from house.pieces import piece
from house.quotes import within
from house.writing import (
    big,
    day,
    figure,
    full_day,
    gap,
    moment,
    month,
    number,
    percent_of,
    phrase,
    plain_day,
    signed,
    weekday,
    words,
)

register = template.Library()
register.filter("within", within)

LIGHT_WORDS = {
    "green": gettext_lazy("green light"),
    "yellow": gettext_lazy("yellow light"),
    "red": gettext_lazy("red light"),
    "completed": gettext_lazy("completed"),
    "none": gettext_lazy("no light"),
}
LIGHT_ICONS = {
    "green": "circle-check-filled",
    "yellow": "alert-triangle-filled",
    "red": "alert-octagon-filled",
    "completed": "square-check-filled",
    "none": "circle-dashed",
}
# Bars always run in this order, so that two bars can be compared at a glance.
LIGHT_ORDER = ("completed", "green", "yellow", "red", "none")


# Icons


@register.simple_tag
@lru_cache(maxsize=1_000)
def icon(name, css=""):
    """One drawing of the sprite; decorative, because a word always stands beside it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def light_word(light) -> str:
    return str(LIGHT_WORDS.get(str(light), LIGHT_WORDS["none"]))


@register.filter
def light_name(light) -> str:
    """The light as a css class may carry it; anything unknown shows as no light."""
    return str(light) if str(light) in LIGHT_WORDS else "none"


@register.simple_tag
def light_icon(light, css=""):
    return icon(LIGHT_ICONS.get(str(light), LIGHT_ICONS["none"]), css)


@register.simple_tag
def light_sign(light, word=""):
    """The component `_light` in its plain size."""
    return piece("components/_light.html", light=light_name(light), word=str(word), cause="", large="")


@register.filter
def light_ink(light) -> str:
    """The css class that writes in a light's own ink, without its ground."""
    return f"ink-{light_name(light)}"


@register.filter
def stage_word(stage) -> str:
    return words(Stage).get(str(stage), str(stage))


@register.filter
def outcome_word(outcome) -> str:
    return words(Outcome).get(str(outcome), str(outcome))


# Sentences, figures and days

for written in (phrase, number, figure, big, signed, percent_of, month, day, full_day, plain_day, moment, weekday, counted):
    register.filter(written)
register.simple_tag(gap)


# Drawings


@register.filter
def anchor(percent) -> str:
    """Where an SVG label at this place hangs, so that it stays inside the drawing."""
    place = float(percent or 0)
    return "start" if place < 12 else "end" if place > 88 else "middle"


@register.filter
def segments(counts, order="") -> list[dict]:
    """{light: count} → the pieces of a stacked bar, in the fixed order, in percent.

    "reversed" lists them for reading: the worst first.
    """
    if not counts:
        return []
    amounts = {light: counts.get(light) or 0 for light in LIGHT_ORDER}
    total = sum(amounts.values())
    pieces, x = [], Decimal(0)
    for light, count in amounts.items():
        if not count:
            continue
        width = Decimal(count) * 100 / total
        pieces.append({"light": light, "count": count, "x": f"{x:.3f}", "width": f"{width:.3f}"})
        x += width
    if order == "reversed":
        rank = ("red", "yellow", "green", "completed", "none")
        pieces.sort(key=lambda piece: rank.index(piece["light"]))
    return pieces


# Navigation


@register.filter
def phone_bar(nav) -> list:
    """The three places of the phone's bottom bar; the fourth is always "More"."""
    items = list(nav or [])
    return ([item for item in items if item.is_on_phone] or items)[:3]

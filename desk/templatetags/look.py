"""How figures, days and lights are written on a screen."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django import template
from django.template import loader
from django.templatetags.static import static
from django.utils import dateformat, dates, timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from house.paging import counted

register = template.Library()

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

STAGE_WORDS = {
    "draft": gettext_lazy("draft"),
    "assigned": gettext_lazy("assigned"),
    "in_progress": gettext_lazy("in progress"),
    "completion_requested": gettext_lazy("completion requested"),
    "completed": gettext_lazy("completed"),
    "suspended": gettext_lazy("suspended"),
    "merged": gettext_lazy("merged"),
    "cancelled": gettext_lazy("cancelled"),
    "closed": gettext_lazy("closed at the year's end"),
}
OUTCOME_WORDS = {
    "on_time": gettext_lazy("completed on time"),
    "late": gettext_lazy("completed late"),
    "ahead": gettext_lazy("ahead of schedule"),
    "on_schedule": gettext_lazy("on schedule"),
    "behind": gettext_lazy("behind schedule"),
    "partly_met": gettext_lazy("partly met"),
    "not_met": gettext_lazy("not met"),
    "carried_over": gettext_lazy("carried over"),
    "adjusted": gettext_lazy("adjusted"),
}


def _chinese() -> bool:
    return (get_language() or "zh-hans").startswith("zh")


def _decimal(value) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


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
    """The component `_light` in its plain size: kept once drawn, for a list holds a hundred of the same few."""
    return _light_sign(light_name(light), str(word), get_language())


@lru_cache(maxsize=200)
def _light_sign(light, word, language):
    return loader.get_template("components/_light.html").render({"light": light, "word": word})


@register.filter
def light_ink(light) -> str:
    """The css class that writes in a light's own ink, without its ground."""
    return f"ink-{light_name(light)}"


@register.filter
def stage_word(stage) -> str:
    return str(STAGE_WORDS.get(str(stage), stage))


@register.filter
def outcome_word(outcome) -> str:
    return str(OUTCOME_WORDS.get(str(outcome), outcome))


# Figures


@register.filter
def number(value) -> str:
    """12 → 12, 2.50 → 2.5, 12500 → 12,500; nothing for nothing."""
    amount = _decimal(value)
    if amount is None:
        return ""
    written = f"{amount:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _scaled(amount: Decimal) -> tuple[Decimal, str]:
    steps = (
        ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
        if _chinese()
        else ((Decimal(10) ** 9, _("billion")), (Decimal(10) ** 6, _("million")))
    )
    for base, word in steps:
        if abs(amount) >= base:
            return round(amount / base, 2), str(word)
    return amount, ""


@register.filter
def figure(value, unit=""):
    """The number large, its unit smaller and greyer. `17|figure:"所"`"""
    written = number(value)
    if not written:
        return format_html('<span class="num"><span class="num-none">{}</span></span>', "–")
    if not unit:
        return format_html('<span class="num">{}</span>', written)
    return format_html('<span class="num">{} <span class="unit">{}</span></span>', written, unit)


@register.filter
def big(value, unit=""):
    """A large count in the reader's own steps: 1580000 → 158万 or 1.58 million."""
    amount = _decimal(value)
    if amount is None:
        return figure(None)
    amount, step = _scaled(amount)
    gap = "" if _chinese() else " "
    return figure(amount, f"{step}{gap}{unit}".strip())


@register.filter
def signed(value) -> str:
    """A difference always shows its sign: +19, −10 (a real minus), ±0."""
    amount = _decimal(value)
    if amount is None:
        return ""
    sign = "+" if amount > 0 else "−" if amount < 0 else "±"
    return sign + number(abs(amount))


@register.filter
def percent_of(value, whole) -> str:
    """How far along `whole`, 0–100, as SVG reads it (never localised)."""
    part, total = _decimal(value), _decimal(whole)
    if part is None or not total:
        return "0"
    return f"{min(max(part * 100 / total, Decimal(0)), Decimal(100)):.2f}"


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


register.filter(counted)


# Days


def _local_day(value) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


def _write_day(day: date, *, year: bool) -> str:
    if _chinese():
        return f"{day.year}年{day.month}月{day.day}日" if year else f"{day.month}月{day.day}日"
    return dateformat.format(day, "j M Y" if year else "j M")


@register.filter
def month(number):
    """A month by its number, short as under a chart: 3月 / Mar."""
    return f"{number}月" if _chinese() else str(dates.MONTHS_3[int(number)]).capitalize()


@register.filter
def day(value, on=None):
    """10月20日 / 20 Oct. With `on`, the year is written when it is another year's day."""
    local = _local_day(value)
    if local is None:
        return ""
    today = _local_day(on)
    written = _write_day(local, year=today is not None and today.year != local.year)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), written)


@register.filter
def full_day(value):
    """2021年10月20日 / 20 Oct 2021."""
    local = _local_day(value)
    if local is None:
        return ""
    written = _write_day(local, year=True)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), written)


@register.filter
def plain_day(value) -> str:
    """10月20日 / 20 Oct as bare text, where no element may stand (inside SVG)."""
    local = _local_day(value)
    return _write_day(local, year=False) if local else ""


@register.filter
def moment(value, on=None):
    """10月20日 14:05 – local time."""
    if not isinstance(value, datetime):
        return day(value, on)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_html("{} {}", day(local, on), f"{local:%H:%M}")


@register.filter
def weekday(value) -> str:
    local = _local_day(value)
    if local is None:
        return ""
    return "星期" + "一二三四五六日"[local.weekday()] if _chinese() else dateformat.format(local, "l")


# Navigation


@register.filter
def phone_bar(nav) -> list[dict]:
    """The three places of the phone's bottom bar; the fourth is always "More"."""
    items = list(nav or [])
    return ([item for item in items if item.get("phone")] or items)[:3]

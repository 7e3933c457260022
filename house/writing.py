"""How words, figures and days are written for a reader, in his language: for presenters, and for templates (`look`).

A page writes the same few days and figures many times over; each is made once and kept.
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any

from django.db.models import TextChoices
from django.utils import dateformat, dates, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

KEPT = 4_000  # a year of days in two languages, and the figures of some hundred pages


def is_chinese() -> bool:
    return (get_language() or "zh-hans").startswith("zh")


# Words


def words(choices: type[TextChoices]) -> dict[str, str]:
    """What each value of `choices` is called in the reader's language; for reading only, it is kept."""
    return _words(choices, get_language())


@cache
def _words(choices: type[TextChoices], language: str) -> dict[str, str]:
    return {str(value): str(label) for value, label in choices.choices}


# Sentences


def gap() -> str:
    """What stands between two sentences, or a colon and its word: a space, in Chinese nothing."""
    return "" if is_chinese() else " "


def together(*sentences: Any) -> str:
    """The sentences that say anything, one after the other."""
    return gap().join(str(sentence) for sentence in sentences if sentence)


def is_said(text: str) -> bool:
    """Whether what was typed says anything: more than nothing, and more than the opening it was offered with (“会商决定：”)."""
    return bool(text.strip()) and not text.rstrip().endswith(("：", ":"))


def phrase(sentence: Any) -> str:
    """A sentence as a part of a longer line: without its full stop."""
    return str(sentence).rstrip("。.")


# Figures


def as_decimal(value: Any) -> Decimal | None:
    """`value` as a finite number, None where it is none."""
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@lru_cache(maxsize=KEPT, typed=True)
def number(value: Any) -> str:
    """12 → 12, 2.50 → 2.5, 12500 → 12,500; nothing for nothing."""
    amount = as_decimal(value)
    if amount is None:
        return ""
    written = f"{amount:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _scaled(amount: Decimal) -> tuple[Decimal, str]:
    steps = (
        ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
        if is_chinese()
        else ((Decimal(10) ** 9, _("billion")), (Decimal(10) ** 6, _("million")))
    )
    for base, word in steps:
        if abs(amount) >= base:
            return round(amount / base, 2), str(word)
    return amount, ""


@lru_cache(maxsize=KEPT, typed=True)
def figure(value: Any, unit: str = "") -> SafeString:
    """The number large, its unit smaller and greyer. `17|figure:"所"`"""
    written = number(value)
    if not written:
        return format_html('<span class="num"><span class="num-none">{}</span></span>', "–")
    if not unit:
        return format_html('<span class="num">{}</span>', written)
    return format_html('<span class="num">{} <span class="unit">{}</span></span>', written, unit)


def big(value: Any, unit: str = "") -> SafeString:
    """A large count in the reader's own steps: 1580000 → 158万 or 1.58 million."""
    amount = as_decimal(value)
    if amount is None:
        return figure(None)
    amount, step = _scaled(amount)
    gap = "" if is_chinese() else " "
    return figure(amount, f"{step}{gap}{unit}".strip())


def signed(value: Any) -> str:
    """A difference always shows its sign: +19, −10 (a real minus), ±0."""
    amount = as_decimal(value)
    if amount is None:
        return ""
    sign = "+" if amount > 0 else "−" if amount < 0 else "±"
    return sign + number(abs(amount))


def percent_of(value: Any, whole: Any) -> str:
    """How far along `whole`, 0–100, as SVG reads it (never localised)."""
    part, total = as_decimal(value), as_decimal(whole)
    if part is None or not total:
        return "0"
    return f"{min(max(part * 100 / total, Decimal(0)), Decimal(100)):.2f}"


# Days


def _local_day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


def _write_day(day: date, *, year: bool) -> str:
    if is_chinese():
        return f"{day.year}年{day.month}月{day.day}日" if year else f"{day.month}月{day.day}日"
    return dateformat.format(day, "j M Y" if year else "j M")


@lru_cache(maxsize=KEPT)
def _element(day: date, year: bool, language: str) -> SafeString:
    """`language` is only what tells one reader's day from another's in the cache."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), _write_day(day, year=year))


def month(number: Any) -> str:
    """A month by its number, short as under a chart: 3月 / Mar."""
    return f"{number}月" if is_chinese() else str(dates.MONTHS_3[int(number)]).capitalize()


def day(value: Any, on: date | None = None) -> str:
    """10月20日 / 20 Oct. With `on`, the year is written when it is another year's day."""
    local = _local_day(value)
    if local is None:
        return ""
    today = _local_day(on)
    return _element(local, today is not None and today.year != local.year, get_language())


def full_day(value: Any) -> str:
    """2021年10月20日 / 20 Oct 2021."""
    local = _local_day(value)
    return _element(local, True, get_language()) if local else ""


def plain_day(value: Any) -> str:
    """10月20日 / 20 Oct as bare text, where no element may stand (inside SVG)."""
    local = _local_day(value)
    return _write_day(local, year=False) if local else ""


def moment(value: Any, on: date | None = None) -> str:
    """10月20日 14:05 – local time."""
    if not isinstance(value, datetime):
        return day(value, on)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_html("{} {}", day(local, on), f"{local:%H:%M}")


def day_in_words(value: date | str | None) -> str:
    """2021年10月20日 / 20 Oct 2021 as bare text inside a sentence: of a day, of a moment, or of an event's ISO text.

    What is no day is written as it stands, nothing for nothing.
    """
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    local = _local_day(value)
    return _write_day(local, year=True) if local else ""


def weekday(value: Any) -> str:
    local = _local_day(value)
    if local is None:
        return ""
    return "星期" + "一二三四五六日"[local.weekday()] if is_chinese() else dateformat.format(local, "l")

"""Numbers as Chinese reports write them: Arabic, Chinese, mixed; with 万 and 亿 left to the unit."""

import re

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}

ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)|\d{1,15})(?:\.\d{1,9})?"
CHINESE = r"[零一二两三四五六七八九十百千]{1,12}(?:点[零一二三四五六七八九]{1,9})?|半"


def arabic(words: str) -> float:
    """3,500.5 -> 3500.5; an integer stays one."""
    value = float(words.replace(",", ""))
    return int(value) if value.is_integer() else value


def chinese(words: str) -> float | None:
    """二十五 -> 25, 一点五 -> 1.5, 半 -> 0.5, 一百零八 -> 108; None where the characters make no number."""
    if words == "半":
        return 0.5
    whole, point, fraction = words.partition("点")
    value = _whole(whole)
    if value is None:
        return None
    if not point:
        return value
    if not fraction or any(char not in _DIGITS for char in fraction):
        return None
    return float(f"{value}." + "".join(str(_DIGITS[char]) for char in fraction))


def _whole(words: str) -> int | None:
    if not words:
        return None
    if all(char in _DIGITS for char in words):  # 二〇二五, 三
        return int("".join(str(_DIGITS[char]) for char in words))
    total, section, digit = 0, 0, None
    for char in words:
        if char in _DIGITS:
            digit = _DIGITS[char] or None
        elif char in _SMALL:
            section += (1 if digit is None else digit) * _SMALL[char]
            digit = None
        elif char in _LARGE:
            total += (section + (digit or 0)) * _LARGE[char]
            section, digit = 0, None
        else:
            return None
    return total + section + (digit or 0)


def ordinal(words: str) -> int | None:
    """The value of a chapter numeral such as 十二 or 12."""
    if words.isdigit():
        return int(words)
    value = chinese(words) if re.fullmatch(r"[零一二两三四五六七八九十百]+", words) else None
    return None if value is None else int(value)

"""Phone, identity, bank card and plate numbers in free text: all of them, however they are written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.workflow.table import Invalid

CHINESE = str.maketrans("〇零○一二三四五六七八九幺两", "00012345678912")
GAP = r"[\s\-－—–.,，、·/]{0,3}"  # what people put between the digits they dictate
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"


def _spread(pattern: str, count: int) -> str:
    return GAP.join([pattern] * count)


PATTERNS: tuple[tuple[str, Any, re.Pattern[str]], ...] = (
    ("id", gettext_lazy("identity number"), re.compile(rf"(?<!\d)[1-9]{GAP}{_spread('[0-9]', 16)}{GAP}[0-9Xx](?![0-9])")),
    (
        "card",
        gettext_lazy("bank card number"),
        re.compile(rf"(?<!\d)[3-6]{GAP}{_spread('[0-9]', 15)}(?:{GAP}[0-9]){{0,3}}(?!\d)"),
    ),
    (
        "id",
        gettext_lazy("identity number"),
        re.compile(r"(?<!\d)[1-6]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)"),
    ),
    (
        "phone",
        gettext_lazy("phone number"),
        re.compile(rf"(?<!\d)(?:(?:\+|00)?86{GAP})?1{GAP}[3-9]{GAP}{_spread('[0-9]', 9)}(?!\d)"),
    ),
    ("phone", gettext_lazy("phone number"), re.compile(r"(?<!\d)[(（]?0\d{2,3}[)）]?[\s\-－—]{0,2}[2-8]\d{6,7}(?!\d)")),
    (
        "phone",
        gettext_lazy("phone number"),
        re.compile(r"(?:电话|手机|号码|座机|联系方式|微信号?|回电)[^\d\n]{0,6}(\d{7,11})(?!\d)"),
    ),
    (
        "plate",
        gettext_lazy("plate number"),
        re.compile(
            rf"[{PROVINCES}]\s?[A-Za-z][\s·•.\-]{{0,2}}(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{{4,6}}[挂学警港澳领使]?(?![A-Za-z0-9])"
        ),
    ),
)


@dataclass(frozen=True)
class Finding:
    kind: str
    label: str
    start: int
    end: int


def scan(text: str) -> list[Finding]:
    """Every number of a person in `text`, by place; overlapping ones once, the longest."""
    plain = _plain(text)
    found: list[Finding] = []
    for kind, label, pattern in PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span(1) if match.lastindex else match.span()
            if not any(start < other.end and other.start < end for other in found):
                found.append(Finding(kind, str(label), start, end))
    return sorted(found, key=lambda finding: finding.start)


def masked(text: str) -> str:
    """`text` with every number of a person starred out, for whatever leaves the hotline."""
    out, at = [], 0
    for finding in scan(text):
        out += [text[at : finding.start], "＊" * (finding.end - finding.start)]
        at = finding.end
    return "".join([*out, text[at:]])


def refuse_numbers(field: str, text: str) -> None:
    """Raise `Invalid` on `field`, naming every number found, where `text` is to be read outside the hotline."""
    if found := scan(text):
        named = _(", ").join(dict.fromkeys(f"{finding.label} “{text[finding.start : finding.end]}”" for finding in found))
        raise Invalid(**{field: _("Take out what names a person: %(found)s.") % {"found": named}})


def _plain(text: str) -> str:
    """The same length, so that places stay: full-width and Chinese digits as digits."""
    narrow = "".join(folded if len(folded := unicodedata.normalize("NFKC", c)) == 1 else c for c in text)
    runs = re.compile(r"[〇零○一二三四五六七八九幺两0-9]{7,}")
    return runs.sub(lambda match: match.group().translate(CHINESE), narrow)

"""The speech with its promises marked, as HTML: written here and not in a template, for a page holds a thousand pieces of it.

What stands in the paper beside the words of the speech – lights, counts, signs of overlapping promises – is `data-aside`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from commitments.models import Commitment
from commitments.speech import Block, Piece

from .look import icon, light_icon, light_ink, light_word, segments

register = template.Library()

TAGS = {"chapter": "h2", "section": "h3"}
FADED = "faded"  # what the reader's filters leave out: readable, without its mark


@register.simple_tag
def annotated(blocks: Iterable[Block], card_query: str) -> SafeString:
    """The blocks of the speech; each promise (its row says `mark` and `moved`) leads to its record and names its card."""
    pen = _Pen(card_query)
    return mark_safe("".join(part for block in blocks for part in pen.block(block)))  # every text is escaped where it is written


@register.simple_tag
def strokes(lines: Iterable[dict[str, Any]]) -> SafeString:
    """The strokes of the strip beside the speech: a promise each, `y` in per mille of the text, wider where it is red."""
    drawn = (
        f'<rect class="spine-{line["light"]}" y="{line["y"]}" height="2.2" '
        + ('x="3" width="28"/>' if line["light"] == "red" else 'x="7" width="20"/>')
        for line in lines
    )
    return mark_safe("".join(drawn))  # lights and numbers only


class _Pen:
    """Writes one page: what all promises of a light share is written once."""

    def __init__(self, card_query: str) -> None:
        self.card_query = escape(card_query)
        self.address = _addresses()
        self.said: dict[str, str] = {}

    def block(self, block: Block) -> Iterator[str]:
        if block.kind == "blank":
            yield from (escape(piece.text) for piece in block.pieces)
        else:
            tag = TAGS.get(block.kind, "p")
            css = f' class="speech-{block.kind}"' if block.kind != "paragraph" else ""
            yield f"<{tag}{css}" + (f' id="{block.anchor}">' if block.anchor else ">")
            for piece in block.pieces:
                yield self.piece(piece)
                yield from map(self.sign, piece.also)
            yield self.margin(block)
            yield f"</{tag}>"
        if block.ends_line:
            yield "\n"

    def piece(self, piece: Piece) -> str:
        row, text = piece.row, escape(piece.text)
        if row is None:
            return f"<b>{text}</b>" if piece.is_theme else text
        mark = row.mark  # type: ignore[attr-defined]
        moved = " promise-moved" if row.moved and mark != FADED else ""  # type: ignore[attr-defined]
        place = f' id="c-{escape(row.code)}"' if piece.is_first else ""
        drawn = light_icon(mark) if piece.is_first and mark not in {"green", FADED} else ""
        way = self.way(row, mark)
        return f'<a class="promise promise-{mark}{moved}"{way[0]}{place}{way[1]}>{drawn}{text}{self.word(mark)}</a>'

    def sign(self, row: Commitment) -> str:
        """A promise whose words are all under shorter ones: named by a sign after them."""
        mark = row.mark  # type: ignore[attr-defined]
        drawn = light_icon(mark, light_ink(mark)) if mark != FADED else ""
        way = self.way(row, mark)
        return (
            f'<a class="promise-also promise-{mark}"{way[0]} id="c-{escape(row.code)}"{way[1]} data-aside>'
            f'{icon("circle-plus")}{drawn}<span class="sr-only">{escape(row.title)}{self.bare(mark)}</span></a>'
        )

    def way(self, row: Commitment, mark: str) -> tuple[str, str]:
        href = self.address(row.code)
        return f' href="{href}"', "" if mark == FADED else f' data-card="{href}card/{self.card_query}"'

    def bare(self, mark: str) -> str:
        return "" if mark == FADED else f"（{escape(light_word(mark))}）"

    def word(self, mark: str) -> str:
        """The light in words, for whoever hears the page."""
        if mark not in self.said:
            bare = self.bare(mark)
            self.said[mark] = bare and f'<span class="sr-only" data-aside>{bare}</span>'
        return self.said[mark]

    def margin(self, block: Block) -> str:
        counts = block.counts
        if not counts:
            return ""
        lights = (
            f"<span>{light_icon(each['light'], light_ink(each['light']))}{each['count']}</span>"
            for each in segments(counts, "reversed")
        )
        return f'<span class="margin-note" data-aside aria-hidden="true">{"".join(lights)}</span>'


def _addresses() -> Callable[[str], str]:
    """From a code to the address of its record; asked of the URLconf once a page."""
    before, _code, after = reverse("commitments:detail", args=["~"]).partition("~")
    return lambda code: f"{before}{quote(code)}{after}"

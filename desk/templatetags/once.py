"""What a page need not work out again: `still` for what is the same on every page, `each` for what is the same in every row."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from operator import attrgetter
from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token, VariableNode, render_value_in_context
from django.template.context import Context
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()


@register.tag
def still(parser: Parser, token: Token) -> Node:
    """`{% still %}…{% endstill %}`: the same for everybody who reads in a language; rendered once by each process.

    It is rendered without the page's context, so that nothing of a person or a request can enter it.
    """
    nodelist = parser.parse(("endstill",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("still: a block may be another on each page.")
    return StillNode(nodelist)


class StillNode(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.rendered: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self.rendered:
            bare = Context()
            with bare.bind_template(context.template):  # type: ignore[arg-type]
                self.rendered[language] = self.nodelist.render(bare)
        return self.rendered[language]


@register.tag
def each(parser: Parser, token: Token) -> Node:
    """`{% each row in rows %}…{% endeach %}`: a loop whose body is rendered once, with a hole for each value of the row.

    `{{ row.name }}` may only be written out, as it is: what a row must decide or format is said by the row itself.
    """
    try:
        _each, name, word, rows = token.split_contents()
    except ValueError:
        word = ""
    if word != "in":
        raise template.TemplateSyntaxError("each: written as {% each row in rows %}.")
    nodelist = parser.parse(("endeach",))
    parser.delete_first_token()
    for node in nodelist.get_nodes_by_type(VariableNode):
        said: Any = node.filter_expression  # type: ignore[attr-defined]
        if getattr(said.var, "lookups", ("",))[0] == name and any(filter_ is not of for filter_, _arguments in said.filters):
            raise template.TemplateSyntaxError(f"each: {said} is formatted by the row, not here.")
    return EachNode(name, parser.compile_filter(rows), nodelist)


@register.filter
def of(row: Any, name: str) -> Any:
    """The value of a row whose name is not known before the page is: `{{ row.cells|of:column.name }}`."""
    return row[name]


class Hole:
    """Where a value of the row will stand; whoever asks more of it than its place is told so."""

    def __init__(self, names: list[str], path: str = "") -> None:
        self._names, self._path = names, path

    def __getitem__(self, name: str) -> Hole:
        return Hole(self._names, f"{self._path}.{name}" if self._path else name)

    def __str__(self) -> str:
        self._names.append(self._path)
        return f"\0{len(self._names) - 1}\0"

    def _refuse(self, *_: object) -> Any:
        raise TypeError(f"each: {self._path} can only be written out; the body is rendered once for all rows.")

    __bool__ = __iter__ = __len__ = __eq__ = _refuse
    __hash__ = None  # type: ignore[assignment]


MARK = re.compile("\0([0-9]+)\0")


class EachNode(Node):
    def __init__(self, name: str, rows: Any, nodelist: NodeList) -> None:
        self.name, self.rows, self.nodelist = name, rows, nodelist

    def render(self, context: Context) -> SafeString:
        rows = self.rows.resolve(context)
        if not rows:
            return SafeString("")
        names: list[str] = []
        with context.push(**{self.name: Hole(names)}):
            body = self.nodelist.render(context)
        parts = MARK.split(body)  # text, the number of a hole, text, …
        read: list[Callable[[Any], Any]] = [attrgetter(names[int(number)]) for number in parts[1::2]]
        lines = []
        for row in rows:
            for place, value in enumerate(read):
                parts[2 * place + 1] = _written(value(row), context)
            lines.append("".join(parts))
        return mark_safe("".join(lines))


def _written(value: Any, context: Context) -> str:
    """As `{{ value }}` writes it; text, by far the most, without asking what else it might be."""
    if type(value) is SafeString:
        return value
    if type(value) is str and context.autoescape:
        return escape(value)
    return render_value_in_context(value, context)

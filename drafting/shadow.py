"""A twin of the text, character for character, in which writing habits are levelled out.

Reports come with full-width digits, half-width commas, HTML tags and blanks in odd places. Rules read the twin, quotes are
cut from the text itself: both have the same length, so every offset holds in either.
"""

import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}  # ０-９, Ａ-Ｚ, ａ-ｚ and what lies between
_ALIKE = str.maketrans(
    {
        **{chr(source): chr(target) for source, target in _FULL_WIDTH.items()},
        "．": ".",
        "％": "%",
        "／": "/",
        "﹪": "%",
        "〇": "零",
        "○": "零",
        "－": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "─": "-",
        "‐": "-",
        "‑": "-",
        "~": "-",
        "～": "-",
        "∼": "-",
        "〜": "-",
        "∶": "：",
        "︰": "：",
        "＋": "+",
        "（": "（",
        "(": "（",
        ")": "）",
        "﹙": "（",
        "﹚": "）",
        "［": "（",
        "］": "）",
        "!": "！",
        "?": "？",
        "﹔": "；",
        "；": "；",
        "：": "：",
        "，": "，",
        "！": "！",
        "？": "？",
        "﹐": "，",
        "､": "、",
        "「": "“",
        "」": "”",
        "『": "“",
        "』": "”",
        "\u3000": " ",
        "\u00a0": " ",
        "\u2002": " ",
        "\u2003": " ",
        "\t": " ",
        "\r": "\n",
        "\u2028": "\n",
        "\u000b": "\n",
        "\u000c": "\n",
    }
)

_BLOCK_TAG = re.compile(
    r"</?\s*(?:p|div|br|h[1-6]|li|ul|ol|tr|table|center|section|article|title|head|body)\b[^<>]{0,500}>", re.I
)
_MARKDOWN = re.compile(r"^[ ]{0,3}(?:#{1,6}(?![ ]*source\b)|>|[*+](?=[ ]))[ ]*|\*\*|__", re.M)
_INLINE_TAG = re.compile(r"</?\s*(?:span|b|i|u|a|font|strong|em|img|td|th|sup|sub)\b[^<>]{0,500}>", re.I)


_JUMBLE = re.compile(r"(?:[!-/:-@\[-`{-~ ]|(?<![A-Za-z0-9])[A-Za-z0-9]{1,2}(?![A-Za-z0-9])){8,}")


def shadow(text: str) -> str:
    """The twin of `text`. Same length, position for position."""
    twin = _JUMBLE.sub(_without_jumble, text).translate(_ALIKE)
    if "<" in twin:
        twin = _BLOCK_TAG.sub(lambda tag: "\n" * len(tag[0]), twin)
        twin = _INLINE_TAG.sub(lambda tag: " " * len(tag[0]), twin)
    twin = _MARKDOWN.sub(lambda mark: " " * len(mark[0]), twin)
    twin = re.sub(r"(?<!\d)[,](?!\d{3}(?!\d))|(?<=\d)[,](?!\d{3}(?!\d))", "，", twin)
    twin = re.sub(r"(?<=[^\x00-\x7f])[,]", "，", twin)
    twin = re.sub(r"(?<=[\u4e00-\u9fff）”%])\.(?=[\u4e00-\u9fff“（\s]|$)", "。", twin)
    twin = re.sub(r";", "；", twin)
    twin = re.sub(r":", "：", twin)
    return _level_quotes(twin)


def _without_jumble(found: re.Match[str]) -> str:
    """Blanks for the strings of single signs that forums strew among the text against copying: * p/ {) b& x! R8."""
    words = found[0]
    jumbled = len(set(re.findall(r"[^A-Za-z0-9 ]", words))) > 2 and re.search("[A-Za-z]", words) and words.count(" ") > 2
    if not jumbled:
        return words
    mark = words[0] if words[0] in ";,.:!?" else " "  # the sentence before may close with a half-width mark
    return mark + " " * (len(words) - 1)


def _level_quotes(twin: str) -> str:
    """Straight quotation marks become opening and closing ones, paired within a paragraph."""
    if '"' not in twin:
        return twin
    out, inside = [], False
    for char in twin:
        if char == "\n":
            inside = False
        elif char == '"':
            inside = not inside
            char = "“" if inside else "”"
        out.append(char)
    return "".join(out)

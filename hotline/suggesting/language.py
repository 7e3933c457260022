"""From a citizen's sentence to words: full-width and case folded, place names set aside, cut into words and groups."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

import rjieba

TEXT_LIMIT = 3000  # characters read; nobody speaks longer, a pasted book should not stop the desk
_CJK = re.compile(r"[\u3400-\u9fff]+")
_NAMES = ("nr", "ns", "nt", "nz")  # the segmenter's marks of people, places, bodies and other proper names
# What follows a landmark that only says where: 光岳大桥西头那家修车铺 is no complaint about the bridge.
_SIDES = "附近 旁边 旁 对面 门口 门前 边上 西头 东头 南头 北头 底下 东边 西边 南边 北边 东侧 西侧 往东 往西 后面 前面"
_WITHIN = r"[东西南北]?(?:上|里|门|下|里头|里面|底下|下面)(?:的|那个|那家|一?家|有家|有个|那)"
_BESIDE = rf"(?:的|那|这)?(?:{'|'.join(_SIDES.split())}|{_WITHIN}|站下车|坐(?:出租|公交|车)|打(?:车|的)|上班|租(?:房|的))"

_AFTER = re.compile(_BESIDE)


def fold(text: str) -> str:
    """One shape for each character: half-width, lower case, at most `TEXT_LIMIT` of them."""
    return unicodedata.normalize("NFKC", text[:TEXT_LIMIT]).lower()


def words(text: str, idle: Collection[str]) -> list[str]:
    """The words of a folded text of two characters or more, without the `idle` ones every complaint is full of."""
    cut = rjieba.cut(text, True)
    return list(dict.fromkeys(word for word in cut if len(word) >= 2 and _CJK.fullmatch(word) and word not in idle))


def cuts(text: str) -> list[int]:
    """Where the words of a folded text begin and end, in order."""
    places = [0]
    for word in rjieba.cut(text, True):
        places.append(places[-1] + len(word))
    return places


def pieces(text: str) -> set[str]:
    """Every run of two to six characters of a text."""
    return {text[start : start + length] for length in range(2, 7) for start in range(len(text) - length + 1)}


def is_han(text: str) -> bool:
    """Nothing but Chinese characters."""
    return bool(_CJK.fullmatch(text))


def dictionary_words(text: str, idle: Collection[str]) -> set[str]:
    """As `words`, but only those of the segmenter's public dictionary that name no person, place or body."""
    tagged = [(word, kind) for word, kind in rjieba.tag(text, False) if len(word) >= 2 and _CJK.fullmatch(word)]
    return {word for word, kind in tagged if not kind.startswith(_NAMES)} - {*idle}


class Places:
    """Names that say where, never what: towns always, landmarks where "beside", "in front of" … follows."""

    def __init__(self, counties: Mapping[str, Iterable[str]], landmarks: Iterable[str]) -> None:
        self._county = {name: county for county, names in counties.items() for name in names}
        towns, marks = _any(self._county), _any(landmarks)
        self._towns = re.compile(towns)
        self._blank = re.compile(f"{towns}|(?:{marks}){_BESIDE}")
        self._every = re.compile(f"{towns}|{marks}")

    def find(self, text: str) -> dict[str, str]:
        """Town → county, for the towns `text` names."""
        return {name: self._county[name] for name in self._towns.findall(text)}

    def beside(self, text: str, end: int) -> bool:
        """Does what ends at `end` only say where: is it followed by "beside", "opposite" …?"""
        return bool(_AFTER.match(text, end))

    def without(self, text: str) -> str:
        """`text` with every place blanked out, all other characters where they were."""
        return self._blank.sub(lambda match: "　" * len(match.group()), text)

    def nothing_else(self, text: str) -> str:
        """`text` with every name blanked that can say where, whatever follows it."""
        return self._every.sub(lambda match: "　" * len(match.group()), text)


def _any(names: Iterable[str]) -> str:
    """A pattern for any of `names`, the longest first; one that never matches where there are none."""
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"

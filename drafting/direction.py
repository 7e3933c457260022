"""Which sentences look back where no heading says so: the sentences of a text are judged together.

Each sentence has a weight, the sum of the signs in it (`signs`) and of what it says of itself. A text seldom turns from one
direction to the other, so a turn costs; what a sentence leaves open its neighbours decide.
"""

import re
from collections.abc import Sequence

from . import signs
from .tense import is_past_plan, looks_ahead, names_past_year, sets_aims, told

Sentences = Sequence[tuple[str, bool]]
"""Sentences in order; the flag says that one begins a paragraph."""

_NAMES_AIMS = re.compile(
    r"(?<!完成)(?<!实现)(?:主要|预期|奋斗|发展|工作|年度|约束性)(?:预期)?(?:目标|指标)(?:任务)?"
    r"(?![^，。：]{0,6}(?:完成|实现|达成|兑现))[^，。：]{0,6}(?:：|$|是$|为$|定为|如下)"
)
"""Opens a paragraph of aims: 今年经济社会发展的主要目标。生产总值增长13%；…"""
_VOTED = re.compile(r"(?:票决|选出|确定|发布|公布)了?[^，。]{0,16}(?:实事|民心工程)")
_OUTLOOK = re.compile(r"[到至]“十[一二三四五六七]?五”(?:规划)?(?:时期|期)?末(?!的)|(?:今后|未来)(?:三|五|几)年(?!来)")
_WEIGHTS = signs.load()
# Beside the weights of `signs`: what leaves no doubt, and is too rare to be weighed.
_PAST_YEAR, _TOLD, _TO_COME = 6.5, 4.8, -3.6
_AIMS = -6.0  # within a paragraph of aims
_FAVOUR = 0.7  # a text is given to be read for its promises
_TO_PLAN, _TO_REVIEW = 4.5, 9.0  # what a turn costs: reports go from review to plan, hardly ever back
_LOOKS_BACK = 2.0  # the sentence at which a plan turns to a review says so itself; any other turns it at twice the cost
_LOOKS_AHEAD = -1.0  # likewise, a little dearer where the sentence does not say so itself
_AT_PARAGRAPH = 0.75  # of it, where a paragraph begins
_SAYS_AHEAD = re.compile(
    r"(?:[市县区省州旗]|政府|我们|期间|[今明]年|20\d\d年|还|也)将(?!近|其|军|[^，。]{1,24}(?:纳入|作为|列为|列入|转|交|送|融入))"
    r"|(?:[市县区省州旗]|我们|[今明]年|20\d\d年，?)(?:计划|拟|力争|确保)(?!的|任务|投资的|目标)"
    r"|今年(?!以来|前|是)[^，。]{0,12}，?[^，。]{0,6}(?:要(?!求|素)|计划|力争|确保|拟)|今年将|(?<!即)将(?:投资|新建|建成|新增|开工|实现|继续|力争)"
)
"""Says of itself that it looks ahead, whatever stands around it."""


def looking_back(sentences: Sentences, year: int | None) -> list[bool]:
    """For each sentence of a text without headings whether it looks back. `year` is the report's, where it is known."""
    if not sentences:
        return []
    weights = _weights(sentences, year)
    likeliest = _likeliest(sentences, weights)
    return [back and not said for back, said in zip(likeliest, _says_ahead(sentences, weights, year), strict=True)]


def _weights(sentences: Sentences, year: int | None) -> list[float]:
    """The weight of each sentence; above zero it looks back. Aims weigh on their paragraph, or on all that follows them."""
    weights = []
    aims = over = False  # within the paragraph; over all that follows
    for words, begins in sentences:
        past = told(words) or names_past_year(words, year)
        over = sets_aims(words, year) or (over and not past)
        aims = over or bool(_NAMES_AIMS.search(words)) or (begins and _opens_outlook(words, year)) or (aims and not begins)
        aims = aims and not told(words)
        weights.append(_weight(words, year) + (_AIMS if aims else 0.0))
    return weights


def _likeliest(sentences: Sentences, weights: list[float]) -> list[bool]:
    """The likeliest sequence of the two directions (Viterbi); True looks back."""
    ahead, back = _FAVOUR, 0.0  # how likely the best sequences are that end in either direction
    steps: list[tuple[bool, bool]] = []  # whether the best one that now looks ahead, or back, looked back before
    for (_, begins), weight in zip(sentences, weights, strict=True):
        ease = _AT_PARAGRAPH if begins else 1.0
        to_back = ease * _TO_REVIEW * (1.0 if weight >= _LOOKS_BACK else 2.0)
        to_ahead = ease * _TO_PLAN * (1.0 if weight <= _LOOKS_AHEAD else 1.2)
        turns = (bool(steps) and back - to_ahead > ahead, bool(steps) and ahead - to_back > back)
        steps.append((turns[0], not turns[1]))
        ahead, back = (
            (back - to_ahead if turns[0] else ahead) - weight / 2,
            (ahead - to_back if turns[1] else back) + weight / 2,
        )
    state, directions = back > ahead, []
    for came in reversed(steps):
        directions.append(state)
        state = came[state]
    return directions[::-1]


def _says_ahead(sentences: Sentences, weights: list[float], year: int | None) -> list[bool]:
    """Whether each sentence, or one before it in its paragraph, says of itself that it looks ahead."""
    answers, said = [], False
    for (words, begins), weight in zip(sentences, weights, strict=True):
        past = told(words) or names_past_year(words, year)
        said = not past and (bool(_SAYS_AHEAD.search(words)) or (said and not begins and weight < _LOOKS_BACK))
        answers.append(said)
    return answers


def _weight(sentence: str, year: int | None) -> float:
    """How far a sentence looks back (above zero) or ahead (below)."""
    weight = sum(_WEIGHTS[name] for name in signs.seen(sentence))
    years = [int(named) for named in re.findall(r"(?<!\d)(20\d\d)年", sentence)]
    if names_past_year(sentence, year) and not looks_ahead(sentence):
        weight += _PAST_YEAR
    elif told(sentence) or names_past_year(sentence, year) or is_past_plan(sentence, year):
        weight += _TOLD
    elif year is not None and any(named >= year for named in years):
        weight += _TO_COME
    if _VOTED.search(sentence):
        weight += _TO_COME
    if _OUTLOOK.search(sentence) and not is_past_plan(sentence, year):
        weight += _TO_COME  # 到“十四五”末
    elif year is not None and any(int(named) > year for named in re.findall(r"到(20\d\d)年", sentence)):
        weight += _TO_COME  # 到2030年
    return weight


def _opens_outlook(sentence: str, year: int | None) -> bool:
    """Whether the sentence sets the years to come over its paragraph: 到2030年，…; 今后五年，…."""
    later = year is not None and any(int(named) > year for named in re.findall(r"到(20\d\d)年", sentence[:12]))
    return later or (bool(_OUTLOOK.search(sentence[:14])) and not is_past_plan(sentence[:14], year))

"""A draft written down: what a promise needs to stand alone – title, words of the text, day, office, confidence."""

import re
from dataclasses import dataclass, replace
from datetime import date

from . import deadlines, titles
from .deliverables import Thing
from .duties import Duties
from .layout import Mood, Passage
from .lines import Folded
from .model import DELIVERABLE, ONGOING, QUANTIFIED, Draft, LooseNumber, Reason
from .quantified import Passed, Target
from .quantities import Quantity
from .segments import Span

_HEDGE = re.compile(r"^(?:并|要|将|全年|今年)?(确保|力争|争取|力促|适时|努力|鼓励|争创|尽快|保证|计划)")

_DELIVERABLE_CONFIDENCE = {
    "starts": 0.8,
    "finishes": 0.8,
    "predicate": 0.75,
    "holds": 0.75,
    "wins": 0.7,
    "issues": 0.7,
    "founds": 0.65,
}


@dataclass(frozen=True)
class Place:
    """Where a clause stands: its passage and sentence, the deadlines it names, and the one its sentence hands on."""

    passage: Passage
    sentence: Span
    clause: Span
    named: tuple[deadlines.Deadline, ...]
    inherited: deadlines.Deadline | None

    def due(self, end: int) -> deadlines.Deadline | None:
        """The deadline of what ends at `end`: the last one named before it, else the clause's first, else the sentence's."""
        before = [deadline for deadline in self.named if deadline.start < end]
        if before:
            return before[-1]
        return self.named[0] if self.named else self.inherited


class Writer:
    """Writes the drafts of one text. `year` is the report's, None where nobody knows it."""

    def __init__(self, text: str, folded: Folded, year: int | None, duties: Duties) -> None:
        self.text, self.folded, self.twin = text, folded, folded.twin
        self.year, self.duties = year, duties

    def quantified(self, place: Place, target: Target, carried: str) -> tuple[Draft, str]:
        """The draft of a target, and the verb that the names after it share; `carried` is the one its own name may share."""
        span, quantity = target.span, target.quantity
        words = span.of(self.twin)
        verb = titles.leading_verb(words)
        borrows = carried and not verb and not re.search(r"增长|达到|提高|下降|率", words)
        reasons = [Reason(target.rule, self._said(Span(quantity.start, quantity.last)))]
        if quantity.sign:
            reasons.append(Reason("comparator", quantity.sign))
        title = (carried if borrows else "") + words
        plain = self._draft(place, span, QUANTIFIED, title, reasons, _confidence(target, place, words))
        measured = replace(
            plain,
            metric=titles.metric(words, self.twin[quantity.start : quantity.last]),
            comparator=quantity.comparator,
            value=quantity.value,
            value_max=quantity.value_max,
            unit=self._unit(quantity),
            measure=titles.measure(words, quantity),
        )
        return measured, verb or carried

    def _unit(self, quantity: Quantity) -> str:
        """The unit as the twin has it; a ratio keeps the colons of the text."""
        if not quantity.unit.startswith("："):
            return quantity.unit
        return re.sub(r"^[\d.０-９．]+", "", self._said(Span(quantity.start, quantity.end)))

    def deliverable(self, place: Place, thing: Thing) -> Draft:
        title = thing.verb + thing.span.of(self.twin) + thing.ending
        reasons = [Reason(thing.rule, thing.sign)]
        return self._draft(place, thing.span, DELIVERABLE, title, reasons, _DELIVERABLE_CONFIDENCE.get(thing.rule, 0.6))

    def ended(self, draft: Draft, due: deadlines.Deadline) -> Draft:
        """A draft with the day that a clause behind it gives, unless its own clause gave one or it promises a beginning."""
        if draft.deadline_text or not deadlines.may_end(draft.title):
            return draft
        because = (*draft.because, Reason("deadline", due.words))
        return replace(draft, deadline=due.on, deadline_text=due.words, because=because)

    def effort(self, place: Place, span: Span) -> Draft:
        words = span.of(self.twin)
        return self._draft(place, span, ONGOING, words, [Reason("standing effort", words[:4])], 0.5)

    def loose(self, place: Place, item: Passed) -> LooseNumber | None:
        """A number that was left out, with its reason; None for words that are no figures (第三轮, 一体化)."""
        quantity = item.quantity
        if quantity.is_chinese and item.reason not in ("past", "forecast"):
            return None
        start, end = self.folded.place(Span(quantity.start, quantity.last))
        return LooseNumber(start, end, self.text[start:end], self._said(place.clause), item.reason)

    def _draft(self, place: Place, span: Span, kind: str, title: str, reasons: list[Reason], confidence: float) -> Draft:
        """A draft with everything that does not depend on a number."""
        deadline, deadline_text = self._deadline(place, span.end)
        if deadline_text:
            reasons.append(Reason("deadline", deadline_text))
        clause, sentence = place.clause.of(self.twin), place.sentence
        office = self.duties.propose(span.of(self.twin), clause, sentence.of(self.twin), place.passage.theme)
        if office.lead:
            reasons.append(Reason("duty", "、".join(office.words)))
        hedge = _HEDGE.match(clause)
        mark = 1 if self.twin[sentence.end : sentence.end + 1] in ("。", "；", "！", "？") else 0
        start, end = self.folded.place(span)
        return Draft(
            title=titles.shorten(title),
            quote=self.text[start:end],
            start=start,
            end=end,
            context=self._said(Span(sentence.start, sentence.end + mark)),
            section=place.passage.section,
            theme=place.passage.theme,
            kind=kind,
            deadline=deadline,
            deadline_text=deadline_text,
            hedge=hedge[1] if hedge else "",
            category=office.category,
            lead_department=office.lead,
            supporting_departments=office.supporting,
            confidence=round(confidence, 2),
            because=tuple(reasons),
        )

    def _deadline(self, place: Place, end: int) -> tuple[date | None, str]:
        """The day and the words that give it; the last day of the year, or of the aims, where none do."""
        if self.year is None:
            return None, ""
        due = place.due(end)
        if due is not None:
            return due.on, self._said(Span(due.start, due.end)) if due.words else ""
        return date(place.passage.horizon or self.year, 12, 31), ""

    def _said(self, span: Span) -> str:
        """The words of the text itself at a span of the folded twin."""
        start, end = self.folded.place(span)
        return self.text[start:end]


def _confidence(target: Target, place: Place, words: str) -> float:
    """From 0.3 to 0.95: how sure the rule is, less for what may be a scope, a word for a figure, or no plan at all."""
    value = {"number at the end": 0.95, "shared names": 0.92, "number before its object": 0.88, "two measures": 0.85}[target.rule]
    if re.search(r"惠及|受益|覆盖人口|服务人口|涉及", words):
        value -= 0.3
    if re.search(r"实事|重点项目", words) and re.match(r"(?:办好|抓好|突出|实施|推进)", words):
        value -= 0.2
    if target.quantity.is_chinese:
        value -= 0.2
    if place.passage.mood is Mood.UNKNOWN:
        value -= 0.1
    return max(0.3, value)

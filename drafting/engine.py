"""From a text to drafts: passages, sentences, clauses, targets and deliverables, and what each needs to stand alone."""

import re
from dataclasses import dataclass, replace
from datetime import date

from . import deadlines, deliverables, layout, ongoing, quantified, tense, titles
from .duties import Duties
from .layout import Mood, Passage
from .model import DELIVERABLE, ONGOING, QUANTIFIED, Draft, Drafted, LooseNumber, Part, Reason
from .quantified import Passed, Target
from .segments import Protected, Span, clauses, sentences
from .shadow import shadow

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


def draft(text: str, year: int | None = None) -> list[Draft]:
    """The quantified and deliverable promises of a report. `year` is the report's; without it the text is asked."""
    return read_report(text, year).drafts


def read_report(
    text: str, year: int | None = None, *, otherwise: int | None = None, with_ongoing: bool = False, duties: Duties | None = None
) -> Drafted:
    """Everything one reading yields. `otherwise` is the year where neither the caller nor the text knows.

    With `with_ongoing` standing efforts of the forward-looking part are drafted too (kind `ongoing`), as a full registry
    needs them. `duties` replaces the generic offices and their words (see `drafting.duties`).
    """
    reading = _Reading(text, year, otherwise, duties or Duties.default(), with_ongoing)
    reading.run()
    return reading.result()


@dataclass(frozen=True)
class _Place:
    """Where a clause stands: its passage, sentence, and the deadline that holds there."""

    passage: Passage
    sentence: Span
    clause: Span
    due: deadlines.Deadline | None


class _Reading:
    def __init__(self, text: str, year: int | None, otherwise: int | None, duties: Duties, with_ongoing: bool) -> None:
        self.text, self.twin = text, shadow(text)
        self.year = year or layout.report_year(self.twin) or otherwise
        self.duties, self.with_ongoing = duties, with_ongoing
        self.protected = Protected(self.twin)
        self.drafts: list[Draft] = []
        self.loose: list[LooseNumber] = []
        self.parts: list[Part] = []

    def result(self) -> Drafted:
        drafts = sorted(self.drafts, key=lambda item: (item.start, item.end))
        covered = [(item.start, item.end) for item in drafts if item.kind == QUANTIFIED]
        loose = [
            number for number in self.loose if not any(start <= number.start and number.end <= end for start, end in covered)
        ]
        signs = tense.report_signs(self.twin[:200_000])
        return Drafted(self.year, drafts, loose, self.parts, bool(drafts) or signs >= max(3, len(self.text) / 400))

    def run(self) -> None:
        all_passages = list(layout.passages(self.twin, self.year))
        unheaded = [passage for passage in all_passages if passage.mood is Mood.UNKNOWN and not passage.heading]
        leaning = tense.leaning(" ".join(passage.span.of(self.twin) for passage in unheaded)) if unheaded else 0.0
        back = leaning < -0.1
        for passage in all_passages:
            self._note_part(passage)
            if passage.mood in (Mood.REVIEW, Mood.ANNEX):
                back = passage.mood is Mood.REVIEW
                continue
            if passage.heading:
                self._heading(passage)
                continue
            for sentence in sentences(self.twin, passage.span, self.protected):
                if passage.mood is Mood.UNKNOWN:
                    back = self._turns_back(sentence, back)
                    if back:
                        continue
                self._sentence(passage, sentence)

    def _note_part(self, passage: Passage) -> None:
        mood = passage.mood.value
        if (
            self.parts
            and self.parts[-1].mood == mood
            and not (passage.heading and mood == "annex" and self.parts[-1].mood != "annex")
        ):
            last = self.parts[-1]
            self.parts[-1] = Part(last.start, passage.span.end, mood, last.heading)
        else:
            heading = passage.span.of(self.text)[:40].strip() if passage.heading else ""
            self.parts.append(Part(passage.span.start, passage.span.end, mood, heading))

    def _turns_back(self, sentence: Span, back: bool) -> bool:
        """Whether, in a text without headings, this sentence tells of the past; else what came before decides."""
        words = sentence.of(self.twin)
        if tense.names_past_year(words, self.year) or tense.looks_back(words):
            return not (
                tense.looks_ahead(words)
                and not tense.names_past_year(words, self.year)
                and not re.match(r"去年|过去|\d{4}年", words)
            )
        if tense.looks_ahead(words) or (self.year and re.search(rf"(?<!\d){self.year}年", words)):
            return False
        return back

    def _heading(self, passage: Passage) -> None:
        """A numbered item without a body of its own may itself hold numbers."""
        words = passage.span.of(self.twin)
        if passage.mood is Mood.ANNEX or not re.match(r"（|\d", words) or not re.search(r"\d", words):
            return
        for sentence in sentences(self.twin, passage.span, self.protected):
            self._sentence(passage, sentence, headed=True)

    def _sentence(self, passage: Passage, sentence: Span, headed: bool = False) -> None:
        words = sentence.of(self.twin)
        past = tense.names_past_year(words, self.year) or (tense.looks_back(words) and not tense.looks_ahead(words))
        lead = passage.theme == words and sentence.start == passage.span.start
        due: deadlines.Deadline | None = None
        for clause in clauses(self.twin, sentence, self.protected):
            if self.year:
                named = deadlines.find(self.twin, clause.start, clause.end, self.year)
                due = named[0] if named else due
            place = _Place(passage, sentence, clause, due)
            targets, passed = quantified.read(self.twin, clause, self.protected)
            if past or tense.looks_back(clause.of(self.twin)):
                passed = passed + [Passed(target.quantity, "past") for target in targets]
                targets = []
            self._loose(place, passed)
            carried = ""
            for target in targets:
                carried = self._quantified(place, target, carried)
            if targets or past or headed or lead:
                continue
            if tense.looks_back(clause.of(self.twin)):
                continue
            things = deliverables.read(self.twin, clause, self.protected)
            for thing in things:
                self._deliverable(place, thing)
            if not things and self.with_ongoing:
                for span in ongoing.read(self.twin, clause):
                    self._ongoing(place, span)

    def _quantified(self, place: _Place, target: Target, carried: str) -> str:
        """Adds the draft of a target; answers the verb that the names after it share."""
        span, quantity = target.span, target.quantity
        words = span.of(self.twin)
        verb = titles.leading_verb(words)
        borrows = carried and not verb and not re.search(r"增长|达到|提高|下降|率", words)
        reasons = [Reason(target.rule, self.text[quantity.start : quantity.last])]
        if quantity.sign:
            reasons.append(Reason("comparator", quantity.sign))
        plain = self._draft(
            place, span, QUANTIFIED, (carried if borrows else "") + words, reasons, _confidence(target, place, words)
        )
        unit = quantity.unit
        if unit.startswith("："):  # a ratio keeps its own colons
            unit = re.sub(r"^[\d.０-９．]+", "", self.text[quantity.start : quantity.end])
        self.drafts.append(
            replace(
                plain,
                metric=titles.metric(words, self.twin[quantity.start : quantity.last]),
                comparator=quantity.comparator,
                value=quantity.value,
                value_max=quantity.value_max,
                unit=unit,
                measure=titles.measure(words, quantity),
            )
        )
        return verb or carried

    def _deliverable(self, place: _Place, thing: deliverables.Thing) -> None:
        title = thing.verb + thing.span.of(self.twin) + thing.ending
        reasons = [Reason(thing.rule, thing.sign)]
        self.drafts.append(
            self._draft(place, thing.span, DELIVERABLE, title, reasons, _DELIVERABLE_CONFIDENCE.get(thing.rule, 0.6))
        )

    def _ongoing(self, place: _Place, span: Span) -> None:
        words = span.of(self.twin)
        self.drafts.append(self._draft(place, span, ONGOING, words, [Reason("standing effort", words[:4])], 0.5))

    def _draft(self, place: _Place, span: Span, kind: str, title: str, reasons: list[Reason], confidence: float) -> Draft:
        """A draft with everything that does not depend on a number."""
        deadline, deadline_text = self._deadline(place)
        if deadline_text:
            reasons.append(Reason("deadline", deadline_text))
        clause, sentence = place.clause.of(self.twin), place.sentence
        office = self.duties.propose(f"{span.of(self.twin)} {clause}", f"{place.passage.theme} {sentence.of(self.twin)}")
        if office.lead:
            reasons.append(Reason("duty", "、".join(office.words)))
        hedge = _HEDGE.match(clause)
        mark = 1 if self.twin[sentence.end : sentence.end + 1] in ("。", "；", "！", "？") else 0
        return Draft(
            title=titles.shorten(title),
            quote=span.of(self.text),
            start=span.start,
            end=span.end,
            context=self.text[sentence.start : sentence.end + mark],
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

    def _deadline(self, place: _Place) -> tuple[date | None, str]:
        """The day and the words that give it; the last day of the year, or of the aims, where none do."""
        if self.year is None:
            return None, ""
        if place.due is not None:
            return place.due.on, self.text[place.due.start : place.due.end].strip()
        return date(place.passage.horizon or self.year, 12, 31), ""

    def _loose(self, place: _Place, passed: list[Passed]) -> None:
        for item in passed:
            quantity = item.quantity
            if quantity.is_chinese and item.reason == "name":
                continue
            self.loose.append(
                LooseNumber(
                    quantity.start,
                    quantity.last,
                    self.text[quantity.start : quantity.last],
                    place.clause.of(self.text),
                    item.reason,
                )
            )


def _confidence(target: Target, place: _Place, words: str) -> float:
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

"""From a text to drafts: passages, sentences, clauses, targets and deliverables, and what each needs to stand alone."""

import re
from bisect import bisect_right
from dataclasses import replace

from . import deadlines, deliverables, direction, layout, ongoing, quantified, tense, titles
from .duties import Duties
from .layout import Mood, Passage
from .lines import fold
from .model import QUANTIFIED, Draft, Drafted, LooseNumber, Part
from .quantified import Passed, Target
from .segments import Protected, Span, clauses, sentences
from .shadow import shadow
from .writing import Place, Writer

_TASKS = frozenset({"starts", "finishes", "holds", "issues", "predicate"})
"""Rules whose ends are named so plainly that they count even where the words stand as the lead phrase of a passage."""


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


class _Covered:
    """The stretches that drafts quote, asked in the time a search takes."""

    def __init__(self, drafts: list[Draft]) -> None:
        self._starts = [item.start for item in drafts]
        self._reach: list[int] = []
        for item in drafts:
            self._reach.append(max(item.end, self._reach[-1] if self._reach else 0))

    def holds(self, number: LooseNumber) -> bool:
        at = bisect_right(self._starts, number.start) - 1
        return at >= 0 and number.end <= self._reach[at]


class _Reading:
    def __init__(self, text: str, year: int | None, otherwise: int | None, duties: Duties, with_ongoing: bool) -> None:
        self.text, self.folded = text, fold(shadow(text))
        self.twin = self.folded.twin
        named = layout.report_year(self.twin)
        self.year = year or named or otherwise
        # A year given that the text does not know dates the drafts; what is past and what is to come the text's own year tells.
        knows = year is not None and (str(year) in self.twin or named == year - 1)  # last year's work alone is named: a review
        self.present = year if knows else named or self.year
        self.with_ongoing = with_ongoing
        self.writer = Writer(text, self.folded, self.year, duties)
        self.protected = Protected(self.twin)
        self.drafts: list[Draft] = []
        self.loose: list[LooseNumber] = []
        self.parts: list[Part] = []
        self.aims = deadlines.Aims()
        self.reviews = False

    def result(self) -> Drafted:
        drafts = sorted(self.drafts, key=lambda item: (item.start, item.end))
        covered = _Covered([item for item in drafts if item.kind == QUANTIFIED])
        loose = [number for number in self.loose if not covered.holds(number)]
        signs = layout.report_signs(self.twin)
        reviews = self.reviews or any(part.mood == Mood.REVIEW.value for part in self.parts)
        return Drafted(self.year, drafts, loose, self.parts, signs >= max(2, len(self.twin) / 200), reviews)

    def run(self) -> None:
        all_passages = list(layout.passages(self.twin, self.present))
        first = next((passage.mood for passage in all_passages if passage.mood is not Mood.UNKNOWN), None)
        front = first is Mood.REVIEW  # what stands before the review is title and greeting
        open_ended: list[tuple[Passage, Span, bool]] = []
        for passage in all_passages:
            front = front and passage.mood is Mood.UNKNOWN
            self._note_part(passage)
            if passage.heading and passage.mood is Mood.UNKNOWN and not front:
                open_ended += [(passage, sentence, True) for sentence in sentences(self.twin, passage.span, self.protected)]
            elif passage.heading:
                self._heading(passage)
            elif passage.mood is Mood.PLAN:
                self._plan(passage)
            elif passage.mood is Mood.UNKNOWN and not front:
                open_ended += [(passage, sentence, False) for sentence in sentences(self.twin, passage.span, self.protected)]
        self._unheaded(open_ended)

    def _plan(self, passage: Passage) -> None:
        back = False
        for sentence in sentences(self.twin, passage.span, self.protected):
            back = self._review_within(sentence, back)
            if passage.inner_leads and layout.is_lead(sentence.of(self.twin)):
                passage = replace(passage, theme=sentence.of(self.twin))
            elif not back:
                self._sentence(passage, sentence)

    def _unheaded(self, found: list[tuple[Passage, Span, bool]]) -> None:
        """Reads sentences over which no heading says whether they look back; the flag says that one is itself a heading."""
        words = [(sentence.of(self.twin), sentence.start == passage.span.start) for passage, sentence, _ in found]
        directions = direction.looking_back(words, self.present)
        self.reviews = self.reviews or any(directions)
        for (passage, sentence, headed), back in zip(found, directions, strict=True):
            if not back and (not headed or self._holds_numbers(passage)):
                self._sentence(passage, sentence, headed)

    def _review_within(self, sentence: Span, back: bool) -> bool:
        """In a plan: whether this sentence belongs to a look back that the passage has opened."""
        words = sentence.of(self.twin)
        if tense.opens_review(words, self.present):
            return True
        return back and not tense.looks_ahead(words)

    def _note_part(self, passage: Passage) -> None:
        mood = passage.mood.value
        if (
            self.parts
            and self.parts[-1].mood == mood
            and not (passage.heading and mood == "annex" and self.parts[-1].mood != "annex")
        ):
            last = self.parts[-1]
            self.parts[-1] = Part(last.start, self.folded.place(passage.span)[1], mood, last.heading)
        else:
            heading = passage.span.of(self.twin)[:40] if passage.heading else ""
            self.parts.append(Part(*self.folded.place(passage.span), mood, heading))

    def _holds_numbers(self, heading: Passage) -> bool:
        words = heading.span.of(self.twin)
        return bool(re.match(r"（|\d", words) and re.search(r"\d", words))

    def _heading(self, passage: Passage) -> None:
        """A numbered item without a body of its own may itself hold numbers."""
        if passage.mood is not Mood.PLAN or not self._holds_numbers(passage):
            return
        for sentence in sentences(self.twin, passage.span, self.protected):
            self._sentence(passage, sentence, headed=True)

    def _sentence(self, passage: Passage, sentence: Span, headed: bool = False) -> None:
        words = sentence.of(self.twin)
        past = tense.names_past_year(words, self.present) or (tense.told(words) and not tense.looks_ahead(words))
        inherited = self._set_over(passage, sentence)
        before: Span | None = None  # the clause before, where it yielded nothing
        newest = len(self.drafts)  # where the drafts of the newest clause begin that yielded any
        for clause in clauses(self.twin, sentence, self.protected):
            named = deadlines.find(self.twin, clause.start, clause.end, self.year) if self.year else []
            place = Place(passage, sentence, clause, tuple(named), inherited)
            past = past and not tense.turns_ahead(clause.of(self.twin))
            told = past or tense.told(clause.of(self.twin))
            count = len(self.drafts)
            has_targets = self._targets(place, told, before)
            if named and self.drafts[newest:] and not has_targets and not told and deadlines.ends(self.twin, clause, named[-1]):
                self.drafts[newest:] = [self.writer.ended(item, named[-1]) for item in self.drafts[newest:]]
                continue
            if named:
                inherited = self._passed_on(place, has_targets)
            yielded = has_targets or (not told and not headed and self._without_number(place, before))
            before = None if yielded else clause
            newest = count if len(self.drafts) > count else newest

    def _set_over(self, passage: Passage, sentence: Span) -> deadlines.Deadline | None:
        """The deadline that stands over a sentence before it is read: of the aims it belongs to or opens."""
        inherited = self.aims.at(passage, sentence, self.twin)
        if self.year and tense.sets_aims(sentence.of(self.twin), self.present):
            later = deadlines.find(self.twin, sentence.start, sentence.end, self.year)
            if later and later[-1].on.year > self.year:
                self.aims.open(later[-1], passage, sentence, first=True, over=True)
                return later[-1]
        return inherited

    def _passed_on(self, place: Place, has_targets: bool) -> deadlines.Deadline | None:
        """The deadline that a clause which names one leaves to the rest of its sentence."""
        passage, sentence, clause, named = place.passage, place.sentence, place.clause, place.named
        year, last = self.year or 0, place.named[-1]
        handed = deadlines.handed_on(self.twin, sentence, clause, named, year)
        if not has_targets and last.on.year > year:
            handed = last  # 展望到2035年的目标，A达到…: a clause that only names the year of what follows
        if last.on.year > year and deadlines.alone(self.twin, clause, last):
            first = not self.drafts or self.drafts[-1].start < self.folded.place(passage.span)[0]
            self.aims.open(last, passage, sentence, first=first)
        if handed is None and last.on.year == year and named[0].start - clause.start <= 3:
            return None  # 今年计划…: what follows is no longer about the later year
        return handed or place.inherited

    def _without_number(self, place: Place, before: Span | None) -> bool:
        """Drafts the deliverables of a clause without targets, else its effort; answers whether it has deliverables."""
        passage, sentence, clause = place.passage, place.sentence, place.clause
        things = deliverables.read(self.twin, clause, before)
        if passage.theme == sentence.of(self.twin) and sentence.start == passage.span.start:
            things = [thing for thing in things if thing.rule in _TASKS]
        for thing in things:
            self.drafts.append(self.writer.deliverable(place, thing))
        if not things and self.with_ongoing:
            for span in ongoing.read(self.twin, clause):
                self.drafts.append(self.writer.effort(place, span))
        return bool(things)

    def _targets(self, place: Place, told: bool, before: Span | None) -> bool:
        """Drafts the targets of a clause; answers whether it has any. `before`: the clause before, where it yielded nothing."""
        targets, passed = quantified.read(self.twin, place.clause, self.protected)
        if told:
            passed, targets = [*passed, *(Passed(target.quantity, "past") for target in targets)], []
        self.loose += [number for item in passed if (number := self.writer.loose(place, item))]
        if targets and before is not None:
            targets[0] = quantified.of_the_thing_before(self.twin, targets[0], before)
        carried = ""
        for target in targets:
            self._named_beside(place, target)
            item, carried = self.writer.quantified(place, target, carried)
            self.drafts.append(item)
        return bool(targets)

    def _named_beside(self, place: Place, target: Target) -> None:
        """Drafts the things without a number that stand in one list with a target."""
        if target.names is not None:
            for thing in deliverables.read(self.twin, target.names):
                self.drafts.append(self.writer.deliverable(place, thing))
        if target.more is not None:
            verb = titles.leading_verb(target.span.of(self.twin))
            thing = deliverables.Thing(target.more, verb, "", "starts" if "开工" in verb else "finishes", verb)
            self.drafts.append(self.writer.deliverable(place, thing))

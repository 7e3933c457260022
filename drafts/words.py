"""The engine's short English words as sentences for a reader: why it refused a file, why a draft is one, why a number is none."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REFUSALS = {  # a piece of the engine's sentence → ours
    "does not exist": gettext_lazy("%(name)s does not exist."),
    "is empty": gettext_lazy("%(name)s is empty."),
    "holds no text": gettext_lazy("%(name)s holds no text."),
    "old Word file or protected": gettext_lazy(
        "%(name)s is an old Word file or protected by a password; save it as .docx without password."
    ),
    "protected by a password": gettext_lazy("%(name)s is protected by a password; save it without one."),
    "no PDF or is broken": gettext_lazy("%(name)s is no PDF or is broken."),
    "broken PDF": gettext_lazy("%(name)s is no PDF or is broken."),
    "Word document": gettext_lazy("%(name)s is no Word document or is broken."),
    "kind that cannot be read": gettext_lazy("%(name)s cannot be read; readable are .txt, .md, .html, .docx and .pdf."),
    "mixes encodings": gettext_lazy("%(name)s mixes encodings or is damaged: it is neither UTF-8 nor GB18030 throughout."),
    "characters; a report has at most": gettext_lazy("%(name)s is far longer than a report; cut it down to the report itself."),
    "a report has fewer than": gettext_lazy("%(name)s is far longer than a report; cut it down to the report itself."),
    "unpacks to far more": gettext_lazy("%(name)s unpacks to far more than a report holds and was not opened."),
    "holds no words": gettext_lazy("%(name)s holds no words."),
    "not written in Chinese": gettext_lazy("%(name)s is not written in Chinese."),
    "a scan without a text layer": gettext_lazy("%(name)s is a scan without text; run text recognition over it first."),
}

RULES = {
    "number at the end": gettext_lazy("a number closes the clause"),
    "number before its object": gettext_lazy("a number before what it counts"),
    "shared names": gettext_lazy("several numbers share the names before them"),
    "two measures": gettext_lazy("two numbers measure the same thing"),
    "starts": gettext_lazy("something named will start"),
    "finishes": gettext_lazy("something named will be finished"),
    "issues": gettext_lazy("a document will be issued"),
    "founds": gettext_lazy("a body or institution will be founded"),
    "builds": gettext_lazy("something named will be built"),
    "wins": gettext_lazy("a title or an approval is sought"),
    "holds": gettext_lazy("an event will be held"),
    "abolishes": gettext_lazy("something will be abolished or closed"),
    "raises": gettext_lazy("a benefit will be raised"),
    "chooses": gettext_lazy("something will be designated"),
    "fits": gettext_lazy("something will be installed for named people or places"),
    "predicate": gettext_lazy("the clause closes with an end reached"),
    "becomes": gettext_lazy("it becomes what others certify"),
    "reaches all": gettext_lazy("full coverage or zero is promised"),
    "reference": gettext_lazy("the figure to reach stands outside the report"),
    "all of it": gettext_lazy("all of something will be done"),
    "improves": gettext_lazy("something named will be improved"),
    "standing effort": gettext_lazy("a standing effort"),
    "comparator": gettext_lazy("how the number is compared"),
    "deadline": gettext_lazy("words that give the deadline"),
    "duty": gettext_lazy("words of the proposed office's duties"),
    "own duty": gettext_lazy("words of the unit's duties as this city keeps them"),
    "similar": gettext_lazy("similar to a promise whose lead is confirmed"),
    "office": gettext_lazy("office proposed"),
    "supporting office": gettext_lazy("supporting office proposed"),
}

LOOSE = {
    "past": gettext_lazy("tells what was done"),
    "forecast": gettext_lazy("a forecast"),
    "frame": gettext_lazy("frames the sentence"),
    "scope": gettext_lazy("says what an effort is about"),
    "describes": gettext_lazy("describes something else"),
    "where it starts from": gettext_lazy("the value a change starts from"),
    "size of a list": gettext_lazy("counts the points of a list"),
    "order": gettext_lazy("an ordinal or a name"),
    "date": gettext_lazy("a date or a span of time"),
    "year": gettext_lazy("a year"),
    "name": gettext_lazy("part of a name"),
    "bracket": gettext_lazy("stands in brackets"),
    "bare number": gettext_lazy("a number that measures nothing"),
}


def refusal(sentence: str, name: str) -> str:
    """Why the engine cannot read the file `name`, in the reader's language; its own words where we have none."""
    said = sentence.removeprefix(name)
    found = next((ours for piece, ours in REFUSALS.items() if piece in said), None)
    return str(found) % {"name": name} if found else sentence


def rule(name: str) -> str:
    return str(RULES.get(name, name))


def loose(name: str) -> str:
    return str(LOOSE.get(name, name))


def no_report(name: str) -> str:
    return _("%(name)s lacks the words of a work report; nothing was stored.") % {"name": name}


def no_promise(name: str) -> str:
    return _("%(name)s holds no promise, nor a review of past work; nothing was stored.") % {"name": name}


def no_slug(slug: str) -> str:
    return _("“%(slug)s” cannot stand in an address: letters a to z, digits and hyphens, up to 60 of them.") % {"slug": slug[:80]}


def drafted_already(slug: str) -> str:
    return _("The report “%(slug)s” has commitments already; they are corrected in its review, not drafted twice.") % {
        "slug": slug
    }

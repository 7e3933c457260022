"""Work orders, their words, their links; and the thesaurus of the suggestions (one app, one place for models)."""

from .answers import AnswerDraft
from .caller import Caller
from .draft import IntakeDraft
from .handling import Handling
from .importing import ColumnMapping, ImportRun
from .link import Link
from .order import DayCount, WorkOrder, WorkOrderText
from .promise import StagedPromise

# After ours: Open311 and the suggestions read them.
from hotline.open311.models import Open311Key, Open311Request, Open311Update  # isort: skip
from hotline.suggesting.models import Concept, ConceptTerm, Lesson, Offer, Taught, WordGroup  # isort: skip
from .signal import OrderConcept, Signal, SweepMark, Tally  # isort: skip

__all__ = [
    "AnswerDraft",
    "Caller",
    "ColumnMapping",
    "Concept",
    "ConceptTerm",
    "DayCount",
    "Handling",
    "ImportRun",
    "IntakeDraft",
    "Lesson",
    "Link",
    "Offer",
    "Open311Key",
    "Open311Request",
    "Open311Update",
    "OrderConcept",
    "Signal",
    "StagedPromise",
    "SweepMark",
    "Tally",
    "Taught",
    "WordGroup",
    "WorkOrder",
    "WorkOrderText",
]

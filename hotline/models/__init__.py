"""Work orders, their words, their links; and the thesaurus of the suggestions (one app, one place for models)."""

from .importing import ColumnMapping, ImportRun
from .link import Link
from .order import DayCount, WorkOrder, WorkOrderText

# After ours: the suggestions read them.
from hotline.suggesting.models import Concept, ConceptTerm, Lesson, Offer, Taught, WordGroup  # isort: skip

__all__ = [
    "ColumnMapping",
    "Concept",
    "ConceptTerm",
    "DayCount",
    "ImportRun",
    "Lesson",
    "Link",
    "Offer",
    "Taught",
    "WordGroup",
    "WorkOrder",
    "WorkOrderText",
]

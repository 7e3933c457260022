"""From any city's work report to drafts of its promises. Plain Python: no Django, no database, no network.

    from drafting import draft, read, read_report, Unreadable

    reading = read(Path("report.docx"))          # text of a txt, md, html, docx or pdf file; raises Unreadable
    drafts = draft(reading.text, year=2026)      # list[Draft]; text[d.start:d.end] == d.quote
    everything = read_report(reading.text)       # drafts, numbers not accounted for, parts, the report's year

See `docs/drafting.md` for the rules and how good they are.
"""

from .duties import Duties
from .engine import draft, read_report
from .model import DELIVERABLE, ONGOING, QUANTIFIED, Draft, Drafted, LooseNumber, Part, Reason
from .reading import Reading, Unreadable, read, read_bytes

__all__ = [
    "DELIVERABLE",
    "ONGOING",
    "QUANTIFIED",
    "Draft",
    "Drafted",
    "Duties",
    "LooseNumber",
    "Part",
    "Reading",
    "Reason",
    "Unreadable",
    "draft",
    "read",
    "read_bytes",
    "read_report",
]

"""Data of the promises: what was said, what was asked for, how it stands. Rules live above (`workflow`, `lights` …)."""

from .channel import Gateway, Preference
from .commitment import Category, Commitment, Kind, Light, Measure, Outcome, ReasonCode, Stage
from .deadline import DeadlineVersion
from .feed import Feed
from .parts import CountyShare, Milestone, Site, SupportingDuty
from .progress import Evidence, Plan, PlanFigure, ProgressReport
from .reminder import Delivery, Digest, PlannedDay, Reminder
from .report import Report
from .requests import AssignmentDispute, Request
from .rule import RuleValue
from .urging import UrgingItem, UrgingNote
from .view import SavedView

__all__ = [
    "AssignmentDispute",
    "Category",
    "Commitment",
    "CountyShare",
    "DeadlineVersion",
    "Delivery",
    "Digest",
    "Evidence",
    "Feed",
    "Gateway",
    "Kind",
    "Light",
    "Measure",
    "Milestone",
    "Outcome",
    "Plan",
    "PlanFigure",
    "PlannedDay",
    "Preference",
    "ProgressReport",
    "ReasonCode",
    "Reminder",
    "Report",
    "Request",
    "RuleValue",
    "SavedView",
    "Site",
    "Stage",
    "SupportingDuty",
    "UrgingItem",
    "UrgingNote",
]

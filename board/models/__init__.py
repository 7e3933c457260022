"""What supervisors look at and let out: counts of each day, bulletins, and the public state they release."""

from .bulletin import Bulletin, BulletinItem, PublishedItem
from .counts import DayCount

__all__ = ["Bulletin", "BulletinItem", "DayCount", "PublishedItem"]

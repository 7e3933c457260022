"""Thresholds of the hotline, each a setting with the default of municipal practice (`settings.YANBIXING_HOTLINE`)."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings


@dataclass(frozen=True)
class HotlineRules:
    page_size: int = 50
    found_promises: int = 8  # so many promises are offered while the agent types
    panel_links: int = 6  # so many stand beside a commitment
    # Repeats shown while a call is taken down
    same_caller_days: int = 30
    repeat_days: int = 7
    repeat_likeness: int = 70  # of the words, in per cent
    compared_orders: int = 300
    shown_repeats: int = 5
    # Signals (未诉先办): so many callers in so many days, at least so many times the average of the weeks before
    signal_callers: int = 5
    signal_days: int = 14
    signal_times: int = 2
    signal_weeks: int = 8
    # West, south, east, north in degrees: an Open311 request elsewhere is refused; None takes every place.
    bounds: tuple[float, float, float, float] | None = (115.26, 35.78, 116.54, 37.04)

    # The clock of an order, in working days from its dispatch (Shandong; by type where a city has it so)
    limit_days: int = 5
    limit_days_by_nature: tuple[tuple[str, int], ...] = ()
    return_days: int = 2
    extension_days: int = 10
    yellow_days: int = 1
    # Retention: days after the call, for the words and for the caller, by class
    words_days: int = 3 * 365
    words_days_by_nature: tuple[tuple[str, int], ...] = (("enquiry", 365), ("praise", 365))
    caller_days: int = 365
    import_file_days: int = 30
    draft_days: int = 1  # a call being taken down is kept until the next day is over

    def limit(self, nature: str) -> int:
        """Working days an order of `nature` may take."""
        return dict(self.limit_days_by_nature).get(nature, self.limit_days)

    def retention(self, nature: str) -> tuple[int, int]:
        """Days the words and the caller of an order of `nature` are kept; the caller never longer than the words."""
        words = dict(self.words_days_by_nature).get(nature, self.words_days)
        return words, min(words, self.caller_days)


@cache
def _from_settings() -> HotlineRules:
    return HotlineRules(**getattr(settings, "YANBIXING_HOTLINE", {}))


def rules() -> HotlineRules:
    """The thresholds in force."""
    return _from_settings()

"""Whether a target is met and how far it is: pure, one rule each (DOMAIN: A commitment, target)."""

from decimal import Decimal as D
from types import SimpleNamespace

import pytest

from commitments import targets

TOLERANCE = D("0.05")


def target(comparator: str, value: str, **fields: object) -> SimpleNamespace:
    given = {"value_max": None, "unit": "所", "measure": "count", "lower_is_better": False, "baseline": None, **fields}
    return SimpleNamespace(comparator=comparator, value=D(value), **given)


def met(wanted: SimpleNamespace, reached: str) -> bool:
    return targets.is_met(wanted, D(reached), tolerance=TOLERANCE)


@pytest.mark.parametrize(
    "comparator, lower, enough, too_little",
    [
        (">=", False, "24", "23.9"),
        ("=", False, "24", "23"),
        ("=", False, "30", "23"),  # "=" means at least
        ("=", True, "20", "25"),  # at most where lower is better
        ("<=", True, "24", "24.1"),
        ("~", False, "22.8", "22.7"),  # five per cent, on the bad side
        ("~", False, "99", "22.7"),  # the good side has no end
        ("~", True, "25.2", "25.3"),
    ],
)
def test_comparators_as_the_field_reads_them(comparator, lower, enough, too_little):
    wanted = target(comparator, "24", lower_is_better=lower)
    assert met(wanted, enough)
    assert not met(wanted, too_little)


def test_a_range_means_at_least_its_lower_end():
    wanted = target("range", "6", value_max=D(8))
    assert met(wanted, "6") and met(wanted, "9")
    assert not met(wanted, "5.9")


def test_a_range_where_lower_is_better_means_at_most_its_upper_end():
    wanted = target("range", "3", value_max=D(4), lower_is_better=True)
    assert met(wanted, "4") and met(wanted, "2")
    assert not met(wanted, "4.1")


def test_the_tolerance_of_about_follows_the_size_of_a_negative_value():
    wanted = target("~", "-10", measure="growth")
    assert met(wanted, "-10.5")
    assert not met(wanted, "-10.6")


def test_a_share_is_judged_by_its_own_value_and_the_targets_comparator():
    wanted = target("=", "24", lower_is_better=True)
    assert targets.is_met(wanted, D(3), tolerance=TOLERANCE, value=D(3))
    assert not targets.is_met(wanted, D(4), tolerance=TOLERANCE, value=D(3))


def test_without_a_figure_or_a_target_nothing_is_met():
    assert not targets.is_met(target(">=", "24"), None, tolerance=TOLERANCE)
    nothing = target(">=", "24")
    nothing.value = None
    assert not targets.is_met(nothing, D(24), tolerance=TOLERANCE)


@pytest.mark.parametrize(
    "wanted, reached, percent",
    [
        (target(">=", "24"), "6", "25.0"),
        (target(">=", "24"), "48", "100.0"),
        (target("range", "6", value_max=D(8)), "3", "50.0"),
        (target(">=", "60", measure="level", baseline=D(50)), "52", "20.0"),
        (target(">=", "60", measure="level", baseline=D(50)), "40", "0.0"),
        (target(">=", "60", measure="level"), "52", None),  # the way is not known without where it began
        (target(">=", "7", measure="growth"), "6", None),
        (target("<=", "4.5", measure="cap"), "4", None),
    ],
)
def test_progress_is_a_percentage_or_nothing(wanted, reached, percent):
    assert targets.progress(wanted, D(reached)) == (D(percent) if percent else None)


@pytest.mark.parametrize("unit, value, base", [("万套", "2.5", 25_000), ("亿元", "300", 30_000_000_000), ("所", "24", 24)])
def test_units_as_written_have_a_base_value(unit, value, base):
    assert targets.base_value(D(value), unit) == base

"""Where the current value comes from: sites, county shares, or what was reported – one place decides."""

from datetime import date
from decimal import Decimal

from commitments import targets
from commitments.models import Commitment, Measure, Site
from commitments.rules import rules
from departments.models import Department


def derives_from_sites(row: Commitment) -> bool:
    """A count in single units with sites is derived from the completed ones, never typed."""
    return row.measure == Measure.COUNT and targets.multiplier(row.unit) == 1 and not row.per_county and row.sites.exists()


def derives_from_shares(row: Commitment) -> bool:
    return bool(row.value is not None and row.shares.exists())


def recount(row: Commitment) -> None:
    """Recompute `current_value`, its source and `progress` of a locked row (unsaved)."""
    if derives_from_sites(row):
        done = [site.completed_on for site in row.sites.filter(stage=Site.Stage.COMPLETED) if site.completed_on]
        row.current_value, row.value_source = Decimal(len(done)), "sites"
        row.value_on = max([*done, row.value_on] if row.value_on else done, default=row.value_on)
    elif derives_from_shares(row):
        shares = list(row.shares.values_list("value", "current_value", "value_on"))
        reported = [current for _, current, _ in shares if current is not None]
        row.value_source = "shares"
        row.value_on = max((day for _, _, day in shares if day), default=None)
        if row.per_county:
            met = sum(1 for value, current, _ in shares if _share_met(row, value, current))
            row.current_value = min(reported) if len(reported) == len(shares) else None
            row.progress = (Decimal(met * 100) / len(shares)).quantize(Decimal("0.1"))
            return
        row.current_value = sum(reported, Decimal(0)) if reported else None
    row.progress = targets.progress(row, row.current_value)


def _share_met(row: Commitment, value: Decimal, current: Decimal | None) -> bool:
    """Whether a county keeps its own share, by the commitment's comparator."""
    return targets.is_met(row, current, tolerance=rules().about_tolerance, value=value)


def counties_without_share(row: Commitment, *, on: date) -> list[str]:
    """Names of the counties (not the zones) that stand on the local day `on` and have no share of a target per county."""
    if not row.per_county:
        return []
    counties = Department.objects.valid(on=on).filter(kind=Department.Kind.COUNTY)
    return list(counties.exclude(shares__commitment=row).values_list("short_name", flat=True))


def shares_mismatch(row: Commitment) -> Decimal | None:
    """By how much the shares miss the target's value (None: nothing to compare, or they add up)."""
    values = [share.value for share in row.shares.all()]
    if not values or row.value is None or row.per_county or row.measure != Measure.COUNT:
        return None
    difference = sum(values, Decimal(0)) - row.value
    return difference or None

"""Running numbers without gaps or twins: one row per series, locked while it counts.

Reading the largest number and adding one gives two people at once the same; the row of the series makes the
second wait until the first has committed.
"""

from collections.abc import Callable

from django.db import connection

from .models import Series


def next_number(series: str, *, taken: Callable[[], int] = lambda: 0) -> int:
    """The next number of `series`, part of the caller's transaction: rolled back, it is given again.

    `taken` tells the largest number given before the series was counted here; asked once, at its start.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is drawn in the transaction of what it numbers")
    row, is_new = Series.objects.select_for_update().get_or_create(name=series)
    if is_new:
        row.last = taken()
    row.last += 1
    row.save(update_fields=["last"])
    return row.last

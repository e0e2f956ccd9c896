"""What must come out of B1, so that nothing gets fast by doing less.

Here counts are held against what the published model says and engines against each other; every
program of a run is judged alike.  ``api.bench_b1_run`` imports it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

COUNTS = (
    "parcels_in", "discharged", "rejected", "queue_wait_mean_s", "queue_wait_p95_s",
    "loop_time_mean_s", "failed_pass_share",
)  # fmt: skip
"""What every program reports of a day."""
PARCELS_PER_H = 13_000
NO_READ_SHARE = 0.02
LOOP_MEAN_S = 61.12
LOOP_SPREAD_S = 35.0
"""Standard deviation of a ride, about."""
DEVIATIONS = 5.0
MOST_INSIDE = 700
"""Parcels on the loop's 500 carriers and in the queues before it."""
QUEUE_MEAN_S, QUEUE_FROM_H, QUEUE_WITHIN = 1.51, 6.0, 0.1
"""Mean wait of the yardstick's days; a shorter day than so many hours says too little."""
STRESS_FAILED_SHARE = (0.03, 0.07)
WORK_S, STRESS_WORK_S = 45.0, 57.0


def what_is_off(row: Mapping[str, Any], hours: float, work_s: float) -> Iterator[str]:
    """Yield a clause for each count of B1 that the published model does not allow.

    Parameters
    ----------
    row
        Counts of one run.
    hours
        Simulated time from empty [h].
    work_s
        Time a chute's worker takes [s]: 45, or 57 for the stress variant.
    """
    came, expected = row["parcels_in"], PARCELS_PER_H * hours
    if abs(came - expected) > DEVIATIONS * math.sqrt(expected):
        yield f"{came:,} parcels came, {expected:,.0f} are expected"
    left = row["discharged"] + row["rejected"]
    if came - left > MOST_INSIDE:
        yield f"{came:,} parcels came and only {left:,} left the loop"
    if left > came:
        yield f"{left:,} parcels left the loop, more than the {came:,} that came"
    if left > 0 and None in (row["loop_time_mean_s"], row["queue_wait_mean_s"]):
        yield "a mean is missing"
    elif left > 0 and work_s == WORK_S:
        yield from _off_unstressed(row, left, hours)
    if work_s == STRESS_WORK_S and hours >= QUEUE_FROM_H:
        low, high = STRESS_FAILED_SHARE
        if not low <= row["failed_pass_share"] <= high:
            yield f"{row['failed_pass_share']:.2%} failed a pass, about 5 % are expected"


def _off_unstressed(row: Mapping[str, Any], left: int, hours: float) -> Iterator[str]:
    share = row["rejected"] / left
    spread = math.sqrt(NO_READ_SHARE * (1 - NO_READ_SHARE) / left)
    # From empty the long rides to the reject chute are fewer among those that have ended.
    begins = 0.01 / (60 * hours)
    if abs(share - NO_READ_SHARE) > DEVIATIONS * spread + begins:
        yield f"{share:.2%} were rejected, {NO_READ_SHARE:.0%} cannot be read"
    slack = DEVIATIONS * LOOP_SPREAD_S / math.sqrt(left) + 5_000 / (3600 * hours)
    if abs(row["loop_time_mean_s"] - LOOP_MEAN_S) > slack:
        yield f"a ride took {row['loop_time_mean_s']:.2f} s, geometry says {LOOP_MEAN_S} s"
    off = row["queue_wait_mean_s"] / QUEUE_MEAN_S - 1
    if hours >= QUEUE_FROM_H and abs(off) > QUEUE_WITHIN:
        yield f"a parcel waited {row['queue_wait_mean_s']:.2f} s, {QUEUE_MEAN_S} s are expected"


def what_differs(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield a clause for each count on which the engines of one seed do not agree exactly."""
    (first, expected), *others = rows.items()
    for name, row in others:
        for count in COUNTS:
            if row[count] != expected[count]:
                yield f"{count} is {expected[count]} by {first} and {row[count]} by {name}"


def what_is_lost(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield a clause where the parcels that left and those inside are not those that came."""
    if row["left"] + row["inside"] != row["parcels_in"]:
        yield f"{row['parcels_in']:,} came, {row['left']:,} left, {row['inside']:,} are inside"

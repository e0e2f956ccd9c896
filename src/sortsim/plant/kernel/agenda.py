"""The agenda: which stations need a turn in which window, by level (rule C3).

Here lives a ring of buckets, one a level and a window of a power of two of ticks; stations due
later than the ring reaches stand in a bucket of their own.  Only ``plant.kernel`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import dues, wheel
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.names import NEVER, NONE
from sortsim.plant.kernel.records import Plant

BUCKETS = 1 << 10
"""Windows that the ring reaches ahead."""


@small
def wake(plant: Plant, s: int, at: int) -> None:
    """Let a station take a turn no later than an instant."""
    due = dues(plant, s)
    if at < due.at:
        due.at = at
        if not plant.looks_around:
            place(plant, s)


@kernel
def place(plant: Plant, s: int) -> None:
    """Put a station into the bucket of its due instant."""
    due = dues(plant, s)
    bucket = bucket_of(plant, due.at, due.level)
    if bucket != due.bucket:
        remove(plant, s)
        if bucket != NONE:
            _add(plant, s, bucket)


@small
def bucket_of(plant: Plant, at: int, level: int) -> int:
    """Return the bucket of an instant and a level, none if the instant never comes."""
    if at >= NEVER:
        return NONE
    window = at >> plant.shift
    if window >= plant.window + BUCKETS:
        return BUCKETS * plant.levels
    return first_bucket(plant, window) + level


@small
def first_bucket(plant: Plant, window: int) -> int:
    """Return the bucket of a window's lowest level."""
    return (window & (BUCKETS - 1)) * plant.levels


@kernel
def _add(plant: Plant, s: int, bucket: int) -> None:
    due, first = dues(plant, s), wheel(plant, bucket)
    due.bucket, due.previous, due.next = bucket, NONE, first.value
    if first.value != NONE:
        dues(plant, first.value).previous = s
    first.value = s


@kernel
def remove(plant: Plant, s: int) -> None:
    """Take a station out of its bucket."""
    due = dues(plant, s)
    if due.bucket == NONE:
        return
    if due.previous == NONE:
        wheel(plant, due.bucket).value = due.next
    else:
        dues(plant, due.previous).next = due.next
    if due.next != NONE:
        dues(plant, due.next).previous = due.previous
    due.bucket = NONE


@kernel
def is_empty(plant: Plant) -> bool:
    """Whether nobody is due in the present window."""
    first = first_bucket(plant, plant.window)
    count = 0
    for bucket in range(first, first + plant.levels):
        count += wheel(plant, bucket).value != NONE
    return count == 0


@kernel
def go_to(plant: Plant, window: int) -> None:
    """Make a window the present one; now and then look who of the later ones is within reach."""
    is_jump = window > plant.window + 1
    plant.window = window
    if is_jump or not window & (BUCKETS - 1):
        s = wheel(plant, BUCKETS * plant.levels).value
        while s != NONE:
            following = dues(plant, s).next
            place(plant, s)
            s = following

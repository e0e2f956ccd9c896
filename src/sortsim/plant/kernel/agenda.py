"""The agenda: which stations need a turn in which window (rule C3).

Here lives a ring of buckets, one a window of a power of two of ticks; stations due later than
the ring reaches stand in a bucket of their own.  Only ``plant.kernel`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import dues, wheel
from sortsim.plant.kernel.jit import kernel
from sortsim.plant.kernel.names import NEVER, NONE
from sortsim.plant.kernel.records import Plant

BUCKETS = 1 << 12
LATER = BUCKETS
"""The bucket of stations that are due after the ring's last window."""


@kernel
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
    bucket = bucket_of(plant, due.at)
    if bucket != due.bucket:
        remove(plant, s)
        if bucket != NONE:
            _add(plant, s, bucket)


@kernel
def bucket_of(plant: Plant, at: int) -> int:
    """Return the bucket of an instant, none if it never comes."""
    if at >= NEVER:
        return NONE
    window = at >> plant.shift
    return LATER if window >= plant.window + BUCKETS else window & (BUCKETS - 1)


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
def turn_ring(plant: Plant) -> None:
    """Begin the next window; once a round look who of the later ones is within reach."""
    plant.window += 1
    if plant.window & (BUCKETS - 1):
        return
    s = wheel(plant, LATER).value
    while s != NONE:
        following = dues(plant, s).next
        place(plant, s)
        s = following

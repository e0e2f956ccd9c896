"""What every station of the kernel has: accounts, pace, notes, notices.

Here lives what the modules of the kinds share.  Only ``plant.kernel`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import notices, trace
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.names import NONE
from sortsim.plant.kernel.records import Plant, Station


@small
def integrate(station: Station, now: int) -> None:
    """Book the time since the last turn as busy, blocked or stopped."""
    elapsed = now - station.mark
    station.mark = now
    if station.stopped_at != NONE:
        station.stopped += elapsed
    else:
        station.busy += station.working * elapsed
        station.blocked += station.is_blocked * elapsed


@small
def paced(station: Station, ticks: int) -> int:
    """Return the duration of some work at the present pace, at least one tick."""
    if station.pace_num != station.pace_den:
        ticks = ticks * station.pace_num // station.pace_den
    return max(ticks, 1)


@small
def note(plant: Plant, now: int, s: int, act: int, number: int) -> None:
    """Write a trace record if a trace is kept."""
    note_by(plant, now, s, act, number, NONE)


@small
def note_by(plant: Plant, now: int, s: int, act: int, number: int, l: int) -> None:  # noqa: E741
    """Write a trace record of what takes or took a link, if a trace is kept."""
    if plant.trace_room:
        record = trace(plant, plant.trace_count)
        record.at, record.station, record.act = now, s, act
        record.piece, record.link = number, l
        plant.trace_count += 1


@kernel
def tell(plant: Plant, now: int, s: int, kind: int, a: int, b: int, c: int) -> None:
    """Tell the world."""
    notice = notices(plant, plant.notices_count)
    notice.at, notice.station, notice.kind = now, s, kind
    notice.a, notice.b, notice.c = a, b, c
    plant.notices_count += 1

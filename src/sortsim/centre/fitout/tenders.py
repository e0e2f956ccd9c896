"""Tenders of chutes: who changes bags and empties loose chutes (rules P11, P11b, C9).

Here a row of chutes becomes tender stations, one for each ``chutes_per_tender`` chutes, or
one machine station for all.  Loops and wheel lines use it; nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence

from sortsim.centre.fitout.draft import Draft
from sortsim.core.clock import Ticks
from sortsim.plant.contract import Exits, TendersPlan

Work = tuple[str | None, Ticks]
"""Work column, and the constant work where there is none."""


def reserve(
    draft: Draft, part: str, name: str, chutes: int, chutes_per_tender: int, *, is_bagging: bool
) -> list[int]:
    """Reserve the tender stations of a row of chutes; return the station of each chute.

    Machines (``chutes_per_tender`` 0) that change bags share one station, since a chute has
    one bag frame; a take-away belt works piece by piece, so each is a station of its own.
    """
    if not chutes_per_tender and is_bagging:
        return [draft.reserve(part, f"{name}.machines")] * chutes
    each = chutes_per_tender or 1
    count = -(-chutes // each)
    stations = [draft.reserve(part, f"{name}.tender.{n + 1}") for n in range(count)]
    return [stations[chute // each] for chute in range(chutes)]


def describe(
    draft: Draft, index: int, pool: str | None, work: Work, exits: Exits, *, is_unlimited: bool
) -> None:
    """Describe one tender station, of one tender; or of a machine for every chute."""
    if pool is not None:
        draft.staff(pool, index, 1)
    draft.describe(index, TendersPlan(
        draft.names[index], "tenders", draft.part_of[index], None if is_unlimited else 1,
        *work, *work, exits,
    ))  # fmt: skip


def lanes_by_station(
    stations: Sequence[int], lanes_of_chutes: Sequence[set[int]]
) -> dict[int, list[int]]:
    """Return the lanes whose bags or pieces each tender station may get."""
    lanes: dict[int, set[int]] = {station: set() for station in stations}
    for station, chute_lanes in zip(stations, lanes_of_chutes, strict=True):
        lanes[station] |= chute_lanes
    return {station: sorted(found) for station, found in lanes.items()}

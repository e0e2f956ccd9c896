"""Sort plans (分拣方案): which chutes of a loop each lane has in a wave (rule P10).

Here lanes are dealt over chutes by volume, or read from a file.  The chutes themselves
are made in ``loops``.  The modules of ``centre`` import it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heapreplace

from sortsim.centre.fitout.lanes import SortLane
from sortsim.core.errors import InputError, Problem

SortPlan = Mapping[int, tuple[int, ...]]
"""Lane to its chutes, by index on a deck."""


def pairs(plan: SortPlan) -> Iterator[tuple[int, int]]:
    """Yield every lane with each of its chutes."""
    for lane, chutes in plan.items():
        yield from ((lane, chute) for chute in chutes)


def deal_lanes(
    lanes: Mapping[int, SortLane], eligible: Mapping[int, Sequence[int]], slots: Sequence[int]
) -> SortPlan:
    """Return chutes dealt over lanes by volume.

    Every lane gets one chute, those with the least choice first; each further chute goes to
    the lane with the most volume a chute it has (the divisor rule of Jefferson and D'Hondt).
    Within a row of chutes with the same choice, the chutes of one lane lie evenly apart, so
    that two of them are in opposite halves of the loop.

    Parameters
    ----------
    lanes
        The lanes of the wave by index.
    eligible
        The lanes that each chute may serve, by chute; chutes without any stay empty.
    slots
        Slot of each chute; chutes are laid in this order along the loop.

    Returns
    -------
    Mapping
        Lane to chutes; a lane for which no chute is left is absent.
    """
    rows: dict[tuple[int, ...], list[int]] = {}
    for chute, able in eligible.items():
        if able:
            rows.setdefault(tuple(able), []).append(chute)
    shares = _apportion(lanes, {able: len(chutes) for able, chutes in rows.items()})
    plan: dict[int, list[int]] = {}
    for able, chutes in rows.items():
        in_order = sorted(chutes, key=lambda chute: (slots[chute], chute))
        for lane, chute in zip(_spread(shares[able]), in_order, strict=False):
            plan.setdefault(lane, []).append(chute)
    return {lane: tuple(sorted(plan[lane])) for lane in sorted(plan)}


Row = tuple[int, ...]


def _apportion(lanes: Mapping[int, SortLane], room: Mapping[Row, int]) -> dict[Row, dict[int, int]]:
    """Return how many chutes of each row every lane gets."""
    left = dict(room)
    shares: dict[Row, dict[int, int]] = {row: {} for row in room}
    choices = {lane: [row for row in room if lane in row] for lane in lanes}
    total: dict[int, int] = {}
    for lane in sorted(lanes, key=lambda i: (_choice(choices[i], room), -lanes[i].weight, i)):
        free = [row for row in choices[lane] if left[row]]
        if free:  # the narrowest row first: a row for all lanes stays for those without another
            row = min(free, key=lambda able: (len(able), able))
            shares[row][lane] = total[lane] = 1
            left[row] -= 1
    for row in sorted(left, key=lambda able: (len(able), able)):
        _deal_rest(row, left[row], lanes, shares[row], total)
    return shares


def _choice(rows: Sequence[Row], room: Mapping[Row, int]) -> int:
    return sum(room[row] for row in rows)


def _deal_rest(
    row: Row,
    chutes: int,
    lanes: Mapping[int, SortLane],
    shares: dict[int, int],
    total: dict[int, int],
) -> None:
    """Deal the chutes left of a row to the lanes with the most volume a chute."""
    heap = [(-lanes[i].weight / total[i], i) for i in row if i in total]
    heapify(heap)
    for _ in range(chutes if heap else 0):
        lane = heap[0][1]
        shares[lane] = shares.get(lane, 0) + 1
        total[lane] += 1
        heapreplace(heap, (-lanes[lane].weight / total[lane], lane))


def _spread(counts: Mapping[int, int]) -> list[int]:
    """Return lanes in the order of the chutes of a row, each lane's chutes evenly apart."""
    marks = [
        ((k + rank / len(counts)) / counts[lane], rank, lane)
        for rank, lane in enumerate(sorted(counts))
        for k in range(counts[lane])
    ]
    return [lane for _, _, lane in sorted(marks)]


def read_plan(text: str, file: str, lanes: Sequence[SortLane], chutes: int) -> SortPlan:
    """Return the sort plan in a CSV ``lane,chute``; chutes are numbered from 1 on a deck.

    Raises
    ------
    InputError
        With one problem for every broken row, its row number as the line.
    """
    by_name = {lane.name: i for i, lane in enumerate(lanes)}
    plan: dict[int, list[int]] = {}
    problems: list[Problem] = []
    taken: dict[int, str] = {}
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        if (number == 1 and [cell.strip() for cell in row[:2]] == ["lane", "chute"]) or not row:
            continue
        wrong = _row_problem(row, by_name, chutes, taken)
        if wrong:
            problems.append(Problem(wrong, file, number, key="lane,chute", value=",".join(row)))
            continue
        chute = int(row[1]) - 1
        taken[chute] = row[0].strip()
        plan.setdefault(by_name[row[0].strip()], []).append(chute)
    if problems:
        raise InputError(problems)
    return {lane: tuple(sorted(plan[lane])) for lane in sorted(plan)}


def _row_problem(
    row: Sequence[str], by_name: Mapping[str, int], chutes: int, taken: Mapping[int, str]
) -> str | None:
    if len(row) != 2:
        return f"a row of a sort plan has 2 cells, lane and chute, not {len(row)}"
    lane, chute = row[0].strip(), row[1].strip()
    if lane not in by_name:
        return "no lane has this name"
    if not chute.isdigit() or not 1 <= int(chute) <= chutes:
        return f"the chute must be a whole number from 1 to {chutes}"
    if taken.get(int(chute) - 1, lane) != lane:
        return f"the chute already belongs to lane '{taken[int(chute) - 1]}'"
    return None

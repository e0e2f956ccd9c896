"""Cases that hold exactly, to the tick: S15, S17 at a chute, S20 of docs/validation.md."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque

import numpy as np
import pytest

from sortsim.plant.contract import ANY, Act, ChutePlan, InductionPlan, Stage
from tests.analytic.samples import (
    PAIRS,
    UNIT,
    assert_paired,
    batches,
    controlled,
    draws,
    poisson,
)
from tests.analytic.twins import one_server_with_room
from tests.builders_plant import S, Sketch, Told, load

# ---------------------------------------------------------------- S15


@pytest.mark.parametrize(("every", "work", "servers"), [(10, 25, 2), (7, 30, 4), (10, 25, 1)])
def test_s15_arrivals_and_service_by_the_clock(every: int, work: int, servers: int) -> None:
    """S15: truck n waits floor(n / c) (s - c a): 0, 0, 5, 5, 10, 10 ... for 10, 25 and two."""
    s = Sketch()
    s.source("source", s.link("source", "dock"))
    s.desk("dock", {ANY: (s.link("dock", "out"),)}, servers=servers, work=work)
    s.sink("out")
    arrivals = [n * every for n in range(40)]
    run = s.run(s.feed("source", load(40, arrivals=arrivals)))
    starts = {piece: at for at, piece in run.times(Act.STARTED)}
    waits = [starts[n] - arrivals[n] - 1 for n in range(40)]  # the way to the desk takes a tick
    assert waits == [n // servers * (work - servers * every) for n in range(40)]


def test_s15_doors_unload_by_the_clock() -> None:
    """S15: vehicles every 10 at one door that takes 25 each wait 0, 15, 30 ... for it."""
    s = Sketch()
    s.door("door", s.link("door", "out"))
    s.sink("out")
    told = [
        s.feed("door", load(5, first_id=5 * n, gate=10 * n, work={"unload": 5}), at=10 * n)
        for n in range(20)
    ]
    run = s.run(*told)
    left = run.left()
    for n in range(20):
        last = left[5 * n + 4]
        assert last.spent[Stage.YARD] == 0
        assert last.spent[Stage.DOOR] == 25 + n * 15


def test_s15_a_fluid_backlog() -> None:
    """S15: 3000/h for 2 h, then 500/h, at 2000/h: peak 2000 at 2 h, gone at 3.333 h.

    Area 3333.3 parcel-hours, mean delay 0.5 h of the 6666.7 of the busy period; single pieces
    are within one of the fluid.
    """
    hour = 3600 * S
    first = [n * hour // 3000 for n in range(6000)]
    then = [2 * hour + n * hour // 500 for n in range(1000)]
    s = Sketch()
    s.source("source", s.link("source", "desk"))
    s.desk("desk", {ANY: (s.link("desk", "out"),)}, work=hour // 2000)
    s.sink("out")
    run = s.run(s.feed("source", load(7000, arrivals=first + then)), until=5 * hour)
    starts = [at for at, _ in run.times(Act.STARTED)]
    waits = [at - come - 1 for at, come in zip(starts, first + then, strict=True)]
    backlog = 6000 - bisect_left(starts, 2 * hour)
    assert backlog == pytest.approx(2000, abs=1)
    gone = next(n for n in range(6000, 7000) if waits[n] == 0)
    assert (first + then)[gone] / hour == pytest.approx(10 / 3, abs=0.003)
    busy = waits[:gone]
    assert sum(busy) / hour == pytest.approx(3333.3, rel=0.001)
    assert len(busy) == pytest.approx(6666.7, abs=2)
    assert np.mean(busy) / hour == pytest.approx(0.5, rel=0.001)


# ---------------------------------------------------------------- S17 at a chute


def chute(pieces: int, work_s: float, places: int, rate: float, number: int) -> Told:
    """Run Poisson pieces -> loop -> a loose chute of so many places -> a tender -> sink.

    Carriers pass every millisecond; who finds the chute full goes to the reject at the next slot.
    """
    s = Sketch()
    entry = s.link("source", "loop")
    s.source("source", entry)
    own = [ChutePlan(1, s.link("loop", "tender", 1, 1, places), 0, places)]
    reject = s.link("loop", "rejected")
    s.loop("loop", 4, [InductionPlan(0, 0, 1, (entry,))], own, {0: (0,)}, num=1000,
           reject_slot=2, reject_out=reject, max_laps=0)  # fmt: skip
    s.tenders("tender", {ANY: (s.link("tender", "out"),)}, work=round(work_s * S))
    s.sink("rejected", "out")
    gaps = draws("s17chute", number).exponential(S / rate, pieces)
    arrivals = np.cumsum(np.maximum(1, np.rint(gaps))).astype(np.int64)
    return s.run(s.feed("source", load(pieces, arrivals=arrivals)), until=int(arrivals[-1]) + S)


def lost_at_chute(run: Told, work: int, places: int) -> list[bool]:
    """Return which pieces find a chute full, by the recursion of a queue with room.

    A request takes a tick to the tender and news of room a tick back; news of the instant of a
    passage is in time for it (rule C5).
    """
    inside: deque[int] = deque()
    end, lost = 0, []
    for loaded, _ in run.times(Act.INDUCTED):
        at = loaded + 1000
        while inside and inside[0] <= at:
            inside.popleft()
        lost.append(len(inside) >= places)
        if not lost[-1]:
            end = max(at + 1, end) + work
            inside.append(end + 1)
    return lost


def test_s17_a_finite_chute_loses_exactly_what_its_recursion_loses() -> None:
    """S17: a loose chute of five places, service included, and its tender: piece by piece."""
    run = chute(4000, 0.8, 5, 1.0, 0)
    lost = lost_at_chute(run, 800_000, 5)
    rejected = {piece for _, piece in run.times(Act.REJECTED)}
    assert rejected == {piece for piece, full in enumerate(lost) if full}
    assert sum(lost) > 80


def test_s17_a_finite_chute() -> None:
    """S17: M/D/1/5 at 0.8 at a chute: 0.035290 rejected.

    Common draws: the plain recursion of a queue with room on the instants at which pieces come to
    the chute differs from the real one by the ticks of request and news alone; it then runs on.
    """
    work, n, differences = 800_000, 4000, []
    for number in range(PAIRS):
        run = chute(n, 0.8, 5, 1.0, number)
        come = np.array([[at + 1000 for at, _ in run.times(Act.INDUCTED)]])
        alone = one_server_with_room(come, np.full((1, n), work), 5).lost.mean()
        differences.append(len(run.times(Act.REJECTED)) / n - alone)
    shape = (6000, 2500)
    long = one_server_with_room(poisson(draws("s17long"), 1.0, shape), np.full(shape, work), 5)
    late = long.after(500)
    lost = controlled(late.lost.mean(axis=1), late.drawn()[:, :1] / UNIT, (1.0,))
    assert_paired(batches(lost), np.asarray(differences), 0.035290, within=0.01)


# ---------------------------------------------------------------- S20


def test_s20_eight_customers() -> None:
    """S20: waits 0, 11, 8, 7, 2, 5, 6, 0 in 25: mean 4.875, mean queue 1.56, rate 0.32 (ROS 11)."""
    unit = 1000
    come, work = [0, 1, 5, 7, 13, 13, 14, 24], [12, 1, 1, 1, 3, 2, 3, 1]
    s = Sketch()
    s.source("source", s.link("source", "desk"))
    s.desk("desk", {ANY: (s.link("desk", "out"),)})
    s.sink("out")
    tape = load(8, arrivals=[t * unit for t in come], work={"work": [t * unit for t in work]})
    run = s.run(s.feed("source", tape), until=1)
    queue = []
    for end in range(unit, 26 * unit, unit):
        run.engine.advance(end + 1)
        queue.append(int(run.engine.census().waiting[s.number("desk")]))
    waits = [at - 1 - tape.arrivals[piece] for at, piece in run.times(Act.STARTED)]  # type: ignore[index]
    assert [int(wait) / unit for wait in waits] == [0, 11, 8, 7, 2, 5, 6, 0]
    mean_wait, mean_queue, rate = sum(waits) / unit / 8, sum(queue) / 25, 8 / 25
    assert (mean_wait, mean_queue, rate) == (4.875, 1.56, 0.32)
    assert mean_queue == pytest.approx(rate * mean_wait)

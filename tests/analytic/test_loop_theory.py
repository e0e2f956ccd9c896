"""Loops in theory and on the real one (cases S1 to S6, S8)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sortsim.plant.contract import (
    ANY,
    Act,
    ChutePlan,
    InductionPlan,
    Load,
    LoopPlan,
    SinkPlan,
    SourcePlan,
    Stage,
    TendersPlan,
)
from sortsim.stats.loop_bounds import carriers_per_h, kwo_check, parts_on_leg
from tests.analytic.replications import check
from tests.analytic.samples import assert_mean, draws
from tests.builders_plant import PlanBuilder, Run, S, feed, load, run

TAU = 240_000
"""A carrier every 0.24 s: 0.6 m at 2.5 m/s."""


def loop(
    tapes: list[Load], slots: list[int], chutes: list[int], *, carriers: int, passages: int,
    headway: int = 1, scanners: tuple[int, ...] = (), max_laps: int = 10**9, zones: int = 1,
    reserved: bool = False,
) -> Run:  # fmt: skip
    """Run sources -> loop -> take-away of every chute -> sink; lane n is chute n."""
    b = PlanBuilder()
    n = len(slots)
    for i in range(n):
        b.add(SourcePlan(f"source{i}", "source", "source", i))
        b.link(i, n)
    plans = tuple(ChutePlan(slot, n + c, 0, 2**31) for c, slot in enumerate(chutes))
    reject = n + len(chutes)
    b.add(LoopPlan(
        "loop", "loop", "loop", carriers, TAU, 1, 0,
        tuple(InductionPlan(s, i * zones // n, headway, (i,)) for i, s in enumerate(slots)), plans,
        reserved=reserved, scanner_slots=scanners, no_read="round", coding_slot=0, coding_out=None,
        reject_slot=carriers - 1, reject_out=reject, max_laps=max_laps,
        sort_plans=({c: (c,) for c in range(len(chutes))},),
    ))  # fmt: skip
    for _ in chutes:
        b.link(n, n + 1)
    b.link(n, n + 2)
    b.add(TendersPlan("belt", "tenders", "belt", None, None, 1, None, 1, {ANY: (reject + 1,)}))
    b.add(SinkPlan("sink", "sink", "sink"))
    b.link(n + 1, n + 2)
    commands = [feed(i, tape) for i, tape in enumerate(tapes)]
    return run(b.plan(len(chutes)), commands, (passages * TAU + 1) / S)


def inducted(told: Run, after_passage: int = 0) -> int:
    """Return the pieces loaded after a passage."""
    return sum(act == Act.INDUCTED and t > after_passage * TAU for t, _, act, *_ in told.trace)


def waiting(n: int, lane: Any = 0, **columns: Any) -> Load:
    """Return a tape of pieces that all stand waiting from the start."""
    return load(n, lane=lane, arrivals=np.ones(n, np.int64), **columns)


def test_s1_one_zone_is_a_piece_a_carrier() -> None:
    """S1: saturated, everything off before the zone: v/p, 15 000 an hour."""
    told = loop([waiting(2000)], [0], [30], carriers=50, passages=1500)
    assert inducted(told) == 1500


def test_s2_two_opposite_zones_carry_four_thirds() -> None:
    """S2: uniform destinations, always pieces waiting: 4/3 of v/p (vendor: 1.33; brute 1.33331)."""
    chutes = [*range(1, 50), *range(51, 100)]

    def observe(rng: np.random.Generator) -> float:
        tapes = [waiting(2000, rng.integers(0, len(chutes), 2000)) for _ in range(2)]
        told = loop(tapes, [0, 50], chutes, carriers=100, passages=2400, zones=2)
        return inducted(told, after_passage=400) / 2000

    check(4 / 3, observe, runs=30, width=0.01)


def test_s2_zones_that_feed_only_the_way_to_the_next_carry_double() -> None:
    """S2: each zone sends to the chutes before the other zone: exactly 2 v/p (vendor: 24 000)."""
    chutes = [*range(1, 50), *range(51, 100)]
    rng = np.random.default_rng(2)
    tapes = [waiting(2000, rng.integers(0, 49, 2000) + 49 * zone) for zone in range(2)]
    told = loop(tapes, [0, 50], chutes, carriers=100, passages=1500, zones=2)
    assert inducted(told, after_passage=100) == 2 * 1400


@pytest.mark.parametrize(("headway_s", "carriers"), [(1.5, 7), (1.44, 6)])
def test_s3_headway_on_the_carrier_lattice(headway_s: float, carriers: int) -> None:
    """S3: 1.5 s is every 7th carrier, 2 142.86 an hour; 1.44 s is exactly every 6th, 2 500."""
    told = loop([waiting(200)], [0], [30], carriers=50, passages=700, headway=round(headway_s * S))
    times = [t for t, _, act, *_ in told.trace if act == Act.INDUCTED]
    assert set(np.diff(times).tolist()) == {carriers * TAU}


def test_s3_six_inductions_fill_six_sevenths() -> None:
    """S3: six saturated inductions of 1.5 s in a row: 6/7 of an empty stream, 12 857.1 an hour."""
    slots = [0, 2, 4, 6, 8, 10]
    told = loop(
        [waiting(200) for _ in slots], slots, [40], carriers=60, passages=1200, headway=1_500_000
    )
    assert inducted(told, after_passage=500) == 600
    assert pytest.approx(12_857.1, abs=0.05) == 600 / 700 * 3600 / 0.24


@pytest.mark.parametrize(
    ("speed_m_per_min", "pitch_m", "parts", "work_min", "needed", "holds"),
    [(60.0, 12.0, 2, 0.2, 4.0, True), (50.0, 5.0, 2, 0.15, 6.0, False)],
)
def test_s4_kwos_rules(
    speed_m_per_min: float, pitch_m: float, parts: int, work_min: float, needed: float, holds: bool
) -> None:
    """S4: example A passes at equality, 5 carriers a minute; example B fails the speed rule."""
    found = kwo_check(
        speed_m_per_min=speed_m_per_min, pitch_m=pitch_m, parts_per_carrier=parts,
        loading_min=work_min, unloading_min=work_min,
        loading_rate_per_min=needed, unloading_rate_per_min=needed,
    )  # fmt: skip
    assert found.speed_holds == holds
    assert found.capacity_holds


def test_s4_parts_on_a_leg_and_a_rate() -> None:
    """S4: example C: 150 m of loaded leg at 3 m pitch are 50 parts, 0.3 m/s are 6 parts a minute.

    Example D: 300 ft of rollers, boxes every 15 ft with 20 parts, 30 ft/min: 20 boxes, 2 400 an
    hour, and 45 ft/min for 3 600.
    """
    assert parts_on_leg(150, 3, 1) == 50
    assert carriers_per_h(0.3, 3) / 60 == pytest.approx(6)
    assert parts_on_leg(300, 15, 20) == 20 * 20
    assert 20 * 60 * 30 / 15 == 2400
    assert 20 * 60 * 45 / 15 == 3600


def poisson_loop(
    rng: np.random.Generator, n: int, mean_s: tuple[float, float], *, reserved: bool = False
) -> Run:
    """Run two opposite Poisson inductions on a loop of 98 chutes until all have left."""
    chutes = [*range(1, 50), *range(51, 100)]
    tapes = [
        load(n, first_id=n * i, lane=rng.integers(0, len(chutes), n),
             arrivals=np.cumsum(rng.exponential(mean * S, n)).astype(np.int64) + 1)
        for i, mean in enumerate(mean_s)
    ]  # fmt: skip
    last = max(int(tape.arrivals[-1]) for tape in tapes if tape.arrivals is not None)
    return loop(tapes, [0, 50], chutes, carriers=100, passages=last // TAU + 300, zones=2,
                reserved=reserved)  # fmt: skip


def test_s5_the_number_on_a_loop_is_rate_times_ride() -> None:
    """S5: carrier-ticks loaded are the sum of the rides, to the tick (Little on the path)."""
    told = poisson_loop(np.random.default_rng(5), 2000, (0.5, 0.5))
    rides = sum(d.spent[Stage.LOOP] + d.spent[Stage.EXTRA_LAPS] for d in told.ledger)
    assert len(told.ledger) == 4000
    assert told.engine.census().busy[2] == rides


@pytest.mark.parametrize("reserved", [False, True])
def test_s5_occupancy_is_the_flow_that_rides_past(reserved: bool) -> None:
    """S5: loaded carriers after points 0, 25, 50 and 75 are tau x sum of rate x P(covers).

    Whatever the allocation: the count alone to two per cent, and to one per cent with the pieces
    that come meanwhile and whose ride covers the point, of known expectation, as control.
    """
    rates = np.array([1 / 0.4, 1 / 0.8])
    # Of the 98 chutes (1 to 49, 51 to 99) those that pieces from slot 0 and from 50 have ahead.
    covers = np.array([(98, 49), (73, 24), (49, 98), (24, 73)]) / 98
    begin, passages = 50 * S, 380 * S // TAU  # while both zones are fed
    seen = np.array([
        occupancy(draws("s5", run), begin, passages, reserved=reserved) for run in range(50)
    ])  # fmt: skip
    for (counted, come), theory in zip(seen.transpose(1, 2, 0), TAU / S * covers @ rates,
                                       strict=True):  # fmt: skip
        assert_mean(counted / passages, theory, within=0.02)
        assert_mean((counted - come) / passages + theory, theory)


def occupancy(
    rng: np.random.Generator, begin: int, passages: int, *, reserved: bool
) -> list[tuple[int, int]]:
    """Return, by point, loaded carriers counted and covering pieces that came meanwhile."""
    points, n = (0, 25, 50, 75), 1200
    told = poisson_loop(rng, n, (0.4, 0.8), reserved=reserved)
    assert len(told.ledger) == 2 * n
    on: dict[int, int] = {}
    counts = [0] * len(points)
    for at, station, act, piece, _ in sorted(told.trace):
        if station == 2 and act == Act.INDUCTED:
            on[piece] = at
        elif station == 2 and act == Act.DISCHARGED:
            loaded, slot = on.pop(piece), 0 if piece < n else 50
            for number, point in enumerate(points):
                passed = loaded + (point - slot) % 100 * TAU
                counts[number] += passed < at and begin <= passed < begin + passages * TAU
    return [
        (count, sum(_covers(d, point) for d in told.ledger
                    if begin <= d.load.arrivals[d.row] < begin + passages * TAU))
        for count, point in zip(counts, points, strict=True)
    ]  # fmt: skip


def _covers(departure: Any, point: int) -> bool:
    """Whether the way from a piece's induction to its chute leads past a point."""
    slot = 0 if departure.load.piece_id[0] == 0 else 50
    chute = [*range(1, 50), *range(51, 100)][departure.load.lane[departure.row]]
    return (point - slot) % 100 < (chute - slot) % 100


def first_passages(arrivals: np.ndarray) -> np.ndarray:
    """Return the passages that load Poisson pieces: each the first after its arrival and the last.

    The recursion ``s = max(next passage after the arrival, s of the one before + 1)``.
    """
    after = (arrivals + 1) // TAU + 1  # the link to the induction takes a tick
    number = np.arange(arrivals.shape[-1])
    return number + np.maximum.accumulate(after - number, axis=-1)


def poisson_instants(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Return arrivals at one a second [ticks]."""
    return np.cumsum(rng.exponential(S, shape), axis=-1).astype(np.int64) + 1


def test_s6_poisson_arrivals_on_empty_carriers() -> None:
    """S6: tau 0.24 s, one a second: the mean wait to loading is 0.15789 s (brute 0.15791).

    The loop loads exactly when the recursion says; the recursion then runs on.
    """
    rng = np.random.default_rng(6)
    at = poisson_instants(rng, (4500,))
    passages = int(at[-1]) // TAU + 100
    told = loop([load(4500, arrivals=at)], [0], [30], carriers=50, passages=passages)
    loads = [t // TAU for t, _, act, *_ in told.trace if act == Act.INDUCTED]
    assert loads == first_passages(at).tolist()

    def observe(rng: np.random.Generator) -> float:
        at = poisson_instants(rng, (9000,))
        return float((first_passages(at) * TAU - at).mean()) / S

    check(0.1578947, observe, runs=60, width=0.01)


def test_s8_recirculation_takes_its_share() -> None:
    """S8: each pass fails with f = .05: one saturated zone gives .95 v/p, 14 250 an hour."""

    def observe(rng: np.random.Generator) -> float:
        fails = rng.geometric(0.95, 1300) - 1
        told = loop(
            [waiting(1300, no_reads=fails)], [0], [30], carriers=50, passages=1300, scanners=(20,)
        )
        return inducted(told, after_passage=300) / 1000

    check(0.95, observe, runs=30, width=0.01)


def test_s8_three_attempts() -> None:
    """S8: f = .1 and three attempts: 1.11 passes on average, 0.1 % rejected."""

    def passes(rng: np.random.Generator) -> float:
        fails = rng.geometric(0.9, 800) - 1
        tape = load(800, arrivals=(np.arange(800) + 1) * 2 * TAU, no_reads=fails)
        told = loop([tape], [0], [30], carriers=50, passages=1800, scanners=(20,), max_laps=2)
        laps = np.array([d.laps for d in told.ledger])
        rejected = np.array([d.rejects for d in told.ledger])
        assert rejected.sum() == (fails > 2).sum()
        return float(laps.mean() + 1 - rejected.mean())

    check(1.11, passes, runs=30, width=0.01)

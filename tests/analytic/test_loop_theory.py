"""Loops in theory and on the real one (cases S1 to S6, S8)."""

from __future__ import annotations

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
from sortsim.stats.loop_bounds import kwo_check
from tests.analytic.replications import check
from tests.builders_plant import PlanBuilder, Run, S, feed, load, run

TAU = 240_000
"""A carrier every 0.24 s: 0.6 m at 2.5 m/s."""


def loop(
    tapes: list[Load], slots: list[int], chutes: list[int], *, carriers: int, passages: int,
    headway: int = 1, scanners: tuple[int, ...] = (), max_laps: int = 10**9, zones: int = 1,
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
        reserved=False, scanner_slots=scanners, no_read="round", coding_slot=0, coding_out=None,
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
    return sum(act == Act.INDUCTED and t > after_passage * TAU for t, _, act, _ in told.trace)


def waiting(n: int, lane: object = 0, **columns: object) -> Load:
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
        tapes = [waiting(3200, rng.integers(0, len(chutes), 3200)) for _ in range(2)]
        told = loop(tapes, [0, 50], chutes, carriers=100, passages=4000, zones=2)
        return inducted(told, after_passage=1000) / 3000

    check(4 / 3, observe, runs=8, width=0.03)


@pytest.mark.parametrize(("headway_s", "carriers"), [(1.5, 7), (1.44, 6)])
def test_s3_headway_on_the_carrier_lattice(headway_s: float, carriers: int) -> None:
    """S3: 1.5 s is every 7th carrier, 2 142.86 an hour; 1.44 s is exactly every 6th, 2 500."""
    told = loop([waiting(200)], [0], [30], carriers=50, passages=700, headway=round(headway_s * S))
    times = [t for t, _, act, _ in told.trace if act == Act.INDUCTED]
    assert set(np.diff(times).tolist()) == {carriers * TAU}


def test_s3_six_inductions_fill_six_sevenths() -> None:
    """S3: six saturated inductions of 1.5 s in a row: 6/7 of an empty stream, 12 857.1 an hour."""
    slots = [0, 2, 4, 6, 8, 10]
    told = loop(
        [waiting(200) for _ in slots], slots, [40], carriers=60, passages=1200, headway=1_500_000
    )
    assert inducted(told, after_passage=500) / 700 == pytest.approx(6 / 7, abs=6 / 700)


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


def test_s5_occupancy_is_the_flow_that_rides_past() -> None:
    """S5: carriers loaded = sum over inductions of rate x mean ride, whatever the policy."""
    chutes = [*range(1, 50), *range(51, 100)]
    rng = np.random.default_rng(5)
    n, gap = 3000, 500_000
    tapes = [
        load(n, lane=rng.integers(0, len(chutes), n), arrivals=(np.arange(n) + 1) * gap + i)
        for i in range(2)
    ]
    told = loop(tapes, [0, 50], chutes, carriers=100, passages=n * gap // TAU + 200, zones=2)
    rides = sum(d.spent[Stage.LOOP] + d.spent[Stage.EXTRA_LAPS] for d in told.ledger)
    busy = told.engine.census().busy[2]
    assert len(told.ledger) == 2 * n
    assert busy == rides  # Little's law to the tick: carrier-ticks loaded = sum of the rides


def test_s6_poisson_arrivals_on_empty_carriers() -> None:
    """S6: tau 0.24 s, one a second: the mean wait to loading is 0.15789 s (brute 0.15791)."""

    def observe(rng: np.random.Generator) -> float:
        at = np.cumsum(rng.exponential(S, 3000)).astype(np.int64) + 1
        told = loop(
            [load(3000, arrivals=at)], [0], [30], carriers=50, passages=int(at[-1]) // TAU + 100
        )
        return float(np.mean([d.spent[Stage.INDUCTION] for d in told.ledger])) / S

    check(0.15789, observe, runs=8, width=0.05)


def test_s8_recirculation_takes_its_share() -> None:
    """S8: each pass fails with f = .05: one saturated zone gives .95 v/p, 14 250 an hour."""

    def observe(rng: np.random.Generator) -> float:
        fails = rng.geometric(0.95, 4000) - 1
        told = loop(
            [waiting(4000, no_reads=fails)], [0], [30], carriers=50, passages=4000, scanners=(20,)
        )
        return inducted(told, after_passage=500) / 3500

    check(0.95, observe, runs=6, width=0.02)


def test_s8_three_attempts() -> None:
    """S8: f = .1 and three attempts: 1.11 passes on average, 0.1 % rejected."""

    def passes(rng: np.random.Generator) -> float:
        fails = rng.geometric(0.9, 3000) - 1
        tape = load(3000, arrivals=(np.arange(3000) + 1) * 2 * TAU, no_reads=fails)
        told = loop([tape], [0], [30], carriers=50, passages=6300, scanners=(20,), max_laps=2)
        laps = np.array([d.laps for d in told.ledger])
        rejected = np.array([d.rejects for d in told.ledger])
        assert rejected.sum() == (fails > 2).sum()
        return float(laps.mean() + 1 - rejected.mean())

    check(1.11, passes, runs=6, width=0.03)

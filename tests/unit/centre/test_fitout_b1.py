"""Benchmark B1 is a scenario like any other."""

from __future__ import annotations

import pytest

from sortsim.centre.checks.every import problems
from sortsim.centre.fitout.build import build
from sortsim.centre.source_loads import source_tapes
from sortsim.core.clock import TICKS_PER_H
from sortsim.plant.contract import Act, Departure, LoopPlan, Stage, TendersPlan, Unload
from sortsim.plant.reference.plant import ReferencePlant
from sortsim.spec.load import load_scenario
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

B1 = "scenarios/benchmarks/b1.toml"
STRESS = "scenarios/overlays/b1-stress.toml"


@pytest.fixture(scope="module")
def b1() -> Resolved[Scenario]:
    return load_scenario(B1)


def loop_of(scenario: Scenario) -> LoopPlan:
    return next(s for s in build(scenario).plan.stations if isinstance(s, LoopPlan))


def test_b1_has_no_problems(b1: Resolved[Scenario]) -> None:
    """The shipped benchmark passes every check."""
    assert problems(b1) == []
    assert problems(load_scenario(B1, overlays=[STRESS])) == []


def test_b1_has_the_slots_of_its_page(b1: Resolved[Scenario]) -> None:
    """500 carriers, 0.24 s apart; twelve inductions, 200 chutes, the reject chute at 149 m."""
    loop = loop_of(b1.scenario)

    assert (loop.carriers, loop.num, loop.den) == (500, 240_000, 1)
    assert [i.slot for i in loop.inductions] == [0, 2, 4, 6, 8, 10, 250, 252, 254, 256, 258, 260]
    assert {induction.headway for induction in loop.inductions} == {1_500_000}
    assert [chute.slot for chute in loop.chutes] == [
        *range(33, 233, 2), *range(283, 483, 2),
    ]  # fmt: skip
    assert (loop.reject_slot, loop.max_laps, loop.no_read) == (248, 2, "reject")
    assert loop.sort_plans == ({chute: (chute,) for chute in range(200)},)


def test_b1_has_a_worker_a_chute_and_unlimited_inductions(b1: Resolved[Scenario]) -> None:
    """200 workers of 45 s with 30 places each; 57 s under stress."""
    plan = build(b1.scenario).plan
    loop = loop_of(b1.scenario)
    workers = [station for station in plan.stations if isinstance(station, TendersPlan)]

    assert len(workers) == 200
    assert {(worker.tenders, worker.loose_work) for worker in workers} == {(1, 45_000_000)}
    assert {plan.links[chute.out].places for chute in loop.chutes} == {30}
    assert {plan.links[i.links[0]].places for i in loop.inductions} == {None}
    stress = build(load_scenario(B1, overlays=[STRESS]).scenario).plan
    assert {s.loose_work for s in stress.stations if isinstance(s, TendersPlan)} == {57_000_000}


class Tally:
    """What B1 asks to be reported."""

    def __init__(self) -> None:
        self.rejected = 0
        self.queue_s: list[float] = []
        self.loop_s: list[float] = []

    def left(self, departure: Departure) -> None:
        assert departure.act == Act.LEFT_PLANT
        self.rejected += departure.rejects
        self.queue_s.append(departure.spent[Stage.INDUCTION] / 1e6)
        loop = departure.spent[Stage.LOOP] + departure.spent[Stage.EXTRA_LAPS]
        self.loop_s.append(loop / 1e6)


def test_an_hour_of_b1_agrees_with_the_plain_yardstick(b1: Resolved[Scenario]) -> None:
    """A day of the plain yardstick: 1.51 s in the queue, 61 s on the loop, 2 % rejected."""
    fitout = build(b1.scenario)
    tally = Tally()
    plant = ReferencePlant(fitout.plan, tally)
    for tape in source_tapes(b1.scenario, fitout, seed=1, until=TICKS_PER_H):
        for load in tape.loads():
            plant.command(Unload(0, tape.station, load))
    plant.advance(TICKS_PER_H)

    assert sum(tally.queue_s) / len(tally.queue_s) == pytest.approx(1.51, rel=0.12)
    assert sum(tally.loop_s) / len(tally.loop_s) == pytest.approx(61.0, rel=0.02)
    assert tally.rejected / len(tally.loop_s) == pytest.approx(0.02, abs=0.005)

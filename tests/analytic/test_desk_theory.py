"""Queues in theory and on the real desks' own accounts (cases S9 to S12, S14, S15, S17, S18, S20).

A desk cannot serve the millions of customers that a wait to two per cent takes.  So each case
runs it on short tapes, takes its mean less that of the textbook recursion on the same tapes, and
adds the mean of a long run of the recursion: common draws, the recursion as control variate.
Waits and losses are what the accounts of the pieces say; `test_queue_theory` compares the trace,
start by start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from sortsim.plant.contract import Act, Stage
from sortsim.plant.engines import make_engine
from tests.analytic.samples import (
    PAIRS,
    UNIT,
    FloatArray,
    IntArray,
    assert_paired,
    batches,
    draws,
    in_ticks,
    poisson,
)
from tests.analytic.twins import (
    Starts,
    lindley,
    one_server_with_room,
    servers_alone,
    several_servers,
)
from tests.builders_plant import Departures, S, feed, load, queue_plan, run

Shape = tuple[int, int]
Law = Callable[[np.random.Generator, Shape], FloatArray]


def exponential(mean: float) -> Law:
    """Return a law by its mean [units]."""
    return lambda rng, shape: rng.exponential(mean, shape)


def fixed(value: float) -> Law:
    """Return the law that always gives one value."""
    return lambda rng, shape: np.full(shape, value)


def lognormal(mean: float, sd: float) -> Law:
    """Return a lognormal law by mean and standard deviation."""
    sigma = np.sqrt(np.log(1 + (sd / mean) ** 2))
    return lambda rng, shape: rng.lognormal(np.log(mean) - sigma**2 / 2, sigma, shape)


@dataclass(frozen=True)
class Queue:
    """A Poisson stream, or one of batches, at a desk."""

    name: str
    rate: float
    work: Law
    servers: int = 1
    room: int | None = None
    batch: int = 1
    long: tuple[int, int] = (300, 20_000)
    """Replications and customers of the long run of the recursion."""

    def tapes(self, number: int, shape: Shape) -> tuple[IntArray, IntArray]:
        """Return arrivals and work in ticks."""
        rng = draws(f"desk.{self.name}", number)
        instants = poisson(rng, self.rate, (shape[0], shape[1] // self.batch))
        arrivals = np.repeat(instants, self.batch, axis=1)
        return arrivals, in_ticks(self.work(rng, arrivals.shape))  # type: ignore[arg-type]

    def recursion(self, arrivals: IntArray, services: IntArray) -> Starts:
        """Return the starts of the textbook recursion."""
        if self.room == self.servers > 1:
            return servers_alone(arrivals, services, self.servers)
        if self.room is not None:
            return one_server_with_room(arrivals, services, self.room)
        if self.servers > 1:
            return several_servers(arrivals, services, self.servers)
        return lindley(arrivals, services)

    def told(self, starts: Starts) -> FloatArray:
        """Return mean wait [units], or share lost, of the later two thirds by replication."""
        late = starts.after(starts.arrivals.shape[1] // 3)
        return late.waits.mean(axis=1) / UNIT if self.room is None else late.lost.mean(axis=1)

    def by_desk(self, arrivals: IntArray, services: IntArray) -> float:
        """Return the same of one tape, by the accounts of the pieces that left a real desk."""
        ledger = Departures()
        engine = make_engine("reference", queue_plan(self.servers, room=self.room), ledger)
        tape = load(len(arrivals), arrivals=arrivals, work={"work": services})
        engine.command(feed(0, tape))
        engine.advance(int(arrivals[-1] + services.sum()) + 3)
        assert len(ledger) == len(arrivals)
        late = [d for d in ledger if d.row >= len(arrivals) // 3]
        if self.room is not None:
            return sum(d.act == Act.LOST for d in late) / len(late)
        waits = [d.spent[Stage.HAND] - int(services[d.row]) for d in late]
        return sum(waits) / len(waits) / UNIT


def assert_desk(queue: Queue, theory: float, *, within: float = 0.02) -> None:
    """Hold a desk against theory, by common tapes and a long run of its recursion."""
    differences = []
    for number in range(PAIRS):
        arrivals, services = queue.tapes(number, (1, 2000))
        alone = float(queue.told(queue.recursion(arrivals, services))[0])
        differences.append(queue.by_desk(arrivals[0], services[0]) - alone)
    many = queue.told(queue.recursion(*queue.tapes(PAIRS, queue.long)))
    assert_paired(batches(many), np.asarray(differences), theory, within=within)


def test_s9_mm1() -> None:
    """S9: M/M/1 with 5 and 8 an hour waits 0.20833 h (ROS 11; Ciw's own runs print 0.2013)."""
    assert_desk(Queue("s9", 5, exponential(1 / 8)), 0.20833)


def test_s10_dock_with_five_doors() -> None:
    """S10: M/M/5, 12 trucks an hour of 20 min each wait 11.08 min (ROS 11)."""
    assert_desk(Queue("s10", 1 / 5, exponential(20), 5, long=(6000, 1800)), 11.08)


def test_s11_mm1_with_a_buffer_of_five() -> None:
    """S11: M/M/1/6, rates 1 and 1.2: 0.077424 a minute are lost (ROS 11)."""
    assert_desk(Queue("s11", 1, exponential(1 / 1.2), room=6, long=(4000, 1500)), 0.077424)


@pytest.mark.parametrize(
    ("name", "law"),
    [("fixed", fixed(1.0)), ("exponential", exponential(1.0)), ("lognormal", lognormal(1.0, 1.0))],
)
def test_s12_erlang_loss_is_insensitive(name: str, law: Law) -> None:
    """S12: 10 places, 40 an hour of mean 1 h: 0.757688 are turned away, whatever the law."""
    assert_desk(Queue(f"s12.{name}", 40, law, 10, 10, long=(600, 600)), 0.757688, within=0.01)


def test_s14_md1() -> None:
    """S14: M/D/1 at 0.64 a second of 1.25 s waits 2.5 s (Pollaczek-Khinchine, ROS 11)."""
    assert_desk(Queue("s14d", 0.64, fixed(1.25)), 2.5)


def test_s14_mg1_lognormal() -> None:
    """S14: M/G/1, 0.04 a second, lognormal of mean 20 and deviation 10 waits 50 s."""
    assert_desk(Queue("s14l", 1 / 25, lognormal(20, 10)), 50.0)


def test_s15_trucks_that_come_by_the_clock() -> None:
    """S15: D/D/2, every 10, 25 of work: truck n waits floor(n/2) x 5, exactly."""
    ledger = Departures()
    engine = make_engine("reference", queue_plan(2), ledger)
    every = np.arange(12) * 10 * S + 1
    engine.command(feed(0, load(12, arrivals=every, work={"work": np.full(12, 25 * S)})))
    engine.advance(1000 * S)
    waits = {d.row: d.spent[Stage.HAND] - 25 * S for d in ledger}
    # The link takes one tick, and a later truck waits so much less for it.
    assert [round(waits[n] / S, 4) for n in range(12)] == [n // 2 * 5 for n in range(12)]


@pytest.mark.parametrize(
    ("rho", "places", "loss", "replications", "within"),
    [(0.8, 5, 0.035290, 6000, 0.02), (0.95, 20, 0.008069, 12_000, 0.05)],
)
def test_s17_finite_chute_with_fixed_work(
    rho: float, places: int, loss: float, replications: int, within: float
) -> None:
    """S17: M/D/1/K, service included in the K places; 5 % where fewer than one in 100 is lost."""
    queue = Queue(f"s17.{places}", rho, fixed(1.0), room=places, long=(replications, 1800))
    assert_desk(queue, loss, within=within)


def test_s18_truck_batches() -> None:
    """S18: batches of 5 at 0.12, exponential work of mean 1, wait 6.5 on average."""
    assert_desk(Queue("s18", 0.12, exponential(1.0), batch=5), 6.5)


def test_s20_littles_law_on_the_sample_path() -> None:
    """S20: area under the number inside = sum of the times inside, to the tick."""
    rng = np.random.default_rng(20)
    arrivals = np.sort(rng.integers(1, 500, 60))
    tape = load(60, arrivals=arrivals, work={"work": rng.integers(1, 20, 60)})
    told = run(queue_plan(2), [feed(0, tape)], 0.01)
    begin = {piece: int(at) for piece, at in enumerate(arrivals)}
    finish = {piece: t for t, _, act, piece, _ in told.trace if act == Act.HANDED_OVER}
    area, inside, last = 0, 0, 0
    for at, step in sorted([(t, 1) for t in begin.values()] + [(t, -1) for t in finish.values()]):
        area += inside * (at - last)
        inside, last = inside + step, at
    assert area == sum(d.spent[Stage.HAND] for d in told.ledger)
    assert inside == 0

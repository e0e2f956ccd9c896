"""Queues in theory and on the real desks alone (cases S9 to S12, S14, S15, S17, S18, S20).

Waits of busy queues need far more customers than a test can run; those tests have wide intervals
and the mark `verify`.  Beside them `test_queue_theory` proves the same cases to a per cent.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from sortsim.plant.contract import Act, Stage
from sortsim.plant.engines import make_engine
from tests.analytic.replications import check
from tests.builders_plant import Departures, S, feed, load, queue_plan, run

Ticks = npt.NDArray[np.int64]
Draw = Callable[[np.random.Generator, int], npt.NDArray[np.float64]]


def exponential(mean: float) -> Draw:
    """Return a law by its mean [time units]."""
    return lambda rng, n: rng.exponential(mean, n)


def fixed(value: float) -> Draw:
    """Return the law that always gives one value."""
    return lambda rng, n: np.full(n, value)


def lognormal(mean: float, sd: float) -> Draw:
    """Return a lognormal law by mean and standard deviation."""
    sigma = np.sqrt(np.log(1 + (sd / mean) ** 2))
    return lambda rng, n: rng.lognormal(np.log(mean) - sigma**2 / 2, sigma, n)


def served(
    rng: np.random.Generator, n: int, gap: Draw, work: Draw, servers: int = 1,
    room: int | None = None, batch: Callable[[np.random.Generator, int], Ticks] | None = None,
) -> Departures:  # fmt: skip
    """Run n arrivals through a desk; one time unit is one simulated second."""
    at = np.cumsum(gap(rng, n))
    if batch is not None:
        at = np.repeat(at, batch(rng, n))
    arrivals = np.maximum(1, np.round(at * S)).astype(np.int64)
    ticks = np.maximum(1, np.round(work(rng, len(arrivals)) * S)).astype(np.int64)
    tape = load(len(arrivals), arrivals=arrivals, work={"work": ticks})
    plan = queue_plan(servers, room=room)
    ledger = Departures()
    engine = make_engine("reference", plan, ledger)
    engine.command(feed(0, tape))
    engine.advance(int(arrivals[-1]) + 1_000_000 * S)
    return ledger


def mean_wait(done: Departures) -> float:
    """Return the mean wait of the later two thirds, when the queue has forgotten its start."""
    waits = np.zeros(len(done))
    for departure in done:
        own = int(departure.load.work["work"][departure.row])
        waits[departure.row] = departure.spent[Stage.HAND] - own
    return float(waits[len(waits) // 3 :].mean()) / S


def lost_share(done: Departures) -> float:
    """Return the share of arrivals that found no room."""
    return sum(departure.act == Act.LOST for departure in done) / len(done)


@pytest.mark.verify
def test_s9_mm1() -> None:
    """S9: M/M/1 with 5 and 8 an hour waits 0.20833 h (ROS 11; Ciw's own runs print 0.2013)."""
    check(
        0.20833, lambda rng: mean_wait(served(rng, 6000, exponential(1 / 5), exponential(1 / 8))),
        runs=25, width=0.15,
    )  # fmt: skip


@pytest.mark.verify
def test_s10_dock_with_five_doors() -> None:
    """S10: M/M/5, 12 trucks an hour of 20 min each wait 11.08 min (ROS 11)."""
    check(
        11.08, lambda rng: mean_wait(served(rng, 6000, exponential(5), exponential(20), 5)),
        runs=30, width=0.2,
    )  # fmt: skip


@pytest.mark.verify
def test_s11_mm1_with_a_buffer_of_five() -> None:
    """S11: M/M/1/6, rates 1 and 1.2: 0.077424 a minute are lost (ROS 11)."""
    check(
        0.077424,
        lambda rng: lost_share(served(rng, 3000, exponential(1), exponential(1 / 1.2), room=6)),
        runs=20, width=0.15,
    )  # fmt: skip


@pytest.mark.parametrize("law", [fixed(1.0), exponential(1.0), lognormal(1.0, 1.0)])
def test_s12_erlang_loss_is_insensitive(law: Draw) -> None:
    """S12: 10 places, 40 an hour of mean 1 h: 0.757688 are turned away, whatever the law."""
    check(
        0.757688, lambda rng: lost_share(served(rng, 4000, exponential(1 / 40), law, 10, 10)),
        runs=10, width=0.02,
    )  # fmt: skip


@pytest.mark.verify
def test_s14_md1() -> None:
    """S14: M/D/1 at 0.64 a second of 1.25 s waits 2.5 s (Pollaczek-Khinchine, ROS 11)."""
    check(
        2.5, lambda rng: mean_wait(served(rng, 8000, exponential(1 / 0.64), fixed(1.25))),
        runs=25, width=0.15,
    )  # fmt: skip


@pytest.mark.verify
def test_s14_mg1_lognormal() -> None:
    """S14: M/G/1, 0.04 a second, lognormal of mean 20 and deviation 10 waits 50 s."""
    check(
        50.0, lambda rng: mean_wait(served(rng, 8000, exponential(25), lognormal(20, 10))),
        runs=25, width=0.2,
    )  # fmt: skip


def test_s15_trucks_that_come_by_the_clock() -> None:
    """S15: D/D/2, every 10, 25 of work: truck n waits floor(n/2) x 5, exactly."""
    done = served(np.random.default_rng(0), 12, fixed(10.0), fixed(25.0), 2)
    waits = {d.row: d.spent[Stage.HAND] - 25 * S for d in done}
    # The link takes one tick, and a later truck waits so much less for it.
    assert [round(waits[n] / S, 4) for n in range(12)] == [n // 2 * 5 for n in range(12)]


@pytest.mark.verify
@pytest.mark.parametrize(("rho", "places", "loss"), [(0.8, 5, 0.035290), (0.95, 20, 0.008069)])
def test_s17_finite_chute_with_fixed_work(rho: float, places: int, loss: float) -> None:
    """S17: M/D/1/K, service included in the K places."""
    check(
        loss,
        lambda rng: lost_share(served(rng, 4000, exponential(1 / rho), fixed(1.0), room=places)),
        runs=25, width=0.5 if places > 10 else 0.15,
    )  # fmt: skip


@pytest.mark.verify
def test_s18_truck_batches() -> None:
    """S18: batches of 5 at 0.12, exponential work of mean 1, wait 6.5 on average."""

    def five(rng: np.random.Generator, n: int) -> Ticks:
        return np.full(n, 5)

    check(
        6.5,
        lambda rng: mean_wait(
            served(rng, 600, exponential(1 / 0.12), exponential(1.0), batch=five)
        ),
        runs=25, width=0.2,
    )  # fmt: skip


def test_s20_littles_law_on_the_sample_path() -> None:
    """S20: area under the number inside = sum of the times inside, to the tick."""
    rng = np.random.default_rng(20)
    arrivals = np.sort(rng.integers(1, 500, 60))
    tape = load(60, arrivals=arrivals, work={"work": rng.integers(1, 20, 60)})
    told = run(queue_plan(2), [feed(0, tape)], 0.01)
    begin = {piece: int(at) for piece, at in enumerate(arrivals)}
    finish = {piece: t for t, _, act, piece in told.trace if act == Act.HANDED_OVER}
    area, inside, last = 0, 0, 0
    for at, step in sorted([(t, 1) for t in begin.values()] + [(t, -1) for t in finish.values()]):
        area += inside * (at - last)
        inside, last = inside + step, at
    assert area == sum(d.spent[Stage.HAND] for d in told.ledger)
    assert inside == 0

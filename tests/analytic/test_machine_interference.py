"""Five machines and their repair crews: case S13, by desks in a ring and by the world's crews."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sortsim.centre.world.plan import Cause, CrewPlan
from sortsim.core.clock import TICKS_PER_S
from sortsim.plant.contract import ANY, Act, Restart, Stop
from sortsim.spec.laws import Exponential
from tests.analytic.samples import BATCHES, UNIT, assert_mean, draws, in_ticks
from tests.builders_plant import Sketch, load
from tests.builders_world import play, world_plan

MACHINES, UP_H, DOWN_H = 5, 10.0, 4.0
DOWN = {1: 2.674, 2: 1.661, 3: 1.457, 4: 1.430, 5: 1.429}
"""Mean machines down by crews (ROS 11)."""
QUEUE = {1: 1.744, 2: 0.325}


def batch_means(
    steps: list[tuple[int, int]], begin: int, end: int, level: int = 0
) -> npt.NDArray[np.float64]:
    """Return the time averages of a level over thirty stretches, from its steps up and down."""
    at, by = (np.asarray(column, dtype=np.int64) for column in zip(*sorted(steps), strict=True))
    levels = np.concatenate([[level], level + np.cumsum(by)])
    times = np.concatenate([[0], at])
    areas = np.concatenate([[0], np.cumsum(levels[:-1] * np.diff(times))])
    edges = np.linspace(begin, end, BATCHES + 1)
    means = np.diff(np.interp(edges, times, areas)) / np.diff(edges)
    return np.asarray(means, dtype=np.float64)


@pytest.mark.parametrize("crews", [1, 2, 3, 4, 5])
def test_s13_machines_go_round_between_two_desks(crews: int) -> None:
    """S13: five pieces alternate between work of mean 10 h and c repairers of mean 4 h."""
    s = Sketch()
    s.source("source", s.link("source", "up"))
    s.desk("up", {ANY: (s.link("up", "repair"),)}, servers=MACHINES, purpose="up")
    s.desk("repair", {ANY: (s.link("repair", "up"),)}, servers=crews, purpose="repair")
    rows, hours = 100_003, 180_000
    rng = draws("s13", crews)
    work = {name: in_ticks(rng.exponential(mean, rows)) for name, mean in
            (("up", UP_H), ("repair", DOWN_H))}  # fmt: skip
    tape = load(rows, order=range(MACHINES), arrivals=[0] * MACHINES, work=work)
    end = hours * UNIT
    run = s.run(s.feed("source", tape), until=end)
    down = [(at, 1) for at, _ in run.times(Act.HANDED_OVER, "up")]
    down += [(at, -1) for at, _ in run.times(Act.HANDED_OVER, "repair")]
    means = batch_means(down, end // 60, end)
    assert_mean(means, DOWN[crews], within=0.025)
    assert_mean(1 - means / MACHINES, 1 - DOWN[crews] / MACHINES, within=0.025)
    if crews in QUEUE:
        queue = [(at, 1) for at, _ in run.times(Act.HANDED_OVER, "up")]
        queue += [(at, -1) for at, _ in run.times(Act.STARTED, "repair")]
        assert_mean(batch_means(queue, end // 60, end), QUEUE[crews], within=0.06)


@pytest.mark.parametrize("crews", [1, 3])
def test_s13_the_repair_crews_of_a_centre(crews: int) -> None:
    """S13: the world's own failures and crews; one "hour" is 1000 s, the look-ahead 100 s."""
    unit_s = 1000
    laws = [Exponential(law="exponential", mean_s=h * unit_s) for h in (UP_H, DOWN_H)]
    causes = tuple(
        Cause("jam", n, n, "calendar", False, laws[0], laws[1], "fitters") for n in range(MACHINES)
    )
    end = 24_000 * unit_s * TICKS_PER_S
    plan: Any = world_plan(
        end=end, causes=causes, repair_crews={"fitters": CrewPlan(crews, 0)},
        look_ahead=100 * TICKS_PER_S,
    )  # fmt: skip
    _, plant = play(plan)
    steps = [(c.at, 1 if isinstance(c, Stop) else -1)
             for c in plant.commands if isinstance(c, Stop | Restart)]  # fmt: skip
    # The look-ahead lengthens the rare repair that is shorter than it, by 0.03 %.
    assert_mean(batch_means(steps, end // 60, end), DOWN[crews], within=0.05)



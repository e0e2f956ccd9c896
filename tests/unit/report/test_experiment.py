"""The table and the figures of an experiment: finished, half finished, of one cell, of sixty."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sortsim.report.experiment import figures_for, render_experiment
from sortsim.report.figures.experiment_axes import level_colours
from sortsim.report.figures.experiment_risk import RUNS_FOR_TAILS
from sortsim.report.numbers import supported
from sortsim.report.tables.experiment import experiment_table
from sortsim.report.tables.experiment_effects import changes, front, pareto_kpis
from sortsim.stats.intervals import mean_interval, paired_interval
from sortsim.stats.quantile_interval import quantile_interval
from tests.builders_dataset import (
    CONFIGURATION,
    LOAD,
    PITCH,
    SPEED,
    factor,
    manifest,
    runs_of,
    write_experiment,
)

LONG_NAMES = [f"主分拨中心全自动交叉带双层环线高速方案{n}" for n in range(20)]
LONG = factor("配置", LONG_NAMES, zh="很长的因子名称")


def test_averages_are_taken_within_a_replication(tmp_path: Path) -> None:
    """A mean over cells has the interval of the replications' averages, not of all values."""
    table = experiment_table(write_experiment(tmp_path, manifest([CONFIGURATION, LOAD])))
    cells = table.cells_at(configuration="auto")
    found = table.average("passes_per_day", cells)
    assert found == mean_interval(table.values["passes_per_day"][cells].mean(axis=0))


def test_a_factor_alone_makes_its_change(tmp_path: Path) -> None:
    """The change of a grid is the paired difference of its ends, and finds the builder's slope."""
    table = experiment_table(write_experiment(tmp_path, manifest([SPEED, PITCH])))
    found = {one.factor.name: one for one in changes(table, "passes_per_day")}
    values = table.values["passes_per_day"]
    ends = [values[table.cells_at(speed=level)].mean(axis=0) for level in (2.8, 2.0)]
    assert found["speed"].change == paired_interval(*ends)
    assert found["speed"].change.mean == pytest.approx(500_000 * 0.3 * 0.8, rel=0.1)


def test_a_sampled_design_finds_its_slopes(tmp_path: Path) -> None:
    """The plane through sampled cells gives back the slopes that the builder put in."""
    rng = np.random.Generator(np.random.PCG64DXSM(2))
    rows = np.round(rng.uniform([2.0, 0.6], [2.8, 1.2], (40, 2)), 4).tolist()
    table = experiment_table(write_experiment(tmp_path, manifest([SPEED, PITCH], rows)))
    assert not table.is_grid
    found = {one.factor.name: one.change for one in changes(table, "passes_per_day")}
    span = max(row[0] for row in rows) - min(row[0] for row in rows)
    assert abs(found["speed"].mean - 500_000 * 0.3 * span) < 3 * (found["speed"].half_width or 0)


def test_one_factor_at_a_time_is_held_against_its_base(tmp_path: Path) -> None:
    """Where each cell changes one factor, the change is that of the two cells alone."""
    rows = [[2.4, 0.8], [2.0, 0.8], [2.8, 0.8], [2.4, 0.6], [2.4, 1.2]]
    table = experiment_table(write_experiment(tmp_path, manifest([SPEED, PITCH], rows)))
    assert table.is_one_at_a_time
    found = {one.factor.name: one.change for one in changes(table, "passes_per_day")}
    values = table.values["passes_per_day"]
    assert found["speed"] == paired_interval(values[2], values[1])
    assert found["pitch"] == paired_interval(values[4], values[3])


def test_the_front_has_what_none_betters(tmp_path: Path) -> None:
    """Cost against passes: a point that costs more and passes less is not on the front."""
    table = experiment_table(write_experiment(tmp_path, manifest([CONFIGURATION])))
    pair = pareto_kpis(table)
    assert pair is not None
    assert [kpi.key for kpi in pair] == ["cost_per_pass_yuan", "passes_per_day"]
    assert front([(1.0, 5.0), (2.0, 9.0), (3.0, 8.0)], *pair) == [0, 1]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("plan", "most"),
    [
        (manifest([], [[]], replications=1), 99),
        (manifest([CONFIGURATION, LOAD]), 99),
        (manifest([LONG, SPEED], replications=3), 50),
        (manifest([factor("on", [True, False]), SPEED], replications=2), 1),
    ],
    ids=["one cell, one run", "grid", "sixty cells, long names", "half finished"],
)
def test_figures_are_drawn_of_any_batch(
    tmp_path: Path, plan: dict[str, Any], most: int, lang: Any
) -> None:
    """Every figure that suits a plan is drawn without a warning: no glyph is missing."""
    runs = runs_of(plan, keep=lambda cell, replication: cell < most)
    data = write_experiment(tmp_path, plan, runs)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        files = render_experiment(data, lang)
    names = {file.stem for file in files}
    assert names >= ({"means"} if len(runs) == 1 else {"means", "box", "risk"})
    assert ("effects" in names) == (len(plan["factors"]) > 1)
    assert "heat" not in names
    assert all(file.stat().st_size > 2000 for file in files)


def test_equal_tables_give_equal_pictures(tmp_path: Path) -> None:
    """PNG and SVG have the same bytes when they are drawn again."""
    data = write_experiment(tmp_path, manifest([CONFIGURATION], replications=3))
    first = {file.name: file.read_bytes() for file in render_experiment(data)}
    assert first == {file.name: file.read_bytes() for file in render_experiment(data)}


def test_there_is_no_figure_before_the_first_run(tmp_path: Path) -> None:
    """A batch without a finished run has nothing to draw."""
    data = write_experiment(tmp_path, manifest([CONFIGURATION]), [])
    assert figures_for(experiment_table(data)) == {}


def test_a_configuration_has_one_colour_everywhere() -> None:
    """Whatever else an experiment has, and under a scenario's whole name too."""
    alone = level_colours(["manual", "auto"])
    named = level_colours(["main-centre-auto", "main-centre-manual", "mine"])
    assert named["main-centre-auto"] == alone["auto"]
    assert named["main-centre-manual"] == alone["manual"]
    assert named["mine"] not in alone.values()


def test_tails_are_drawn_from_enough_runs() -> None:
    """From `RUNS_FOR_TAILS` runs on, and not from one less, a 5 % quantile has both its ends."""
    values = np.arange(float(RUNS_FOR_TAILS))
    assert not quantile_interval(values, 0.05).is_open_below
    assert quantile_interval(values[1:], 0.05).is_open_below


@pytest.mark.parametrize(
    ("value", "half", "words"),
    [
        (1_934_211.0, 12_345.0, "1,934,000 ±12,000"),
        (0.973512, 0.00123, "0.9735 ±0.0012"),
        (12.3456, None, "12.35"),
        (-3.21, 0.5, "−3.21 ±0.50"),
        (5.0, 0.0, "5.000 ±0"),
    ],
)
def test_numbers_have_the_digits_that_the_interval_supports(
    value: float, half: float | None, words: str
) -> None:
    """Mean and half-width end at the second digit of the half-width."""
    assert supported(value, half) == words

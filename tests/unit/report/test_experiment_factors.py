"""Main effects, heat map, tornado and Pareto set of an experiment: readable, and right."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from sortsim.experiments.dataset import RunRow
from sortsim.report.experiment import figures_for, render_experiment
from sortsim.report.figures.experiment_effects import draw_effects
from sortsim.report.figures.experiment_heat import draw_heat
from sortsim.report.figures.experiment_pareto import draw_effects_pareto, pareto_points
from sortsim.report.figures.experiment_tornado import draw_effects_tornado
from sortsim.report.numbers import Lang, short_supported
from sortsim.report.page import settings
from sortsim.report.tables.experiment import ExperimentTable, experiment_table
from sortsim.report.tables.experiment_effects import effect_points, front, pareto_kpis
from sortsim.report.tables.experiment_heat import heat_cells, heat_factors
from sortsim.stats.intervals import mean_interval
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
from tests.unit.report.pictures import boxes, outside, overlaps

Plan = dict[str, Any]
DRAWN: dict[str, Callable[..., Figure]] = {
    "effects": draw_effects, "heat": draw_heat, "tornado": draw_effects_tornado,
    "pareto": draw_effects_pareto,
}  # fmt: skip
LONG_NAMES = [f"主分拨中心全自动交叉带双层环线高速方案{n}" for n in range(20)]
LONG = factor("配置", LONG_NAMES, zh="一个很长很长的因子名称用来检查排版是否会重叠")
MANY = factor("share_of_all_small_parcels", [n / 11 for n in range(12)], "share", "小件占比")
CROSS = [[2.4, 0.8, 1.0], [2.0, 0.8, 1.0], [2.8, 0.8, 1.0], [2.4, 0.6, 1.0], [2.4, 1.2, 1.0],
         [2.4, 0.8, 0.6], [2.4, 0.8, 1.4]]  # fmt: skip


def sampled(count: int = 40) -> Plan:
    """Return a plan whose cells are scattered over three numbers."""
    rng = np.random.Generator(np.random.PCG64DXSM(2))
    rows = np.round(rng.uniform([2.0, 0.6, 0.6], [2.8, 1.2, 1.4], (count, 3)), 4).tolist()
    return manifest([SPEED, PITCH, LOAD], rows, replications=3)


def tabled(folder: Path, plan: Plan, most: int = 10**6) -> ExperimentTable:
    """Return the table of a plan of which the first cells are run."""
    runs = runs_of(plan, keep=lambda cell, replication: cell < most)
    return experiment_table(write_experiment(folder, plan, runs))


def half_unknown(plan: Plan) -> list[RunRow]:
    """Return runs of which those of odd cells have no dwell."""
    runs = runs_of(plan)
    for run in runs:
        if run.cell % 2:
            run.kpis["dwell_p95_min"]["value"] = None  # type: ignore[index]
    return runs


def assert_readable(figure: Figure) -> None:
    """Assert that no words cover each other or leave the page."""
    found = boxes(figure)
    assert overlaps(found) == []
    assert outside(found, figure) == []


PLANS: dict[str, tuple[Plan, int]] = {
    "grid of two": (manifest([SPEED, PITCH], replications=3), 10**6),
    "half finished": (manifest([SPEED, PITCH], replications=2), 7),
    "one run a cell": (manifest([CONFIGURATION, SPEED, PITCH], replications=1), 10**6),
    "sixty cells, long names": (manifest([LONG, SPEED], replications=2), 10**6),
    "many levels": (manifest([MANY, PITCH], replications=2), 10**6),
    "one at a time": (manifest([SPEED, PITCH, LOAD], CROSS), 10**6),
    "sampled": (sampled(), 30),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", PLANS)
def test_nothing_overlaps_whatever_the_plan(tmp_path: Path, name: str, lang: Lang) -> None:
    """Every figure by factors is drawn without a warning; no words meet or leave the page."""
    table = tabled(tmp_path, *PLANS[name])
    chosen = [drawing for drawing in figures_for(table) if drawing in DRAWN]
    assert {"effects", "pareto"} <= set(chosen)
    with warnings.catch_warnings(), settings():
        warnings.simplefilter("error")
        for drawing in chosen:
            assert_readable(DRAWN[drawing](table, lang=lang))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_unknown_values_are_said_and_not_drawn(tmp_path: Path, lang: Lang) -> None:
    """Cells without a dwell leave gaps in the heat map and words in the other figures."""
    plan = manifest([SPEED, PITCH], replications=2)
    table = experiment_table(write_experiment(tmp_path, plan, half_unknown(plan)))
    factors = heat_factors(table)
    assert factors is not None
    means = [cell.mean for cell in heat_cells(table, "dwell_p95_min", factors)]
    assert sum(mean is None for mean in means) == len(table.cells) // 2
    with settings():
        for draw in DRAWN.values():
            assert_readable(draw(table, lang=lang))


@pytest.mark.parametrize(
    ("plan", "suits"),
    [
        (manifest([CONFIGURATION]), {"pareto"}),
        (manifest([CONFIGURATION, LOAD]), {"effects", "tornado", "pareto"}),
        (manifest([SPEED, PITCH]), {"effects", "heat", "tornado", "pareto"}),
        (manifest([SPEED, PITCH, LOAD], CROSS), {"effects", "tornado", "pareto"}),
        (sampled(), {"effects", "heat", "tornado", "pareto"}),
        (manifest([SPEED], [[2.0 + 0.01 * n] for n in range(30)]), {"effects", "pareto"}),
        (manifest([SPEED, PITCH], kpis=["dwell_p95_min"]), {"effects", "heat", "tornado"}),
    ],
    ids=[
        "one factor",
        "words and number",
        "two numbers",
        "cross",
        "sampled",
        "one number",
        "one kpi",
    ],
)
def test_figures_are_chosen_by_the_plan(tmp_path: Path, plan: Plan, suits: set[str]) -> None:
    """Heat map: two numbers that vary together; tornado: two factors; Pareto: two key figures."""
    assert set(figures_for(tabled(tmp_path, plan))) & set(DRAWN) == suits


def test_a_heat_map_averages_within_replications(tmp_path: Path) -> None:
    """What stands at two levels is the mean over the third factor, with its interval."""
    table = tabled(tmp_path, manifest([CONFIGURATION, SPEED, PITCH]))
    factors = heat_factors(table)
    assert factors is not None
    assert [one.name for one in factors] == ["pitch", "speed"]
    cells = heat_cells(table, "passes_per_day", factors)
    assert len(cells) == 12
    one = next(cell for cell in cells if (cell.x, cell.y) == (0.8, 2.4))
    rows = table.values["passes_per_day"][table.cells_at(pitch=0.8, speed=2.4)]
    assert one.mean == mean_interval(rows.mean(axis=0))


def test_the_heat_map_writes_its_means(tmp_path: Path) -> None:
    """Each known square says its mean, rounded as its interval supports; the others are hatched."""
    table = tabled(tmp_path, manifest([SPEED, PITCH], kpis=["passes_per_day"]), 7)
    with settings():
        axes = draw_heat(table).axes[0]
    told = [words.get_text() for words in axes.texts if words.get_text()]
    means = [table.mean("passes_per_day", cell) for cell in range(7)]
    assert sorted(told) == sorted(short_supported(m.mean, m.half_width) for m in means if m)
    assert sum(patch.get_hatch() is not None for patch in axes.patches) == 12 - 7


def test_noise_alone_makes_no_pattern(tmp_path: Path) -> None:
    """Where all means lie within an interval, their colours do not reach from end to end."""
    plan = manifest([SPEED, PITCH], kpis=["passes_per_day"])
    runs = runs_of(plan)
    for run in runs:
        noise = 1000.0 * run.replication + run.cell
        run.kpis["passes_per_day"]["value"] = noise  # type: ignore[index]
    table = experiment_table(write_experiment(tmp_path, plan, runs))
    with settings():
        axes = draw_heat(table).axes[0]
    reds = [patch.get_facecolor()[0] for patch in axes.patches if patch.get_fill()]
    assert len(reds) == 12
    assert max(reds) - min(reds) < 0.1


def test_main_effects_have_the_slope_of_the_model(tmp_path: Path) -> None:
    """The means over speed rise by what the builder put in, at every level."""
    table = tabled(tmp_path, manifest([SPEED, PITCH, CONFIGURATION]))
    found = effect_points(table, "passes_per_day", table.factor("speed"))
    means = [interval.mean for _, interval in found if interval is not None]
    assert np.diff(means) == pytest.approx([500_000 * 0.3 * 0.4] * 2, rel=0.1)
    with settings():
        line = draw_effects(table).axes[0].lines[0]
    assert np.asarray(line.get_ydata()) == pytest.approx(means)


def test_a_tornado_is_sorted_and_its_bars_reach_both_ends(tmp_path: Path) -> None:
    """The configuration moves most; bars run from the mean at the low to that at the high level."""
    table = tabled(tmp_path, manifest([PITCH, SPEED, CONFIGURATION], kpis=["passes_per_day"]))
    with settings():
        axes = draw_effects_tornado(table).axes[0]
    widths = [bar.get_width() for bar in axes.patches]
    spans = [abs(widths[i]) + abs(widths[i + 1]) for i in range(0, 6, 2)]
    assert spans == sorted(spans, reverse=True)
    assert spans[0] == pytest.approx(500_000, rel=0.02)
    assert spans[1:] == pytest.approx([500_000 * 0.3 * 0.8, 500_000 * 0.3 * 0.6], rel=0.1)


def test_the_pareto_line_joins_the_front_alone(tmp_path: Path) -> None:
    """The line goes through the best means from left to right, and names are theirs."""
    plan = manifest([CONFIGURATION, LOAD], kpis=["cost_per_pass_yuan", "passes_per_day"])
    runs = runs_of(plan)
    for run in runs:  # cost rises with passes, but for odd cells, which cost a yuan more
        passes = run.kpis["passes_per_day"]["value"]
        run.kpis["cost_per_pass_yuan"]["value"] = passes / 1e6 + run.cell % 2  # type: ignore[index]
    table = experiment_table(write_experiment(tmp_path, plan, runs))
    pair = pareto_kpis(table)
    assert pair is not None
    points = pareto_points(table, *pair)
    best = front([(p.x.mean, p.y.mean) for p in points], *pair)
    even = [point.cell for point in points if point.cell % 2 == 0]
    assert sorted(points[i].cell for i in best) == even
    with settings():
        axes = draw_effects_pareto(table).axes[0]
    assert np.asarray(axes.lines[0].get_xdata()) == pytest.approx([points[i].x.mean for i in best])
    told = {words.get_text() for words in axes.texts} - {""}
    assert told == {table.cell_words(c, "en") for c in even}


def test_levels_that_are_named_by_numbers_are_numbers(tmp_path: Path) -> None:
    """A factor that sets several keys names its levels; "0.5" and "0.75" stand to scale."""
    named = factor("pitch", ["0.75", "0.5", "0.6"], "m")
    table = tabled(tmp_path, manifest([named, SPEED]))
    assert table.factor("pitch").levels == (0.5, 0.6, 0.75)
    assert table.is_grid
    assert heat_factors(table) is not None


def test_equal_tables_give_equal_pictures_of_all_kinds(tmp_path: Path) -> None:
    """PNG and SVG of every figure have the same bytes when they are drawn again."""
    plan = manifest([SPEED, PITCH], replications=2, kpis=["dwell_p95_min", "cost_per_pass_yuan"])
    data = write_experiment(tmp_path, plan)
    first = {file.name: file.read_bytes() for file in render_experiment(data)}
    assert len(first) == 14
    assert first == {file.name: file.read_bytes() for file in render_experiment(data)}


@pytest.mark.parametrize(
    ("value", "half", "lang", "words"),
    [
        (1_934_211.0, 12_345.0, "en", "1.934 M"),
        (1_934_211.0, 123_450.0, "zh", "193万"),
        (97.3512, 0.123, "en", "97.35"),
        (0.36781, None, "en", "0.368"),
        (0.0, 0.0, "en", "0"),
        (-3.21, 0.5, "en", "−3.21"),
    ],
)
def test_short_numbers_have_four_digits_at_most(
    value: float, half: float | None, lang: Lang, words: str
) -> None:
    """As many digits as the half-width supports, with k, M or 万."""
    assert short_supported(value, half, lang) == words

"""Best cells, effects, sensitivity and metamodel from the long frame of key figures."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sortsim.api.experiment_effects import (
    best_table,
    effect_table,
    fitted_figure,
    morris_rows,
    morris_table,
    sensitivity_table,
)
from sortsim.api.experiment_statistics import Levels

GRID: Levels = {
    3 * load + kind: {"base": "x", "kind": "abc"[kind], "load": [1.0, 1.5][load]}
    for load in range(2)
    for kind in range(3)
}
RANGES = {"speed": (1.0, 3.0), "doors": (10.0, 40.0), "idle": (0.0, 1.0)}


def frame(levels: Levels, truth: Callable[[int], float], replications: int = 5) -> pd.DataFrame:
    """Return runs whose replications share a large noise and differ by a small one."""
    rng = np.random.default_rng(8)
    shared = rng.normal(0, 20, replications)
    rows = [
        (cell, r, "dwell", truth(cell) + shared[r] + rng.normal(0, 0.01))
        for cell in levels
        for r in range(replications)
    ]
    return pd.DataFrame(rows, columns=["cell", "replication", "kpi", "value"])


def kinds_and_loads(cell: int) -> float:
    """Return 1 for b, 10 for the higher load, and 4 more for c at the higher load."""
    return [0, 1, 0][cell % 3] + 10 * (cell // 3) + 4 * (cell == 5)


def test_effects_of_a_grid_have_names_and_levels() -> None:
    """The load adds half of its mean change to either side; what never varies is no factor."""
    table = effect_table(frame(GRID, kinds_and_loads), "dwell", GRID)
    assert set(table["factor"]) == {"kind", "load"}
    main = table[table["kind"] == "main"].set_index(["factor", "level"])["effect"]
    assert main["load", 1.5] == pytest.approx((10 + 4 / 3) / 2, abs=0.05)
    assert main["load", 1.0] == pytest.approx(-main["load", 1.5])
    both = table[table["kind"] == "interaction"].set_index(["level", "level_b"])
    assert both.loc[("c", 1.5), "effect"] == pytest.approx(4 / 3, abs=0.05)
    assert (both["low"] < both["effect"]).all()


def test_a_grid_with_a_hole_has_no_effects() -> None:
    """A cell without runs, or with an unknown value, leaves no balanced design."""
    kpis = frame(GRID, kinds_and_loads)
    assert effect_table(kpis[kpis["cell"] != 2], "dwell", GRID).empty
    kpis.loc[3, "value"] = math.nan
    assert effect_table(kpis, "dwell", GRID).empty


def test_the_best_cells_are_told_from_the_others() -> None:
    """A and c at the low load are equal and best; larger better, it is c at the higher load."""
    kpis = frame(GRID, kinds_and_loads)
    least = best_table(kpis, "dwell", GRID, larger_is_better=False)
    assert set(least.loc[least["may_be_best"], "cell"]) <= {0, 2}
    assert least.loc[0, "is_best_mean"]
    most = best_table(kpis, "dwell", GRID, larger_is_better=True)
    assert most.loc[most["may_be_best"], "cell"].tolist() == [5]
    assert best_table(kpis[kpis["cell"] == 1], "dwell", GRID, larger_is_better=True).empty


def sampled(count: int = 40) -> Levels:
    """Return cells of a sampled design over the ranges."""
    from scipy.stats import qmc

    points = qmc.LatinHypercube(3, rng=np.random.default_rng(4)).random(count)
    lows, highs = np.array(list(RANGES.values())).T
    rows = lows + points * (highs - lows)
    return {n: dict(zip(RANGES, map(float, row), strict=True)) for n, row in enumerate(rows)}


def test_sensitivity_of_a_sampled_design() -> None:
    """Speed brings most, doors some, the idle factor nothing; the model's error stands beside."""
    cells = sampled()
    kpis = frame(cells, lambda n: 30 / float(cells[n]["speed"]) + 0.2 * float(cells[n]["doors"]))
    table = sensitivity_table(kpis, "dwell", cells).set_index("factor")
    assert table["is_good_enough"].all()
    assert (table["error"] < 0.5).all()
    assert table.loc["speed", "first"] > table.loc["doors", "first"] > 0.05
    assert table.loc["idle", "total"] < 0.01
    fitted = fitted_figure(kpis, "dwell", cells)
    assert fitted is not None
    level = {"speed": 1.5, "doors": 20.0, "idle": 0.5}
    shared = kpis["value"].mean() - np.mean(
        [30 / float(c["speed"]) + 0.2 * float(c["doors"]) for c in cells.values()]
    )
    assert fitted.at(level) - shared == pytest.approx(24, abs=0.5)


def test_noise_says_that_its_model_is_not_good_enough() -> None:
    """A figure that no factor moves has indices that say nothing, and says so."""
    cells = sampled()
    noise = np.random.default_rng(6).normal(size=len(cells))
    table = sensitivity_table(frame(cells, lambda n: float(noise[n])), "dwell", cells)
    assert not table["is_good_enough"].any()


def test_words_have_no_metamodel() -> None:
    """A factor of words cannot be scaled; the table is empty and has its columns."""
    table = sensitivity_table(frame(GRID, kinds_and_loads), "dwell", GRID)
    assert table.empty
    assert "q2" in table.columns


def test_a_morris_screening_goes_through_a_csv() -> None:
    """Rows for a design, run as cells, give effects over whole ranges; a hole is refused."""
    rows = morris_rows(RANGES, 6, seed=2).round(6)
    cells: Levels = {n: {str(k): float(v) for k, v in row.items()} for n, row in rows.iterrows()}  # type: ignore[misc]
    kpis = frame(cells, lambda n: 5 * float(cells[n]["speed"]))
    table = morris_table(kpis, "dwell", cells, RANGES).set_index("factor")
    assert table.loc["speed", "mu"] == pytest.approx(10, abs=0.2)
    assert table.loc["idle", "mu_star"] < 0.1
    with pytest.raises(ValueError, match="1 cells"):
        morris_table(kpis[kpis["cell"] != 3], "dwell", cells, RANGES)

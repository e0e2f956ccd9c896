"""Tables of an experiment from the long frame of its key figures."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sortsim.api.experiment_statistics import (
    COMPARISON_COLUMNS,
    Levels,
    comparison_table,
)
from sortsim.experiments.plan import Comparison

LEVELS: Levels = {
    3 * load + kind: {"kind": "abc"[kind], "load": [1.0, 1.5][load]}
    for load in range(2)
    for kind in range(3)
}


def frame(replications: int = 6) -> pd.DataFrame:
    """Return noise common to all cells, plus 10 a load, plus 1 for b and 0 for c against a."""
    rng = np.random.default_rng(3)
    common, own = rng.normal(0, 5, replications), rng.normal(0, 0.1, (6, replications))
    rows = [
        (cell, r, "dwell", common[r] + own[cell, r] + 10 * (cell // 3) + [0, 1, 0][cell % 3])
        for cell in LEVELS
        for r in range(replications)
    ]
    return pd.DataFrame(rows, columns=["cell", "replication", "kpi", "value"])


def test_levels_are_compared_with_all_others_held() -> None:
    """Three kinds at two loads are six pairs in one family; pairing sees 1 in a noise of 5."""
    table = comparison_table(frame(), LEVELS, [Comparison("dwell", "kind")])
    assert tuple(table.columns) == COMPARISON_COLUMNS
    assert table["family"].tolist() == [6] * 6
    told = table.set_index(["held", "level_a", "level_b"])["verdict"]
    assert told["load=1.0", "a", "b"] == "lower"
    assert told["load=1.0", "b", "c"] == "higher"
    assert told["load=1.5", "a", "c"] == "not shown"


def test_a_baseline_stands_second_and_families_are_of_one_figure() -> None:
    """Against b: a and c less b at both loads; with a second question the family grows."""
    against = Comparison("dwell", "kind", "b")
    table = comparison_table(frame(), LEVELS, [against])
    assert set(table["level_b"]) == {"b"}
    assert len(table) == 4
    both = comparison_table(frame(), LEVELS, [against, Comparison("dwell", "load")])
    assert both["family"].tolist() == [7] * 7
    first = both.iloc[:4]
    assert (first["high"] - first["low"] > (table["high"] - table["low"])).all()


def test_a_half_finished_batch_is_compared_as_far_as_it_goes() -> None:
    """Replications that one cell lacks leave its pairs alone; a cell without runs says so."""
    kpis = frame()
    kpis = kpis[~((kpis["cell"] == 1) & (kpis["replication"] > 2)) & (kpis["cell"] != 5)]
    table = comparison_table(kpis, LEVELS, [Comparison("dwell", "kind", "a")])
    told = table.set_index("cell_a")
    assert told.loc[1, "n"] == 3
    assert told.loc[2, "n"] == 6
    assert told.loc[5, "verdict"] == "too few runs"


def test_a_cell_with_an_unknown_value_is_compared_with_none() -> None:
    """A run that ended before its figure was known is no missing run: its cell says nothing."""
    kpis = frame()
    kpis.loc[(kpis["cell"] == 1) & (kpis["replication"] == 2), "value"] = math.nan
    table = comparison_table(kpis, LEVELS, [Comparison("dwell", "kind", "a")]).set_index("cell_a")
    assert (table.loc[1, "verdict"], table.loc[1, "n"]) == ("too few runs", 0)
    assert table.loc[2, "n"] == 6

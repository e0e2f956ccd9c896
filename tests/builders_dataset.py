"""Synthetic experiments with known effects, as folders with tidy tables, for tests and pictures.

The key figures are linear in the levels with a noise that equal replications share, as common
random numbers make it; some values can be left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sortsim.experiments.dataset import RunRow, write_tables
from sortsim.results.dataset import Dataset, read_dataset
from sortsim.results.files import to_json

Levels = Mapping[str, Any]
KPIS = ("passes_per_day", "on_planned_share", "dwell_p95_min", "cost_per_pass_yuan")
UNITS = {"passes_per_day": "passes/day", "on_planned_share": "share", "dwell_p95_min": "min",
         "cost_per_pass_yuan": "yuan/pass"}  # fmt: skip


def factor(name: str, levels: Sequence[Any], unit: str = "", zh: str = "") -> dict[str, Any]:
    """Return a factor as ``experiment.json`` has it."""
    return {"name": name, "keys": [f"part.{name}"], "unit": unit, "levels": list(levels),
            "label": name.replace("_", " "), "label_zh": zh or name}  # fmt: skip


CONFIGURATION = factor("configuration", ["manual", "semi", "auto"], zh="配置")
LOAD = factor("load", [0.6, 0.8, 1.0, 1.2, 1.4], "share", "负荷")
SPEED = factor("speed", [2.0, 2.4, 2.8], "m/s", "环线速度")
PITCH = factor("pitch", [0.6, 0.8, 1.0, 1.2], "m", "小车间距")


def manifest(
    factors: Sequence[Mapping[str, Any]],
    rows: Sequence[Sequence[Any]] | None = None,
    *,
    replications: int = 8,
    kpis: Sequence[str] = KPIS,
    design: str = "full-factorial",
    name: str = "three-configurations",
) -> dict[str, Any]:
    """Return an ``experiment.json``; ``rows`` are levels a cell, ``None`` every combination."""
    names = [f["name"] for f in factors]
    chosen = list(itertools.product(*(f["levels"] for f in factors))) if rows is None else rows
    cells = [
        {"number": number, "name": "-".join(map(str, row)) or "base", "base": "main-centre-auto",
         "levels": dict(zip(names, row, strict=True)), "scale": 1.0}
        for number, row in enumerate(chosen)
    ]  # fmt: skip
    return {
        "name": name, "question": "Which configuration carries which load?",
        "question_zh": "哪种配置能承载多大负荷？", "design": design, "seed": 7,
        "factors": [dict(f) for f in factors], "cells": cells,
        "replications": {"least": replications, "most": replications, "level": 0.95},
        "kpis": list(kpis), "comparisons": [], "model_version": "1",
    }  # fmt: skip


_WORTH = {"manual": 0.0, "semi": 0.5, "auto": 1.0}


def strength(levels: Levels) -> float:
    """Return how strong a centre of these levels is, about 0 to 2, without noise."""
    words = sum(_WORTH.get(value, 0.3) for value in levels.values() if isinstance(value, str))
    numbers = sum(
        0.3 * value for value in levels.values() if isinstance(value, int | float)
    )  # fmt: skip
    return words + numbers


def kpi_rows(levels: Levels, noise: float) -> dict[str, dict[str, Any]]:
    """Return the key figures of one run."""
    power = strength(levels)
    values = {
        "passes_per_day": 1_600_000 + 500_000 * power + 20_000 * noise,
        "on_planned_share": min(1.0, 0.80 + 0.12 * power + 0.004 * noise),
        "dwell_p95_min": 620 - 190 * power - 12 * noise,
        "cost_per_pass_yuan": 0.52 - 0.11 * power + 0.002 * noise,
    }
    return {k: {"value": v, "unit": UNITS[k], "half_width": None} for k, v in values.items()}


def runs_of(
    content: Mapping[str, Any],
    *,
    keep: Callable[[int, int], bool] = lambda cell, replication: True,
    seed: int = 1,
) -> list[RunRow]:
    """Return finished runs of the cells and replications that are kept."""
    rng = np.random.Generator(np.random.PCG64DXSM(seed))
    most = content["replications"]["least"]
    shared = rng.normal(size=most)
    own = rng.normal(size=(len(content["cells"]), most))
    return [
        RunRow(
            c["number"], r, key=f"{c['number']:04d}{r:04d}", planned_parcels=2_000_000,
            kpis=kpi_rows(c["levels"], shared[r] + 0.3 * own[c["number"], r]), carries=r % 2 == 0,
        )
        for c in content["cells"] for r in range(most) if keep(c["number"], r)
    ]  # fmt: skip


def write_experiment(
    folder: Path, content: Mapping[str, Any], runs: Sequence[RunRow] | None = None, **more: Any
) -> Dataset:
    """Write a folder of an experiment with its tables, and return it opened."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "experiment.json").write_text(to_json(content), "utf-8")
    write_tables(folder, content, runs_of(content) if runs is None else runs, **more)
    return read_dataset(folder)

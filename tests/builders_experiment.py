"""Experiments of a tiny study, made in a few lines: a run takes some milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sortsim.api.load import load_scenario
from sortsim.experiments.plan import Cell, Comparison, ExperimentPlan, Factor, Replications
from tests.builders_project import STUDY

WORK_S = (12.0, 16.0, 20.0, 24.0)


def tiny_plan(folder: Path, work_s: Sequence[float] = WORK_S, **more: Any) -> ExperimentPlan:
    """Return an experiment over the time that a desk takes for a parcel.

    ``more`` replaces parts of the plan; ``count`` is a fixed number of replications, ``hours`` the
    length of a run, ``comparisons`` is true where levels are to be held against each other.
    """
    file = folder / "scenarios" / "desk.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    hours = more.pop("hours", 1.0)
    file.write_text(STUDY.replace("until_h = 1.0", f"until_h = {hours}"), "utf-8")
    count = more.pop("count", 3)
    compared = (Comparison("stay_mean_s", "work_s"),) if more.pop("compared", False) else ()
    key = "queue.desk.work.value_s"
    cells = tuple(
        Cell(
            number, f"work_s-{level:g}", "desk", {"work_s": level},
            load_scenario(file, sets=[f"{key}={level}"]),
        )
        for number, level in enumerate(work_s)
    )  # fmt: skip
    parts: dict[str, Any] = {
        "name": "tiny", "question": "How long is the queue?", "question_zh": "队有多长？",
        "seed": 7, "factors": (Factor("work_s", (key,), "s", tuple(work_s)),), "cells": cells,
        "replications": Replications(count, count), "kpis": ("stay_mean_s", "parcels_per_h"),
        "comparisons": compared, "design": "full", "source": {},
    }  # fmt: skip
    return ExperimentPlan(**(parts | more))

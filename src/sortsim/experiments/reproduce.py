"""What a failed run leaves, so that it can be repeated alone and looked into.

Here its scenario becomes one file and its facts one document; where they lie is ``store``'s.
``batch`` and ``api`` import it.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import Any

from sortsim.experiments.jobs import Failure
from sortsim.experiments.keys import OWN_FILES
from sortsim.experiments.plan import Cell, ExperimentPlan
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.spec.to_toml import to_toml

SCENARIO = "scenario.toml"


def write_scenario(resolved: Resolved[Scenario], home: Path) -> None:
    """Write a scenario as one file with all its values, the user's own tables beside it.

    Parameters
    ----------
    resolved
        The scenario.
    home
        Folder to write it into.
    """
    values: dict[str, Any] = dict(resolved.tree)
    demand = resolved.scenario.demand
    for key in OWN_FILES:
        if demand is not None and getattr(demand, key) is not None:
            values["demand"] = values["demand"] | {key: f"{key.removesuffix('_csv')}.csv"}
            shutil.copyfile(resolved.path_of(f"demand.{key}"), home / values["demand"][key])
    (home / SCENARIO).write_text(to_toml(values), "utf-8")


def failure_facts(
    cell: Cell, replication: int, plan: ExperimentPlan, failure: Failure, command: str
) -> dict[str, Any]:
    """Return ``failure.json``.

    Parameters
    ----------
    cell, replication
        Which run failed.
    plan
        Of the experiment.
    failure
        Why.
    command
        Repeats the run alone.
    """
    return {
        "experiment": plan.name, "cell": cell.number, "cell_name": cell.name,
        "levels": dict(cell.levels), "replication": replication, "seed": plan.seed,
        "scale": cell.scale, "engine": plan.engine, "fault": failure.fault,
        "message": failure.message, "trace": failure.trace, "command": command,
    }  # fmt: skip


def run_command(home: Path, cell: Cell, replication: int, plan: ExperimentPlan) -> str:
    """Return the command that repeats a run alone.

    Parameters
    ----------
    home
        Folder with its scenario.
    cell, replication
        Which run.
    plan
        Of the experiment.
    """
    words = ["sortsim", "run", (home / SCENARIO).as_posix(), "--seed", str(plan.seed)]
    words += ["--replication", str(replication), "--margin", "none"]
    if cell.scale != 1:
        words += ["--scale", repr(cell.scale)]
    if plan.engine != "compiled":
        words += ["--engine", plan.engine]
    return shlex.join(words)

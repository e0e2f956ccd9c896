"""The shipped demand and departures as specs, and ways to change them, for tests of demand."""

from __future__ import annotations

import copy
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sortsim.demand.chain import RunDay, run_days
from sortsim.demand.day import Vehicle, vehicles
from sortsim.demand.lanes import Lane, build_lanes, planned
from sortsim.demand.own import OwnData
from sortsim.demand.parcels import ParcelDraws
from sortsim.spec.annotate import build_tree
from sortsim.spec.demand import DemandSpec
from sortsim.spec.departures import DeparturesSpec, LaneGroup
from sortsim.spec.nodes import bare
from sortsim.spec.run import RunSpec

PARTS = Path(__file__).parent.parent / "scenarios" / "parts"


@cache
def _part(name: str) -> dict[str, Any]:
    text = (PARTS / f"{name}.toml").read_text(encoding="utf-8")
    tree, problems = build_tree(tomllib.loads(text), name, None)
    assert problems == []
    values: dict[str, Any] = bare(tree)
    return values


def demand(**changes: Any) -> DemandSpec:
    """Return the shipped demand with values set by path, such as ``chain__year=2024``."""
    return DemandSpec.model_validate(_changed(_part("demand-wenzhou")["demand"], changes))


def departures(**changes: Any) -> DeparturesSpec:
    """Return what the shipped lanes share, with values set by path."""
    part = _part("departures-reference")["departures"]
    return DeparturesSpec.model_validate(_changed(part, changes))


def groups(**changes: Any) -> dict[str, LaneGroup]:
    """Return the shipped lane groups, with values set by path."""
    tree = _changed(_part("departures-reference")["lane_group"], changes)
    return {name: LaneGroup.model_validate(group) for name, group in tree.items()}


def _changed(tree: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    tree = copy.deepcopy(tree)
    for path, value in changes.items():
        *tables, key = path.split("__")
        table = tree
        for name in tables:
            table = table[name]
        table[key] = value
    return tree


@dataclass(frozen=True)
class Run:
    """The demand of one run."""

    demand: DemandSpec
    days: tuple[RunDay, ...]
    vehicles: list[Vehicle]
    lanes: tuple[Lane, ...]
    draws: ParcelDraws


def run(
    spec: DemandSpec | None = None, own: OwnData | None = None, replication: int = 0, **keys: Any
) -> Run:
    """Return the demand of a run; ``keys`` are those of ``RunSpec``, a hundredth is the scale."""
    spec = spec or demand()
    settings = RunSpec(**{"scale": 0.01, **keys})
    days = run_days(spec, settings, own)
    coming = vehicles(spec, days, seed=settings.seed, replication=replication)
    rules = departures()
    lanes = planned(build_lanes(groups(), rules, days), spec, rules, coming)
    draws = ParcelDraws(spec, lanes, rules.promise, seed=settings.seed, replication=replication)
    return Run(spec, days, coming, lanes, draws)

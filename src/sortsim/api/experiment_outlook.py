"""What an experiment would run and how long it would take, before it is begun.

Here runs, parcels and seconds are added up and a machine's speed is measured by short runs; nothing
is written and nothing printed.  ``cli`` and ``sortsim`` itself import it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Literal

from sortsim.api.forecast import makespan_s
from sortsim.api.lean import run_lean
from sortsim.api.load import is_study
from sortsim.api.simulate import RunOptions
from sortsim.centre.run import seeded
from sortsim.demand.plan import plan_demand, read_own
from sortsim.experiments.plan import Cell, ExperimentPlan

PROBED = 3
"""So many bases, those with the most parcels, are measured; the others take their mean speed."""
PROBE_PARCELS = (50_000, 250_000)
"""The measured days of a base's two probes; a smaller centre is probed at a fifth and the whole."""
Run = tuple[int, int]
"""Number of a cell, and a replication."""
Source = Literal["runs of this experiment", "probe runs on this machine", "not measured"]


@dataclass(frozen=True, slots=True)
class Speed:
    """How long runs of one base take."""

    fixed_s: float
    """Time that does not depend on the demand [s]."""
    s_per_parcel: float

    def seconds(self, parcels: int) -> float:
        """Return the expected time of a run [s]."""
        return self.fixed_s + self.s_per_parcel * parcels


@dataclass(frozen=True, slots=True)
class CellOutlook:
    """What one cell would run."""

    number: int
    name: str
    base: str
    parcels: int
    """Parcels of the measured day of one run; 0: the scenario has sources instead."""
    done: int
    """Runs that are there already."""
    least: int
    """Runs still to be done in any case."""
    most: int
    """Runs still to be done at most."""
    seconds: float | None
    """Expected time of one run [s]; ``None``: not known."""


@dataclass(frozen=True, slots=True)
class ExperimentOutlook:
    """What an experiment would run."""

    name: str
    design: str
    cells: tuple[CellOutlook, ...]
    workers: int
    measured_by: Source
    """Where the expected times come from."""
    notes: tuple[str, ...]

    @property
    def least(self) -> int:
        """Runs still to be done in any case."""
        return sum(cell.least for cell in self.cells)

    @property
    def most(self) -> int:
        """Runs still to be done at most."""
        return sum(cell.most for cell in self.cells)

    def seconds(self, runs: Literal["least", "most"]) -> float | None:
        """Return how long the runs take with these workers [s]; ``None``: not known."""
        waiting: list[float] = []
        for cell in self.cells:
            count = cell.least if runs == "least" else cell.most
            if cell.seconds is None and count:
                return None
            waiting += [cell.seconds or 0.0] * count
        return makespan_s([], waiting, self.workers)

    def as_json(self) -> dict[str, object]:
        """Return it as one object with stable keys."""
        return {
            "name": self.name, "design": self.design, "workers": self.workers,
            "measured_by": self.measured_by, "runs_done": sum(c.done for c in self.cells),
            "runs_least": self.least, "runs_most": self.most,
            "seconds_least": self.seconds("least"), "seconds_most": self.seconds("most"),
            "notes": list(self.notes), "cells": [asdict(cell) for cell in self.cells],
        }  # fmt: skip

    def rows(self) -> list[tuple[str, ...]]:
        """Return the table for a console, its header first."""
        header = ("cell", "base", "parcels", "done", "runs to do", "s a run")
        return [header, *map(_row, self.cells)]


def experiment_outlook(
    plan: ExperimentPlan, *, workers: int | None = None, done: Collection[Run] = (),
    measured_s: Mapping[int, float] | None = None, is_probed: bool = True,
) -> ExperimentOutlook:  # fmt: skip
    """Return what an experiment would run and how long that would take.

    Parameters
    ----------
    plan
        From `load_experiment`.
    workers
        Runs at a time; ``None``: one a processor.
    done
        Runs that are there already, as cell and replication.
    measured_s
        Mean time of a run [s] by number of the cell, from runs of this experiment that are done;
        with any of them no probe is run.
    is_probed
        Whether short runs measure this machine where nothing else does; some seconds.
    """
    parcels = _parcels(plan)
    speeds, source = _speeds(plan, parcels, measured_s or {}, is_probed)
    runs_done = set(done)
    cells = tuple(
        _cell(plan, cell, parcels[cell.number], runs_done, speeds.get(cell.base))
        for cell in plan.cells
    )
    count = workers or os.cpu_count() or 1
    return ExperimentOutlook(plan.name, plan.design, cells, count, source, plan.notes)


def _cell(
    plan: ExperimentPlan, cell: Cell, parcels: int, done: Collection[Run], speed: Speed | None
) -> CellOutlook:
    rule = plan.replications
    there = sum((cell.number, replication) in done for replication in range(rule.most))
    first = sum((cell.number, replication) in done for replication in range(rule.least))
    seconds = speed.seconds(parcels) if speed is not None and parcels else None
    return CellOutlook(
        cell.number, cell.name, cell.base, parcels, there,
        rule.least - first, rule.most - there, seconds,
    )  # fmt: skip


def _parcels(plan: ExperimentPlan) -> dict[int, int]:
    """Return the parcels of each cell's measured day; equal demands are planned once."""
    known: dict[str, int] = {}
    found: dict[int, int] = {}
    for cell in plan.cells:
        part = cell.scenario.scenario
        same = f"{cell.base} {cell.scale} {part.demand!r} {part.run!r} {part.lane_group!r}"
        if same not in known:
            known[same] = 0 if is_study(cell.scenario) else _planned(cell)
        found[cell.number] = known[same]
    return found


def _planned(cell: Cell) -> int:
    scenario = seeded(cell.scenario.scenario, None, cell.scale)
    demand = plan_demand(scenario, own=read_own(cell.scenario))
    day = demand.days[demand.measured.index]
    return int(day.outbound + day.inbound)


def _speeds(
    plan: ExperimentPlan, parcels: Mapping[int, int], measured_s: Mapping[int, float],
    is_probed: bool,
) -> tuple[dict[str, Speed], Source]:  # fmt: skip
    """Return the speed by base, and where it comes from."""
    source: Source
    if measured_s:
        known, source = _measured(plan, parcels, measured_s), "runs of this experiment"
    elif is_probed:
        probed = _largest(plan, parcels)
        known = {cell.base: _probed(plan, cell, parcels[cell.number]) for cell in probed}
        source = "probe runs on this machine"
    else:
        known = {}
    if not known:
        return {}, "not measured"
    mean = Speed(
        fmean(one.fixed_s for one in known.values()),
        fmean(one.s_per_parcel for one in known.values()),
    )
    return {cell.base: known.get(cell.base, mean) for cell in plan.cells}, source


def _measured(
    plan: ExperimentPlan, parcels: Mapping[int, int], measured_s: Mapping[int, float]
) -> dict[str, Speed]:
    """Return the mean speed of each base whose runs have been measured."""
    by_base: dict[str, list[float]] = {}
    for cell in plan.cells:
        if cell.number in measured_s and parcels[cell.number]:
            speed = measured_s[cell.number] / parcels[cell.number]
            by_base.setdefault(cell.base, []).append(speed)
    return {base: Speed(0.0, fmean(speeds)) for base, speeds in by_base.items()}


def _largest(plan: ExperimentPlan, parcels: Mapping[int, int]) -> list[Cell]:
    """Return the largest cell of each of the largest bases."""
    cells = sorted(plan.cells, key=lambda cell: -parcels[cell.number])
    first = {cell.base: cell for cell in reversed(cells) if parcels[cell.number]}
    return sorted(first.values(), key=lambda cell: -parcels[cell.number])[:PROBED]


def _probed(plan: ExperimentPlan, cell: Cell, parcels: int) -> Speed:
    """Return the line through two short runs; starting and compiling are left out."""
    few, many = PROBE_PARCELS
    large = min(1.0, many / parcels)
    small = large * few / many
    _timed(plan, cell, small)
    short_s, long_s = _timed(plan, cell, small), _timed(plan, cell, large)
    slope = max(0.0, long_s - short_s) / (parcels * (large - small))
    return Speed(max(0.0, long_s - slope * parcels * large), slope)


def _timed(plan: ExperimentPlan, cell: Cell, share: float) -> float:
    options = RunOptions(plan.seed, 0, plan.engine, cell.scale * share, "none")
    began = time.perf_counter()
    run_lean(cell.scenario, options)
    return time.perf_counter() - began


def _row(cell: CellOutlook) -> tuple[str, ...]:
    runs = f"{cell.least}" if cell.least == cell.most else f"{cell.least} to {cell.most}"
    seconds = "?" if cell.seconds is None else f"{cell.seconds:.1f}"
    return cell.name, cell.base, f"{cell.parcels:,}", str(cell.done), runs, seconds

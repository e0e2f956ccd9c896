"""What a run gives: tables and totals, nothing that is bound to a file.

Here live the inert results of a centre and of a study; records are written by ``results``.
``centre.run``, ``experiments`` and ``api`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sortsim.centre.observer import Table
from sortsim.centre.world.port import Crossings
from sortsim.core.clock import Ticks
from sortsim.demand.chain import Targets


@dataclass(frozen=True, slots=True)
class CentreResult:
    """The measured day of one centre."""

    scenario: str
    configuration: str
    engine: str
    seed: int
    replication: int
    warm_up_days: int
    recovery_days: int
    targets: Targets
    parcels: Table
    """No rows where an observer took them, or where none were planned."""
    hours: Table
    stations: Table
    vehicles: Table
    labour: Table
    energy: Table
    """Without the building's own power."""
    conservation: Mapping[str, object]
    backlog_opening: int
    """Parcels inside, yard and gate included, when the measured day begins."""
    backlog_closing: int
    backlog_by_hour: tuple[int, ...]
    """Parcels inside, yard and gate included, at the end of each hour from the measured day's
    first to the run's last."""
    planned_parcels: int
    """Parcels planned on the measured day."""
    departed_parcels: int
    """Parcels that departed in the measured day."""
    failures: int
    """Breakdowns and jams of the whole run."""
    look_ahead: Ticks
    crossings: Crossings
    notes: tuple[str, ...] = ()

    def tables(self) -> dict[str, Table]:
        """Return the tables by name, ``costs`` apart."""
        names = ("parcels", "hours", "stations", "vehicles", "labour", "energy")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class StudyResult:
    """The whole run of a study: sources, stations, sinks."""

    scenario: str
    engine: str
    seed: int
    replication: int
    hours: float
    totals: Mapping[str, float]
    """Totals by name; counts are whole numbers."""
    stations: tuple[Mapping[str, Any], ...]
    """One row a station: name, kind, area, passed, busy, blocked and stopped ticks, inside."""
    stages: Mapping[str, Mapping[str, float]]
    """By stage that any piece went through: mean, p50 and p95 of its seconds."""
    notes: tuple[str, ...] = field(default=())

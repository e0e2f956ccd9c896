"""The manifest and the timing of a run: what was run, with what, and how long it took.

Here what must be equal for equal runs is kept apart from dates and hosts, which stand in
``timing`` alone.  ``api`` imports it.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from sortsim.centre.result import CentreResult
from sortsim.core.provenance import (
    MODEL_VERSION,
    package_versions,
    python_version,
    sortsim_version,
)
from sortsim.results.schema import RECORD_VERSION
from sortsim.spec.from_rows import order_of
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario


def manifest(
    resolved: Resolved[Scenario], *, seed: int, replication: int, engine: str, command: str | None
) -> dict[str, object]:
    """Return what every manifest says, of a centre or a study.

    Parameters
    ----------
    resolved
        The scenario.
    seed, replication
        Keys of the random streams.
    engine
        Name of the plant's engine.
    command
        The command as typed, without folders of this machine.
    """
    scenario = resolved.scenario
    days = {"warm_up": scenario.run.warm_up_days, "measured": 1}
    if scenario.run.recovery_days:
        days["recovery"] = scenario.run.recovery_days
    return {
        "record_version": RECORD_VERSION,
        "scenario": scenario.name,
        "configuration": scenario.configuration,
        "title": scenario.title,
        "title_zh": scenario.title_zh,
        "seed": seed,
        "replication": replication,
        "engine": engine,
        "sortsim_version": sortsim_version(),
        "model_version": MODEL_VERSION,
        "scenario_sha256": resolved.sha256,
        "order": order_of(scenario),
        "files": [{"name": file.name, "sha256": file.sha256} for file in resolved.files],
        "command": command,
        "python": python_version(),
        "packages": package_versions(),
        "days": days,
    }


def centre_manifest(
    resolved: Resolved[Scenario], result: CentreResult, *, scale: float, command: str | None
) -> dict[str, object]:
    """Return the manifest of a centre's run."""
    basis = manifest(
        resolved, seed=result.seed, replication=result.replication, engine=result.engine,
        command=command,
    )  # fmt: skip
    counts = {
        "backlog_opening_parcels": result.backlog_opening,
        "backlog_closing_parcels": result.backlog_closing,
        "planned_parcels": result.planned_parcels,
        "departed_parcels": result.departed_parcels,
        "failures": result.failures,
    }
    return basis | {
        "scale": resolved.scenario.run.scale * scale,
        "target": _plain(asdict(result.targets)),
        "conservation": dict(result.conservation),
        "counts": counts,
        "port": {"look_ahead_s": result.look_ahead / 1e6, **_plain(asdict(result.crossings))},
        "notes": [*result.notes, *scale_notes(resolved.scenario.run.scale * scale)],
    }


def scale_notes(scale: float) -> list[str]:
    """Return what a reader must know of a run whose demand is not the scenario's own."""
    return [] if scale == 1 else [f"demand is scaled by {scale:g}; what is required is not"]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: list(v) if isinstance(v, tuple) else v for key, v in values.items()}


@dataclass
class Stopwatch:
    """Wall seconds by phase of one run."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Add the time that the block takes to a phase."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - begun
            self.seconds[name] = self.seconds.get(name, 0.0) + spent

    def document(self, parcels: int, notes: Sequence[str] = ()) -> dict[str, object]:
        """Return ``timing.json``: phases, rate, memory, host and date.

        Parameters
        ----------
        parcels
            Parcels simulated, over which the rate is told.
        notes
            Remarks on the timing.
        """
        wall = self.seconds.get("simulate", 0.0)
        return {
            "seconds": {name: round(spent, 6) for name, spent in self.seconds.items()},
            "wall_s": wall,
            "parcels": parcels,
            "parcels_per_wall_s": parcels / wall if wall > 0 else None,
            "peak_mb": peak_mb(),
            "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "host": platform.node(),
            "platform": platform.platform(),
            "cpu_count": os.cpu_count(),
            "notes": list(notes),
        }


def peak_mb() -> float | None:
    """Return the most memory that this process held so far [MB]; ``None`` where unknown."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    per_mb = 1e6 if platform.system() == "Darwin" else 1e3
    return float(peak) / per_mb

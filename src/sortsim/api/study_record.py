"""From the run of a study to its record: totals and times by stage as key figures.

Here a study, which has no vehicles and no promises, gets documents of the same form as a
centre's, without tables.  Only ``api.simulate`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sortsim.api.manifest import Stopwatch, manifest
from sortsim.api.sinks import Sink
from sortsim.centre.result import StudyResult
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

COUNTS = {
    "parcels_in": "parcels_in",
    "discharged": "discharged_parcels",
    "rejected": "rejected_parcels",
    "lost": "lost_parcels",
    "inside": "inside_parcels",
}
"""Total of the study to the key of its figure."""
TIMES = {
    ("induction", "mean_s"): "queue_mean_s",
    ("induction", "p95_s"): "queue_p95_s",
    ("on_loop", "mean_s"): "on_loop_mean_s",
    ("stay", "mean_s"): "stay_mean_s",
    ("stay", "p95_s"): "stay_p95_s",
}
"""Stage and statistic to the key of its figure."""
FIGURES = (*COUNTS.values(), *TIMES.values(), "failed_pass_share", "parcels_per_h")
"""Every key figure of a study."""


def study_kpis(result: StudyResult) -> dict[str, dict[str, object]]:
    """Return the key figures of a study, in the form of ``kpis.json``."""
    kpis = {key: _row(result.totals.get(name), "parcels") for name, key in COUNTS.items()}
    for (stage, statistic), key in TIMES.items():
        kpis[key] = _row(result.stages.get(stage, {}).get(statistic), "s")
    came = result.totals.get("parcels_in")
    kpis["failed_pass_share"] = _row(result.totals.get("failed_pass_share"), "share")
    kpis["parcels_per_h"] = _row(None if came is None else came / result.hours, "parcels/h")
    return kpis


def _row(value: float | None, unit: str) -> dict[str, object]:
    return {"value": None if value is None else float(value), "unit": unit, "half_width": None}


def write_study(
    sink: Sink,
    resolved: Resolved[Scenario],
    result: StudyResult,
    *,
    command: str | None,
    watch: Stopwatch,
) -> None:
    """Give a study's documents to a sink; its tables stay empty."""
    basis = manifest(
        resolved, seed=result.seed, replication=result.replication, engine=result.engine,
        command=command,
    )  # fmt: skip
    study: Mapping[str, Any] = {
        "hours": result.hours,
        "totals": dict(result.totals),
        "stages": {name: dict(row) for name, row in result.stages.items()},
        "stations": [dict(row) for row in result.stations],
    }
    more = {"target": {}, "conservation": {"is_balanced": True}, "notes": list(result.notes)}
    sink.document("manifest", basis | more | {"study": study})
    sink.document("scenario", resolved.rows())
    sink.document("kpis", study_kpis(result))
    sink.document("verdict", {})
    sink.document("bounds", [])
    sink.document("timing", watch.document(int(result.totals.get("parcels_in", 0))))

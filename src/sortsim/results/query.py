"""Questions asked of one record or of several side by side.

Here live the joins that every report needs; drawing and wording are in ``report``.  ``report``,
``experiments``, ``api`` and ``cli`` may import it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortsim.results.record import RunRecord
from sortsim.results.schema import NOT_YET_MS, WATERFALL

if TYPE_CHECKING:
    import pandas as pd

CONFIGURATION_ORDER = ("manual", "semi", "auto")
"""The order of configurations everywhere; others follow by name."""


def find_records(folder: str | Path) -> list[Path]:
    """Return the folders at or below ``folder`` that hold a record, configurations in order.

    Hidden folders, which a writer has not finished, are left out.
    """
    root = Path(folder)
    found = [file.parent for file in root.rglob("manifest.json")]
    seen = [path for path in found if not _is_hidden(path.relative_to(root))]
    return sorted(seen, key=lambda path: (path.parent.parts, configuration_rank(path.name)))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def configuration_rank(name: str) -> tuple[int, str]:
    """Return a key that sorts configuration names: manual, semi, auto, then others by name."""
    known = name in CONFIGURATION_ORDER
    return (CONFIGURATION_ORDER.index(name) if known else len(CONFIGURATION_ORDER), name)


def kpi_table(records: Mapping[str, RunRecord]) -> pd.DataFrame:
    """Return KPI values, one row a KPI and one column a configuration, units first."""
    import pandas as pd

    units: dict[Hashable, Any] = {}
    values: dict[str, dict[Hashable, Any]] = {}
    for name, record in records.items():
        kpis = record.kpis
        units.update(kpis["unit"].to_dict())
        values[name] = kpis["value"].to_dict()
    return pd.DataFrame({"unit": units, **values}, index=list(units)).rename_axis("kpi")


def waterfall(record: RunRecord, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the mean seconds of each stage over the parcels that departed.

    Parameters
    ----------
    record
        The run.
    by
        Columns of ``parcels`` to group by, such as ``["flow"]``; none: one row for all.

    Returns
    -------
    pandas.DataFrame
        A column a stage (`schema.WATERFALL`, float64 s) and ``parcels``, the number of rows.
    """
    parcels = record.parcels
    departed = parcels[parcels["departed_ms"] != NOT_YET_MS]
    keys = list(by) or ["all"]
    precise = departed.astype(dict.fromkeys(WATERFALL, "float64")).assign(all="all")
    groups = precise.groupby(keys, observed=True)
    return groups[list(WATERFALL)].mean().assign(parcels=groups.size())


def waterfall_error_s(record: RunRecord) -> float:
    """Return the largest gap in seconds between a parcel's dwell and the sum of its stages.

    Times are ms and stages float32, so up to about 0.01 s is rounding; 0.0 without a departure.
    """
    parcels = record.parcels
    departed = parcels[parcels["departed_ms"] != NOT_YET_MS]
    if departed.empty:
        return 0.0
    dwell_s = (departed["departed_ms"].astype("int64") - departed["gate_ms"]) / 1000
    total_s = departed[list(WATERFALL)].astype("float64").sum(axis=1)
    return float((dwell_s - total_s).abs().max())


def busiest_areas(record: RunRecord) -> pd.DataFrame:
    """Return kind, mean and highest hourly busy share by area, the busiest first."""
    stations = record.stations.astype({"busy_share": "float64", "area": "str", "kind": "str"})
    hourly = stations.assign(hour=(stations["minute"] - 1) // 60)
    shares = hourly.groupby(["area", "kind", "hour"])["busy_share"].mean()
    grouped = shares.groupby(level=["area", "kind"])
    frame = grouped.agg(mean_busy_share="mean", peak_busy_share="max").reset_index()
    order = ["peak_busy_share", "area"]
    return frame.sort_values(order, ascending=[False, True], ignore_index=True)

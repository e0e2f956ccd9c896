"""A run that leaves key figures and a verdict, and no record.

Here a centre is run for a point of a curve: parcels are kept in memory, in the few columns that
the verdict reads, and dropped with the run.  ``api.workers`` and ``api.studio`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sortsim.api.centre_record import Judged, judged
from sortsim.api.margin import UNKNOWN
from sortsim.api.simulate import RunOptions, Watcher, check_options, ignore
from sortsim.core.quiet_gc import quiet_gc
from sortsim.results.record import RunRecord
from sortsim.results.schema import Column, columns_of, to_dtype
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.stats.day import VERDICT_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from sortsim.centre.result import CentreResult


@dataclass(frozen=True)
class RunFound:
    """What one run of a centre found."""

    planned_parcels: int
    """Parcels of the measured day."""
    kpis: Mapping[str, Mapping[str, Any]]
    """As ``kpis.json`` has them."""
    verdict: Mapping[str, Any]
    """As ``verdict.json`` has it."""


def found_in(record: RunRecord) -> RunFound | None:
    """Return what a record found; a study has no verdict and gives nothing."""
    if not record.verdict:
        return None
    planned = int(record.manifest["counts"]["planned_parcels"])
    return RunFound(planned, record.documents["kpis"], record.verdict)


def run_lean(
    resolved: Resolved[Scenario], options: RunOptions, watcher: Watcher = ignore
) -> RunFound:
    """Run a centre and return its key figures and its verdict; the margin is left out.

    Parameters
    ----------
    resolved
        A scenario of a centre.
    options
        How; its margin is not looked at.
    watcher
        Hears of progress.

    Raises
    ------
    InputError
        The scenario cannot be run.
    """
    result, found = run_kept(resolved, options, watcher)
    return RunFound(result.planned_parcels, found.kpis, found.verdict.as_json())


def run_kept(
    resolved: Resolved[Scenario],
    options: RunOptions,
    watcher: Watcher = ignore,
    columns: Sequence[str] = (),
) -> tuple[CentreResult, Judged]:
    """Run a centre and return what came out and what was found in it, parcels in memory.

    Parameters
    ----------
    resolved, options, watcher
        As for `run_lean`.
    columns
        Columns of the parcels to keep besides those that the verdict reads.
    """
    from sortsim.centre.run import simulate_centre

    check_options(resolved, options)
    kept = KeptParcels(watcher, {name: [] for name in (*VERDICT_COLUMNS, *columns)})
    with quiet_gc():
        result = simulate_centre(
            resolved, seed=options.seed, replication=options.replication, engine=options.engine,
            scale=options.scale, observer=kept,
        )  # fmt: skip
    watcher("record", 0.0, 0.0)
    return result, judged(resolved, result, kept.frame(), UNKNOWN)


@dataclass
class KeptParcels:
    """Watches a run: passes progress on and keeps some columns of the parcels."""

    watcher: Watcher
    chunks: dict[str, list[Any]]
    """Parts of each column so far, by name."""

    def progressed(self, time_share: float, parcel_share: float) -> None:
        """Hear how far the run is."""
        self.watcher("simulate", time_share, parcel_share)

    def parcels(self, rows: Mapping[str, npt.NDArray[Any]]) -> bool:
        """Take finished parcel rows."""
        for name, chunks in self.chunks.items():
            chunks.append(_as_kept(_COLUMNS[name], rows[name]))
        return True

    def frame(self) -> pd.DataFrame:
        """Return all parcels taken."""
        import pandas as pd

        made = {name: _joined(_COLUMNS[name], parts) for name, parts in self.chunks.items()}
        return pd.DataFrame(made)


def _as_kept(column: Column, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return values in the column's type; texts as codes."""
    if not column.categories:
        return to_dtype(column, values)
    if values.dtype.kind in "iu":
        return values.astype(np.int8)
    import pandas as pd

    return np.asarray(pd.Categorical(values, column.categories).codes)


def _joined(column: Column, parts: Sequence[npt.NDArray[Any]]) -> Any:
    """Return a whole column; codes as texts again."""
    import pandas as pd

    values = np.concatenate([np.empty(0, parts[0].dtype if parts else np.int8), *parts])
    if not column.categories:
        return values
    return pd.Categorical.from_codes(values, list(column.categories))  # type: ignore[call-overload]


_COLUMNS = {column.name: column for column in columns_of("parcels")}

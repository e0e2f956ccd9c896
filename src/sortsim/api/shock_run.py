"""One run of a shock, or of the day without it, as far as the two are compared.

Here a centre is run and its promises are counted apart for the parcels that both runs have and
for those that a surge adds; what the differences mean is said in ``shock``.  Only ``api.shock``
and its workers import it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortsim.api.lean import run_kept
from sortsim.api.simulate import RunOptions, Watcher
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

KEPT_KPIS = ("next_day_share", "on_planned_share", "passes_per_day", "cost_per_pass_yuan")
"""Key figures that are told of each run."""


@dataclass(frozen=True)
class DayFollowed:
    """What one run found on its measured day and the recovery days."""

    backlog_parcels: tuple[int, ...]
    """At full hours since 06:00 of the measured day, 07:00 first."""
    planned_parcels: int
    """Of the measured day."""
    broken_next_day: int
    """Eligible parcels that both runs have and whose next-day promise was not kept."""
    late: int
    """Parcels that both runs have and that missed their planned departure."""
    broken_next_day_added: int
    """The same of parcels that a surge adds."""
    late_added: int
    cost_yuan: float | None
    """Of the measured day; ``None`` where the scenario has no economy."""
    kpis: dict[str, float | None]


@dataclass(frozen=True)
class FollowDay:
    """The job: simulate and count.

    Attributes
    ----------
    own_parcels
        Parcels with lower numbers than this come in both runs; the rest are added by a surge.
    """

    own_parcels: int

    def __call__(
        self, resolved: Resolved[Scenario], options: RunOptions, watcher: Watcher
    ) -> DayFollowed:
        """Run the day.

        Parameters
        ----------
        resolved
            The scenario, with its recovery days.
        options
            How; the margin is left out.
        watcher
            Hears of progress.
        """
        result, found = run_kept(resolved, options, watcher, columns=("parcel",))
        day = found.day
        is_own = day.column("parcel") < self.own_parcels
        broken = day.is_decided & day.column("eligible") & ~day.column("promise_kept")
        late = day.is_decided & ~day.column("on_planned")
        costs = day.costs["yuan"]
        return DayFollowed(
            backlog_parcels=result.backlog_by_hour,
            planned_parcels=result.planned_parcels,
            broken_next_day=int(np.count_nonzero(broken & is_own)),
            late=int(np.count_nonzero(late & is_own)),
            broken_next_day_added=int(np.count_nonzero(broken & ~is_own)),
            late_added=int(np.count_nonzero(late & ~is_own)),
            cost_yuan=float(costs.sum()) if len(costs) else None,
            kpis={key: _value(found.kpis[key]["value"]) for key in KEPT_KPIS},
        )


def _value(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None

"""Which day the studio simulates, and what is told of it.

Here live the choice of the day and the inert answers; the run is ``kept_run``'s, the process
``desk``'s.  The other modules of ``api.studio`` and ``cli`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sortsim.spec.nodes import Leaf, Origin
from sortsim.spec.patched import with_leaves
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

DAY_SETS = ('run.measured_day="mean"', "run.warm_up_days=0", "run.recovery_days=0")
"""What makes ``sortsim run`` simulate the same day."""


def mean_day(resolved: Resolved[Scenario], days_before: int = 0) -> Resolved[Scenario]:
    """Return a scenario whose measured day is the mean day.

    Parameters
    ----------
    resolved
        The scenario.
    days_before
        Days simulated before it; none: the day begins at 06:00 with an empty centre.
    """
    run = {"measured_day": "mean", "warm_up_days": days_before, "recovery_days": 0}
    return with_leaves(
        resolved, {f"run.{key}": Leaf(value, Origin("studio")) for key, value in run.items()}
    )


@dataclass(frozen=True, slots=True)
class HourRow:
    """Parcels in one hour of the day."""

    hour_of_day: int
    arrived: int
    sorted: int
    departed: int


@dataclass(frozen=True, slots=True)
class Load:
    """How busy an area is in its busiest hour."""

    area: str
    kind: str
    hour_of_day: int
    busy_share: float


@dataclass(frozen=True, slots=True)
class BoundRow:
    """The analytic bound of an area in its worst hour, before any run."""

    area: str
    capacity_per_h: float
    required_per_h: float
    unit: str
    hour_of_day: int
    limit: str
    ratio: float
    """Required over capacity; above 1 it cannot carry."""


@dataclass(frozen=True, slots=True)
class BoundsFound:
    """All bounds of a variant, the hardest asked first."""

    rows: tuple[BoundRow, ...]
    took_s: float


@dataclass(frozen=True, slots=True)
class HoursSoFar:
    """A day under way."""

    rows: tuple[HourRow, ...]
    """Hours that are over; parcels still staged are not in ``sorted`` yet."""


@dataclass(frozen=True, slots=True)
class DayFound:
    """What a simulated day gave."""

    planned_parcels: int
    rows: tuple[HourRow, ...]
    kpis: Mapping[str, float | None]
    units: Mapping[str, str]
    loads: tuple[Load, ...]
    """Areas by their busiest hour, the busiest first."""
    breaks_at: str | None
    """The verdict's words of where the day breaks first; ``None`` where no queue broke."""
    simulated_s: float = 0.0
    """Time of the run with its key figures."""
    tapes_kept: bool = False
    """Whether the parcels' draws were there from the run before."""


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why there is no answer; after a bug of ours also where it was."""

    message: str
    trace: str = ""

"""The object of a set of shocks: what ``--json`` prints and tables and figures are drawn from.

Here paired runs become plain rows; the definition of recovery is ``stats.recovery``.  Only
``api.shock`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sortsim.api.shock_run import DayFollowed
from sortsim.stats.intervals import combine_replications
from sortsim.stats.recovery import excess, peak_after, recovery_h

HOURS_A_DAY = 24


@dataclass(frozen=True)
class Shocked:
    """All that a set of shocks gave."""

    titles: Mapping[str, str]
    """``title`` and ``title_zh`` of the centre."""
    scenario: str
    seed: int
    scale: float
    replications: int
    recovery_days: int
    band_share: float
    base: Sequence[DayFollowed]
    """One a replication."""
    shocks: Mapping[str, Sequence[DayFollowed]]
    events: Mapping[str, Mapping[str, tuple[float, float]]]
    """By shock the first and last hour of each of its events, from 06:00 of the measured day."""
    unfit: Mapping[str, str]

    @property
    def band_parcels(self) -> float:
        """How many parcels more than usual count as usual."""
        return self.band_share * float(np.mean([day.planned_parcels for day in self.base]))


def shock_object(made: Shocked) -> dict[str, object]:
    """Return a set of shocks as plain values, see docs/model/shocks.md for their meaning."""
    return {
        "scenario": made.scenario,
        **made.titles,
        "seed": made.seed,
        "scale": made.scale,
        "replications": made.replications,
        "recovery_days": made.recovery_days,
        "watched_h": HOURS_A_DAY * (1 + made.recovery_days),
        "band_share": made.band_share,
        "band_parcels": made.band_parcels,
        "undisturbed": {
            "kpis": combine_replications([_usual(day) for day in made.base]),
            "backlog_parcels": _mean_backlog(made.base),
        },
        "shocks": {name: _of_shock(made, name) for name in made.shocks},
        "unfit": dict(made.unfit),
    }


def _of_shock(made: Shocked, name: str) -> dict[str, object]:
    events = made.events[name]
    pairs = list(zip(made.base, made.shocks[name], strict=True))
    span = min(start for start, _ in events.values()), max(end for _, end in events.values())
    rows = [_effects(base, shock, span, made.band_parcels) for base, shock in pairs]
    return {
        "events": {key: {"from_h": start, "to_h": end} for key, (start, end) in events.items()},
        "from_h": span[0],
        "to_h": span[1],
        "kpis": combine_replications(rows),
        "backlog_parcels": _mean_backlog(made.shocks[name]),
    }


def _effects(
    base: DayFollowed, shock: DayFollowed, span: tuple[float, float], band: float
) -> dict[str, dict[str, Any]]:
    """Return what a shock did in one replication, against the same parcels undisturbed."""
    more = excess(base.backlog_parcels, shock.backlog_parcels)
    start, end = max(0.0, span[0]), max(0.0, span[1])
    hours, more_than = recovery_h(more, end, band)
    extra = None
    if base.cost_yuan is not None and shock.cost_yuan is not None:
        extra = shock.cost_yuan - base.cost_yuan
    return {
        "recovery_h": _row(hours, "h") | ({} if more_than is None else {"more_than": more_than}),
        "next_day_lost": _row(shock.broken_next_day - base.broken_next_day, "parcels"),
        "next_day_lost_added": _row(shock.broken_next_day_added, "parcels"),
        "on_planned_lost": _row(shock.late - base.late, "parcels"),
        "on_planned_lost_added": _row(shock.late_added, "parcels"),
        "backlog_peak": _row(peak_after(shock.backlog_parcels, start), "parcels"),
        "backlog_more_peak": _row(peak_after(more, start), "parcels"),
        "extra_cost": _row(extra, "yuan"),
        "planned": _row(shock.planned_parcels, "parcels"),
        **_kpis(shock),
    }


def _usual(day: DayFollowed) -> dict[str, dict[str, Any]]:
    return {
        "backlog_peak": _row(peak_after(day.backlog_parcels, 0.0), "parcels"),
        "planned": _row(day.planned_parcels, "parcels"),
        **_kpis(day),
    }


_UNITS = {"passes_per_day": "parcels/d", "cost_per_pass_yuan": "yuan"}


def _kpis(day: DayFollowed) -> dict[str, dict[str, Any]]:
    return {key: _row(value, _UNITS.get(key, "share")) for key, value in day.kpis.items()}


def _row(value: float | None, unit: str) -> dict[str, Any]:
    known = None if value is None else float(value)
    return {"value": known, "unit": unit, "half_width": None}


def _mean_backlog(days: Sequence[DayFollowed]) -> list[float]:
    """Return the mean backlog over replications at full hours, 07:00 of the measured day first."""
    hours = np.array([day.backlog_parcels for day in days], np.float64).mean(axis=0)
    return [float(value) for value in hours]

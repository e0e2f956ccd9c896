"""The margin of a centre: how much more demand it would carry.

Here its two ways are chosen between: an estimate from the run itself, or a search that reruns
the centre.  Only ``api.simulate`` imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from sortsim.api.centre_record import Judged, judged
from sortsim.api.facts import MarginFound
from sortsim.api.fluid_estimate import PARCEL_COLUMNS, fluid_estimate
from sortsim.api.outlook import Outlook
from sortsim.api.sinks import frame_of
from sortsim.centre.observer import Observer
from sortsim.centre.result import CentreResult
from sortsim.centre.run import simulate_centre
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.stats.margin import find_margin

if TYPE_CHECKING:
    import pandas as pd

MarginWay = Literal["fluid", "search", "none"]
"""``fluid``: estimated from the run; ``search``: reruns; ``none``: not asked for."""
LOWEST, HIGHEST, TOLERANCE = 0.5, 2.0, 0.02
UNKNOWN = MarginFound(None)
ROUGH = "rough: passes of the day over its parcels, not rerun"
ESTIMATE_COLUMNS = tuple(PARCEL_COLUMNS)


def estimated(
    resolved: Resolved[Scenario], result: CentreResult, found: Judged, ahead: Outlook
) -> MarginFound:
    """Return the margin estimated from a run whose day has been judged.

    Where fluid queues cannot tell, it is taken from what the centre passed on its day.
    """
    vehicles = frame_of(result.vehicles, "vehicles")
    inbound = vehicles[vehicles["direction"].astype("str") == "in"]
    groups = dict(zip(inbound["vehicle"].tolist(), inbound["group"].astype("str"), strict=True))
    least = resolved.scenario.carries.on_planned_share_min
    margin = fluid_estimate(found.day, groups, ahead, least, carries=found.verdict.carries)
    return by_passes(found) if margin.margin_share is None else margin


def by_passes(found: Judged) -> MarginFound:
    """Return a rough margin of a day that was not carried: its passes over its parcels."""
    planned = len(found.day.parcels)
    if not planned or found.verdict.carries:
        return UNKNOWN
    return MarginFound(min(found.day.passes / planned - 1, -TOLERANCE), ROUGH)


def searched(
    resolved: Resolved[Scenario],
    found: Judged,
    *,
    seed: int,
    replication: int,
    engine: str,
    scale: float,
    observer: Callable[[], Observer],
) -> MarginFound:
    """Return the margin found by rerunning the centre at other demands.

    Parameters
    ----------
    resolved
        The scenario.
    found
        The run at the demand itself, which is not repeated.
    seed, replication
        Keys of the random streams, the same in every rerun.
    engine
        Name of the plant's engine.
    scale
        Factor of the demand over the scenario's own.
    observer
        Gives the watcher of each rerun.
    """
    known = {1.0: found.verdict.carries}

    def carries(factor: float) -> bool:
        if factor not in known:
            result = simulate_centre(
                resolved, seed=seed, replication=replication, engine=engine,
                scale=scale * factor, observer=observer(),
            )  # fmt: skip
            known[factor] = carried(resolved, result)
        return known[factor]

    low, high = (1.0, HIGHEST) if known[1.0] else (LOWEST, 1.0)
    margin = find_margin(carries, low, high, TOLERANCE)
    return MarginFound(margin.margin_share, margin.note, margin.tried)


def carried(resolved: Resolved[Scenario], result: CentreResult) -> bool:
    """Return whether a run whose parcels are in memory carried its day."""
    parcels: pd.DataFrame = frame_of(result.parcels, "parcels")
    return judged(resolved, result, parcels, UNKNOWN).verdict.carries

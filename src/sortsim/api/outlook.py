"""What is asked of every area of a centre before a run: analytic bounds and expected flows.

Here the demand and the fit-out are planned once more for a record's bounds and its margin; the
bounds themselves are made in ``area_bounds``.  ``api.simulate``, ``api.fluid_estimate``
and ``api.studio`` import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sortsim.api.area_bounds import AreaBound, AreaBounds, crews_of
from sortsim.api.explain import planned_flows
from sortsim.centre.capacity_bounds import ExpectedFlows
from sortsim.centre.fitout.build import build
from sortsim.centre.fitout.lanes import sort_lanes
from sortsim.centre.run import seeded
from sortsim.demand.plan import DemandPlan, plan_demand, read_own
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.stats.bounds import Bound

if TYPE_CHECKING:
    import pandas as pd

KINDS = {
    "door_group": "door", "line": "line", "xray": "xray", "desk": "desk", "loop": "loop",
    "wheel_line": "wheel_line", "hand_area": "hand",
}  # fmt: skip
"""Kind of a part by the first word of its name, for the simulated rate beside its bound."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A centre's day as it is asked for."""

    bounds: tuple[AreaBound, ...]
    flows: ExpectedFlows
    day_ratios: tuple[float, ...]
    """Parcels of each day up to the measured one over that one's; the last is 1."""


def outlook(
    resolved: Resolved[Scenario], *, scale: float = 1.0, demand: DemandPlan | None = None
) -> Outlook:
    """Return bounds and flows of the measured day of a scenario at a scale of its demand.

    Parameters
    ----------
    resolved
        The scenario.
    scale
        Multiplies its demand.
    demand
        Its demand at that scale where it is planned already.
    """
    scenario = seeded(resolved.scenario, None, scale)
    demand = demand or plan_demand(scenario, own=read_own(resolved))
    folder = Path(resolved.files[0].path).parent if resolved.files else Path()
    lanes = sort_lanes(demand.lanes, scenario.demand)
    fitout = build(scenario, lanes, folder=folder)
    flows = planned_flows(scenario, demand, fitout)
    made = AreaBounds(scenario, fitout, demand.lanes, flows, crews_of(scenario, fitout), folder)
    days = demand.days[: demand.measured.index + 1]
    volumes = [day.outbound + day.inbound for day in days]
    ratios = tuple(volume / volumes[-1] if volumes[-1] else 0.0 for volume in volumes)
    return Outlook(tuple(made.every()), flows, ratios)


def bound_rows(
    bounds: tuple[AreaBound, ...], stations: pd.DataFrame
) -> Iterator[Mapping[str, object]]:
    """Yield the rows of ``bounds.json``: each bound beside the busiest simulated hour.

    Parameters
    ----------
    bounds
        The areas' bounds.
    stations
        Table ``stations`` of the run; an area that it does not count alike has no simulated
        rate.
    """
    peaks = peak_pieces_per_h(stations)
    for area in bounds:
        one = area.bound
        simulated = peaks.get(one.resource) if area.unit == "pieces" else None
        beside = Bound(
            one.resource, one.resource_zh, one.capacity_per_h, one.required_per_h, simulated
        )
        yield area.as_json() | beside.as_json()


def peak_pieces_per_h(stations: pd.DataFrame) -> dict[str, float]:
    """Return the most pieces that the stations of each area passed in one hour of the clock."""
    summed = main_stations(stations).groupby(["area", "hour"])["passed_pieces"].sum()
    return {str(area): float(most) for area, most in summed.groupby(level="area").max().items()}


def main_stations(stations: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the stations that an area is named for, with their hour of the day."""
    frame = stations.assign(
        hour=(stations["minute"] - 1) // 60,
        area=stations["area"].astype("str"),
        kind=stations["kind"].astype("str"),
    )
    main = frame["area"].str.split(".").str[0].map(KINDS)
    is_main = (frame["kind"] == main) | (main == "desk")
    return frame[is_main]

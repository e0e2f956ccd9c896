"""The lanes (流向) that a centre sorts to, one a destination, and how volume weighs them.

Here live their description and the selection by lane group; staging and departures live
elsewhere.  The other modules of ``centre`` import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sortsim.demand.chain import RunDay
from sortsim.demand.lanes import Lane, build_lanes, destination_shares
from sortsim.spec.demand import DemandSpec
from sortsim.spec.scenario import Scenario

ANY_DAY = RunDay(0, True, None, "mon", "normal", 0, 0)
"""Lanes are the same on every day; only their departures differ."""


@dataclass(frozen=True, slots=True)
class SortLane:
    """One lane as the fit-out sees it."""

    name: str
    group: str
    """Lane group of the scenario."""
    weight: float = 1.0
    """Expected parcels, in any unit common to all lanes; deals chutes."""


def lanes_of(lanes: Sequence[SortLane], groups: Sequence[str]) -> list[int]:
    """Return the indices of the lanes whose group is named; no group named means all."""
    return [i for i, lane in enumerate(lanes) if not groups or lane.group in groups]


def sort_lanes(lanes: Sequence[Lane], demand: DemandSpec | None) -> tuple[SortLane, ...]:
    """Return the lanes as the fit-out sees them, weighed by expected parcels.

    A lane's weight is its share of its group, times the group's share of each flow, times
    the flow's volume over the city's collected parcels; intra-city parcels count as outbound (the
    demand chain).  Without a demand the groups weigh alike.
    """
    if demand is None:
        return tuple(SortLane(lane.name, lane.group, lane.weight) for lane in lanes)
    chain = demand.chain
    volume = {"outbound": chain.outbound_factor, "inbound": chain.inbound_factor}
    by_group: dict[str, float] = {}
    for flow, shares in destination_shares(demand).items():
        for group, share in shares.items():
            by_group[group] = by_group.get(group, 0.0) + share * volume[flow]
    return tuple(
        SortLane(lane.name, lane.group, lane.weight * by_group.get(lane.group, 0.0))
        for lane in lanes
    )


def scenario_lanes(scenario: Scenario) -> tuple[SortLane, ...]:
    """Return the lanes of a scenario; of a study without lane groups, as many as sources draw.

    Lanes of a study are alike and named by number from 1.
    """
    if scenario.lane_group and scenario.departures is not None:
        made = build_lanes(scenario.lane_group, scenario.departures, (ANY_DAY,))
        return sort_lanes(made, scenario.demand)
    count = max((source.lanes for source in scenario.source.values()), default=0)
    return tuple(SortLane(str(n + 1), "") for n in range(count))


def named_lanes(scenario: Scenario) -> tuple[SortLane, ...]:
    """Return the lanes of a scenario as ``scenario_lanes`` does, but all of one weight.

    This is what checks need; weights by law would load the statistics library first.
    """
    if not scenario.lane_group:
        return scenario_lanes(scenario)
    return tuple(
        SortLane(f"{name}.{zone_name}.{number:03d}", name)
        for name, group in scenario.lane_group.items()
        for zone_name, zone in group.zone.items()
        for number in range(zone.lanes)
    )

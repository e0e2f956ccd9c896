"""The lanes (流向) that a centre sorts to, one a destination, and how volume weighs them.

Here live their description and the selection by lane group; staging and departures live
elsewhere.  The other modules of ``centre`` import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sortsim.demand.lanes import Lane, destination_shares
from sortsim.spec.demand import DemandSpec


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
    the flow's volume over the outbound volume; intra-city parcels count as outbound (the
    demand chain).  Without a demand the groups weigh alike.
    """
    if demand is None:
        return tuple(SortLane(lane.name, lane.group, lane.weight) for lane in lanes)
    chain = demand.chain
    volume = {"outbound": 1.0, "inbound": chain.inbound_per_outbound - chain.intra_city_share}
    by_group: dict[str, float] = {}
    for flow, shares in destination_shares(demand).items():
        for group, share in shares.items():
            by_group[group] = by_group.get(group, 0.0) + share * volume[flow]
    return tuple(
        SortLane(lane.name, lane.group, lane.weight * by_group.get(lane.group, 0.0))
        for lane in lanes
    )

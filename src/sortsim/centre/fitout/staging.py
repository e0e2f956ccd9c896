"""Lanes as stations: staging room and the loaders' work (rule P12).

Here each lane becomes one station; where its vehicles dock is the world's business.
Only ``fitout.build`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sortsim.centre.fitout.draft import Draft
from sortsim.plant.contract import LanePlan
from sortsim.spec.equipment.common import Transfer
from sortsim.spec.equipment.docks import DoorGroup

PART = "lane"


def reserve(draft: Draft) -> None:
    """Reserve one station a lane of the scenario's lane groups."""
    for lane in draft.lanes:
        if lane.group in draft.scenario.lane_group:
            draft.reserve(PART, f"lane.{lane.name}")


def describe(draft: Draft) -> None:
    """Describe the lanes; loading follows the rates of the group's outbound doors."""
    for number, index in enumerate(draft.stations.get(PART, ())):
        group = draft.scenario.lane_group[draft.lanes[number].group]
        name = group.door_group.removeprefix("door_group.")
        doors = draft.scenario.door_group[name]
        bag = draft.scaled_purpose(f"load_bag.{name}", doors.unit_law, mean_s(doors, is_bag=True))
        loose = draft.scaled_purpose(f"load.{name}", doors.unit_law, mean_s(doors, is_bag=False))
        extra = group.extra_vehicles
        full_load = round(group.vehicle.capacity_parcels * extra.full_load_share)
        draft.describe(index, LanePlan(
            draft.names[index], "lane", PART, number, *bag, *loose,
            full_load_parcels=max(1, full_load) if extra.a_day else 0,
        ))  # fmt: skip


def mean_s(doors: DoorGroup, *, is_bag: bool) -> float:
    """Return the mean work of one worker for a piece at a door [s]."""
    return 3600.0 / (doors.bags_per_worker_h if is_bag else doors.pieces_per_worker_h)


def link_to_lanes(
    draft: Draft, source: int, lanes: Sequence[int], transfer: Transfer
) -> dict[int, tuple[int, ...]]:
    """Return new links from a station to lanes, keyed by lane."""
    stations = draft.stations[PART]
    return {lane: (draft.link(source, stations[lane], transfer),) for lane in lanes}

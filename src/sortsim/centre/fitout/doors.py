"""Inbound doors as stations, dealt over the infeed lines (rules V2, P1).

Here each inbound door gets its line; outbound doors are places of the world and no
stations.  Only ``fitout.build`` imports it.
"""

from __future__ import annotations

from sortsim.centre.fitout.draft import Draft, key
from sortsim.centre.fitout.model import InboundDoors
from sortsim.plant.contract import DoorPlan


def reserve(draft: Draft) -> dict[str, InboundDoors]:
    """Reserve a station for every inbound door; return them by door group."""
    groups = {}
    for name, group in draft.scenario.door_group.items():
        if group.direction == "in":
            stations = tuple(
                draft.reserve(f"door_group.{name}", f"door.{name}.{n + 1}")
                for n in range(group.doors)
            )
            groups[name] = InboundDoors(name, stations)
    return groups


def describe(draft: Draft, groups: dict[str, InboundDoors]) -> None:
    """Deal the doors of each group in turn over the instances of its lines."""
    for name, doors in groups.items():
        group = draft.scenario.door_group[name]
        lines = [index for part in group.lines for index in draft.stations[key("line", part)]]
        for number, index in enumerate(doors.stations):
            out = draft.link(index, lines[number % len(lines)], group.transfer)
            draft.describe(index, DoorPlan(draft.names[index], "door", f"door_group.{name}", out))

"""Every piece that can come over a line must have a way on (rules P3, P4, P4a).

Here flows, doors, lines and areas are followed from the vehicle to the sortation area.
Only ``checks.every`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sortsim.centre.checks.finding import Finding, unknown
from sortsim.centre.fitout.areas import AreaCodes, area_codes, size_patterns
from sortsim.centre.fitout.draft import key
from sortsim.centre.fitout.lanes import SortLane
from sortsim.centre.fitout.lines import chosen_areas
from sortsim.spec.demand import FLOWS, DemandSpec, FlowName
from sortsim.spec.equipment.docks import DoorGroup
from sortsim.spec.equipment.lines import Line
from sortsim.spec.scenario import Scenario


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield every break in the way of a piece from its vehicle to a sortation area."""
    yield from _doors(scenario)
    demand = scenario.demand
    if demand is None:
        return
    yield from _vehicles(scenario, demand)
    lanes = [SortLane(group, group) for group in scenario.lane_group]
    areas = area_codes(scenario, lanes)
    over = flows_over_lines(scenario, demand)
    for name, flows in over.items():
        line = scenario.line[name]
        yield from _screening(f"line.{name}", line, demand, flows)
        groups = [g for g in scenario.lane_group if any(g in destinations(demand, f)
                                                        for f in flows)]  # fmt: skip
        yield from _lane_groups(f"line.{name}", line, areas, lanes, groups)
        yield from _bags(f"line.{name}", line, areas, lanes, demand, flows)
        yield from _overflows(f"line.{name}", line, scenario, groups)


# ---------------------------------------------------------------- doors and vehicles


def _doors(scenario: Scenario) -> Iterator[Finding]:
    unloaded_to = {key("line", n) for g in scenario.door_group.values() for n in g.lines}
    fed = {source.to for source in scenario.source.values()}
    fed |= {queue.to for queue in scenario.queue.values()}
    for name, group in scenario.door_group.items():
        if group.direction == "in" and not group.lines:
            told = "an inbound door group needs a line to unload to"
            yield Finding(f"door_group.{name}.lines", told)
        if group.direction == "out" and group.lines:
            yield Finding(f"door_group.{name}.lines", "only inbound doors unload to lines")
        if group.crew_min > group.crew:
            told = f"a vehicle's crew is {group.crew}: crew_min must not exceed it"
            yield Finding(f"door_group.{name}.crew_min", told)
    for name in scenario.line:
        if f"line.{name}" not in unloaded_to | fed:
            yield Finding(f"line.{name}", "no door group unloads to this line")


def _vehicles(scenario: Scenario, demand: DemandSpec) -> Iterator[Finding]:
    doors = scenario.door_group
    for flow in FLOWS:
        for kind, vehicle in demand.flow(flow).vehicle.items():
            place = f"demand.{flow}.vehicle.{kind}.door_group"
            yield from _has_door(place, vehicle.door_group, "in", doors)
    for name, group in scenario.lane_group.items():
        yield from _has_door(f"lane_group.{name}.door_group", group.door_group, "out", doors)
    if scenario.lane_group and scenario.departures is None:
        told = "lane groups need a table 'departures': fill, packing and promise"
        yield Finding("departures", told)


def _has_door(
    place: str, name: str, direction: str, doors: Mapping[str, DoorGroup]
) -> Iterator[Finding]:
    found = doors.get(name.removeprefix("door_group."))
    able = [other for other, group in doors.items() if group.direction == direction]
    way = "inbound" if direction == "in" else "outbound"
    if found is None:
        yield unknown(place, f"{way} door group", name, able)
    elif found.direction != direction:
        told = f"the doors of '{name}' are not {way}: its vehicles find no door"
        yield Finding(place, told, able[0] if len(able) == 1 else None)


def destinations(demand: DemandSpec, flow: FlowName) -> set[str]:
    """Return the lane groups that parcels of a flow go to."""
    found = {group for group, share in demand.flow(flow).destinations.items() if share > 0}
    if flow == "outbound" and demand.chain.intra_share_of_outbound > 0:
        found |= {g for g, share in demand.intra_city_destinations.items() if share > 0}
    return found


def flows_over_lines(scenario: Scenario, demand: DemandSpec) -> dict[str, list[FlowName]]:
    """Return the flows whose vehicles unload to each line, by the line's name."""
    over: dict[str, list[FlowName]] = {}
    for flow in FLOWS:
        for vehicle in demand.flow(flow).vehicle.values():
            group = scenario.door_group.get(vehicle.door_group.removeprefix("door_group."))
            for part in group.lines if group is not None and vehicle.share > 0 else ():
                name = part.removeprefix("line.")
                if name in scenario.line and flow not in over.setdefault(name, []):
                    over[name].append(flow)
    return over


# ---------------------------------------------------------------- from a line on


def _screening(
    place: str, line: Line, demand: DemandSpec, flows: Sequence[FlowName]
) -> Iterator[Finding]:
    for flow in flows:
        here = flow in demand.screening.flows_here
        if here and demand.flow(flow).screened_before_share < 1 and line.xray is None:
            yield Finding(
                f"{place}.xray",
                f"{flow} parcels are screened here (demand.screening.flows_here), "
                "but this line names no X-ray part",
            )


def _lane_groups(
    place: str, line: Line, areas: AreaCodes, lanes: Sequence[SortLane], groups: Sequence[str]
) -> Iterator[Finding]:
    """Yield lane groups that no area of the line sorts, and sizes that none takes."""
    fed = [i for i, name in enumerate(areas.names) if name in line.feeds]
    patterns = size_patterns(areas.limits)
    for index, lane in enumerate(lanes):
        if lane.group not in groups:
            continue
        sorting = [i for i in fed if areas.sorts[i, index]]
        if not sorting:
            told = f"no area that this line feeds sorts lane group '{lane.group}'"
            yield Finding(f"{place}.feeds", told)
        elif not patterns[:, sorting].any(axis=1).all():
            names = ", ".join(areas.names[i] for i in sorting)
            yield Finding(
                f"{place}.feeds",
                f"pieces of lane group '{lane.group}' beyond the limits of {names} have no way: "
                "name a hand area without limits last",
            )


def _bags(
    place: str,
    line: Line,
    areas: AreaCodes,
    lanes: Sequence[SortLane],
    demand: DemandSpec,
    flows: Sequence[FlowName],
) -> Iterator[Finding]:
    for flow in flows:
        bags = demand.flow(flow).bags
        if bags.share == 0:
            continue
        through = set(bags.through_groups) if bags.through_share > 0 else set()
        stays_closed = bags.through_share == 1 and destinations(demand, flow) <= through
        if line.unbag is None and not stays_closed:
            told = f"{flow} bags are opened here, but this line names no unbag desk"
            yield Finding(f"{place}.unbag", told)
        takes = [i for i, name in enumerate(areas.names)
                 if name in line.feeds and areas.takes_bags[i]]  # fmt: skip
        for index, lane in enumerate(lanes):
            if lane.group in through and not areas.sorts[takes, index].any():
                told = (f"closed bags for lane group '{lane.group}' come over this line, but it "
                        "feeds no wheel line or hand area that sorts it")  # fmt: skip
                yield Finding(f"{place}.feeds", told)


def _overflows(
    place: str, line: Line, scenario: Scenario, groups: Sequence[str]
) -> Iterator[Finding]:
    if line.failure_share > 0 and line.failures_to is None:
        told = "pieces fail at this line (failure_share), but it names nowhere for them to go"
        yield Finding(f"{place}.failures_to", told)
    if line.failures_to is not None:
        yield from unsorted(scenario, f"{place}.failures_to", line.failures_to, groups)


def unsorted(scenario: Scenario, place: str, area: str, groups: Sequence[str]) -> Iterator[Finding]:
    """Yield the finding that an area gets lane groups which it does not sort."""
    kind, _, name = area.partition(".")
    hand, wheel = scenario.hand_area.get(name), scenario.wheel_line.get(name)
    part = hand if kind == "hand_area" else wheel if kind == "wheel_line" else None
    missing = [g for g in groups if part is not None and part.lanes and g not in part.lanes]
    if missing:
        named = ", ".join(f"'{group}'" for group in missing)
        yield Finding(place, f"'{area}' gets pieces of lane group {named}, but does not sort them")


# ---------------------------------------------------------------- areas that nothing reaches


def unreached(scenario: Scenario) -> Iterator[Finding]:
    """Yield areas that a line feeds, but after others that take every piece before them."""
    lanes = [SortLane(group, group) for group in scenario.lane_group] or [SortLane("1", "")]
    areas = area_codes(scenario, lanes)
    for name, line in scenario.line.items():
        chosen: set[str] = set()
        for code in range(len(areas.sets)):
            known = frozenset(areas.accepted(code) & set(line.feeds))
            if known:
                chosen.update(chosen_areas(areas, line, known))
        for feed in line.feeds:
            if feed in areas.names and feed not in chosen:
                told = f"nothing ever comes to '{feed}': the areas before it take every piece"
                yield Finding(f"line.{name}.feeds", told)

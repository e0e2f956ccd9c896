"""The assembly of a centre: scenario and lanes in, plan of the plant out.

Here lives the order in which parts are reserved and described; each kind of part has a
module of its own.  The world, the checks and the reports of ``centre`` and ``api`` call it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sortsim.centre.fitout import (
    desks,
    doors,
    hand_areas,
    lines,
    loops,
    screening,
    staging,
    study,
    wheel_lines,
)
from sortsim.centre.fitout.areas import AreaCodes, area_codes
from sortsim.centre.fitout.draft import Draft
from sortsim.centre.fitout.lanes import SortLane, scenario_lanes
from sortsim.centre.fitout.model import Fitout, InboundDoors
from sortsim.centre.fitout.units import units
from sortsim.core.clock import Ticks
from sortsim.plant.contract import SCREEN, UNBAG, LoopPlan, PlantPlan, StationPlan
from sortsim.spec.scenario import Scenario


def build(
    scenario: Scenario,
    lanes: Sequence[SortLane] | None = None,
    *,
    folder: Path = Path(),
) -> Fitout:
    """Return the centre that a scenario describes.

    Parameters
    ----------
    scenario
        A scenario that ``centre.checks`` has found no problem in.
    lanes
        The lanes by index, from ``lanes.sort_lanes``; none: ``lanes.scenario_lanes``.
    folder
        Folder that sort plans' files are named from.

    Raises
    ------
    InputError
        If a sort plan's file has broken rows.
    """
    draft = Draft(scenario, scenario_lanes(scenario) if lanes is None else lanes)
    areas = area_codes(scenario, draft.lanes)
    inbound = _draw(draft, areas, folder)
    return _finished(draft, areas, inbound)


def _draw(draft: Draft, areas: AreaCodes, folder: Path) -> dict[str, InboundDoors]:
    """Reserve all stations from the doors to the lanes, then describe them in that order."""
    inbound = doors.reserve(draft)
    lines.reserve(draft)
    screening.reserve(draft)
    decks = loops.reserve(draft)
    chutes = wheel_lines.reserve(draft)
    hand_areas.reserve(draft)
    desks.reserve(draft)
    staging.reserve(draft)
    sources = study.reserve(draft)

    doors.describe(draft, inbound)
    to_machines = screening.describe(draft)
    to_unbag = desks.describe(draft, areas)
    detours: dict[int, dict[int, tuple[int, ...]]] = {}
    for outcome, links in ((SCREEN, to_machines), (UNBAG, to_unbag)):
        for line, link in links.items():
            detours.setdefault(line, {})[outcome] = link
    lines.describe(draft, areas, detours)
    loops.describe_feeders(draft, decks)
    study.describe(draft, sources)
    hand_areas.describe(draft)
    wheel_lines.describe(draft, chutes)
    loops.describe_decks(draft, decks, folder)
    staging.describe(draft)
    return inbound


def with_running_failures(fitout: Fitout, tapes: Mapping[str, Sequence[Ticks]]) -> Fitout:
    """Return a fit-out whose loops fail by their running time (D2, clock ``running``).

    Parameters
    ----------
    fitout
        The fit-out without.
    tapes
        Running times between failures by station name [ticks].
    """
    stations = tuple(
        replace(station, running_failures=tuple(tapes[station.name]))
        if isinstance(station, LoopPlan) and station.name in tapes
        else station
        for station in fitout.plan.stations
    )
    return replace(fitout, plan=replace(fitout.plan, stations=stations))


def _finished(draft: Draft, areas: AreaCodes, inbound: dict[str, InboundDoors]) -> Fitout:
    stations = {part: tuple(found) for part, found in draft.stations.items() if found}
    described = draft.finished()
    return Fitout(
        plan=PlantPlan(described, tuple(draft.links), len(draft.lanes)),
        lanes=tuple(draft.lanes),
        lane_stations=stations.get(staging.PART, ()),
        doors=inbound,
        sources={p.removeprefix("source."): s for p, s in stations.items()
                 if p.startswith("source.")},
        stations=stations,
        machines={part: tuple(found) for part, found in draft.machines.items()},
        staffing=tuple(draft.staffing),
        waves=tuple(sorted(draft.waves, key=lambda wave: (wave.at, wave.station))),
        units=units(draft.scenario),
        areas=areas,
        bag_stations=bag_stations(described, len(draft.lanes)),
        works=draft.works,
    )  # fmt: skip


def bag_stations(stations: Sequence[StationPlan], lanes: int) -> tuple[tuple[int, ...], ...]:
    """Return by lane the loops that have bagging chutes for it in some sort plan."""
    found: list[list[int]] = [[] for _ in range(lanes)]
    for index, station in enumerate(stations):
        if isinstance(station, LoopPlan):
            chosen = {
                lane
                for plan in station.sort_plans
                for lane, chutes in plan.items()
                if any(station.chutes[chute].bag_size for chute in chutes)
            }
            for lane in chosen:
                found[lane].append(index)
    return tuple(tuple(loops) for loops in found)

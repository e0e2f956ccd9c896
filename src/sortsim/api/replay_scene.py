"""From a film to the scene of a replay: plain names, milliseconds and arrays.

Here the plant's plan becomes what ``report.replay`` reads, since a report knows no plant.  Only
``api.replay`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.centre.film.clocks import Stretch
from sortsim.centre.film.film import Film
from sortsim.centre.film.moves import TICKS_PER_MS, Moves
from sortsim.centre.world.visit import NOT_YET, Visit
from sortsim.core.clock import TICKS_PER_MIN, TICKS_PER_S, Ticks
from sortsim.plant.contract import Act, LanePlan, LinePlan, LoopPlan, WheelLinePlan

Ints = npt.NDArray[np.int64]
WORST: int = 10
"""Minutes of the stretch that a replay can jump to."""


def scene_of(film: Film, moves: Moves) -> dict[str, Any]:
    """Return the scene of a film: everything that does not move, by name.

    Returns
    -------
    dict
        ``stations``, ``links``, ``loops``, ``wheels``, ``lanes``, ``docks``, ``arrivals``,
        ``departures``, ``staged``, ``groups``, ``acts``, ``begin_s`` (of the day), ``shown_ms``,
        ``end_ms``, ``worst_ms``; instants in milliseconds since the film's beginning.
    """
    plan = film.plan
    lane_stations = {
        s: station.lane for s, station in enumerate(plan.stations) if isinstance(station, LanePlan)
    }
    return {
        "stations": {
            "name": [s.name for s in plan.stations],
            "kind": [s.kind for s in plan.stations],
            "area": [s.area for s in plan.stations],
            "transport_ms": [
                s.transport / TICKS_PER_MS if isinstance(s, LinePlan) else 0 for s in plan.stations
            ],
        },
        "links": {
            "source": [link.source for link in plan.links],
            "target": [link.target for link in plan.links],
            "transport_ms": [link.transport / TICKS_PER_MS for link in plan.links],
            "returns": [int(link.returns) for link in plan.links],
        },
        "loops": [
            _loop(film, s, station)
            for s, station in enumerate(plan.stations)
            if isinstance(station, LoopPlan)
        ],
        "wheels": [
            _wheel(s, station)
            for s, station in enumerate(plan.stations)
            if isinstance(station, WheelLinePlan)
        ],
        "lanes": {
            "name": list(film.lanes),
            "group": list(film.lane_groups),
            "station": _by_lane(lane_stations, len(film.lanes)),
        },
        "lane_group_of": {s: film.lane_groups[lane] for s, lane in lane_stations.items()},
        "docks": [{"group": group, "door": door} for group, door in film.docks],
        "arrivals": _arrivals(film),
        "departures": _departures(film),
        "staged": {s: int(film.staged[s]) for s in lane_stations if film.staged[s]},
        "groups": list(film.groups),
        "acts": [act.name.lower() for act in Act],
        "begin_s": (film.begin - film.day_start) // TICKS_PER_S,
        "shown_ms": _ms(film, film.shown),
        "end_ms": _ms(film, film.end),
        "worst_ms": worst_ms(film, moves),
    }


def _ms(film: Film, at: Ticks) -> int:
    return (at - film.begin) // TICKS_PER_MS


def _by_lane(stations: Mapping[int, int], lanes: int) -> list[int]:
    found = [-1] * lanes
    for s, lane in stations.items():
        found[lane] = s
    return found


def _loop(film: Film, s: int, loop: LoopPlan) -> dict[str, Any]:
    return {
        "station": s,
        "carriers": loop.carriers,
        "interval_ms": loop.num / loop.den / TICKS_PER_MS,
        "stretches": [_stretch(film, s, stretch) for stretch in _lasting(film, film.clocks[s])],
        "scanners": list(loop.scanner_slots),
        "inductions": [{"slot": i.slot, "links": list(i.links)} for i in loop.inductions],
        "chutes": [
            {"slot": c.slot, "out": c.out, "bag": c.bag_size, "inside": int(film.in_chutes[c.out])}
            for c in loop.chutes
        ],
        "coding_slot": loop.coding_slot,
        "coding_out": loop.coding_out,
        "reject_slot": loop.reject_slot,
        "reject_out": loop.reject_out,
    }


def _lasting(film: Film, found: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches that reach into the film."""
    later = [s.at for s in found[1:]] + [film.end]
    return [s for s, until in zip(found, later, strict=True) if until > film.begin]


def _stretch(film: Film, s: int, stretch: Stretch) -> list[float]:
    """Return begin [ms], carriers turned then modulo a lap, and carriers a millisecond."""
    at = max(film.begin, stretch.at)
    loop = film.plan.stations[s]
    assert isinstance(loop, LoopPlan)
    rate = stretch.den * TICKS_PER_MS / stretch.num if stretch.is_running else 0.0
    whole, part = divmod((at if stretch.is_running else stretch.at) - stretch.due, stretch.num)
    turned = (
        stretch.first + whole * stretch.den
    ) % loop.carriers + part * stretch.den / stretch.num
    return [(at - film.begin) / TICKS_PER_MS, turned, rate]


def _wheel(s: int, wheel: WheelLinePlan) -> dict[str, Any]:
    return {
        "station": s,
        "end_ms": wheel.end_travel / TICKS_PER_MS,
        "end_out": wheel.end_out,
        "diverts": [[d.travel / TICKS_PER_MS, d.out] for d in wheel.diverts],
    }


# ---------------------------------------------------------------- vehicles


def _when(film: Film, at: Ticks) -> int | None:
    """Return an instant in milliseconds; none where it has not come by the film's end."""
    return None if at == NOT_YET or at >= film.end else _ms(film, at)


def _arrivals(film: Film) -> list[dict[str, Any]]:
    """Return the vehicles that stood at inbound doors."""
    visits = {visit.vehicle: visit for visit in film.visits if visit.direction == "in"}
    found = []
    for unloading in film.unloadings:
        visit = visits.get(unloading.vehicle)
        if visit is None or (visit.left != NOT_YET and visit.left < film.begin):
            continue
        found.append({
            "vehicle": unloading.vehicle, "station": unloading.station, "kind": visit.kind,
            "at_door": _ms(film, visit.at_door), "docked": _ms(film, visit.docked),
            "left": _when(film, visit.left), "pieces": unloading.pieces,
            "unloaded": unloading.unloaded, "parcels": visit.parcels,
        })  # fmt: skip
    return found


def _departures(film: Film) -> list[dict[str, Any]]:
    """Return the vehicles that stood at outbound doors, in the order in which they load."""
    docks = {dock: n for n, dock in enumerate(film.docks)}
    found = []
    for visit in film.visits:
        is_here = visit.at_door != NOT_YET and visit.at_door < film.end
        is_gone = visit.left != NOT_YET and visit.left < film.begin
        if visit.direction == "out" and is_here and not is_gone:
            found.append(_departure(film, visit, docks[visit.dock_group, visit.door]))
    found = sorted(found, key=lambda row: (row["lane"], row["docked"]))
    _add_loaded(film, found)
    return found


def _departure(film: Film, visit: Visit, dock: int) -> dict[str, Any]:
    return {
        "vehicle": visit.vehicle, "lane": visit.lane, "dock": dock, "kind": visit.kind,
        "at_door": _ms(film, visit.at_door), "docked": _ms(film, visit.docked),
        "done": _when(film, visit.done), "left": _when(film, visit.left),
        "planned": _ms(film, visit.planned), "capacity": visit.capacity_parcels, "loaded": 0,
    }  # fmt: skip


def _add_loaded(film: Film, departures: Sequence[dict[str, Any]]) -> None:
    """Add what each vehicle had loaded when the film begins."""
    numbers, parcels = film.pieces.number, film.pieces.parcels
    known = dict(zip(numbers.tolist(), parcels.tolist(), strict=True))
    lanes = {s: getattr(station, "lane", -1) for s, station in enumerate(film.plan.stations)}
    for row in film.loadings:
        piece, lane, at = int(row["piece"]), lanes[int(row["station"])], _ms(film, int(row["at"]))
        for departure in departures:
            is_open = departure["done"] is None or at <= departure["done"]
            if departure["lane"] == lane and departure["docked"] <= at and is_open:
                departure["loaded"] += film.bags.get(piece, known.get(piece, 1))
                break


# ---------------------------------------------------------------- what happened when


def curves(film: Film) -> dict[str, Ints]:
    """Return by minute and station: pieces inside, waiting, and passed since the beginning."""
    censuses = film.censuses
    passed = np.array([census.passed for census in censuses])
    return {
        "inside": np.array([census.inside for census in censuses]),
        "waiting": np.array([census.waiting for census in censuses]),
        "passed": passed - passed[:1],
    }


def worst_ms(film: Film, moves: Moves) -> int:
    """Return when the worst ten minutes of the shown time begin.

    Each minute counts the pieces that wait, lanes left out, and the failed laps in it.
    """
    is_lane = np.array([isinstance(station, LanePlan) for station in film.plan.stations])
    waiting = np.array([census.waiting[~is_lane].sum() for census in film.censuses])
    laps = np.bincount(moves.at_ms[moves.act == Act.LAPPED] // 60_000, minlength=len(waiting))
    bad = waiting + laps[: len(waiting)]
    first = (film.shown - film.begin) // TICKS_PER_MIN
    last = max(first, len(bad) - 1 - WORST)
    sums = [int(bad[n : n + WORST].sum()) for n in range(first, last + 1)]
    return (first + int(np.argmax(sums))) * 60_000

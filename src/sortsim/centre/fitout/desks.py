"""Check (开箱查验), unbag (拆包) and coding (补码) desks (rules P3, P4a, P9).

Here the positions of a desk part are dealt over its desks, and each desk gets the ways
back for what it has worked on.  Only ``fitout.build`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sortsim.centre.fitout.areas import AreaCodes
from sortsim.centre.fitout.draft import Draft, key, parted
from sortsim.centre.fitout.lanes import lanes_of
from sortsim.centre.fitout.returns import back_by_lane, lines_naming
from sortsim.plant.contract import ANY, DeskPlan, Exits, Stage
from sortsim.spec.equipment.desks import Desk

STAGES = {"check": Stage.XRAY, "unbag": Stage.UNBAG, "coding": Stage.CODING}
OUTCOMES = {"check": "check", "unbag": "open", "coding": "code"}


def reserve(draft: Draft) -> None:
    """Reserve the desks; no more than have something to serve."""
    for name, desk in draft.scenario.desk.items():
        for n in range(min(desk.desks, desk.positions, max(1, _served(draft, name, desk)))):
            draft.reserve(f"desk.{name}", f"desk.{name}.{n + 1}")


def _served(draft: Draft, name: str, desk: Desk) -> int:
    """Return how many desks of a part can have a link of their own."""
    if desk.kind == "unbag":
        return desk.positions
    if desk.kind == "coding":
        return len(_decks(draft, name))
    scenario = draft.scenario
    return sum(x.count for x in scenario.xray.values() if key("desk", x.check) == f"desk.{name}")


def _decks(draft: Draft, name: str) -> list[int]:
    """Return the loop stations that send their unread pieces to a coding desk."""
    return [
        deck.station
        for loop_name, loop in draft.scenario.loop.items()
        if loop.coding is not None and key("desk", loop.coding) == f"desk.{name}"
        for deck in draft.decks[loop_name]
    ]


def describe(draft: Draft, areas: AreaCodes) -> dict[int, tuple[int, ...]]:
    """Describe all desks; return the links from each line to its unbag desks."""
    to_unbag: dict[int, list[int]] = {}
    for name, desk in draft.scenario.desk.items():
        stations = draft.stations[f"desk.{name}"]
        if desk.kind == "coding":
            exits = _coding_exits(draft, name, desk, stations)
        elif desk.kind == "check":
            exits = _check_exits(draft, areas, name, stations)
        else:
            exits = _unbag_exits(draft, areas, name, desk, stations, to_unbag)
        for index, positions in zip(stations, parted(desk.positions, len(stations)), strict=True):
            _describe_desk(draft, name, desk, index, positions, exits[index])
    return {line: tuple(links) for line, links in to_unbag.items()}


def _describe_desk(
    draft: Draft, name: str, desk: Desk, index: int, positions: int, exits: Exits
) -> None:
    purpose, work = draft.purpose(f"desk.{name}", desk.work)
    draft.staff(desk.pool, index, positions)
    draft.describe(index, DeskPlan(
        draft.names[index], desk.kind, f"desk.{name}", STAGES[desk.kind], positions, positions,
        purpose, work, OUTCOMES[desk.kind], exits, by_lane=len(exits) > 1,
    ))  # fmt: skip


def _check_exits(
    draft: Draft, areas: AreaCodes, name: str, stations: Sequence[int]
) -> dict[int, Exits]:
    """Return each check desk's ways back to the lines whose X-ray machines it serves."""
    lines: dict[int, list[int]] = {station: [] for station in stations}
    for xray_name, xray in draft.scenario.xray.items():
        if key("desk", xray.check) != f"desk.{name}":
            continue
        screened = lines_naming(draft, "xray", xray_name)
        for number in range(xray.count):
            served = lines[stations[number % len(stations)]]
            if (line := screened[number % len(screened)]) not in served:
                served.append(line)
    return {desk: back_by_lane(draft, areas, desk, lines[desk]) for desk in stations}


def _unbag_exits(
    draft: Draft,
    areas: AreaCodes,
    name: str,
    desk: Desk,
    stations: Sequence[int],
    to_unbag: dict[int, list[int]],
) -> dict[int, Exits]:
    """Deal desks over lines, or lines over desks; return each desk's ways back."""
    naming = lines_naming(draft, "desk", name)
    lines: dict[int, list[int]] = {station: [] for station in stations}
    for number in range(max(len(naming), len(stations)) if naming else 0):
        line, station = naming[number % len(naming)], stations[number % len(stations)]
        lines[station].append(line)
        to_unbag.setdefault(line, []).append(draft.link(line, station, desk.transfer))
    return {desk: back_by_lane(draft, areas, desk, lines[desk]) for desk in stations}


def _coding_exits(draft: Draft, name: str, desk: Desk, stations: Sequence[int]) -> dict[int, Exits]:
    """Deal decks over the desks; return each desk's ways back, by lane to a loop that sorts it."""
    links: dict[int, dict[str, list[int]]] = {station: {} for station in stations}
    for number, station in enumerate(_decks(draft, name)):
        coder = stations[number % len(stations)]
        draft.coding_outs[station] = draft.link(station, coder, desk.transfer)
        loop, link = _back_to_deck(draft, desk, coder, station)
        links[coder].setdefault(loop, []).append(link)
    return {coder: _by_loop(draft, ways) for coder, ways in links.items()}


def _back_to_deck(draft: Draft, desk: Desk, coder: int, station: int) -> tuple[str, int]:
    """Return the loop of a deck, and a new link to its induction for coded pieces."""
    name = draft.part_of[station].removeprefix("loop.")
    loop = draft.scenario.loop[name]
    deck = next(d for d in draft.decks[name] if d.station == station)
    zone = loop.coding_return_zone or next(iter(loop.zone))
    link = draft.link(coder, station, desk.return_transfer)
    draft.induction_links[station, deck.zones[zone][0]].append(link)
    return name, link


def _by_loop(draft: Draft, ways: dict[str, list[int]]) -> Exits:
    """Return exits by lane where several loops share a desk, else one exit for all."""
    exits: dict[int, tuple[int, ...]] = {ANY: tuple(w for way in ways.values() for w in way)}
    if len(ways) > 1:
        for name, links in ways.items():
            for lane in lanes_of(draft.lanes, draft.scenario.loop[name].lanes):
                exits[lane] = exits.get(lane, ()) + tuple(links)
    return exits

"""The way back from an X-ray machine or a desk to a line (rules P3, P4a, K2).

Here pieces of a desk that serves several lines are dealt over them by lane; the desks
themselves are made elsewhere.  Only modules of ``centre.fitout`` import it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sortsim.centre.fitout.areas import AreaCodes
from sortsim.centre.fitout.draft import Draft
from sortsim.plant.contract import ANY, Exits


def line_part(draft: Draft, index: int) -> str:
    """Return the scenario name of the line that a station is an instance of."""
    return draft.part_of[index].removeprefix("line.")


def lines_naming(draft: Draft, kind: str, name: str) -> list[int]:
    """Return the line stations whose part names an X-ray part or an unbag desk."""
    attribute = "xray" if kind == "xray" else "unbag"
    return [
        index
        for line_name, line in draft.scenario.line.items()
        if getattr(line, attribute) in (name, f"{kind}.{name}")
        for index in draft.stations[f"line.{line_name}"]
    ]


def link_back(draft: Draft, source: int, line: int) -> int:
    """Return a new link from a desk back to a line; returns go first there."""
    spec = draft.scenario.line[line_part(draft, line)]
    return draft.link(source, line, spec.return_transfer, returns=True)


def back_by_lane(draft: Draft, areas: AreaCodes, source: int, lines: Sequence[int]) -> Exits:
    """Return exits back to several lines, dealt by lane over the lines that can sort it.

    A piece cannot tell the desk which line it came from; by lane the deal is even, needs no
    memory, and no piece meets a line that feeds no area for its lane.  What has no lane (a
    bag that is opened here) takes the line with most room.
    """
    links = {line: link_back(draft, source, line) for line in lines}
    exits: dict[int, tuple[int, ...]] = {ANY: tuple(links.values())}
    if len(lines) > 1:
        able: dict[bytes, list[int]] = {}
        for lane in range(len(draft.lanes)):
            column = areas.sorts[:, lane]
            if (pattern := column.tobytes()) not in able:
                sorts = {n for n, is_able in zip(areas.names, column, strict=True) if is_able}
                able[pattern] = [i for i in lines if sorts & set(_feeds(draft, i))]
            choice = able[pattern] or list(lines)
            exits[lane] = (links[choice[lane % len(choice)]],)
    return exits


def _feeds(draft: Draft, line: int) -> tuple[str, ...]:
    return draft.scenario.line[line_part(draft, line)].feeds

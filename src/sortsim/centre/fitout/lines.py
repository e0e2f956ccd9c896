"""Infeed lines: their merge, and the presort at their end (rules P2, P4).

Here an area code becomes the links that may take the piece.  X-ray machines and desks
are made elsewhere; here the lines only reach them.  Only ``fitout.build`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sortsim.centre.fitout.areas import AreaCodes
from sortsim.centre.fitout.draft import Draft, Entry
from sortsim.core.clock import duration
from sortsim.plant.contract import FAILED, LinePlan
from sortsim.spec.equipment.lines import Line

Detours = Mapping[int, Mapping[int, tuple[int, ...]]]
"""By line station: ``SCREEN`` and ``UNBAG`` to the links that take such pieces."""


def reserve(draft: Draft) -> None:
    """Reserve the instances of every line."""
    for name, line in draft.scenario.line.items():
        for n in range(line.count):
            index = draft.reserve(f"line.{name}", f"line.{name}.{n + 1}", machine=True)
            draft.entries[f"line.{name}"].append(Entry(index))


def describe(draft: Draft, areas: AreaCodes, detours: Detours) -> None:
    """Describe the lines; every area that they feed is reserved, every detour is linked."""
    for name, line in draft.scenario.line.items():
        for index in draft.stations[f"line.{name}"]:
            feeds = {f: draft.link_to(index, f, line.feed_transfer) for f in line.feeds}
            exits = area_exits(areas, line, feeds)
            exits.update(detours.get(index, {}))
            if line.failures_to is not None:
                known = feeds.get(line.failures_to)
                exits[FAILED] = known or draft.link_to(index, line.failures_to, line.feed_transfer)
            draft.describe(index, LinePlan(
                draft.names[index], "line", f"line.{name}", duration(line.transport_s),
                duration(line.headway_s), exits,
            ))  # fmt: skip


def area_exits(
    areas: AreaCodes, line: Line, feeds: Mapping[str, tuple[int, ...]]
) -> dict[int, tuple[int, ...]]:
    """Return area code to links; codes that no area of the line takes are absent.

    The first area in order of preference that takes the piece decides; other areas of its
    kind with the same limits that take it too share by room, since the presort takes the link
    with most credits.
    """
    exits = {}
    for code in range(len(areas.sets)):
        chosen = chosen_areas(areas, line, areas.accepted(code))
        if chosen:
            exits[code] = tuple(link for feed in chosen for link in feeds[feed])
    return exits


def chosen_areas(areas: AreaCodes, line: Line, accepted: frozenset[str]) -> list[str]:
    """Return the areas of a line that share the pieces which a set of areas can take."""
    able = [feed for feed in line.feeds if feed in accepted]
    return [feed for feed in able if _alike(areas, feed, able[0])]


def _alike(areas: AreaCodes, one: str, other: str) -> bool:
    """Return whether two areas are of one kind and take the same sizes and weights."""
    row, other_row = (areas.limits[areas.names.index(name)] for name in (one, other))
    return one.split(".")[0] == other.split(".")[0] and bool((row == other_row).all())

"""Columns of whole numbers as a few bytes of text that a browser unpacks by itself.

Here lives the packing; the page's ``unpack.js`` is its reverse.  Only ``report.replay`` imports
it.

Numbers of a column are cut into bytes, all first bytes together and so on, since those of higher
value are nearly all alike; gzip and base64 come last, which every browser can undo.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
LEVEL = 9
TRAVELS = frozenset({
    "unloaded", "left_line", "handed_over", "to_coding", "rejected", "bag_closed", "bag_hung",
    "diverted", "overran", "discharged",
})  # fmt: skip
"""Acts after which a piece travels a link."""
MOST = 2**52
"""Beyond it a browser's numbers are not exact."""


def packed(columns: Mapping[str, Ints]) -> tuple[dict[str, list[int]], str]:
    """Return by column its length and the bytes of a number, and the text of all of them.

    Parameters
    ----------
    columns
        Whole numbers, each at least -1 and below 2**52; -1 is packed as 0, all others one up.

    Raises
    ------
    ValueError
        Where a number is out of range.
    """
    sizes: dict[str, list[int]] = {}
    parts: list[bytes] = []
    for name, values in columns.items():
        raised = np.asarray(values, np.int64).ravel() + 1
        if len(raised) and (raised.min() < 0 or raised.max() > MOST):
            raise ValueError(f"column {name} does not fit")
        width = max(1, -(-int(raised.max()).bit_length() // 8)) if len(raised) else 1
        sizes[name] = [len(raised), width]
        planes = raised.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width]
        parts.append(np.ascontiguousarray(planes.T).tobytes())
    return sizes, text(b"".join(parts))


def text(data: bytes) -> str:
    """Return bytes as gzip in base64, the same for the same bytes."""
    return base64.b64encode(gzip.compress(data, LEVEL, mtime=0)).decode("ascii")


def deltas(values: Ints, starts: Ints) -> Ints:
    """Return each value less the one before it in its run; the first of a run less 0.

    Parameters
    ----------
    values
        Numbers that do not fall within a run.
    starts
        Index of the first number of each run.
    """
    found = np.diff(values, prepend=0)
    found[starts] = values[starts]
    return found


def columns_of(moves: Any, curves: Mapping[str, Ints], scene: Mapping[str, Any]) -> dict[str, Ints]:
    """Return the columns of a replay.

    Most acts come where and when the one before says: a piece that found no queue is taken at the
    end of its link, by the station there.  Only what differs from that takes room: places that are
    foretold are 0, times are what is left beyond the link's, with the sign in their last bit.

    Parameters
    ----------
    moves
        With ``number``, ``count``, ``lane``, ``group``, ``parcels``, ``bag`` by piece and
        ``at_ms``, ``act``, ``place`` by act; a carrier follows from the loop's clock.
    curves
        ``inside``, ``waiting`` and ``passed`` by minute and station.
    scene
        The scene, whose links and stations foretell.
    """
    starts = np.cumsum(moves.count) - moves.count
    since = deltas(moves.at_ms, starts)
    first = since[starts]
    place, travel = foretold(moves, scene)
    rest = since - travel
    is_later = np.ones(len(since), np.bool_)
    is_later[starts] = False
    is_foretold = (moves.place == place) & is_later
    order = np.argsort(moves.act, kind="stable")
    return {
        "number": moves.number, "count": moves.count, "lane": moves.lane, "group": moves.group,
        "parcels": moves.parcels, "bag": moves.bag,
        "first": np.diff(first, prepend=0), "act": moves.act,
        "since": (np.abs(rest) * 2 + (rest < 0))[order][is_later[order]],
        "place": np.where(is_foretold, -1, moves.place)[order],
        **{name: np.ascontiguousarray(table.T) for name, table in curves.items()},
    }  # fmt: skip


def foretold(moves: Any, scene: Mapping[str, Any]) -> tuple[Ints, Ints]:
    """Return the place and the time since the act before that the act before foretells [ms]."""
    links, stations = scene["links"], scene["stations"]
    acts = np.array([name in TRAVELS for name in scene["acts"]])
    target = np.array([*links["target"], 0], np.int64)
    travel_ms = np.floor(np.array([*links["transport_ms"], 0])).astype(np.int64)
    belt_ms = np.floor(np.array(stations["transport_ms"])).astype(np.int64)
    before = np.roll(np.arange(len(moves.act)), 1)
    link = np.where(acts[moves.act[before]], moves.place[before], -1)
    is_inducted = moves.act == scene["acts"].index("inducted")
    came_by = moves.act[before] == scene["acts"].index("inducted")
    there = np.where(
        link >= 0, target[link], np.where(came_by, target[moves.place[before] * came_by], 0)
    )
    is_same = (link < 0) & ~came_by
    place = np.where(is_inducted, link, np.where(is_same, moves.place[before], there))
    is_belt = (link >= 0) & (moves.act == scene["acts"].index("left_line"))
    is_belt &= np.array([*links["returns"], 0])[link] == 0
    travel = np.where(link >= 0, travel_ms[link], 0) + np.where(is_belt, belt_ms[there], 0)
    return place, travel + _ridden(moves, scene)


def _ridden(moves: Any, scene: Mapping[str, Any]) -> Ints:
    """Return the time from induction to the first passing of the chute, 0 for other acts [ms]."""
    slot, lap, interval = (np.zeros(len(scene["links"]["source"]) + 1) for _ in range(3))
    for loop in scene["loops"]:
        places = [(link, i["slot"]) for i in loop["inductions"] for link in i["links"]]
        for link, at in [*places, *((chute["out"], chute["slot"]) for chute in loop["chutes"])]:
            slot[link], lap[link] = at, loop["carriers"]
            interval[link] = loop["interval_ms"]
    before = np.roll(np.arange(len(moves.act)), 1)
    inducted, discharged = (scene["acts"].index(name) for name in ("inducted", "discharged"))
    is_ride = (moves.act == discharged) & (moves.act[before] == inducted)
    link = np.where(is_ride, moves.place, -1)
    from_slot = slot[np.where(is_ride, moves.place[before], -1)]
    ahead = np.mod(slot[link] - from_slot, np.maximum(1, lap[link]))
    return np.floor(ahead * interval[link]).astype(np.int64)

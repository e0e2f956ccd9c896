"""The floor plan of a scene: where each station and each link is drawn.

Here a centre is laid out by what its stations are, from the doors on the left to the vehicles on
the right; loops have a module of their own.  Only ``report.replay`` imports it.

The plan is a diagram: the order and the ways are those of the scenario, lengths are not, but that
the places along a loop are to scale.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sortsim.report.replay.ovals import Oval, oval_of

WIDTH, HEIGHT = 1600.0, 880.0
"""The plan in its own units; at full screen one is about a pixel."""
TOP, BOTTOM = 26.0, 870.0
Point = tuple[float, float]
Box = tuple[float, float, float, float]
Scene = Mapping[str, Any]
_FIRST = ("door", "source")
_BESIDE = {"xray": 306.0, "unbag": 352.0, "check": 398.0}
"""Stations beside the infeed lines, by the x of their middle."""
_BUS = (424.0, 470.0)
"""Between these x the transfer belts run up and down."""
_HALL = (486.0, 1190.0)
_LANES = (1236.0, 1486.0)
_DOCKS = (1506.0, 1584.0)


@dataclass
class Plan:
    """Where things are drawn; boxes are (left, top, width, height)."""

    boxes: dict[int, Box] = field(default_factory=dict)
    """By station; a line's box is its belt, which runs from left to right."""
    ovals: dict[int, Oval] = field(default_factory=dict)
    """By loop station."""
    paths: list[list[Point]] = field(default_factory=list)
    """By link: the points that its pieces travel along; none where they go straight."""
    docks: list[Box] = field(default_factory=list)
    """Outbound doors, in the order of the scene's docks."""
    labels: list[tuple[float, float, str, float]] = field(default_factory=list)
    """Left, baseline, name and room of each label; longer ones are cut in their middle."""


def floor_plan(scene: Scene) -> Plan:
    """Return the floor plan of a scene.

    Parameters
    ----------
    scene
        With ``stations`` (name, kind, area), ``links`` (source, target), ``loops``, ``docks``.
    """
    drawing = _Drawing(scene, Plan())
    drawing.place_doors()
    drawing.place_lines()
    drawing.place_beside()
    drawing.place_hall()
    drawing.place_lanes()
    drawing.place_docks()
    drawing.plan.paths = drawing.paths()
    return drawing.plan


def spread(wanted: Sequence[float], size: float, top: float, bottom: float) -> list[float]:
    """Return places as near to those wanted as leaves each so much room, in their order."""
    room = min(size, (bottom - top) / max(1, len(wanted)))
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    found = [0.0] * len(wanted)
    least = top + room / 2
    for i in order:
        found[i] = max(least, wanted[i])
        least = found[i] + room
    most = bottom - room / 2
    for i in reversed(order):
        found[i] = min(most, found[i])
        most = found[i] - room
    return found


@dataclass
class _Drawing:
    """A floor plan in the making."""

    scene: Scene
    plan: Plan

    def __post_init__(self) -> None:
        stations, links = self.scene["stations"], self.scene["links"]
        self.kind: list[str] = stations["kind"]
        self.area: list[str] = stations["area"]
        self.name: list[str] = stations["name"]
        self.of_kind: dict[str, list[int]] = defaultdict(list)
        for s, kind in enumerate(self.kind):
            self.of_kind[kind].append(s)
        self.sources: dict[int, list[int]] = defaultdict(list)
        for source, target in zip(links["source"], links["target"], strict=True):
            self.sources[target].append(source)

    # ------------------------------------------------------------ from the doors on

    def place_doors(self) -> None:
        """Stack doors, or sources, at the left edge, area by area."""
        stations = [s for kind in _FIRST for s in self.of_kind[kind]]
        for s, y, high in self._stacked(stations, TOP, BOTTOM):
            self.plan.boxes[s] = (96.0, y, 10.0, max(1.0, min(14.0, high - 1.5)))

    def _stacked(
        self, stations: Sequence[int], top: float, bottom: float
    ) -> list[tuple[int, float, float]]:
        """Return stations with top and height, area by area with a label above each area."""
        areas = list(dict.fromkeys(self.area[s] for s in stations))
        room = bottom - top - 18.0 * len(areas)
        high = min(26.0, room / max(1, len(stations)))
        y, placed = top, []
        for area in areas:
            self.plan.labels.append((8.0, y + 11.0, area, 120.0))
            y += 16.0
            for s in (s for s in stations if self.area[s] == area):
                placed.append((s, y, high))
                y += high
            y += 2.0
        return placed

    def _middle(self, s: int) -> float:
        _x, y, _wide, high = self.plan.boxes[s]
        return y + high / 2

    def _wanted(self, s: int, default: float) -> float:
        """Return the mean height of what feeds a station, as far as it is placed."""
        known = [self._middle(f) for f in self.sources[s] if f in self.plan.boxes]
        return sum(known) / len(known) if known else default

    def place_lines(self) -> None:
        """Draw each line as a belt at the height of its doors."""
        lines = self.of_kind["line"]
        wanted = [self._wanted(s, HEIGHT / 2) for s in lines]
        middle = spread(wanted, 16.0, TOP + 10, BOTTOM)
        high = max(2.0, min(7.0, (BOTTOM - TOP) / max(1, len(lines)) - 4.0))
        for s, y in zip(lines, middle, strict=True):
            self.plan.boxes[s] = (132.0, y - high / 2, 146.0, high)
        self._label_column(lines, 132.0)

    def place_beside(self) -> None:
        """Put screening, checking and unbagging in columns behind the lines."""
        for kind, x in _BESIDE.items():
            stations = self.of_kind[kind]
            wanted = [self._wanted(s, HEIGHT / 2) for s in stations]
            size = 16.0 if len(stations) > 8 else 54.0
            high = min(size, (BOTTOM - TOP) / max(1, len(stations))) - 5.0
            for s, y in zip(stations, spread(wanted, size, TOP + 12, BOTTOM), strict=True):
                self.plan.boxes[s] = (x - 14.0, y - high / 2, 28.0, high)
            self._label_column(stations, x - 14.0)

    def _label_column(self, stations: Sequence[int], x: float) -> None:
        """Write the area above its highest box; below its lowest where that is the last column."""
        for area in dict.fromkeys(self.area[s] for s in stations):
            boxes = [self.plan.boxes[s] for s in stations if self.area[s] == area]
            y = min(box[1] for box in boxes) - 3.0
            if x > _BESIDE["unbag"]:
                y = max(box[1] + box[3] for box in boxes) + 9.0
            self.plan.labels.append((x, y, area, 130.0))

    # ------------------------------------------------------------ the hall

    def place_hall(self) -> None:
        """Stack loops, then wheel lines, then boxes of hands."""
        sets = self._loop_sets()
        wheels = self.of_kind["wheel_line"]
        boxes = [s for s in self._others() if s not in self.plan.boxes]
        below = 26.0 * len(wheels) + self._boxes_height(boxes, bool(sets or wheels))
        bottom = BOTTOM - below
        if sets:
            bottom = self._place_sets(sets, bottom)
        for n, s in enumerate(wheels):
            y = (bottom if sets else TOP) + 26.0 * n
            self.plan.boxes[s] = (_HALL[0] + 40, y + 14.0, _HALL[1] - _HALL[0] - 80, 5.0)
            self.plan.labels.append((_HALL[0] + 40, y + 9.0, self.name[s], 300.0))
        top = (bottom if sets else TOP) + 26.0 * len(wheels)
        self._place_boxes(boxes, top, top + 84.0 if sets or wheels else BOTTOM)

    def _others(self) -> list[int]:
        known = {*_FIRST, *_BESIDE, "line", "loop", "feeder", "tenders", "wheel_line", "lane"}
        return [s for s, kind in enumerate(self.kind) if kind not in known and kind != "sink"]

    def _loop_sets(self) -> list[list[int]]:
        """Return the decks of every set of loops."""
        sets: dict[str, list[int]] = defaultdict(list)
        for s in self.of_kind["loop"]:
            sets[self.name[s].rsplit(".", 1)[0]].append(s)
        return list(sets.values())

    @staticmethod
    def _boxes_height(boxes: Sequence[int], is_below: bool) -> float:
        return 84.0 if boxes and is_below else 0.0

    def _place_sets(self, sets: Sequence[Sequence[int]], bottom: float) -> float:
        """Stack the sets of loops; return how far down they reach."""
        columns = 1 if len(sets) <= 7 else 2
        rows = -(-len(sets) // columns)
        wide, high = (_HALL[1] - _HALL[0]) / columns, min(300.0, (bottom - TOP) / rows)
        loops = {loop["station"]: loop for loop in self.scene["loops"]}
        for n, decks in enumerate(sets):
            left, top = _HALL[0] + n % columns * wide, TOP + n // columns * high
            self.plan.labels.append((left + 14.0, top + 10.0, self.area[decks[0]], 300.0))
            for deck, s in enumerate(decks):
                oval = oval_of((left, top + 8.0, wide, high - 6.0), deck, len(decks),
                               loops[s]["carriers"])  # fmt: skip
                self.plan.ovals[s] = oval
                self.plan.boxes[s] = oval.bounds()
            self._place_feeders(decks, loops)
        return TOP + rows * high + 4.0

    def _place_feeders(self, decks: Sequence[int], loops: Mapping[int, Any]) -> None:
        """Draw the feeding line of each zone outside of the slots that it serves."""
        links = self.scene["links"]
        feeding: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for s in decks:
            for induction in loops[s]["inductions"]:
                for link in induction["links"]:
                    source = links["source"][link]
                    if self.kind[source] == "feeder":
                        feeding[source].append((s, induction["slot"]))
        for feeder, served in feeding.items():
            s = served[0][0]
            oval = self.plan.ovals[s]
            slots = sorted({slot for _, slot in served})
            x, y = oval.outside(slots[len(slots) // 2], 15.0 + 9.0 * decks.index(s))
            self.plan.boxes[feeder] = (x - 5.0, y - 2.0, 10.0, 4.0)

    def _place_boxes(self, boxes: Sequence[int], top: float, bottom: float) -> None:
        """Put hand areas and other desks into boxes that fill a part of the hall."""
        if not boxes:
            return
        columns = min(len(boxes), max(4, round((len(boxes) * 2.2) ** 0.5)) if bottom - top > 200
                      else 12)  # fmt: skip
        rows = -(-len(boxes) // columns)
        wide, high = (_HALL[1] - _HALL[0] - 20) / columns, (bottom - top) / rows
        for n, s in enumerate(boxes):
            left, y = _HALL[0] + 10 + n % columns * wide, top + n // columns * high
            self.plan.boxes[s] = (left + 3.0, y + 16.0, wide - 8.0, max(4.0, high - 22.0))
            self.plan.labels.append((left + 3.0, y + 12.0, self.name[s], wide - 8.0))

    # ------------------------------------------------------------ lanes and docks

    def place_lanes(self) -> None:
        """Draw lanes, or sinks, as cells in columns, group by group."""
        lanes = self.of_kind["lane"] + self.of_kind["sink"]
        columns = 3 if len(lanes) > 120 else 2 if len(lanes) > 40 else 1
        groups = self.scene["lane_group_of"]
        names = list(dict.fromkeys(groups.get(s, "") for s in lanes))
        rows = sum(-(-sum(groups.get(s, "") == g for s in lanes) // columns) for g in names)
        high = min(24.0, (BOTTOM - TOP - 16.0 * len(names)) / max(1, rows))
        wide = (_LANES[1] - _LANES[0]) / columns
        y = TOP
        for group in names:
            own = [s for s in lanes if groups.get(s, "") == group]
            if group:
                self.plan.labels.append((_LANES[0], y + 11.0, f"lane_group.{group}", 200.0))
            y += 15.0
            for n, s in enumerate(own):
                left, top = _LANES[0] + n % columns * wide, y + n // columns * high
                self.plan.boxes[s] = (left, top, wide - 6.0, max(2.0, high - 1.4))
            y += -(-len(own) // columns) * high + 1.0

    def place_docks(self) -> None:
        """Stack outbound doors at the right edge, group by group."""
        docks = self.scene["docks"]
        groups = list(dict.fromkeys(dock["group"] for dock in docks))
        high = min(18.0, (BOTTOM - TOP - 18.0 * len(groups)) / max(1, len(docks)))
        y, last = TOP - 2.0, None
        for dock in docks:
            if dock["group"] != last:
                y += 2.0 if last is None else 4.0
                last = dock["group"]
                self.plan.labels.append((_DOCKS[0], y + 11.0, f"door_group.{last}", 90.0))
                y += 14.0
            self.plan.docks.append((_DOCKS[0], y, _DOCKS[1] - _DOCKS[0], max(1.5, high - 1.4)))
            y += high

    # ------------------------------------------------------------ links

    def paths(self) -> list[list[Point]]:
        """Return the points of every link."""
        links = self.scene["links"]
        slots = self._slots()
        self.diverts = self._diverts()
        return [
            self._path(n, source, target, slots.get(n))
            for n, (source, target) in enumerate(zip(links["source"], links["target"], strict=True))
        ]

    def _slots(self) -> dict[int, tuple[int, int, bool]]:
        """Return loop, slot and whether pieces leave there, of links that meet a loop."""
        found: dict[int, tuple[int, int, bool]] = {}
        for loop in self.scene["loops"]:
            s = loop["station"]
            for induction in loop["inductions"]:
                found.update(dict.fromkeys(induction["links"], (s, induction["slot"], False)))
            for chute in loop["chutes"]:
                found[chute["out"]] = (s, chute["slot"], True)
            for way in ("coding", "reject"):
                if loop[f"{way}_out"] is not None:
                    found[loop[f"{way}_out"]] = (s, loop[f"{way}_slot"], True)
        return found

    def _diverts(self) -> dict[int, list[Point]]:
        """Return the way off a wheel line at each divert, by link."""
        found = {}
        for wheel in self.scene["wheels"]:
            x, y, wide, high = self.plan.boxes[wheel["station"]]
            for travel_ms, link in wheel["diverts"]:
                at = x + wide * min(1.0, travel_ms / wheel["end_ms"])
                found[link] = [(at, y + high / 2), (at, y + high + 7.0)]
        return found

    def _path(
        self, link: int, source: int, target: int, at: tuple[int, int, bool] | None
    ) -> list[Point]:
        if self.kind[source] == "tenders":
            return []
        if link in self.diverts:
            return self.diverts[link]
        if at is not None and at[2] and self.kind[target] == "tenders":
            oval = self.plan.ovals[at[0]]
            return [oval.point(at[1]), oval.beside(at[1], 9.0)]
        begin = self.plan.ovals[at[0]].point(at[1]) if at and at[2] else self._exit(source)
        end = self.plan.ovals[at[0]].point(at[1]) if at and not at[2] else self._entry(target)
        if begin is None or end is None:
            return []
        if self.kind[source] in ("line", "xray", "check", "unbag"):
            return self._by_bus(begin, end, target)
        return [begin, end]

    def _exit(self, s: int) -> Point | None:
        if s not in self.plan.boxes:
            return None
        x, y, wide, high = self.plan.boxes[s]
        return x + wide, y + high / 2

    def _entry(self, s: int) -> Point | None:
        if s not in self.plan.boxes:
            return None
        x, y, _wide, high = self.plan.boxes[s]
        return x, y + high / 2

    def _by_bus(self, begin: Point, end: Point, target: int) -> list[Point]:
        """Return a way along the belts: across, up or down, across."""
        if self.kind[target] == "line":
            end = self._exit(target) or end
            x = max(begin[0], end[0]) + 4.0
        elif self.kind[target] in _BESIDE:
            x = begin[0] + 6.0 if end[0] > begin[0] else begin[0] + 4.0
            x = min(x, end[0] - 4.0) if end[0] > begin[0] else x
        else:
            areas = list(dict.fromkeys(self.area[s] for s in self.plan.boxes))
            share = areas.index(self.area[target]) / max(1, len(areas) - 1)
            x = _BUS[0] + share * (_BUS[1] - _BUS[0])
        return [begin, (x, begin[1]), (x, end[1]), end]

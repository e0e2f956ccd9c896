"""From a plan to the tables of the kernel: stations, links, ways, loops in their first state.

Here lives the compilation of a ``PlantPlan``; what the tables mean is said in ``records``.
Only ``plant`` imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.plant.contract import (
    DeskPlan,
    DoorPlan,
    Exits,
    LanePlan,
    LinePlan,
    LoopPlan,
    PlantPlan,
    SinkPlan,
    SourcePlan,
    StationPlan,
    TendersPlan,
    WheelLinePlan,
)
from sortsim.plant.kernel import names, records
from sortsim.plant.kernel.agenda import BUCKETS
from sortsim.plant.kernel.levels import is_patient, longest_window
from sortsim.plant.kernel.names import FIRST_KEY, NEVER, NONE

Table = npt.NDArray[np.void]
Record = Any
BAG_NUMBERS = 2**40
"""Numbers of the bags of one loop; they lie above those of parcels and bags that arrive."""
BAGS_A_CHUTE = 2**24
MANY = 2**31 - 1
UNLOAD = "unload"


class Tables:
    """The tables of one plant while they are laid out.

    Attributes
    ----------
    by_name
        Table by its name in ``records.PLANT``.
    purposes
        Names of work columns, by number.
    most_in_bag
        Most pieces in a bag formed here.
    news
        Room for news of room, of all links; so much of it is never used that it is not made here.
    n_chutes
        Chutes of all loops.
    window, levels
        The longest window in ticks, and the number of levels of stations in it.
    """

    def __init__(self, plan: PlantPlan) -> None:
        self.plan = plan
        self.purposes = _purposes(plan)
        self._lists: dict[str, list[tuple[int, ...]]] = {}
        self._queues = 0
        self.news = 0
        self.by_name: dict[str, Table] = {}
        self._stations = _empty(len(plan.stations), records.STATION)
        self._links = _empty(len(plan.links), records.LINK)
        self.most_in_bag = 1
        self._lay_out()

    # ------------------------------------------------------------ lists that grow

    def _add(self, name: str, row: tuple[int, ...]) -> int:
        """Append a row to a table; return its index."""
        rows = self._lists.setdefault(name, [])
        rows.append(row)
        return len(rows) - 1

    def _add_all(self, name: str, values: Iterable[int]) -> int:
        """Append numbers to a table; return the index of the first."""
        rows = self._lists.setdefault(name, [])
        first = len(rows)
        rows.extend((int(value),) for value in values)
        return first

    def _new_queue(self) -> int:
        self._queues += 1
        return self._queues - 1

    def _new_ring(self, places: int) -> int:
        """Set room apart for news of so many places; return where it begins."""
        self.news += max(places, 0)
        return self.news - max(places, 0)

    # ------------------------------------------------------------ the whole

    def _lay_out(self) -> None:
        self._lay_out_links()
        for s, (record, station) in enumerate(zip(self._stations, self.plan.stations, strict=True)):
            self._describe(s, record, station)
        self._choose_queues()
        self.by_name |= {"stations": self._stations, "links": self._links}
        self.by_name["queues"] = _queues(self._queues)
        for name, record in LISTS.items():
            rows = self._lists.get(name, [])
            table = np.zeros(max(1, len(rows)), record)
            if rows:
                table[:] = np.array(rows, record)
            self.by_name[name] = table
        self.by_name["census"] = np.zeros(len(self._stations), records.CENSUS)
        self.by_name["order"] = _numbers(np.argsort(self._stations["kind"], kind="stable").tolist())
        self.by_name["readies"] = np.full(max(1, len(self.by_name["inductions"])), NEVER).view(
            records.CELL
        )
        self.by_name["marks"] = _numbers([0] * len(self._stations))
        self.by_name["dues"] = np.zeros(len(self._stations), records.DUE)
        self.by_name["dues"]["at"] = [_first_due(station) for station in self.plan.stations]
        self.by_name["dues"]["bucket"] = NONE
        self.window, levels = longest_window(self.plan)
        self.levels = max(levels, default=0) + 1
        self.n_chutes = len(self._lists.get("chutes", ()))
        self.by_name["dues"]["level"] = levels
        for s, record in enumerate(self._stations):
            record["waits_for_news"] = self._waits_for_news(s)
        self.by_name["wheel"] = _numbers([NONE] * (BUCKETS * self.levels + 1))

    def _choose_queues(self) -> None:
        """Let each link that has no queue of its own end in one of its target's."""
        targets = self._stations[self._links["target"]]
        is_return = (self._links["is_return"] != 0) & (targets["returns"] != NONE)
        own = np.where(is_return, targets["returns"], targets["queue"])
        queues = self._links["queue"]
        self._links["queue"] = np.where(queues == NONE, own, queues)

    def _lay_out_links(self) -> None:
        outs: dict[int, list[int]] = {}
        rows = []
        for l, link in enumerate(self.plan.links):  # noqa: E741
            places = NONE if link.places is None else link.places
            rows.append((
                link.transport, link.signal, link.source, link.target, places, NONE, NONE, NONE,
                link.returns, self._new_ring(places), 0,
            ))  # fmt: skip
            self._add("rooms", (NEVER, names.WITHOUT_LIMIT if places < 0 else places, 0))
            outs.setdefault(link.source, []).append(l)
        # Whole rows at once: a field at a time takes longer than all else of the layout.
        if rows:
            self._links[:] = np.array(rows, records.LINK)
        for s, record in enumerate(self._stations):
            mine = outs.get(s, [])
            record["first_out"], record["outs"] = self._add_all("way_links", mine), len(mine)

    def _waits_for_news(self, s: int) -> bool:
        """Whether a loop may come to a point in a window before it has news of its room (C3)."""
        if not is_patient(self.plan.stations[s]):
            return False
        signals = [link.signal for link in self.plan.links if link.source == s and link.places]
        return min(signals, default=NEVER) < self.window

    def _describe(self, s: int, record: Record, plan: StationPlan) -> None:
        for field in ("pace_num", "pace_den", "crew"):
            record[field] = 1
        for field in ZERO_AT_FIRST:
            record[field] = 0
        record["finish"], record["positions"] = NEVER, MANY
        record["queue"] = self._new_queue()
        kind, describe = KINDS[type(plan)]
        record["kind"] = kind
        describe(self, s, record, plan)

    # ------------------------------------------------------------ exits and work

    def _exits(self, record: Record, exits: Exits) -> None:
        """Lay out the ways of a station by exit key."""
        ways: dict[tuple[int, ...], int] = {}
        for links in exits.values():
            if links not in ways:
                first = self._add_all("way_links", links)
                ways[links] = self._add("ways", (0, first, len(links), NONE, NONE, NONE, 0))
        keys = max(exits) + FIRST_KEY + 1
        chosen = [NONE] * keys
        for key, links in exits.items():
            chosen[key + FIRST_KEY] = ways[links]
        record["exits"], record["exit_keys"] = self._add_all("exits", chosen), keys

    def _purpose(self, name: str | None) -> int:
        return NONE if name is None else self.purposes.index(name)

    # ------------------------------------------------------------ kinds

    def _source(self, s: int, record: Record, plan: SourcePlan) -> None:
        record["out"] = plan.out

    def _door(self, s: int, record: Record, plan: DoorPlan) -> None:
        record["out"], record["purpose"] = plan.out, self._purpose(UNLOAD)
        record["pieces_a_turn"] = 1

    def _line(self, s: int, record: Record, plan: LinePlan) -> None:
        record["transport"], record["headway"] = plan.transport, plan.headway
        record["by_lane"], record["returns"] = plan.by_lane, self._new_queue()
        self._exits(record, plan.exits)

    def _desk(self, s: int, record: Record, plan: DeskPlan) -> None:
        record["crew"] = min(plan.servers, plan.positions)
        record["positions"], record["stage"] = plan.positions, plan.stage
        record["purpose"], record["work"] = self._purpose(plan.purpose), plan.work
        record["outcome"] = names.OUTCOMES.index(plan.outcome)
        record["by_lane"], record["threshold"] = plan.by_lane, plan.missort_threshold
        record["room"] = NONE if plan.room is None else plan.room
        record["overflow"] = NONE if plan.overflow is None else plan.overflow
        self._exits(record, plan.exits)

    def _wheel_line(self, s: int, record: Record, plan: WheelLinePlan) -> None:
        record["headway"], record["threshold"] = plan.headway, plan.missort_threshold
        record["end_travel"], record["end_out"] = plan.end_travel, plan.end_out
        rows = [(divert.travel, divert.out) for divert in plan.diverts]
        record["diverts"] = len(self._lists.setdefault("diverts", []))
        self._lists["diverts"].extend(rows)
        self._add("lane_diverts", (0, 0))  # a piece of no lane finds the row before lane 0
        record["lane_diverts"] = self._spans("lane_diverts", "divert_lists", plan.lane_diverts)

    def _spans(self, table: str, numbers: str, by_lane: Mapping[int, tuple[int, ...]]) -> int:
        """Lay out the numbers of each lane; return the row of lane 0."""
        first = len(self._lists.setdefault(table, []))
        for lane in range(self.plan.lanes):
            chosen = by_lane.get(lane, ())
            self._add(table, (self._add_all(numbers, chosen), len(chosen)))
        return first

    def _tenders(self, s: int, record: Record, plan: TendersPlan) -> None:
        record["is_unlimited"] = plan.tenders is None
        record["crew"] = MANY if plan.tenders is None else plan.tenders
        record["bag_purpose"], record["bag_work"] = self._purpose(plan.bag_purpose), plan.bag_work
        record["loose_purpose"] = self._purpose(plan.loose_purpose)
        record["loose_work"] = plan.loose_work
        self._exits(record, plan.exits)

    def _lane(self, s: int, record: Record, plan: LanePlan) -> None:
        record["crew"], record["lane"] = 0, plan.lane
        record["bag_purpose"], record["bag_work"] = self._purpose(plan.bag_purpose), plan.bag_work
        record["loose_purpose"] = self._purpose(plan.loose_purpose)
        record["loose_work"], record["full_load"] = plan.loose_work, plan.full_load_parcels

    def _sink(self, s: int, record: Record, plan: SinkPlan) -> None:
        limits = [link.places is not None for link in self.plan.links if link.target == s]
        record["is_unlimited"] = not any(limits)

    # ------------------------------------------------------------ a loop

    def _loop(self, s: int, record: Record, plan: LoopPlan) -> None:
        record["threshold"] = plan.missort_threshold
        record["pieces_a_turn"] = 2 * len(plan.chutes)
        record["entries_a_turn"] = sum(1 + c.buffer for c in plan.chutes if c.bag_size)
        buckets = 2 * plan.carriers + 2
        failures = self._add_all("failures", plan.running_failures)
        first_zone, zone_of, place_of, cut_off = self._zones(plan)
        first_induction = self._inductions(plan, zone_of, place_of, cut_off)
        row = {
            "begins_at": plan.base, "num": plan.num, "den": plan.den, "frozen": NONE,
            "lap": plan.carriers * plan.num // plan.den,
            "runs_for": plan.running_failures[0] if plan.running_failures else NEVER,
            "upcoming_at": NEVER, "scan": buckets, "present": -1,
            "turned": plan.carriers - 1, "bucket": buckets - 1, "length": plan.carriers,
            "staffed": len(plan.inductions), "first_induction": first_induction,
            "inductions": len(plan.inductions),
            "first_chute": self._chutes(s, plan), "chutes": len(plan.chutes),
            "calendar": self._add_all("calendar", [NONE] * buckets), "buckets": buckets,
            "carriers": self._carriers(plan.carriers), "is_reserved": plan.reserved,
            "first_zone": first_zone, "zones": len(set(zone_of)),
            "reads_on_induction": not plan.scanner_slots, "scanners": len(plan.scanner_slots),
            "scanner_slots": self._add_all("scanners", plan.scanner_slots),
            "no_read": names.NO_READS.index(plan.no_read), "coding_slot": plan.coding_slot,
            "coding_out": NONE if plan.coding_out is None else plan.coding_out,
            "reject_slot": plan.reject_slot, "max_laps": plan.max_laps,
            "reject_out": NONE if plan.reject_out is None else plan.reject_out,
            "lanes": self.plan.lanes, "sort_plans": self._sort_plans(plan),
            "chute_lanes": self._chute_lanes(plan), "failures": failures,
            "failure": 1, "failure_count": len(plan.running_failures),
            "hangs_head": NONE,
        }  # fmt: skip
        record["loop"] = self._add("loops", _row(records.LOOP, row))

    def _carriers(self, count: int) -> int:
        first = len(self._lists.setdefault("carriers", []))
        for _ in range(count):
            self._add("carriers", (0, NONE, NONE, 0))
        return first

    def _zones(self, plan: LoopPlan) -> tuple[int, list[int], list[int], list[bool]]:
        """Lay out zones in the order in which inductions name them."""
        members: dict[int, list[int]] = {}
        for i, induction in enumerate(plan.inductions):
            members.setdefault(induction.zone, []).append(i)
        first_induction = len(self._lists.setdefault("inductions", []))
        first_zone = len(self._lists.setdefault("zones", []))
        entries = {z: plan.inductions[inside[0]].slot for z, inside in members.items()}
        number = {zone: first_zone + n for n, zone in enumerate(members)}
        for zone, inside in members.items():
            first = self._add_all("zone_members", [first_induction + i for i in inside])
            self._add("zones", (first, len(inside), 0, entries[zone]))
        zone_of = [number[induction.zone] for induction in plan.inductions]
        place_of = [members[x.zone].index(i) for i, x in enumerate(plan.inductions)]
        cut_off = [
            any(
                0 < (other - entries[x.zone]) % plan.carriers
                <= (x.slot - entries[x.zone]) % plan.carriers
                for other in entries.values()
            )
            for x in plan.inductions
        ]  # fmt: skip
        return first_zone, zone_of, place_of, cut_off

    def _inductions(
        self, plan: LoopPlan, zone_of: list[int], place_of: list[int], cut_off: list[bool]
    ) -> int:
        first = len(self._lists["inductions"])
        for i, induction in enumerate(plan.inductions):
            queue = self._new_queue()
            for link in induction.links:
                self._links[link]["queue"], self._links[link]["induction"] = queue, first + i
            self._add("inductions", (
                induction.headway, 0, induction.slot, zone_of[i], place_of[i], queue, cut_off[i],
            ))  # fmt: skip
        return first

    def _chutes(self, s: int, plan: LoopPlan) -> int:
        first = len(self._lists.setdefault("chutes", []))
        for c, chute in enumerate(plan.chutes):
            number = (s + 1) * BAG_NUMBERS + c * BAGS_A_CHUTE
            row = {
                "number": number, "slot": chute.slot, "out": chute.out, "is_open": 1,
                "bag_size": chute.bag_size, "buffer_room": chute.buffer,
                **dict.fromkeys(("first_sheet", "last_sheet", "buffer_head", "buffer_tail"), NONE),
                "hang_next": NONE,
            }  # fmt: skip
            index = self._add("chutes", _row(records.CHUTE, row))
            if chute.bag_size:
                self.most_in_bag = max(self.most_in_bag, chute.bag_size)
                self._links[chute.out]["chute"] = index
        return first

    def _sort_plans(self, plan: LoopPlan) -> int:
        first = len(self._lists.setdefault("sort_plans", []))
        for sort_plan in plan.sort_plans:
            for lane in range(self.plan.lanes):
                chosen = [(c, plan.chutes[c].slot) for c in sort_plan.get(lane, ())]
                rows = self._lists.setdefault("sort_chutes", [])
                self._add("sort_plans", (len(rows), len(chosen)))
                rows += chosen
        return first

    def _chute_lanes(self, plan: LoopPlan) -> int:
        """Give each set of lanes a number, so that a change of plan compares numbers."""
        numbers: dict[frozenset[int], int] = {}
        first = len(self._lists.setdefault("chute_lanes", []))
        for sort_plan in plan.sort_plans:
            lanes: list[set[int]] = [set() for _ in plan.chutes]
            for lane, chosen in sort_plan.items():
                for c in chosen:
                    lanes[c].add(lane)
            self._add_all(
                "chute_lanes", [numbers.setdefault(frozenset(s), len(numbers)) for s in lanes]
            )
        return first


LISTS = {
    "rooms": records.ROOM, "ways": records.WAY, "way_links": records.SMALL, "exits": records.SMALL,
    "loops": records.LOOP, "chutes": records.CHUTE, "inductions": records.INDUCTION,
    "zones": records.ZONE, "zone_members": records.SMALL, "carriers": records.CARRIER,
    "calendar": records.SMALL, "scanners": records.SMALL, "failures": records.CELL,
    "sort_plans": records.SPAN, "sort_chutes": records.CHOICE, "chute_lanes": records.SMALL,
    "diverts": records.DIVERT, "lane_diverts": records.SPAN, "divert_lists": records.SMALL,
}  # fmt: skip
ZERO_AT_FIRST = (
    "mark", "busy", "blocked", "stopped", "passed", "free_at", "working", "is_blocked", "starts",
    "turns", "inside", "parcels", "pieces_a_turn", "entries_a_turn", "by_lane", "threshold",
    "staged_parcels", "coming", "loaded", "room_parcels", "room_decilitres", "full_load", "is_told",
    "position", "is_unlimited", "transport",
)  # fmt: skip
KINDS: dict[type[StationPlan], tuple[int, Callable[..., None]]] = {
    SourcePlan: (names.SOURCE, Tables._source),
    DoorPlan: (names.DOOR, Tables._door),
    LinePlan: (names.LINE, Tables._line),
    DeskPlan: (names.DESK, Tables._desk),
    WheelLinePlan: (names.WHEEL_LINE, Tables._wheel_line),
    LoopPlan: (names.LOOP, Tables._loop),
    TendersPlan: (names.TENDERS, Tables._tenders),
    LanePlan: (names.LANE, Tables._lane),
    SinkPlan: (names.SINK, Tables._sink),
}


def _empty(count: int, record: np.dtype[np.void]) -> Table:
    """Return a table in which every number that has a sign is none."""
    table = np.zeros(count, record)
    for name in record.names or ():
        if record[name].kind == "i":
            table[name] = NONE
    return table


def _row(record: np.dtype[np.void], values: Mapping[str, int]) -> tuple[int, ...]:
    """Return a row of a record type; what is not named is 0."""
    return tuple(values.get(name, 0) for name in record.names or ())


def _numbers(values: Sequence[int]) -> Table:
    table = np.zeros(max(1, len(values)), records.SMALL)
    table["value"][: len(values)] = values
    return table


def _queues(count: int) -> Table:
    table = np.zeros(max(1, count), records.QUEUE)
    for field in ("head", "tail", "unheard"):
        table[field] = NONE
    return table


def _first_due(plan: StationPlan) -> int:
    """Return when a station has something to do of its own: a loop's first failure (D2)."""
    if isinstance(plan, LoopPlan) and plan.running_failures:
        return plan.running_failures[0]
    return NEVER


def _purposes(plan: PlantPlan) -> list[str]:
    """Return the names of all work columns that stations read."""
    found = {UNLOAD}
    for station in plan.stations:
        for field in ("purpose", "bag_purpose", "loose_purpose"):
            name = getattr(station, field, None)
            if name is not None:
                found.add(name)
    return sorted(found)

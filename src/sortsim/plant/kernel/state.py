"""The tables of a running plant: where they lie, and how they grow.

Here lives memory alone; the kernel reads and writes it.  Only ``plant`` imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import Ticks
from sortsim.plant.contract import IntArray, Load, PlantPlan
from sortsim.plant.kernel import records
from sortsim.plant.kernel.jit import IS_COMPILED, IS_WIDE
from sortsim.plant.kernel.leaving import WIDTH
from sortsim.plant.kernel.load import PackedLoad
from sortsim.plant.kernel.manifest import ENTRIES_A_SHEET
from sortsim.plant.kernel.names import NONE
from sortsim.plant.kernel.tables import Tables

PIECES_AT_FIRST = 1 << 14
SHEETS_AT_FIRST = 1 << 12
"""Room that is not used costs no memory: it is never touched."""
CACHE_LINE = 64
ROWS_AT_ONCE = 1 << 13
"""Departures that are handed to the ledger at a time, where one turn does not need more."""


class PlainPlant:
    """The plant where the kernel runs as plain Python: its counters are attributes."""

    def __init__(self, tables: dict[str, Any], by_address: dict[int, Any]) -> None:
        self.tables = tables
        self.by_address = by_address
        for name in records.PLANT.names or ():
            setattr(self, name, 0)


class _Attribute:
    """A counter of a plain plant as a table of one number."""

    def __init__(self, plant: PlainPlant, name: str) -> None:
        self._plant, self._name = plant, name

    def __getitem__(self, _: int) -> int:
        return int(getattr(self._plant, self._name))

    def __setitem__(self, _: int, value: int) -> None:
        setattr(self._plant, self._name, int(value))


class State:
    """All tables of a plant.

    Attributes
    ----------
    plant
        What the kernel's functions take: addresses and counters.
    tables, plain
        Table by name, with and without attributes for its fields; the latter are sooner written.
    commands_alive
        Commands that no station has obeyed, as a table of one number.
    loads
        Packed load by number; none where the number is free.
    """

    def __init__(self, plan: PlantPlan, *, is_traced: bool, look_ahead: Ticks) -> None:
        laid_out = Tables(plan)
        self.purposes = laid_out.purposes
        self._most_in_bag = laid_out.most_in_bag
        self.tables: dict[str, Any] = {}
        self.plain: dict[str, npt.NDArray[np.void]] = {}
        self._by_address: dict[int, Any] = {}
        self.plant: Any = self._new_plant()
        for name, table in laid_out.by_name.items():
            self._place(name, table)
        for name, record, room in (
            ("commands", records.COMMAND, 64), ("notices", records.NOTICE, 256),
            ("departures", records.CELL, WIDTH * ROWS_AT_ONCE), ("mail", records.MAIL, 1),
            ("trace", records.TRACE, 4096 if is_traced else 1), ("loads", records.LOAD, 16),
            ("pieces", records.PIECE, 0), ("visits", records.COUNT, 0),
            ("entries", records.ENTRY, 0), ("next_sheets", records.SMALL, 0),
            ("group_counts", records.CELL, 1), ("credit_counts", records.CELL, 1),
        ):  # fmt: skip
            self._place_blank(name, room, record)
        self._place_blank("news", max(1, laid_out.news), records.CELL)
        self._tie_counters()
        self._set_counters(plan, laid_out, look_ahead, is_traced=is_traced)
        self.loads: list[PackedLoad | None] = [None] * 16
        self._free_loads = list(range(16))
        self._add_pieces(PIECES_AT_FIRST)
        self._add_sheets(SHEETS_AT_FIRST)
        self._chain_commands(0)

    def _new_plant(self) -> Any:
        if IS_COMPILED:
            self._plant_table = np.zeros(1, records.PLANT)
            return self._plant_table.view(np.recarray)[0]
        return PlainPlant(self.tables, self._by_address)

    @property
    def handle(self) -> Any:
        """The plant as compiled functions take it soonest: without attributes."""
        return self._plant_table[0] if IS_COMPILED else self.plant

    def count(self, name: str) -> int:
        """Return a counter of the plant."""
        return int(self.plant[name]) if IS_COMPILED else int(getattr(self.plant, name))

    def _counter(self, name: str) -> Any:
        """Return a counter as a table of one number, which is sooner read than an attribute."""
        return self._plant_table[name] if IS_COMPILED else _Attribute(self.plant, name)

    def _place(self, name: str, table: npt.NDArray[np.void]) -> None:
        """Put a table where the kernel finds it."""
        self._place_blank(name, len(table), table.dtype)[:] = table

    def _place_blank(
        self, name: str, count: int, record: np.dtype[np.void]
    ) -> npt.NDArray[np.void]:
        """Place a table of zeros at the beginning of a cache line; return it."""
        size = count * record.itemsize
        room = np.zeros(size + CACHE_LINE, np.uint8)  # costs no memory before it is written
        skip = -room.ctypes.data % CACHE_LINE
        placed: npt.NDArray[np.void] = room[skip : skip + size].view(record)
        self.plain[name], self.tables[name] = placed, placed.view(np.recarray)
        setattr(self.plant, name, placed.ctypes.data)
        return placed

    def _set_counters(
        self, plan: PlantPlan, laid_out: Tables, look_ahead: Ticks, *, is_traced: bool
    ) -> None:
        plant = self.plant
        plant.n_stations, plant.n_chutes = len(plan.stations), laid_out.n_chutes
        plant.n_purposes, plant.n_groups = len(self.purposes), 1
        plant.look_ahead, plant.levels = look_ahead, laid_out.levels
        plant.shift = laid_out.window.bit_length() - 1  # the longest power of two in it
        plant.most_parcels = self._most_in_bag
        plant.free_pieces = plant.free_sheets = plant.free_commands = NONE
        plant.notices_room, plant.departures_room = 256, ROWS_AT_ONCE
        plant.trace_room, plant.mail_room = 4096 if is_traced else 0, 1

    # ------------------------------------------------------------ kept for another day

    def __getstate__(self) -> dict[str, Any]:
        """Return tables and loads; addresses are of this process alone and are left behind."""
        return self.kept() | {"loads": self.loads}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        """Lay tables and loads out anew; the counters stay, the addresses are new ones."""
        self.tables, self.plain, self._by_address = {}, {}, {}
        self.plant = self._new_plant()
        self._plant_table[:] = kept["plant"]
        self.purposes, self._most_in_bag = kept["purposes"], kept["most_in_bag"]
        for name, packed in kept["tables"].items():
            self._place(name, _unpacked(packed))
        self._tie_counters()
        self.loads, self._free_loads = kept["loads"], kept["free_loads"]
        for number, load in enumerate(self.loads):
            if load is not None:
                self._tie_load(number, load)

    def kept(self) -> dict[str, Any]:
        """Return the tables, and of each load only its vehicle and when that was at the gate."""
        loads = [None if one is None else (one.vehicle, one.gate) for one in self.loads]
        return {
            "tables": {name: _packed(table) for name, table in self.plain.items()},
            "plant": self._plant_table.copy(), "loads": loads, "free_loads": self._free_loads,
            "purposes": self.purposes, "most_in_bag": self._most_in_bag,
        }  # fmt: skip

    @classmethod
    def taken_up(cls, kept: dict[str, Any], load: Callable[[int, Ticks], Load]) -> State:
        """Return tables that go on from what was `kept`; ``load`` gives each load again."""
        loads = [None if one is None else PackedLoad(load(*one), kept["purposes"])
                 for one in kept["loads"]]  # fmt: skip
        state = cls.__new__(cls)
        state.__setstate__(kept | {"loads": loads})
        return state

    def _tie_counters(self) -> None:
        self.commands_alive = self._counter("commands_alive")
        self._loads_alive = self._counter("loads_alive")
        self._free_commands = self._counter("free_commands")

    # ------------------------------------------------------------ growing

    def _grow(self, name: str, room: int, used: int | None = None) -> None:
        """Lay a table out anew; the rows in use go with it, the others stay untouched."""
        old = self.plain[name][:used]
        self._place_blank(name, room, old.dtype)[: len(old)] = old

    def make_room(self, short_of: str) -> None:
        """Give a table twice as much room."""
        if short_of == "pieces":
            self._add_pieces(len(self.tables["pieces"]))
        elif short_of == "sheets":
            self._add_sheets(len(self.tables["next_sheets"]))
        elif short_of == "departures":
            self.plant.departures_room *= 2
            self._grow("departures", WIDTH * int(self.plant.departures_room))
        else:
            room = 2 * len(self.tables[short_of])
            self._grow(short_of, room)
            setattr(self.plant, f"{short_of}_room", room)

    def _add_pieces(self, count: int) -> None:
        room = len(self.tables["pieces"]) + count
        used = int(self.plant.pieces_count)
        self._grow("pieces", room, used)
        self._grow("visits", room * len(self.purposes), used * len(self.purposes))
        self.plant.free_count += count
        self.plant.pieces_room = room

    def _add_sheets(self, count: int) -> None:
        room = len(self.tables["next_sheets"]) + count
        used = int(self.plant.sheets_count)
        self._grow("entries", room * ENTRIES_A_SHEET, used * ENTRIES_A_SHEET)
        self._grow("next_sheets", room, used)
        self.plant.free_sheet_count += count

    def _chain_commands(self, first: int) -> None:
        table = self.tables["commands"]
        following = np.arange(first + 1, len(table) + 1)
        following[-1] = self.plant.free_commands
        table["next"][first:] = following
        self.plant.free_commands = first

    def new_command(self) -> int:
        """Return a free number of a command."""
        if self._free_commands[0] == NONE:
            first = len(self.tables["commands"])
            self._grow("commands", 2 * first)
            self._chain_commands(first)
        number = int(self._free_commands[0])
        self._free_commands[0] = self.plain["commands"]["next"][number]
        return number

    def place_counts(self, name: str, room: int) -> None:
        """Lay out a table of counts of nothing."""
        self._place_blank(name, room, records.CELL)

    # ------------------------------------------------------------ loads

    def add_load(self, load: Load) -> int:
        """Lay out a load; return its number."""
        packed = PackedLoad(load, self.purposes)
        number = self._free_load()
        self.loads[number] = packed
        self.plain["loads"][number] = (
            0, 0, load.gate, 0, load.vehicle, packed.n_rows, packed.n_order, 0, 0, NONE, 0, 0
        )  # fmt: skip
        self._tie_load(number, packed)
        self._widen(load)
        self._loads_alive[0] += 1
        return number

    def _tie_load(self, number: int, packed: PackedLoad) -> None:
        """Tell the kernel where the columns of a load lie."""
        row = self.plain["loads"]
        row["rows"][number] = self._address(packed.rows, packed.rows.dtype)
        row["places"][number] = self._address(packed.places, records.SMALL)
        row["arrivals"][number] = self._address(packed.arrivals, records.CELL)
        row["work"][number] = self._work_address(packed.work)

    def _address(self, column: npt.NDArray[Any], record: np.dtype[np.void]) -> int:
        address = int(column.ctypes.data)
        if not IS_COMPILED:
            self._by_address[address] = column.view(record).view(np.recarray)
        return address

    def _work_address(self, work: npt.NDArray[np.signedinteger[Any]]) -> int:
        """Return the address of a load's work, marked where its numbers have 64 bits."""
        address = int(work.ctypes.data) | (IS_WIDE if work.itemsize == 8 else 0)
        if not IS_COMPILED:
            self._by_address[address] = work.reshape(-1)
        return address

    def _widen(self, load: Load) -> None:
        """Take note of the largest bags that may come out of a load."""
        if len(load.parcels):
            children = int(load.children.max())
            inside = max(1, int(load.parcels.max()), children)
            self._raise_to("most_children", children)
            self._raise_to("most_parcels", inside * self._most_in_bag)
            self._raise_to("n_groups", int(load.group.max()) + 1)

    def _raise_to(self, name: str, least: int) -> None:
        if self.count(name) < least:
            setattr(self.plant, name, least)

    def _free_load(self) -> int:
        if not self._free_loads:
            room = 2 * len(self.loads)
            self._grow("loads", room)
            self._free_loads += range(len(self.loads), room)
            self.loads += [None] * (room - len(self.loads))
        return heappop(self._free_loads)

    def drop_finished_loads(self) -> None:
        """Forget the loads of which no piece is left."""
        table = self.plain["loads"]
        done = np.flatnonzero((table["is_unloaded"] == 1) & (table["to_come"] == 0))
        for number in done.tolist():
            if self.loads[number] is not None:
                self.loads[number] = None
                heappush(self._free_loads, number)
                table["is_unloaded"][number] = 0
                self._loads_alive[0] -= 1


Packed = tuple[np.dtype[np.void], int, IntArray, npt.NDArray[np.uint8]]
PAGE = 4096


def _packed(table: npt.NDArray[np.void]) -> Packed:
    """Return a table without the pages of it that hold nothing but zeros."""
    raw = np.frombuffer(table.tobytes(), np.uint8)
    pages = np.zeros(-(-len(raw) // PAGE) * PAGE, np.uint8)
    pages[: len(raw)] = raw
    by_page = pages.reshape(-1, PAGE)
    used = np.flatnonzero(by_page.view(np.int64).any(axis=1))
    return table.dtype, len(table), used, by_page[used]


def _unpacked(packed: Packed) -> npt.NDArray[np.void]:
    dtype, count, used, pages = packed
    size = count * dtype.itemsize
    by_page = np.zeros((-(-size // PAGE), PAGE), np.uint8)
    by_page[used] = pages
    table: npt.NDArray[np.void] = by_page.reshape(-1)[:size].view(dtype)
    return table

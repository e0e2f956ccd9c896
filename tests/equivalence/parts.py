"""A compiled plant that runs each window in two parts, at once on two threads or in turn.

Here live the two records of a plant and the driver; the rule that it proves is C3.  Nothing
that a part does reaches the other before the window is over: messages are posted, and
delivered when both have run.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from typing import Any
from unittest import mock

import numpy as np

from sortsim.core.clock import Ticks
from sortsim.plant.contract import Notice, PlantPlan, TraceRecord
from sortsim.plant.kernel import records, state, threads, windows
from sortsim.plant.kernel.jit import IS_COMPILED
from sortsim.plant.kernel.leaving import WIDTH
from sortsim.plant.kernel.names import NONE
from sortsim.plant.kernel.plant import CompiledPlant
from tests.builders_plant import Departures
from tests.equivalence.comparison import Maker

PIECES = SHEETS = 1 << 12
ROOM = 1 << 15
"""Rows of the tables that each part has for itself; they do not grow."""
THREADS = ThreadPoolExecutor(2)
GROWN_BY_COMMANDS = ("loads", "commands")
SHARED_COUNTERS = ("most_parcels", "most_children", "loads_alive", *GROWN_BY_COMMANDS)
"""What the port changes between two advances; the tables' names are their addresses."""


class Parts(CompiledPlant):
    """A compiled plant in two parts; a station belongs to one part for the whole run.

    Parameters
    ----------
    plan, ledger, trace
        As for any engine.
    seed
        Draws who belongs to which part, and the order in which a part runs its stations.
    is_threaded
        Run the parts on two threads; otherwise in turn, the second one first now and then.
    """

    def __init__(
        self, plan: PlantPlan, ledger: Departures, trace: list[TraceRecord], seed: int,
        *, is_threaded: bool,
    ) -> None:  # fmt: skip
        with mock.patch.multiple(state, PIECES_AT_FIRST=PIECES, SHEETS_AT_FIRST=SHEETS):
            super().__init__(plan, ledger, trace)
        self.draw = Random(seed)
        self.is_threaded = is_threaded
        numbers = list(range(len(plan.stations)))
        self.draw.shuffle(numbers)
        self.cut = self.draw.randint(0, len(numbers))
        self.members = numbers[: self.cut], numbers[self.cut :]
        self.state.plant.looks_around = 1  # windows begin where somebody is due, on no agenda
        self._divide()
        # Both parts count the pieces of a load, which only dropping it asks for.
        self.state.drop_finished_loads = lambda: None  # type: ignore[method-assign]

    # ------------------------------------------------------------ two records

    def _divide(self) -> None:
        """Make the record of the second part, and give each its half of the numbers."""
        first = self.state.plant
        self._own()
        tables = dict(self.state.tables)
        if IS_COMPILED:
            self._second_table = self.state._plant_table.copy()
            second: Any = self._second_table.view(np.recarray)[0]
        else:
            second = state.PlainPlant(tables, self.state._by_address)
            vars(second).update({k: v for k, v in vars(first).items() if k != "tables"})
        self.records = first, second
        self.tables = self.state.tables, tables
        with self._as(1):
            self._own()
        second.free_commands = NONE
        first.free_pieces, second.free_pieces = _halves(self.state.tables["pieces"]["next"])
        first.free_count = second.free_count = PIECES // 2
        first.free_sheets, second.free_sheets = _halves(self.state.tables["next_sheets"]["value"])
        first.free_sheet_count = second.free_sheet_count = SHEETS // 2
        for record in self.records:  # no number is new: all lie in one of the two chains
            record.pieces_count, record.sheets_count = PIECES, SHEETS

    def _own(self) -> None:
        """Give the present record tables of its own for what it writes down."""
        for name, record, room in (
            ("departures", records.CELL, ROOM * WIDTH), ("notices", records.NOTICE, ROOM),
            ("trace", records.TRACE, 8 * ROOM), ("mail", records.MAIL, 8 * ROOM),
        ):  # fmt: skip
            self.state._place(name, np.zeros(room, record))
            rows = room // (WIDTH if name == "departures" else 1)
            setattr(self.state.plant, f"{name}_room", rows)

    @contextmanager
    def _as(self, part: int) -> Iterator[None]:
        """Let the plant's own methods see the record of a part."""
        before = self.state.plant, self.state.tables
        self.state.plant, self.state.tables = self.records[part], self.tables[part]
        yield
        self.state.plant, self.state.tables = before

    # ------------------------------------------------------------ windows

    def advance(self, until: Ticks) -> list[Notice]:
        """Run up to an instant in windows, then take in what the parts have written."""
        first, second = self.records
        for record in self.records:
            record.until, record.is_deferred = until, 1
        for name in SHARED_COUNTERS:
            setattr(second, name, getattr(first, name))
        self.tables[1].update({name: self.tables[0][name] for name in GROWN_BY_COMMANDS})
        self._take_trace()  # of stations of either part, from a census
        while (start := int(threads.next_window(first))) < until:
            self._run_window(min(start + int(first.look_ahead), until))
        first.is_deferred = 0
        with self._as(1):
            self._take_departures()
            self._take_trace()
            told = self._take_notices()
        told += super().advance(until)
        return sorted(told, key=lambda notice: (notice.at, notice.station))

    def _run_window(self, end: Ticks) -> None:
        for members in self.members:
            self.draw.shuffle(members)
        order = self.tables[0]["order"]["value"]
        order[: len(self.plan.stations)] = [*self.members[0], *self.members[1]]
        spans = (0, self.cut), (self.cut, len(self.plan.stations))
        jobs = [(self.records[p], *spans[p], end) for p in self.draw.sample((0, 1), 2)]
        if self.is_threaded:
            done = [future.result() for future in [THREADS.submit(threads.run_part, *job)
                                                   for job in jobs]]  # fmt: skip
        else:
            done = [threads.run_part(*job) for job in jobs]
        assert done == [windows.DONE, windows.DONE]
        for record in self.records:
            threads.deliver_posted(record)


def _halves(following: Any) -> tuple[int, int]:
    """Chain all numbers of a table in two halves; return the first number of each."""
    following[:] = np.arange(1, len(following) + 1)
    half = len(following) // 2
    following[half - 1] = following[-1] = NONE
    return 0, half


def in_parts(seed: int, *, is_threaded: bool) -> Maker:
    """Return the maker of plants in two parts."""
    return lambda plan, ledger, trace: Parts(plan, ledger, trace, seed, is_threaded=is_threaded)

"""A compiled plant whose tables have no room, so that each must grow in the middle of a run.

Here lives the taking away of room alone; that nothing changes by it is said in `test_growth`.
"""

from __future__ import annotations

from unittest import mock

import numpy as np

from sortsim.plant.contract import PlantPlan, TraceRecord
from sortsim.plant.kernel import records, state
from sortsim.plant.kernel.leaving import WIDTH
from sortsim.plant.kernel.names import NONE
from sortsim.plant.kernel.plant import CompiledPlant
from tests.builders_plant import Departures

GROWN = {"pieces", "next_sheets", "departures", "notices", "trace", "commands", "loads"}
"""Tables that grow while a plant runs; mail is only posted by threads."""


def starved(plan: PlantPlan, ledger: Departures, trace: list[TraceRecord]) -> CompiledPlant:
    """Return a compiled plant with one row in each table that can grow."""
    with mock.patch.multiple(state, PIECES_AT_FIRST=1, SHEETS_AT_FIRST=1):
        plant = CompiledPlant(plan, ledger, trace)
    tables = plant.state
    for name, record, room in (
        ("commands", records.COMMAND, 1), ("notices", records.NOTICE, 1),
        ("departures", records.CELL, WIDTH), ("trace", records.TRACE, 1),
        ("loads", records.LOAD, 1),
    ):  # fmt: skip
        tables._place(name, np.zeros(room, record))
    tables.loads, tables._free_loads = [None], [0]
    for name in ("notices_room", "departures_room", "trace_room"):
        setattr(tables.plant, name, 1)
    tables.plant.free_commands = NONE
    tables._chain_commands(0)
    return plant


def grown(plant: CompiledPlant) -> set[str]:
    """Return the tables of a starved plant that have grown."""
    lengths = {name: len(plant.state.tables[name]) for name in GROWN}
    lengths["departures"] //= WIDTH
    return {name for name, length in lengths.items() if length > 1}

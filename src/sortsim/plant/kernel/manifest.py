"""The manifest (袋清单) of a bag formed here: what is known of each parcel when it falls in.

A parcel in a bag meets nothing any more but the bag's own fate.  So its piece is given back for
the next one to use, while it is still at hand in the machine's caches, and what will be written
down of it is kept here, entry by entry, until the bag leaves.  Entries lie on sheets of a few.
Here lives what becomes of manifests; how a departure is written is said in ``leaving``.  Only
``plant.kernel`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import (
    entries,
    loads,
    next_sheets,
    pieces,
    rows,
    spent,
    spent_by_entry,
)
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.names import NONE, STAGES
from sortsim.plant.kernel.piece import free_number, row_of
from sortsim.plant.kernel.records import Chute, Plant

ENTRIES_A_SHEET = 8


@kernel
def enter(plant: Plant, chute: Chute, p: int) -> None:
    """Put a piece on the manifest of the bag that hangs at a chute, and give its number back."""
    piece = pieces(plant, p)
    load = loads(plant, piece.load)
    if chute.bag_count == 0:
        chute.first_load, chute.first_row, chute.first_lane = piece.load, piece.row, piece.lane
    if piece.is_parcel:
        _add(plant, chute, p, piece.number)
    else:  # a bag that came with a vehicle and was never opened
        row = row_of(plant, piece)
        load.to_come += row.children - 1
        piece.is_bagged = 1
        for child in range(row.first_child, row.first_child + row.children):
            _add(plant, chute, p, rows(plant, load, child).number)
    free_number(plant, p)


@kernel
def _add(plant: Plant, chute: Chute, p: int, number: int) -> None:
    """Add the entry of a parcel."""
    place = chute.entries % ENTRIES_A_SHEET
    if place == 0:
        _add_sheet(plant, chute)
    chute.entries += 1
    e, piece = chute.last_sheet * ENTRIES_A_SHEET + place, pieces(plant, p)
    entry = entries(plant, e)
    entry.load, entry.number, entry.since = piece.load, number, piece.since
    entry.laps, entry.rejects = piece.laps, piece.rejects
    entry.is_missorted, entry.is_bagged = piece.is_missorted, piece.is_bagged
    for stage in range(STAGES):
        spent_by_entry(plant, e, stage).value = spent(plant, p, stage).value


@kernel
def _add_sheet(plant: Plant, chute: Chute) -> None:
    """Add a sheet, rather one that was in use a short while ago."""
    sheet = plant.free_sheets
    plant.free_sheet_count -= 1
    if sheet == NONE:
        sheet = plant.sheets_count
        plant.sheets_count += 1
    else:
        plant.free_sheets = next_sheets(plant, sheet).value
    next_sheets(plant, sheet).value = NONE
    if chute.entries == 0:
        chute.first_sheet = sheet
    else:
        next_sheets(plant, chute.last_sheet).value = sheet
    chute.last_sheet = sheet


@small
def following(plant: Plant, e: int) -> int:
    """Return the entry behind another one, on the same sheet or on the next."""
    if (e + 1) % ENTRIES_A_SHEET:
        return e + 1
    return next_sheets(plant, e // ENTRIES_A_SHEET).value * ENTRIES_A_SHEET


@kernel
def free_manifest(plant: Plant, b: int) -> None:
    """Give the sheets of a bag back, and tell the loads that its parcels are gone."""
    bag = pieces(plant, b)
    e = bag.first_sheet * ENTRIES_A_SHEET
    for _ in range(bag.entries):
        loads(plant, entries(plant, e).load).to_come -= 1
        e = following(plant, e)
    sheet = bag.first_sheet
    while sheet != NONE:
        next_sheet = next_sheets(plant, sheet).value
        next_sheets(plant, sheet).value = plant.free_sheets
        plant.free_sheets = sheet
        plant.free_sheet_count += 1
        sheet = next_sheet

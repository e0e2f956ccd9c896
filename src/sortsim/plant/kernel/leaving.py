"""How parcels are written down when they leave the plant, as rows of whole numbers.

Here lives the writing alone; the columns are those of ``departure_rows``, behind the number of
the load.  Only ``plant.kernel`` imports it.
"""

from __future__ import annotations

from sortsim.plant import departure_rows
from sortsim.plant.kernel.access import (
    departures,
    entries,
    links,
    loads,
    pieces,
    rows,
    spent,
    spent_by_entry,
    stations,
)
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.manifest import ENTRIES_A_SHEET, following, free_manifest
from sortsim.plant.kernel.names import IN_CHUTE, NONE, STAGES
from sortsim.plant.kernel.piece import free_piece, row_of
from sortsim.plant.kernel.records import Plant

VEHICLE, ROW, AT, ACT, OUT, LANE, STAGED, LAPS, REJECTS, MISSORTED, BAGGED, SPENT = range(1, 13)
"""Columns of a row, the first of which is the load's number."""
WIDTH = 1 + departure_rows.WIDTH


@kernel
def leave(plant: Plant, p: int, at: int, act: int, vehicle: int, lane: int) -> None:
    """Write down every parcel of a piece that leaves the plant, and free the piece."""
    write(plant, p, at, act, vehicle, lane)
    piece = pieces(plant, p)
    station = stations(plant, links(plant, piece.link).target)
    station.inside -= 1
    station.parcels -= piece.parcels
    if piece.is_bag:
        free_manifest(plant, p)
    free_piece(plant, p)


@kernel
def write(plant: Plant, p: int, at: int, act: int, vehicle: int, lane: int) -> None:
    """Write one departure for every parcel in a piece."""
    leave_by(plant, at, act, vehicle, lane)
    piece = pieces(plant, p)
    if piece.is_bag:
        write_manifest(plant, piece.first_sheet, piece.entries, p)
    elif piece.is_parcel:
        _write(plant, p, piece.number)
    else:  # a bag that came with a vehicle and was never opened
        record = row_of(plant, piece)
        piece.is_bagged = 1
        for child in range(record.first_child, record.first_child + record.children):
            _write(plant, p, rows(plant, loads(plant, piece.load), child).number)


@small
def leave_by(plant: Plant, at: int, act: int, vehicle: int, lane: int) -> None:
    """Note when and how all that is written from now on leaves."""
    plant.leaving_at, plant.leaving_by = at, act
    plant.leaving_on, plant.leaving_lane = vehicle, lane


@kernel
def write_manifest(plant: Plant, first_sheet: int, count: int, b: int) -> None:
    """Write one departure for each entry; without a bag they lie in one that still hangs."""
    e = first_sheet * ENTRIES_A_SHEET
    for _ in range(count):
        _write_entry(plant, e, b)
        e = following(plant, e)


@kernel
def _write(plant: Plant, p: int, number: int) -> None:
    """Write the departure of a parcel that is a piece of its own, or in a bag it came in."""
    piece = pieces(plant, p)
    cell = _write_outcome(plant, piece.load, number, piece.laps, piece.rejects, piece.is_missorted)
    departures(plant, cell + STAGED).value = piece.staged
    departures(plant, cell + BAGGED).value = piece.is_bagged
    for stage in range(STAGES):
        departures(plant, cell + SPENT + stage).value = spent(plant, p, stage).value


@kernel
def _write_entry(plant: Plant, e: int, b: int) -> None:
    """Write the departure of a parcel in a bag formed here; it shares what the bag has spent."""
    entry = entries(plant, e)
    cell = _write_outcome(
        plant, entry.load, entry.number, entry.laps, entry.rejects, entry.is_missorted
    )
    departures(plant, cell + STAGED).value = NONE if b == NONE else pieces(plant, b).staged
    departures(plant, cell + BAGGED).value = entry.is_bagged if b == NONE else 1
    for stage in range(STAGES):
        ticks = spent_by_entry(plant, e, stage).value
        if b != NONE:
            ticks += spent(plant, b, stage).value
        departures(plant, cell + SPENT + stage).value = ticks
    if b != NONE and pieces(plant, b).hung != NONE:  # in the chute until the next bag hung
        bag = pieces(plant, b)
        departures(plant, cell + SPENT + IN_CHUTE).value += bag.hung - entry.since


@kernel
def _write_outcome(
    plant: Plant, load: int, number: int, laps: int, rejects: int, is_missorted: int
) -> int:
    """Write who leaves, when and how; return where the row begins."""
    cell = plant.departures_count * WIDTH
    plant.departures_count += 1
    departures(plant, cell).value = load
    departures(plant, cell + VEHICLE).value = loads(plant, load).vehicle
    departures(plant, cell + ROW).value = number
    departures(plant, cell + AT).value = plant.leaving_at
    departures(plant, cell + ACT).value = plant.leaving_by
    departures(plant, cell + OUT).value = plant.leaving_on
    departures(plant, cell + LANE).value = plant.leaving_lane
    departures(plant, cell + LAPS).value = laps
    departures(plant, cell + REJECTS).value = rejects
    departures(plant, cell + MISSORTED).value = is_missorted
    return cell

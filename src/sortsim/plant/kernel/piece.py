"""A piece (件) on its way through the kernel: a parcel or a bag, and the row it came from.

Here lives what happens to a piece itself: its making, the account of its time, and its draws;
how it leaves is said in ``leaving``.  Only ``plant.kernel`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import (
    loads,
    pieces,
    places_of,
    rows,
    spent,
    visits,
    work_value,
)
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.names import FREE, INSIDE, NONE, STAGES
from sortsim.plant.kernel.records import Chute, Load, Piece, Plant, Row

OTHER_ROW = 7919
"""A later visit to a kind of station reads the draw of the row so far ahead."""
LOW_BITS, MOST_MISSORT = 15, 2**16 - 1
"""A piece keeps the upper bits of its missort draw; its row has them all."""
MASKED = 32
"""Purposes of which a piece remembers its first two visits by a bit of its own record."""


@small
def row_of(plant: Plant, piece: Piece) -> Row:
    """Return the row of a piece."""
    return rows(plant, loads(plant, piece.load), piece.row)


@kernel
def new_piece(plant: Plant, load: int, row: int, since: int) -> int:
    """Make the piece of a row; the caller has seen to it that a number is free."""
    p = _take_number(plant)
    piece, record = pieces(plant, p), rows(plant, loads(plant, load), row)
    loads(plant, load).to_come += 1
    piece.state, piece.load, piece.row, piece.since = INSIDE, load, row, since
    piece.id, piece.lane, piece.parcels = record.piece_id, record.lane, record.parcels
    piece.decilitres, piece.no_reads = record.decilitres, record.no_reads
    piece.screen, piece.carriers = record.screen, record.carriers
    piece.area, piece.failed, piece.is_parcel = record.area, record.failed, record.is_parcel
    piece.missort = min(record.missort >> LOW_BITS, MOST_MISSORT)
    piece.is_read = piece.is_missorted = piece.is_bagged = piece.is_bag = piece.is_refused = 0
    piece.laps = piece.rejects = 0
    piece.staged = piece.hung = piece.link = NONE
    piece.husk = piece.first_sheet = NONE
    piece.number, piece.entries = record.number, 0
    piece.visited = piece.revisited = 0
    for stage in range(STAGES):
        spent(plant, p, stage).value = 0
    for purpose in range(MASKED, plant.n_purposes):
        visits(plant, p * plant.n_purposes + purpose).value = 0
    return p


@small
def _take_number(plant: Plant) -> int:
    """Return a free number, rather one that was in use a short while ago."""
    p = plant.free_pieces
    plant.free_count -= 1
    if p == NONE:
        p = plant.pieces_count
        plant.pieces_count += 1
    else:
        plant.free_pieces = pieces(plant, p).next
    return p


@small
def free_piece(plant: Plant, p: int) -> None:
    """Give the number of a piece back, and tell its load that it is gone."""
    loads(plant, pieces(plant, p).load).to_come -= 1
    free_number(plant, p)


@small
def free_number(plant: Plant, p: int) -> None:
    """Give the number of a piece back; what was the piece may still be inside, on a manifest."""
    piece = pieces(plant, p)
    piece.state = FREE
    piece.next = plant.free_pieces
    plant.free_pieces = p
    plant.free_count += 1


@small
def account(plant: Plant, p: int, stage: int, now: int) -> None:
    """Book the time since the last account to a stage."""
    piece = pieces(plant, p)
    spent(plant, p, stage).value += now - piece.since
    piece.since = now


@small
def missort(plant: Plant, piece: Piece, threshold: int) -> None:
    """Give the piece the wrong lane if its draw is below a station's threshold (P13)."""
    if piece.is_missorted or piece.missort << LOW_BITS >= threshold:
        return
    row = row_of(plant, piece)
    if row.missort < threshold:
        piece.is_missorted = 1
        piece.lane = row.wrong_lane


@kernel
def work(plant: Plant, p: int, purpose: int) -> int:
    """Return the drawn work for a purpose; a later visit reads another row's draw."""
    piece = pieces(plant, p)
    load = loads(plant, piece.load)
    row, before = piece.row, _visits_before(plant, p, purpose)
    if before:
        row = places_of(plant, load, (piece.number + before * OTHER_ROW) % load.n_rows).value
    return drawn_work(plant, load, purpose, row)


@kernel
def _visits_before(plant: Plant, p: int, purpose: int) -> int:
    """Count a visit; return how many there were before it.

    Most pieces draw once for a purpose, so the table of counts is left alone until the third.
    """
    piece, count = pieces(plant, p), visits(plant, p * plant.n_purposes + purpose)
    if purpose < MASKED:
        bit = 1 << purpose
        if not piece.visited & bit:
            piece.visited |= bit
            return 0
        if not piece.revisited & bit:
            piece.revisited |= bit
            count.value = 2
            return 1
    count.value += 1
    return int(count.value) - 1


@small
def drawn_work(plant: Plant, load: Load, purpose: int, row: int) -> int:
    """Return the draw of a row for a purpose."""
    return work_value(plant, load.work, row * plant.n_purposes + purpose)


@kernel
def form_bag(plant: Plant, chute: Chute, now: int) -> int:
    """Return the bag (集包) of what hangs at a chute; its draws are those of its first (P11)."""
    b = new_piece(plant, chute.first_load, chute.first_row, now)
    bag = pieces(plant, b)
    bag.id, bag.lane, bag.screen = chute.number + chute.bags, chute.first_lane, 0
    bag.is_bag = bag.is_read = bag.is_missorted = 1
    bag.first_sheet, bag.entries = chute.first_sheet, chute.entries
    bag.parcels, bag.decilitres = chute.bag_parcels, chute.bag_decilitres
    return b

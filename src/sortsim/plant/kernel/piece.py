"""A piece (件) on its way through the kernel: a parcel or a bag, and the row it came from.

Here lives what happens to a piece itself: its making, the account of its time, its draws,
and how its parcels are written down when they leave.  Only ``plant.kernel`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import (
    departures,
    links,
    loads,
    pieces,
    places_of,
    rows,
    spent,
    stations,
    visits,
    work_value,
)
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.names import (
    FREE,
    IN_CHUTE,
    INSIDE,
    NONE,
    STAGES,
)
from sortsim.plant.kernel.records import Chute, Load, Piece, Plant, Row

OTHER_ROW = 7919
"""A later visit to a kind of station reads the draw of the row so far ahead."""
LOW_BITS, MOST_MISSORT = 15, 2**16 - 1
"""A piece keeps the upper bits of its missort draw; its row has them all."""
COLUMNS = 12
"""Numbers of a departure before its stages; see ``plant.outcome``."""
WIDTH = COLUMNS + STAGES


@small
def row_of(plant: Plant, piece: Piece) -> Row:
    """Return the row of a piece."""
    return rows(plant, loads(plant, piece.load), piece.row)


@kernel
def new_piece(plant: Plant, load: int, row: int, since: int) -> int:
    """Make the piece of a row; the caller has seen to it that a number is free."""
    p = plant.free_pieces
    piece, record = pieces(plant, p), rows(plant, loads(plant, load), row)
    plant.free_pieces = piece.next
    plant.free_count -= 1
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
    piece.husk = piece.first_inside = NONE
    for stage in range(STAGES):
        spent(plant, p * STAGES + stage).value = 0
    for purpose in range(plant.n_purposes):
        visits(plant, p * plant.n_purposes + purpose).value = 0
    return p


@small
def free_piece(plant: Plant, p: int) -> None:
    """Give the number of a piece back."""
    piece = pieces(plant, p)
    loads(plant, piece.load).to_come -= 1
    piece.state = FREE
    piece.next = plant.free_pieces
    plant.free_pieces = p
    plant.free_count += 1


@small
def account(plant: Plant, p: int, stage: int, now: int) -> None:
    """Book the time since the last account to a stage."""
    piece = pieces(plant, p)
    spent(plant, p * STAGES + stage).value += now - piece.since
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
    visit = visits(plant, p * plant.n_purposes + purpose)
    row = piece.row
    if visit.value:
        number = rows(plant, load, row).number + visit.value * OTHER_ROW
        row = places_of(plant, load, number % load.n_rows).value
    visit.value += 1
    return drawn_work(plant, load, purpose, row)


@small
def drawn_work(plant: Plant, load: Load, purpose: int, row: int) -> int:
    """Return the draw of a row for a purpose."""
    return work_value(plant, load.work, row * plant.n_purposes + purpose)


@kernel
def form_bag(plant: Plant, chute: Chute, now: int) -> int:
    """Return the bag (集包) of what hangs at a chute; its draws are those of its first (P11)."""
    head = pieces(plant, chute.bag_head)
    lane = head.lane
    b = new_piece(plant, head.load, head.row, now)
    bag = pieces(plant, b)
    bag.id, bag.lane, bag.screen = chute.number + chute.bags, lane, 0
    bag.is_bag = bag.is_read = bag.is_missorted = 1
    bag.first_inside = chute.bag_head
    bag.parcels, bag.decilitres = chute.bag_parcels, chute.bag_decilitres
    return b


# ---------------------------------------------------------------- leaving


@kernel
def leave(plant: Plant, p: int, at: int, act: int, vehicle: int, lane: int) -> None:
    """Write down every parcel of a piece that leaves the plant, and free the piece."""
    write(plant, p, at, act, vehicle, lane)
    piece = pieces(plant, p)
    station = stations(plant, links(plant, piece.link).target)
    station.inside -= 1
    station.parcels -= piece.parcels
    inside = piece.first_inside
    while inside != NONE:
        following = pieces(plant, inside).next
        free_piece(plant, inside)
        inside = following
    free_piece(plant, p)


@kernel
def write(plant: Plant, p: int, at: int, act: int, vehicle: int, lane: int) -> None:
    """Write one departure for every parcel in a piece."""
    plant.leaving_at, plant.leaving_by = at, act
    plant.leaving_on, plant.leaving_lane = vehicle, lane
    piece = pieces(plant, p)
    if not piece.is_bag:
        _write_rows(plant, p, NONE)
        return
    inside = piece.first_inside
    while inside != NONE:
        _write_rows(plant, inside, p)
        inside = pieces(plant, inside).next


@kernel
def _write_rows(plant: Plant, p: int, bag: int) -> None:
    """Write a parcel, or the parcels of a bag that came with a vehicle and was never opened."""
    piece = pieces(plant, p)
    if piece.is_parcel:
        _write(plant, p, bag, piece.row)
        return
    record = row_of(plant, piece)
    piece.is_bagged = 1
    for row in range(record.first_child, record.first_child + record.children):
        _write(plant, p, bag, row)


@kernel
def _write(plant: Plant, p: int, bag: int, row: int) -> None:
    """Write one departure; a parcel in a bag formed here shares what the bag has spent."""
    piece = pieces(plant, p)
    load = loads(plant, piece.load)
    cell = plant.departures_count * WIDTH
    plant.departures_count += 1
    departures(plant, cell).value = piece.load
    departures(plant, cell + 1).value = load.vehicle
    departures(plant, cell + 2).value = rows(plant, load, row).number
    departures(plant, cell + 3).value = plant.leaving_at
    departures(plant, cell + 4).value = plant.leaving_by
    departures(plant, cell + 5).value = plant.leaving_on
    departures(plant, cell + 6).value = plant.leaving_lane
    departures(plant, cell + 7).value = piece.staged if bag == NONE else pieces(plant, bag).staged
    departures(plant, cell + 8).value = piece.laps
    departures(plant, cell + 9).value = piece.rejects
    departures(plant, cell + 10).value = piece.is_missorted
    departures(plant, cell + 11).value = 1 if bag != NONE else piece.is_bagged
    cell += COLUMNS
    for stage in range(STAGES):
        ticks = spent(plant, p * STAGES + stage).value
        if bag != NONE:
            ticks += spent(plant, bag * STAGES + stage).value
        departures(plant, cell + stage).value = ticks
    if bag != NONE and pieces(plant, bag).hung != NONE:  # in the chute until the next bag hung
        departures(plant, cell + IN_CHUTE).value += pieces(plant, bag).hung - piece.since

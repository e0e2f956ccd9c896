"""A door unloads the vehicle that stands at it, piece by piece (rules V2, P1).

Here lives unloading alone; which vehicle stands at which door is the business of ``centre``.  Only
``turns`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import loads, pieces
from sortsim.plant.kernel.jit import kernel
from sortsim.plant.kernel.links import credit, send
from sortsim.plant.kernel.names import AT_DOOR, DOOR_EMPTY, NEVER, NONE, UNLOADED, YARD
from sortsim.plant.kernel.piece import account, drawn_work, new_piece
from sortsim.plant.kernel.records import Plant, Station
from sortsim.plant.kernel.station import note, paced, tell


@kernel
def act(plant: Plant, s: int, station: Station, now: int) -> None:
    """Hand over a finished piece, then start the next; without room it is kept (K1)."""
    if station.finish <= now:
        station.is_blocked = credit(plant, station.out, now) <= 0
        if station.is_blocked:
            station.finish = NEVER
        else:
            _hand_over(plant, s, station, now)
    elif station.is_blocked and credit(plant, station.out, now) > 0:
        station.is_blocked = 0
        _hand_over(plant, s, station, now)
    while station.loads_head != NONE and station.crew and not station.working:
        _start(plant, s, station, now)


@kernel
def _start(plant: Plant, s: int, station: Station, now: int) -> None:
    load = loads(plant, station.loads_head)
    if load.n_order == 0:
        _leave(plant, s, station, now)
        return
    station.working = 1
    ticks = drawn_work(plant, load, station.purpose, station.position)
    station.finish = now + paced(station, ticks)


@kernel
def _hand_over(plant: Plant, s: int, station: Station, now: int) -> None:
    load = loads(plant, station.loads_head)
    p = new_piece(plant, station.loads_head, station.position, load.gate)
    account(plant, p, YARD, load.docked)
    account(plant, p, AT_DOOR, now)
    send(plant, station.out, p, now)
    note(plant, now, s, UNLOADED, pieces(plant, p).id)
    station.passed += 1
    station.position += 1
    station.working = 0
    station.finish = NEVER
    if station.position == load.n_order:
        _leave(plant, s, station, now)


@kernel
def _leave(plant: Plant, s: int, station: Station, now: int) -> None:
    load = loads(plant, station.loads_head)
    station.position = 0
    station.loads_head = load.next
    if load.next == NONE:
        station.loads_tail = NONE
    load.is_unloaded = 1
    tell(plant, now, s, DOOR_EMPTY, load.vehicle, 0, 0)


@kernel
def shift(station: Station, stood: int) -> None:
    """Delay the piece in hand by the time for which the door stood still (C8)."""
    if station.finish < NEVER:
        station.finish += stood

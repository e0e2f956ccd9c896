"""An infeed line merges, carries and presorts (rules P2, P4, K2).

Here lives the belt and its end; which area a piece is for was decided before the run.  ``turns``
imports it, and ``census`` for its ways on.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import pieces, queues, ways
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.links import release, roomiest, send
from sortsim.plant.kernel.lists import unlink
from sortsim.plant.kernel.names import (
    FAILED,
    LEFT_LINE,
    NEVER,
    NONE,
    ON_LINE,
    SCREEN,
    UNBAG,
)
from sortsim.plant.kernel.piece import account
from sortsim.plant.kernel.records import Piece, Plant, Station
from sortsim.plant.kernel.station import note_by
from sortsim.plant.kernel.ways import exit_by, way_by


@small
def first_return(plant: Plant, station: Station, now: int) -> int:
    """Return the first return that is here, or none."""
    p = queues(plant, station.returns).head
    return p if p != NONE and pieces(plant, p).due <= now else NONE


@kernel
def act(plant: Plant, s: int, station: Station, now: int) -> None:
    """Try the first return, else the first piece, and it alone (rule C6)."""
    if now < station.free_at:
        return
    q = station.returns
    p = first_return(plant, station, now)
    if p == NONE:
        q = station.queue
        p = queues(plant, q).head
        if p == NONE or pieces(plant, p).ready > now:
            return
    out = roomiest(plant, ways(plant, way_on(plant, station, pieces(plant, p))), now)
    station.is_blocked = out == NONE
    if out != NONE:
        unlink(plant, queues(plant, q), p)
        _hand_over(plant, s, station, p, out, now)


@kernel
def _hand_over(plant: Plant, s: int, station: Station, p: int, out: int, now: int) -> None:
    piece = pieces(plant, p)
    came = piece.link
    account(plant, p, ON_LINE, now)
    station.free_at = now + station.headway
    station.passed += 1
    note_by(plant, now, s, LEFT_LINE, piece.id, out)
    send(plant, out, p, now)
    release(plant, came, now)


@kernel
def way_on(plant: Plant, station: Station, piece: Piece) -> int:
    """Return the exits that a piece may take (rules P3, P4, P4a)."""
    if station.by_lane:
        return way_by(plant, station, piece.lane)
    if piece.screen:
        way = exit_by(plant, station, SCREEN)
        if way != NONE:
            return way
    if piece.lane < 0:
        way = exit_by(plant, station, UNBAG)
        if way != NONE:
            return way
    if piece.failed:
        way = exit_by(plant, station, FAILED)
        if way != NONE:
            return way
    return way_by(plant, station, piece.area)


@kernel
def next_timer(plant: Plant, station: Station, now: int) -> int:
    """Return when a piece can next leave the line, or a return arrives."""
    due = NEVER
    p = queues(plant, station.returns).head
    if p != NONE:
        arrival = pieces(plant, p).due
        if arrival > now:
            due = max(arrival, station.free_at)
        elif not station.is_blocked:
            return max(station.free_at, now + 1)
        else:
            return NEVER
    p = queues(plant, station.queue).head
    if p != NONE and not station.is_blocked:
        due = min(due, max(pieces(plant, p).ready, station.free_at))
    return due


@kernel
def shift(plant: Plant, station: Station, now: int) -> None:
    """Delay what was on the belt by the time for which it stood still on it (C8)."""
    stopped_at = station.stopped_at
    p = queues(plant, station.queue).head
    while p != NONE:
        piece = pieces(plant, p)
        if piece.ready >= stopped_at:
            stood = now - max(stopped_at, piece.ready - station.transport)
            piece.ready += max(0, stood)
        p = piece.next
    if station.free_at > stopped_at:
        station.free_at += now - stopped_at

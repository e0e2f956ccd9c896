"""Commands and notices as numbers: the port's words for the kernel, and back.

Here lives the translation alone.  Only ``plant`` imports it.
"""

from __future__ import annotations

from sortsim.plant.contract import (
    Board,
    Broke,
    ChangePlan,
    ChuteGate,
    CloseBags,
    Command,
    Crew,
    DoorEmpty,
    FullLoadStaged,
    Notice,
    Pace,
    Restart,
    Speed,
    Stop,
    Unload,
    VehicleDone,
)
from sortsim.plant.kernel import names

Numbers = tuple[int, tuple[int, ...]]
"""Kind of the command, and its numbers a to e."""


WORDS: dict[type[Command], tuple[int, tuple[str, ...]]] = {
    Unload: (names.UNLOAD, ()),
    Pace: (names.PACE, ("num", "den")),
    Crew: (names.CREW, ("workers",)),
    Stop: (names.STOP, ()),
    Restart: (names.RESTART, ()),
    Speed: (names.SPEED, ("num", "den")),
    ChuteGate: (names.CHUTE_GATE, ("chute", "is_open")),
    ChangePlan: (names.CHANGE_PLAN, ("sort_plan",)),
    CloseBags: (names.CLOSE_BAGS, ("lane",)),
    Board: (names.BOARD, ("vehicle", "until", "parcels", "decilitres", "loaders")),
}
"""Kind of a command, and the fields that become its numbers a to e."""


def encoded(command: Command) -> Numbers:
    """Return a command as numbers; the load of an ``Unload`` is laid out by the plant itself."""
    kind, fields = WORDS[type(command)]
    return kind, tuple(int(getattr(command, field)) for field in fields)


def decoded(record: tuple[int, ...]) -> Notice:
    """Return a notice of the kernel, its fields in their order, in the port's words."""
    at, a, b, c, station, kind = record
    if kind == names.DOOR_EMPTY:
        return DoorEmpty(at, station, a)
    if kind == names.VEHICLE_DONE:
        return VehicleDone(at, station, a, b, bool(c))
    if kind == names.FULL_LOAD_STAGED:
        return FullLoadStaged(at, station, a)
    return Broke(at, station)

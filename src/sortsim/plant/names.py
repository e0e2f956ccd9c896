"""The names of what can happen to a piece, and the keys of exits.

Here live numbers that have names; no behaviour.  ``plant.contract`` re-exports
them, and everybody else imports them from there.
"""

from __future__ import annotations

from enum import IntEnum

ANY = -1
"""The exit key that takes every piece without an exit of its own."""
SCREEN = -2
"""The exit key of a piece that is to be screened."""
UNBAG = -3
"""The exit key of a bag that is to be opened here."""
ALARM = -4
"""The exit key of a piece whose screening raised an alarm."""
FAILED = -5
"""The exit key of a piece that the singulator or the DWS failed to separate or measure."""
WORLD = -1
"""The vehicle of a piece that no vehicle brought or took."""
MISSORT_SCALE = 2**31
"""Missort draws are integers in ``[0, MISSORT_SCALE)``; a station compares its threshold."""


class Stage(IntEnum):
    """Where a piece spends its time; the columns of its waterfall, which add up to its dwell."""

    YARD = 0
    DOOR = 1
    LINE = 2
    XRAY = 3
    UNBAG = 4
    HAND = 5
    WHEEL = 6
    INDUCTION = 7
    LOOP = 8
    EXTRA_LAPS = 9
    CODING = 10
    CHUTE = 11
    STAGING = 12
    LOADING = 13


class Act(IntEnum):
    """What can happen to a piece; one trace record each."""

    UNLOADED = 0
    LEFT_LINE = 1
    STARTED = 2
    FINISHED = 3
    HANDED_OVER = 4
    SEIZED = 5
    OPENED = 6
    INDUCTED = 7
    READ_FAILED = 8
    LAPPED = 9
    DISCHARGED = 10
    TO_CODING = 11
    REJECTED = 12
    BAG_CLOSED = 13
    BAG_HUNG = 14
    DIVERTED = 15
    OVERRAN = 16
    STAGED = 17
    LOADED = 18
    LOST = 19
    LEFT_PLANT = 20
    STOPPED = 21
    RESTARTED = 22
    HELD = 23
    """Not an act: the parcel is still in the plant (see ``PlantEngine.remaining``)."""

"""The geometry of a loop in whole carrier slots and exact fractions (rule C7).

Here positions become slots and speeds become passage intervals; nothing is rounded
twice.  The modules of ``centre.fitout`` and ``centre.checks`` import it.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from sortsim.core.clock import TICKS_PER_S, Ticks
from sortsim.spec.equipment.loops import ChuteGroup, Loop, Zone


@lru_cache(maxsize=4096)
def exact(value: float) -> Fraction:
    """Return the decimal number that was written, exactly: 0.6 is 3/5."""
    return Fraction(repr(float(value)))


def passage_interval(loop: Loop) -> Fraction:
    """Return the time from one carrier to the next at a fixed point [ticks], reduced."""
    return exact(loop.carrier_pitch_m) / exact(loop.speed_m_per_s) * TICKS_PER_S


def deck_base(loop: Loop, deck: int) -> Ticks:
    """Return the instant of passage 0 of a deck; decks are staggered within one interval."""
    return int(exact(loop.phase_s) * TICKS_PER_S + passage_interval(loop) * deck / loop.decks)


def length_m(loop: Loop) -> Fraction:
    """Return the length of the loop [m]."""
    return exact(loop.carrier_pitch_m) * loop.carriers


def slot_at_or_before(loop: Loop, position_m: Fraction) -> tuple[int, float]:
    """Return the slot where a piece leaves for a point, and the way from it [s].

    A piece that leaves the loop at a point between two slots leaves at the slot before and
    rides the rest outside, so the offset is added to what follows.
    """
    pitch = exact(loop.carrier_pitch_m)
    slot = math.floor(position_m / pitch)
    offset_m = position_m - slot * pitch
    return slot % loop.carriers, float(offset_m / exact(loop.speed_m_per_s))


def slot_at_or_after(loop: Loop, position_m: Fraction) -> tuple[int, float]:
    """Return the slot where a piece joins from a point, and the way to it [s]."""
    pitch = exact(loop.carrier_pitch_m)
    slot = math.ceil(position_m / pitch)
    offset_m = slot * pitch - position_m
    return slot % loop.carriers, float(offset_m / exact(loop.speed_m_per_s))


def induction_positions(zone: Zone) -> list[Fraction]:
    """Return where the inductions of a zone meet the loop [m]."""
    first, spacing = exact(zone.position_m), exact(zone.spacing_m)
    return [first + spacing * i for i in range(zone.inductions)]


def chute_positions(group: ChuteGroup) -> list[Fraction]:
    """Return where the chutes of a group lie along the loop [m]."""
    first, spacing = exact(group.first_position_m), exact(group.spacing_m)
    return [first + spacing * j for j in range(group.count)]

"""A loop's positions become whole slots and exact fractions (rule C7)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sortsim.centre.fitout.build import build
from sortsim.centre.fitout.geometry import (
    deck_base,
    exact,
    passage_interval,
    slot_at_or_after,
    slot_at_or_before,
)
from sortsim.plant.contract import LoopPlan
from sortsim.spec.equipment.loops import Loop
from tests.unit.centre.tiny_centre import tiny


def loop(**changes: object) -> Loop:
    return tiny().loop["sorter"].model_copy(update=changes)


def test_the_interval_is_the_exact_fraction_of_the_decimals_that_were_written() -> None:
    """0.6 m at 2.5 m/s is 240 000 ticks, not what the binary numbers nearest to them give."""
    assert passage_interval(loop()) == 240_000
    assert passage_interval(loop(speed_m_per_s=1.8)) == Fraction(1_000_000, 3)


def test_a_point_between_two_slots_is_left_before_it_and_joined_after_it() -> None:
    """Pieces leave at the slot before a point and join at the slot after; the rest is travel."""
    at_20_m = exact(20.0)

    (before, ridden_s), (after, waited_s) = (
        slot_at_or_before(loop(), at_20_m), slot_at_or_after(loop(), at_20_m),
    )  # fmt: skip
    assert (before, after) == (33, 34)
    assert (ridden_s, waited_s) == pytest.approx((0.2 / 2.5, 0.4 / 2.5))


def test_a_point_on_a_slot_has_no_offset_although_floats_say_it_lies_off() -> None:
    """150 / 0.6 is 250 exactly, whatever floating point makes of it."""
    wide = loop(carriers=500)

    assert slot_at_or_before(wide, exact(150.0)) == (250, 0.0)
    assert slot_at_or_after(wide, exact(150.0)) == (250, 0.0)


def test_decks_are_staggered_within_one_interval() -> None:
    """Deck 1 of 2 passes half an interval after deck 0, both from the phase on."""
    phased = loop(phase_s=1.0)

    assert [deck_base(phased, deck) for deck in (0, 1)] == [1_000_000, 1_120_000]


def test_every_deck_of_every_set_is_a_station_of_its_own() -> None:
    """Two sets of two decks make four loops; decks of a number pass at the same instants."""
    plan = build(tiny(loop__sorter__sets=2)).plan
    loops = [station for station in plan.stations if isinstance(station, LoopPlan)]

    assert [s.name for s in loops] == [
        "loop.sorter.1.1", "loop.sorter.1.2", "loop.sorter.2.1", "loop.sorter.2.2",
    ]  # fmt: skip
    assert [s.base for s in loops] == [0, 120_000, 0, 120_000]

"""Measured size and weight, lane and bag decide which areas can take a piece (rule P4)."""

from __future__ import annotations

import numpy as np
import pytest

from sortsim.centre.fitout.areas import AreaCodes
from sortsim.centre.fitout.build import build
from sortsim.plant.contract import LinePlan
from tests.unit.centre.tiny_centre import tiny

LOOP, WHEEL, HAND = "loop.sorter", "wheel_line.large", "hand_area.rest"


def accepted(areas: AreaCodes, sides_mm: tuple[float, ...], weight_kg: float, *, lane: int = 0,
             is_bag: bool = False) -> frozenset[str]:  # fmt: skip
    (code,) = areas.codes(
        np.array([lane]), np.array([is_bag]), np.array([sides_mm]), np.array([weight_kg])
    )
    return areas.accepted(int(code))


@pytest.mark.parametrize(
    ("sides_mm", "weight_kg", "areas"),
    [
        ((450.0, 350.0, 250.0), 5.0, {LOOP, WHEEL, HAND}),
        ((250.0, 450.0, 350.0), 5.0, {LOOP, WHEEL, HAND}),
        ((451.0, 350.0, 250.0), 5.0, {WHEEL, HAND}),
        ((450.0, 350.0, 251.0), 5.0, {WHEEL, HAND}),
        ((100.0, 100.0, 100.0), 5.001, {WHEEL, HAND}),
        ((1001.0, 100.0, 100.0), 1.0, {HAND}),
        ((100.0, 100.0, 100.0), 41.0, {HAND}),
    ],
)
def test_limits_hold_to_the_last_millimetre_whatever_the_order_of_the_sides(
    sides_mm: tuple[float, ...], weight_kg: float, areas: set[str]
) -> None:
    """A piece at the limit is taken, one beyond it is not."""
    assert accepted(build(tiny()).areas, sides_mm, weight_kg) == areas


def test_bags_ride_on_no_carrier_and_are_not_measured() -> None:
    """A small bag goes to a wheel line or a hand area, a large one too."""
    areas = build(tiny()).areas

    assert accepted(areas, (100.0, 100.0, 100.0), 1.0, is_bag=True) == {WHEEL, HAND}
    assert accepted(areas, (2000.0, 100.0, 100.0), 90.0, is_bag=True) == {WHEEL, HAND}


def test_an_area_takes_only_the_lanes_that_it_sorts() -> None:
    """A loop for linehaul lanes takes no piece for an outlet."""
    areas = build(tiny(loop__sorter__lanes=["linehaul"])).areas
    small = (100.0, 100.0, 100.0)

    assert LOOP in accepted(areas, small, 1.0, lane=5)
    assert LOOP not in accepted(areas, small, 1.0, lane=6)


def test_a_piece_lighter_than_the_least_weight_is_not_taken() -> None:
    """Light pieces are blown off the belt."""
    areas = build(tiny(loop__sorter__limits__weight_min_kg=0.05)).areas
    small = (100.0, 100.0, 10.0)

    assert LOOP in accepted(areas, small, 0.05)
    assert LOOP not in accepted(areas, small, 0.049)


def exits_of(line: str, codes: AreaCodes, plan: LinePlan, names: set[str]) -> tuple[int, ...]:
    code = next(c for c in range(len(codes.sets)) if codes.accepted(c) == names)
    return plan.exits[code]


def test_the_presort_takes_the_first_area_in_order_of_preference() -> None:
    """What the loop takes goes to the feeders of all decks and zones, and nowhere else."""
    fitout = build(tiny())
    line = fitout.plan.stations[fitout.stations["line.road"][0]]
    assert isinstance(line, LinePlan)
    targets = {
        names: {fitout.plan.stations[fitout.plan.links[link].target].name
                for link in exits_of("road", fitout.areas, line, set(names))}
        for names in ((LOOP, WHEEL, HAND), (WHEEL, HAND), (HAND,))
    }  # fmt: skip

    assert targets == {
        (LOOP, WHEEL, HAND): {
            "loop.sorter.1.1.a", "loop.sorter.1.1.b", "loop.sorter.1.2.a", "loop.sorter.1.2.b",
        },
        (WHEEL, HAND): {"wheel_line.large.1", "wheel_line.large.2"},
        (HAND,): {"hand_area.rest.1"},
    }  # fmt: skip


@pytest.mark.parametrize(("height_mm", "feeders"), [(250.0, 8), (249.0, 4)])
def test_areas_of_one_kind_share_where_their_limits_are_the_same(
    height_mm: float, feeders: int
) -> None:
    """A second loop with equal limits shares by room; one with others comes after the first."""
    second = tiny().loop["sorter"].model_dump(mode="json") | {"coding_return_zone": "a"}
    second["limits"]["height_mm"] = height_mm
    feeds = [LOOP, "loop.second", WHEEL, HAND]
    fitout = build(tiny(loop__second=second, line__road__feeds=feeds))
    line = fitout.plan.stations[fitout.stations["line.road"][0]]
    assert isinstance(line, LinePlan)
    every = {LOOP, "loop.second", WHEEL, HAND}

    assert len(exits_of("road", fitout.areas, line, every)) == feeders

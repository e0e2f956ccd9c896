"""Stories of staging and loading, in ticks (rules P12, V3)."""

from __future__ import annotations

from typing import Any

from sortsim.plant.contract import Act, Board, Crew, FullLoadStaged, VehicleDone
from tests.builders_plant import Sketch, Told, load


def lane(
    arrivals: list[int], *told: Any, work: int = 10, places: int | None = None,
    full_load: int = 0, until: int = 1000, **columns: Any,
) -> Told:  # fmt: skip
    """Run source -> lane (station 0) over a link of one tick; news of room takes one, too."""
    s = Sketch()
    s.number("lane")
    s.source("source", s.link("source", "lane", places=places))
    s.lane("lane", 4, work=work, full_load=full_load)
    tape = load(len(arrivals), arrivals=arrivals, **columns)
    return s.run(s.feed("source", tape), *told, until=until)


def board(at: int, until: int, *, vehicle: int = 1, parcels: int = 99, volume: int = 9999,
          loaders: int = 1) -> Board:  # fmt: skip
    return Board(at, 0, vehicle, until, parcels, volume, loaders)


def test_pieces_stand_staged_until_a_vehicle_comes() -> None:
    """P12: staged at 1, loaded from 50 on, ten ticks each."""
    run = lane([0, 0], board(50, 500))
    assert run.times(Act.STAGED) == [(1, 0), (1, 1)]
    assert run.times(Act.LOADED) == [(60, 0), (70, 1)]
    gone = run.left()[1]
    assert (gone.act, gone.vehicle, gone.lane, gone.staged) == (Act.LOADED, 1, 4, 1)
    assert run.spent(1) == {"STAGING": 70}


def test_loaders_work_side_by_side() -> None:
    """P12: two loaders, FIFO."""
    run = lane([0] * 4, board(50, 500, loaders=2))
    assert run.times(Act.LOADED) == [(60, 0), (60, 1), (70, 2), (70, 3)]


def test_a_piece_that_comes_while_loaders_wait_is_loaded_at_once() -> None:
    """P12: a free loader takes it at its arrival."""
    run = lane([100], board(50, 500))
    assert run.times(Act.LOADED) == [(111, 0)]


def test_what_comes_at_the_instant_of_the_vehicle_is_loaded() -> None:
    """C5: command and arrival at 50, then the decision."""
    run = lane([49], board(50, 500))
    assert run.times(Act.STARTED) == [(50, 0)]


def test_a_vehicle_leaves_when_its_time_is_up() -> None:
    """V3: what is loaded by then leaves; the piece in hand goes back to the head of the lane."""
    run = lane([0, 0, 0], board(50, 75), board(100, 500, vehicle=2))
    assert run.times(Act.LOADED) == [(60, 0), (70, 1), (110, 2)]
    assert run.notices == [VehicleDone(75, 0, 1, 2, False), VehicleDone(500, 0, 2, 1, False)]
    assert run.left()[2].vehicle == 2


def test_pieces_in_hand_go_back_in_their_order() -> None:
    """V3: two loaders hold 0 and 1 at 55; the next vehicle loads 0 first."""
    run = lane([0, 0, 0], board(50, 55, loaders=2), board(100, 500, vehicle=2))
    assert run.times(Act.STARTED) == [(50, 0), (50, 1), (100, 0), (110, 1), (120, 2)]


def test_loading_that_ends_as_the_time_is_up_counts() -> None:
    """C5: timers end before the vehicle's time: at 60 the first piece is on board."""
    run = lane([0, 0], board(50, 60))
    assert run.notices == [VehicleDone(60, 0, 1, 1, False)]


def test_a_full_vehicle_leaves_at_once() -> None:
    """V3: full with two parcels at 70; the third is loaded on the next vehicle from then on."""
    run = lane([0, 0, 0], board(50, 500, parcels=2), board(50, 600, vehicle=2))
    assert run.notices[0] == VehicleDone(70, 0, 1, 2, True)
    assert run.times(Act.LOADED) == [(60, 0), (70, 1), (80, 2)]
    assert run.left()[2].vehicle == 2


def test_volume_fills_a_vehicle_too() -> None:
    """V3: 25 dl do not take a third piece of 10 dl."""
    run = lane([0, 0, 0], board(50, 500, volume=25))
    assert run.notices == [VehicleDone(70, 0, 1, 2, True)]


def test_a_piece_too_large_for_any_vehicle_goes_alone() -> None:
    """V3: an empty vehicle takes any piece, or the lane would never move again."""
    run = lane([0, 0], board(50, 500, volume=5), board(50, 500, volume=5, vehicle=2))
    assert run.times(Act.LOADED) == [(60, 0), (70, 1)]


def test_a_piece_that_does_not_fit_waits_until_what_is_in_hand_is_on_board() -> None:
    """V3: with 1 in a second loader's hands the vehicle is not full before 60."""
    run = lane([0, 0, 0], board(50, 500, parcels=2, loaders=3))
    assert run.notices[0] == VehicleDone(60, 0, 1, 2, True)


def test_a_bag_counts_its_parcels() -> None:
    """V3: a bag of three does not fit beside one parcel in a vehicle for three."""
    run = lane([0, 0], board(50, 500, parcels=3), order=[0, 1], is_parcel=[True, False],
               parcels=[1, 3])  # fmt: skip
    assert run.notices == [VehicleDone(60, 0, 1, 1, True)]


def test_vehicles_of_one_lane_load_one_after_the_other() -> None:
    """V3: the second one, told of at 60, begins when the first has gone at 100."""
    run = lane([0, 0, 150], board(50, 100), board(60, 300, vehicle=2))
    assert [run.left()[piece].vehicle for piece in range(3)] == [1, 1, 2]


def test_a_vehicle_whose_time_ran_out_in_line_leaves_empty() -> None:
    """V3: the second one's time was up at 60, before its turn came at 70."""
    run = lane([0] * 4, board(50, 500, parcels=2), board(50, 60, vehicle=2),
               board(50, 500, vehicle=3))  # fmt: skip
    assert run.notices[:2] == [VehicleDone(70, 0, 1, 2, True), VehicleDone(70, 0, 2, 0, False)]
    assert [run.left()[piece].vehicle for piece in range(4)] == [1, 1, 3, 3]


def test_loaders_may_be_sent_away_and_come_back() -> None:
    """L2: who has a piece in hand loads it; the next is begun when loaders come back at 200."""
    run = lane([0, 0], board(50, 500), Crew(55, 0, 0), Crew(200, 0, 1))
    assert run.times(Act.LOADED) == [(60, 0), (210, 1)]


def test_a_place_is_free_when_the_piece_is_on_board() -> None:
    """C4: one place: 1 is sent when the news of 0's loading at 60 comes at 61."""
    run = lane([0, 0, 0], board(50, 500), places=1)
    assert run.times(Act.STAGED) == [(1, 0), (62, 1), (74, 2)]


def test_a_full_load_is_told_once_a_crossing() -> None:
    """V3: told when two stand staged; again only after fewer have stood there."""
    run = lane([0, 10, 20, 200, 210], board(50, 90), full_load=2)
    assert [n for n in run.notices if isinstance(n, FullLoadStaged)] == [
        FullLoadStaged(11, 0, 2), FullLoadStaged(211, 0, 2),
    ]  # fmt: skip


def test_a_full_load_counts_what_is_in_the_hands_of_loaders() -> None:
    """V3: a piece is staged until it is on board."""
    run = lane([0, 55], board(50, 500), full_load=2)
    assert [n.at for n in run.notices if isinstance(n, FullLoadStaged)] == [56]


def test_what_no_vehicle_took_is_held() -> None:
    """C11: staged parcels are inside, with the instant of their staging."""
    run = lane([0])
    (held,) = run.engine.remaining()
    assert (held.act, held.staged, held.vehicle) == (Act.HELD, 1, -1)

"""Who is present when, how people are dealt, and how a crew sets the pace."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortsim.centre.world.plan import PoolPlan, Post
from sortsim.centre.world.pools import HourAccount, Staffing, deal, pace
from sortsim.centre.world.shifts import Rota, constant, rotas
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H, clock_to_ticks
from sortsim.plant.contract import Crew, Pace
from sortsim.spec.failures import Event
from sortsim.spec.labour import Break, Pool, PoolMove, Shift

H = TICKS_PER_H
DAY = TICKS_PER_DAY


def pool(*shifts: tuple[str, str, int], pause: Break | None = None) -> Pool:
    """Return a pool with shifts and maybe a break."""
    named = {str(i): Shift(start=s, end=e, workers=n) for i, (s, e, n) in enumerate(shifts)}
    return Pool(shift=named, pause={} if pause is None else {"meal": pause})


def rota(one: Pool, *events: Event) -> Rota:
    """Return the rota of one pool over two days."""
    return rotas({"p": one}, [], events, 2 * DAY)["p"]


def test_shifts_follow_each_other_and_the_night_shift_is_there_at_six() -> None:
    """A night shift from 22:00 to 07:00 of the day before the run is still at work at 06:00."""
    present = rota(pool(("07:00", "22:00", 5), ("22:00", "07:00", 3)))
    assert [present.present(h * H) for h in (0, 1, 15, 16, 24, 25)] == [3, 5, 5, 3, 3, 5]


def test_a_hand_over_without_a_change_is_no_change() -> None:
    """Two shifts of equal size make one step."""
    assert rota(pool(("06:00", "18:00", 4), ("18:00", "06:00", 4))) == constant(4)


def test_a_break_takes_its_share_rounded_half_up() -> None:
    """Half of five people is three away."""
    meal = Break(start="12:00", end="12:30", away_share=0.5)
    present = rota(pool(("06:00", "06:00", 5), pause=meal))
    noon = clock_to_ticks("12:00")
    assert [present.present(noon + t) for t in (-1, 0, H // 2 - 1, H // 2)] == [5, 2, 2, 5]


def test_a_lost_shift_happens_on_its_day_only() -> None:
    """Half the pool is absent on day 1 from 08:00 to 10:00."""
    lost = Event(kind="lost_shift", day=1, start="08:00", end="10:00", factor=0.5, pool="p")
    present = rota(pool(("06:00", "06:00", 10)), lost)
    assert [present.present(t * H) for t in (2, 26, 27, 28)] == [10, 5, 5, 10]


def test_a_move_takes_no_more_people_than_there_are() -> None:
    """Six are asked for, four are there: four move, and come back."""
    move = PoolMove(at="08:00", until="10:00", source="a", target="b", workers=6)
    pools = {"a": pool(("06:00", "06:00", 4)), "b": pool(("06:00", "06:00", 1))}
    made = rotas(pools, [move], [], DAY)
    assert [(made["a"].present(h * H), made["b"].present(h * H)) for h in (1, 2, 4)] == [
        (4, 1), (0, 5), (4, 1),
    ]  # fmt: skip


def test_worker_ticks_integrate_the_steps() -> None:
    """Three people for an hour, then five for two."""
    assert Rota((0, H), (3, 5)).worker_ticks(0, 3 * H) == 13 * H


@pytest.mark.parametrize(
    ("present", "positions", "dealt"),
    [
        (10, [3, 4], [3, 4]),
        (3, [3, 3], [2, 1]),
        (5, [6, 3, 1], [3, 2, 0]),
        (0, [2, 2], [0, 0]),
        (4, [], []),
    ],
)
def test_people_are_dealt_by_largest_remainder(
    present: int, positions: list[int], dealt: list[int]
) -> None:
    """Ties go to the first station."""
    assert deal(present, positions) == dealt


@given(st.integers(0, 60), st.lists(st.integers(0, 12), max_size=8))
def test_dealing_loses_nobody_and_overfills_nothing(present: int, positions: list[int]) -> None:
    """As many work as there are people or positions, nobody stands where there is no room."""
    dealt = deal(present, positions)
    assert sum(dealt) == min(present, sum(positions))
    assert all(0 <= d <= p for d, p in zip(dealt, positions, strict=True))


def test_a_crew_shares_the_work_and_the_night_slows_it() -> None:
    """Four by day take a quarter; at 0.8 of the rate they take 5/16."""
    assert Fraction(*pace(0.8, 4, 0)) == Fraction(1, 4)
    assert Fraction(*pace(0.8, 4, 18 * H)) == Fraction(5, 16)


def test_fixed_stations_hear_of_each_change_of_their_crew_only() -> None:
    """Posts come first, doors get the rest; the night sets the pace at 00:00 and 06:00."""
    plan = PoolPlan("p", Rota((0, H), (3, 9)), (Post(7, 2, always=1), Post(8, 4)), 0.5)
    staffing = Staffing(plan, DAY + H)
    commands = [command for series in staffing.commands() for command in series]
    crews = [(c.at, c.station, c.workers) for c in commands if isinstance(c, Crew)]
    paces = [(c.at, c.num, c.den) for c in commands
             if isinstance(c, Pace) and c.station == 7]  # fmt: skip
    assert crews == [(0, 7, 2), (H, 7, 3), (0, 8, 2), (H, 8, 4)]
    assert paces == [(18 * H, 2, 1), (24 * H, 1, 1)]
    assert staffing.at_doors.counts == (0, 3)


def test_quantity_hours_are_booked_in_the_hour_in_which_they_pass() -> None:
    """Two crews from half past to half past."""
    account = HourAccount(3 * H)
    account.change(H // 2, 2)
    account.change(3 * H // 2, -2)
    assert account.hours(3 * H) == [1.0, 1.0, 0.0]

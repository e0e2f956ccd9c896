"""Closed forms give the digits of the published cases."""

from __future__ import annotations

import numpy as np
import pytest

from sortsim.stats.fluid import deterministic_wait, fluid_backlog
from sortsim.stats.littles_law import little_check
from sortsim.stats.queueing import (
    availability,
    batch_mg1_wait,
    batch_mmc,
    erlang_b,
    erlang_c,
    machine_interference,
    md1k_lost_share,
    mg1,
    mm1k,
    mmc,
    mmc_at_least,
    passes_until_taken,
    slotted_wait,
)


def test_mm1_gives_the_books_digits() -> None:
    """S9: Rossetti ch. 11 (10/h, 12/h), Law (delay 8.1), Ciw (Wq 0.20833)."""
    queue = mmc(10, 12)
    assert queue.number == pytest.approx(5)
    assert queue.waiting == pytest.approx(4.1667, abs=1e-4)
    assert 60 * queue.wait == pytest.approx(25)
    assert 60 * queue.stay == pytest.approx(30)
    assert 1 - mmc_at_least(10, 12, 1, 3) == pytest.approx(0.42, abs=0.005)
    assert mmc(1, 10 / 9).wait == pytest.approx(8.1)
    assert mmc(5, 8).wait == pytest.approx(0.20833, abs=1e-5)


@pytest.mark.parametrize(
    ("servers", "chance"), [(1, 0.586182), (2, 0.050972), (3, 0.019034), (4, 0.013022)]
)
def test_mmc_tail(servers: int, chance: float) -> None:
    """S10: P(N >= 4), 0.5 a minute, 1.75 minutes."""
    assert mmc_at_least(0.5, 1 / 1.75, servers, 4) == pytest.approx(chance, abs=5e-7)


def test_mmc_dock() -> None:
    """S10: 12 trucks an hour, 20 minutes, five docks."""
    assert erlang_c(4, 5) == pytest.approx(0.554113, abs=5e-7)
    queue = mmc(12, 3, 5)
    assert queue.waiting == pytest.approx(2.21645, abs=5e-6)
    assert 60 * queue.wait == pytest.approx(11.08, abs=0.005)


def test_mm1k() -> None:
    """S11: K = 6, 0.077 lost a minute; S17: loss at two loads."""
    queue = mm1k(1, 1.2, 6)
    assert queue.lost_share == pytest.approx(0.077424, abs=5e-7)
    assert queue.number == pytest.approx(2.29016, abs=5e-6)
    assert queue.stay == pytest.approx(2.48236, abs=5e-6)
    assert mm1k(1, 1, 4).lost_share == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("load", "places", "exponential", "fixed"),
    [(0.8, 5, 0.088819, 0.035290), (0.9, 10, 0.050814, 0.016632), (0.95, 20, 0.027181, 0.008069)],
)
def test_finite_chute(load: float, places: int, exponential: float, fixed: float) -> None:
    """S17: loss of M/M/1/K and M/D/1/K."""
    assert mm1k(load, 1, places).lost_share == pytest.approx(exponential, abs=5e-7)
    assert md1k_lost_share(load, places) == pytest.approx(fixed, abs=5e-7)


def test_one_place_loses_as_erlang_says() -> None:
    """M/D/1/1 is Erlang's loss system, whatever the service law."""
    assert md1k_lost_share(0.7, 1) == pytest.approx(erlang_b(0.7, 1))
    assert md1k_lost_share(1e-3, 2) < md1k_lost_share(1e-3, 1)


def test_erlang_b() -> None:
    """S12: ten spaces, 40 an hour, one hour."""
    assert erlang_b(40, 10) == pytest.approx(0.757688, abs=5e-7)
    assert 40 * erlang_b(40, 10) == pytest.approx(30.3, abs=0.05)


@pytest.mark.parametrize(
    ("crews", "down", "waiting", "up"),
    [
        (1, 2.674, 1.744, 0.465),
        (2, 1.661, 0.325, 0.668),
        (3, 1.457, 0.040, 0.709),
        (4, 1.430, 0.002, 0.714),
        (5, 1.429, 0.0, 0.714),
    ],
)
def test_machine_interference(crews: int, down: float, waiting: float, up: float) -> None:
    """S13: five machines, up 10 h, repair 4 h."""
    found = machine_interference(5, 10, 4, crews)
    assert found.down == pytest.approx(down, abs=6e-4)
    assert found.waiting == pytest.approx(waiting, abs=6e-4)
    assert found.availability == pytest.approx(up, abs=6e-4)


def test_pollaczek_khinchine() -> None:
    """S14: M/D/1, lognormal, uniform."""
    assert mg1(0.64, 1.25).wait == pytest.approx(2.5)
    assert mg1(0.04, 20, 10).wait == pytest.approx(50)
    assert mg1(0.04, 20, 20 / np.sqrt(12)).wait == pytest.approx(43.333, abs=5e-4)


def test_no_steady_state_is_refused() -> None:
    """A load of 1 has no mean queue."""
    with pytest.raises(ValueError, match="no steady state"):
        mg1(1, 1)
    with pytest.raises(ValueError, match="no steady state"):
        mmc(5, 1, 5)
    with pytest.raises(ValueError, match="no steady state"):
        slotted_wait(4, 0.3)


def test_deterministic_docks_and_fluid() -> None:
    """S15: D/D/2 waits, and the fluid backlog's peak, end and area."""
    waits = [deterministic_wait(n, 10, 25, 2) for n in range(6)]
    assert waits == [0, 0, 5, 5, 10, 10]
    found = fluid_backlog([3000, 3000, 500, 500, 500], 2000)
    assert found.peak == pytest.approx(2000)
    assert found.peak_at_h == 2
    assert found.gone_at_h == pytest.approx(3.3333, abs=1e-4)
    assert found.parcel_h == pytest.approx(3333.3, abs=0.05)
    assert found.parcel_h / (3.33333 * 2000) == pytest.approx(0.5, abs=1e-4)


def test_fluid_that_never_empties_says_so() -> None:
    """A backlog that stands at the end is not gone."""
    assert fluid_backlog([300, 100], 200).gone_at_h == 2
    assert fluid_backlog([300, 150], 200).gone_at_h is None
    assert fluid_backlog([100, 100], 200).gone_at_h is None


def test_availability() -> None:
    """S16: 2 h between failures, 10 minutes to repair."""
    assert availability(2, 1 / 6) == pytest.approx(0.923077, abs=5e-7)


def test_batches() -> None:
    """S18: fixed and geometric batches at one server, fixed ones at three."""
    assert batch_mg1_wait(0.12, 5, 25, 1, 2) == pytest.approx(6.5)
    geometric_second = 2 * 25 - 5
    assert batch_mg1_wait(0.12, 5, geometric_second, 1, 2) == pytest.approx(11.5)
    queue = batch_mmc(0.36, 5, 1, 3)
    assert queue.waiting == pytest.approx(3.00508, abs=5e-6)
    assert queue.wait == pytest.approx(1.66949, abs=5e-6)
    assert batch_mmc(0.6, 1, 1, 1).wait == pytest.approx(mmc(0.6, 1).wait)


def test_carrier_wait_and_recirculation() -> None:
    """S6, S7, S8: waits on the carrier lattice, passes of a blocked chute."""
    assert slotted_wait(1, 0.24) == pytest.approx(0.15789, abs=5e-6)
    assert slotted_wait(1, 0.24, 0.5) == pytest.approx(0.69231, abs=5e-6)
    passes, rejected = passes_until_taken(0.1, 3)
    assert passes == pytest.approx(1.11)
    assert rejected == pytest.approx(0.001)
    assert 15_000 / passes_until_taken(0.05)[0] == pytest.approx(14_250)


def test_sample_path_little() -> None:
    """S20: eight customers over 25 units; the law holds to rounding."""
    waits = np.array([0, 11, 8, 7, 2, 5, 6, 0])
    came = np.array([0, 1, 5, 7, 13, 15, 17, 25])
    found = little_check(came, came + waits, 0, 25)
    assert found.mean_stay == pytest.approx(4.875)
    assert found.mean_number == pytest.approx(1.56)
    assert found.rate == pytest.approx(0.32)
    assert abs(found.error) < 1e-12


def test_little_refuses_a_window_that_cuts_a_stay() -> None:
    """A piece inside at the end would make the law false."""
    with pytest.raises(ValueError, match="empty"):
        little_check([0, 3], [2, 9], 0, 8)

"""Theory of queues, held against desks: cases S9 to S12, S14, S17, S18 of docs/validation.md."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analytic.samples import (
    BATCHES,
    UNIT,
    FloatArray,
    IntArray,
    assert_mean,
    batches,
    controlled,
    draws,
    in_ticks,
    poisson,
)
from tests.analytic.twins import (
    Starts,
    assert_station_is,
    lindley,
    one_server_with_room,
    servers_alone,
    several_servers,
)


def mm1(name: str, rate: float, mean: float, shape: tuple[int, int]) -> Starts:
    """Return an M/M/1 queue, rates in units of time."""
    rng = draws(name)
    arrivals = poisson(rng, rate, shape)
    return lindley(arrivals, in_ticks(rng.exponential(mean, shape)))


def means_in_units(values: IntArray) -> FloatArray:
    """Return 30 batch means in units of time."""
    return batches(values) / UNIT


# ---------------------------------------------------------------- S9


def test_s9_mm1_of_rossetti() -> None:
    """S9: 10 come and 12 are served an hour: Wq 25 min, L 5, P(N <= 2) 0.42 (ROS 11)."""
    many = [mm1(f"s9.{part}", 10 / 60, 60 / 12, (150, 40_000)) for part in range(6)]
    assert_station_is(many[0])
    parts = [part.after(4000) for part in many]
    waits = np.concatenate([part.waits.mean(axis=1) for part in parts]) / UNIT
    assert_mean(batches(waits), 25.0)
    services = np.concatenate([part.services.mean(axis=1) for part in parts]) / UNIT
    assert_mean(batches(waits + services), 30.0)
    found = np.concatenate([part.found() for part in parts[:3]])
    assert_mean(batches((found <= 2).mean(axis=1)), 1 - (10 / 12) ** 3)
    assert_mean(batches(found.mean(axis=1)), 5.0, within=0.015)  # half of the customers


def test_s9_mm1_of_law() -> None:
    """S9: 1 comes and 10/9 are served: mean delay 8.1 (Law); rho 0.9 takes 20 million customers."""
    waits = []
    for part in range(6):
        many = mm1(f"s9law.{part}", 1.0, 0.9, (150, 60_000))
        if part == 0:
            assert_station_is(many)
        late = many.after(10_000)
        waits.append(np.column_stack([late.waits.mean(axis=1), late.drawn()]) / UNIT)
    rows = np.concatenate(waits)
    assert_mean(batches(controlled(rows[:, 0], rows[:, 1:], (1.0, 0.9))), 8.1)


def test_s9_mm1_of_ciw() -> None:
    """S9: 5 come and 8 are served: Wq 0.20833 (CIW)."""
    many = mm1("s9ciw", 5, 1 / 8, (300, 36_000))
    assert_station_is(many)
    assert_mean(means_in_units(many.after(1000).waits.mean(axis=1)), 0.2083333)


# ---------------------------------------------------------------- S10


@pytest.mark.parametrize(
    ("servers", "theory", "within"),
    [(1, 0.586182, 0.01), (2, 0.050972, 0.015), (3, 0.019034, 0.02), (4, 0.013022, 0.02)],
)
def test_s10_mmc(servers: int, theory: float, within: float) -> None:
    """S10: 0.5 a minute, 1.75 min: P(N >= 4) by servers (ROS 11); rare ones to 2 %."""
    rng = draws("s10", servers)
    shape = (3000, 3000)
    twin = several_servers(
        poisson(rng, 0.5, shape), in_ticks(rng.exponential(1.75, shape)), servers
    )
    assert_station_is(twin, servers=servers)
    late = twin.after(1000)
    busy = controlled((late.found() >= 4).mean(axis=1), late.drawn() / UNIT, (2.0, 1.75))
    assert_mean(batches(busy), theory, within=within)


def test_s10_a_dock_of_five() -> None:
    """S10: 12 trucks an hour, 20 min each, five docks: P(wait) 0.554113, Wq 11.08 min."""
    rng = draws("s10dock")
    shape = (3000, 5000)
    twin = several_servers(poisson(rng, 12 / 60, shape), in_ticks(rng.exponential(20, shape)), 5)
    assert_station_is(twin, servers=5)
    waits = twin.after(600).waits
    assert_mean(batches((waits > 0).mean(axis=1)), 0.554113)
    assert_mean(means_in_units(waits.mean(axis=1)), 11.08225, within=0.02)


# ---------------------------------------------------------------- S11, S12, S17: losses


def test_s11_mm1_with_room_for_six() -> None:
    """S11: lost 0.077424 a minute; L 2.29016; who is served stays 2.48236 min."""
    rng = draws("s11")
    shape = (4000, 4000)
    twin = one_server_with_room(
        poisson(rng, 1.0, shape), in_ticks(rng.exponential(1 / 1.2, shape)), 6
    )
    assert_station_is(twin, room=6)
    late = twin.after(200)
    assert_mean(batches(late.lost.mean(axis=1)), 0.077424)
    assert_mean(batches(late.found().mean(axis=1)), 2.29016)
    stays = np.where(late.lost > 0, 0, late.waits + late.services).sum(axis=1)
    assert_mean(batches(stays / (late.lost == 0).sum(axis=1)) / UNIT, 2.48236)


@pytest.mark.parametrize("law", ["deterministic", "exponential", "lognormal"])
def test_s12_erlang_loss_whatever_the_law(law: str) -> None:
    """S12: 40 an hour, a mean hour, 10 places: B 0.757688, of any law of that mean (ROS 11)."""
    rng = draws("s12." + law)
    shape = (300, 3000)
    services = {
        "deterministic": np.ones(shape),
        "exponential": rng.exponential(1.0, shape),
        "lognormal": rng.lognormal(-0.5, 1.0, shape),
    }[law]
    twin = servers_alone(poisson(rng, 40, shape), in_ticks(services), 10)
    assert_station_is(twin, servers=10, room=10)
    lost = batches(twin.after(500).lost.mean(axis=1))
    assert_mean(lost, 0.757688)
    assert_mean(lost * 40, 30.3075)


PARTS = {5: 1, 10: 1, 20: 3}
"""Times 8 million customers, by room: rare losses take more."""


@pytest.mark.parametrize(
    ("load", "room", "law", "theory", "within"),
    [
        (0.8, 5, "exponential", 0.088819, 0.01),
        (0.9, 10, "exponential", 0.050814, 0.01),
        (0.95, 20, "exponential", 0.027181, 0.015),
        (0.8, 5, "deterministic", 0.035290, 0.01),
        (0.9, 10, "deterministic", 0.016632, 0.02),
        (0.95, 20, "deterministic", 0.008069, 0.02),
    ],
)
def test_s17_a_finite_queue_loses(
    load: float, room: int, law: str, theory: float, within: float
) -> None:
    """S17: Poisson in, K places: M/M/1/K and M/D/1/K; rare losses to 1.5 and 2 %."""
    rng = draws(f"s17.{law}", room)
    shape = (4000, 3000)
    lost = []
    for part in range(PARTS[room]):
        services = rng.exponential(load, shape) if law == "exponential" else np.full(shape, load)
        twin = one_server_with_room(poisson(rng, 1.0, shape), in_ticks(services), room)
        if part == 0:
            assert_station_is(twin, room=room)
        late = twin.after(1000)
        drawn, means = late.drawn(blocks=100) / UNIT, [1.0, load]
        gaps = np.asarray(drawn[:, 2:]) - 1
        drawn = np.column_stack([drawn[:, :2], (gaps**2).mean(axis=1)])
        lost.append(controlled(late.lost.mean(axis=1), drawn, [*means, 1 / 100]))
    assert_mean(batches(np.concatenate(lost)), theory, within=within)


# ---------------------------------------------------------------- S14, S18


def test_s14_a_constant_service() -> None:
    """S14: M/D/1, 0.64 a second of 1.25 s: Wq 2.5 s."""
    shape = (300, 36_000)
    twin = lindley(poisson(draws("s14d"), 0.64, shape), in_ticks(np.full(shape, 1.25)))
    assert_station_is(twin)
    assert_mean(means_in_units(twin.after(2000).waits.mean(axis=1)), 2.5)


@pytest.mark.parametrize(("law", "theory"), [("lognormal", 50.0), ("uniform", 43.3333333)])
def test_s14_pollaczek_khinchine(law: str, theory: float) -> None:
    """S14: M/G/1, 0.04 a second of mean 20 s: lognormal with sd 10, uniform(10, 30)."""
    rng = draws("s14." + law)
    shape = (300, 48_000)
    variance = np.log(1.25)  # of the logarithm: (sd / mean)^2 is 1/4
    services = (
        rng.lognormal(np.log(20) - variance / 2, variance**0.5, shape)
        if law == "lognormal"
        else rng.uniform(10, 30, shape)
    )
    twin = lindley(poisson(rng, 0.04, shape), in_ticks(services))
    assert_station_is(twin)
    assert_mean(means_in_units(twin.after(2000).waits.mean(axis=1)), theory)


def batched(rng: np.random.Generator, rate: float, sizes: IntArray) -> IntArray:
    """Return arrivals in batches of given sizes, shape ``(replications, batches)``, cut alike."""
    instants = poisson(rng, rate, sizes.shape)
    rows = [np.repeat(row, size) for row, size in zip(instants, sizes, strict=True)]
    shortest = min(map(len, rows))
    return np.asarray([row[:shortest] for row in rows], dtype=np.int64)


@pytest.mark.parametrize(("law", "theory"), [("fixed", 6.5), ("geometric", 11.5)])
def test_s18_truck_batches(law: str, theory: float) -> None:
    """S18: 0.12 trucks of mean 5, mean service 1: Wq 6.5 with five each, 11.5 with geometric."""
    parts = []
    for part in range(2):
        rng = draws("s18." + law, part)
        shape = (300, 6000)
        sizes = np.full(shape, 5) if law == "fixed" else rng.geometric(0.2, shape)
        arrivals = batched(rng, 0.12, sizes.astype(np.int64))
        twin = lindley(arrivals, in_ticks(rng.exponential(1.0, arrivals.shape)))
        if part == 0:
            assert_station_is(twin)
        parts.append(twin.after(3000).waits.mean(axis=1) / UNIT)
    assert_mean(batches(np.concatenate(parts)), theory, within=0.0125)


def test_s18_batches_at_three_servers() -> None:
    """S18: M^[5]/M/3 with 0.36 trucks: Wq 1.66949, solved as a chain."""
    rng = draws("s18three")
    sizes = np.full((6000, 600), 5, dtype=np.int64)
    arrivals = batched(rng, 0.36, sizes)
    twin = several_servers(arrivals, in_ticks(rng.exponential(1.0, arrivals.shape)), 3)
    assert_station_is(twin, servers=3)
    assert_mean(means_in_units(twin.after(500).waits.mean(axis=1)), 1.66949)


def test_noise_cannot_pass() -> None:
    """The pass rule refuses a small sample, a wide interval and a mean that is off."""
    with pytest.raises(AssertionError):
        assert_mean(np.ones(BATCHES - 1), 1.0)
    with pytest.raises(AssertionError, match="too wide"):
        assert_mean(np.arange(60.0), 29.5)
    with pytest.raises(AssertionError, match="misses"):
        assert_mean(np.linspace(0.999, 1.001, 60), 1.01)

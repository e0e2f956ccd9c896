"""Closed forms of queues: the theory that stations are tested against and `explain` quotes.

Here live formulas of steady queues with their sources; queues that change with time are in
``fluid``.  Times are in any one unit.  Tests, ``report`` and ``api`` may import it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Queue:
    """Steady means of a queue."""

    number: float
    """Mean number in the system, L."""
    waiting: float
    """Mean number that wait, Lq."""
    stay: float
    """Mean time in the system, W."""
    wait: float
    """Mean wait, Wq."""


def _from_wait(rate: float, service: float, wait: float) -> Queue:
    return Queue(rate * (wait + service), rate * wait, wait + service, wait)


def _check_stable(load: float) -> None:
    if not 0 <= load < 1:
        raise ValueError(f"no steady state at a load of {load:g}")


def erlang_b(offered: float, servers: int) -> float:
    """Return the share of arrivals lost by ``servers`` without a queue (S12).

    ``offered`` is arrival rate x mean service, in Erlang; any service law (insensitivity).
    Recursion B(c) = aB(c-1) / (c + aB(c-1)); Erlang 1917.
    """
    lost = 1.0
    for server in range(1, servers + 1):
        lost = offered * lost / (server + offered * lost)
    return lost


def erlang_c(offered: float, servers: int) -> float:
    """Return the share of arrivals that wait at M/M/c (S10): B / (1 - rho (1 - B))."""
    load = offered / servers
    _check_stable(load)
    lost = erlang_b(offered, servers)
    return lost / (1 - load * (1 - lost))


def mmc(arrival_rate: float, service_rate: float, servers: int = 1) -> Queue:
    """Return the means of M/M/c (S9, S10).

    Source: Rossetti, Simulation Modeling and Arena, chapter 11.  Raises `ValueError` at a load
    of 1 or more.
    """
    waits = erlang_c(arrival_rate / service_rate, servers)
    wait = waits / (servers * service_rate - arrival_rate)
    return _from_wait(arrival_rate, 1 / service_rate, wait)


def mmc_at_least(arrival_rate: float, service_rate: float, servers: int, number: int) -> float:
    """Return P(number in M/M/c >= number) (S9, S10)."""
    offered = arrival_rate / service_rate
    _check_stable(offered / servers)
    weights = [_mmc_weight(offered, servers, n) for n in range(max(number, servers) + 1)]
    tail = weights[servers] / (1 - offered / servers)
    total = sum(weights[:servers]) + tail
    return 1 - sum(weights[:number]) / total


def _mmc_weight(offered: float, servers: int, number: int) -> float:
    direct = min(number, servers)
    return math.exp(
        direct * math.log(offered)
        - math.lgamma(direct + 1)
        + (number - direct) * math.log(offered / servers)
    )


@dataclass(frozen=True, slots=True)
class LossQueue:
    """Steady means of a queue with a limit."""

    lost_share: float
    number: float
    stay: float
    """Mean time in the system of those let in."""


def mm1k(arrival_rate: float, service_rate: float, places: int) -> LossQueue:
    """Return the means of M/M/1/K, ``places`` K with the one in service (S11, S17).

    Loss (1-r) r^K / (1 - r^(K+1)); 1 / (K+1) at r = 1.
    """
    load = arrival_rate / service_rate
    weights = load ** np.arange(places + 1, dtype=np.float64)
    chances = weights / weights.sum()
    lost = float(chances[-1])
    number = float(np.arange(places + 1) @ chances)
    return LossQueue(lost, number, number / (arrival_rate * (1 - lost)))


def md1k_lost_share(load: float, places: int) -> float:
    """Return the loss of M/D/1/K, ``places`` K with the one in service (S17).

    Embedded chain at departures with Poisson(load) arrivals a service; with pi its law and
    pi_0 that it leaves none, the loss is 1 - 1 / (pi_0 + load).  Cooper, Queueing Theory, ch. 5.
    """
    if places == 1:
        return load / (1 + load)
    chain = _md1k_chain(load, places)
    system = np.vstack([chain.T - np.eye(places), np.ones(places)])
    law = np.linalg.lstsq(system, np.append(np.zeros(places), 1.0), rcond=None)[0]
    return float(1 - 1 / (law[0] + load))


def _md1k_chain(load: float, places: int) -> npt.NDArray[np.float64]:
    """Chain of the number left behind by a departure, 0 to K-1."""
    counts = np.exp([-load + n * math.log(load) - math.lgamma(n + 1) for n in range(places)])
    chain = np.zeros((places, places))
    for left in range(places):
        start = max(left - 1, 0)
        chain[left, start : places - 1] = counts[: places - 1 - start]
        chain[left, places - 1] = 1 - chain[left].sum()
    return chain


def mg1(arrival_rate: float, service_mean: float, service_deviation: float = 0.0) -> Queue:
    """Return the means of M/G/1 by Pollaczek and Khinchine (S14); M/D/1 by default.

    Wq = rate (var + mean^2) / (2 (1 - rho)).  Source: Rossetti, chapter 11.
    """
    load = arrival_rate * service_mean
    _check_stable(load)
    second = service_deviation**2 + service_mean**2
    return _from_wait(arrival_rate, service_mean, arrival_rate * second / (2 * (1 - load)))


def batch_mg1_wait(
    batch_rate: float,
    batch_mean: float,
    batch_second: float,
    service_mean: float,
    service_second: float,
) -> float:
    """Return the mean wait of M^[X]/G/1, FIFO within a batch (S18).

    Wq = lb E[X] E[S2] / (2(1-rho)) + E[S] (E[X2]-E[X]) / (2 E[X] (1-rho)), with second moments.
    Gross and Harris, Fundamentals of Queueing Theory, ch. 5.
    """
    load = batch_rate * batch_mean * service_mean
    _check_stable(load)
    of_others = batch_rate * batch_mean * service_second / (2 * (1 - load))
    of_own = service_mean * (batch_second - batch_mean) / (2 * batch_mean * (1 - load))
    return of_others + of_own


def batch_mmc(
    batch_rate: float, batch_size: int, service_rate: float, servers: int, cut: int = 600
) -> Queue:
    """Return the means of M^[b]/M/c with batches of a fixed size (S18), solved as a chain.

    Balance of flow across the cut between n-1 and n: mu_n p_n = lb (p_{n-1} + ... + p_{n-b}).
    ``cut`` states are kept; raise it near a load of 1.
    """
    rate = batch_rate * batch_size
    _check_stable(rate / (servers * service_rate))
    chances = np.zeros(cut)
    chances[0] = 1.0
    for n in range(1, cut):
        below = chances[max(0, n - batch_size) : n].sum()
        chances[n] = batch_rate * below / (min(n, servers) * service_rate)
    chances /= chances.sum()
    waiting = float(np.maximum(np.arange(cut) - servers, 0) @ chances)
    return _from_wait(rate, 1 / service_rate, waiting / rate)


@dataclass(frozen=True, slots=True)
class Interference:
    """Machines that break and wait for repair crews."""

    down: float
    """Mean number down."""
    waiting: float
    """Mean number that wait for a crew."""
    availability: float
    """Share of machine time up."""


def machine_interference(
    machines: int, up_mean: float, repair_mean: float, crews: int
) -> Interference:
    """Return the means of the machine-repair model M/M/c//N (S13).

    Source: Rossetti, chapter 11.  Up times and repairs are exponential, clock ``running``.
    """
    weights = [1.0]
    for broken in range(1, machines + 1):
        fails = (machines - broken + 1) / up_mean
        weights.append(weights[-1] * fails * repair_mean / min(broken, crews))
    chances = np.array(weights) / sum(weights)
    states = np.arange(machines + 1)
    down = float(states @ chances)
    waiting = float(np.maximum(states - crews, 0) @ chances)
    return Interference(down, waiting, 1 - down / machines)


def availability(time_between_failures: float, time_to_repair: float) -> float:
    """Return MTBF / (MTBF + MTTR) (S16); FEM 9.221 (1981)."""
    return time_between_failures / (time_between_failures + time_to_repair)


def passes_until_taken(failed_share: float, attempts: int | None = None) -> tuple[float, float]:
    """Return mean passes and the share given up, each pass failing alone with one chance (S8).

    Without a limit of attempts: 1 / (1-f) and 0; with R attempts (1-f^R) / (1-f) and f^R.
    """
    given_up = 0.0 if attempts is None else failed_share**attempts
    return (1 - given_up) / (1 - failed_share), given_up


def slotted_wait(arrival_rate: float, slot: float, free_share: float = 1.0) -> float:
    """Return the mean wait for a carrier at one induction (S6; S7 with free carriers i.i.d.).

    tau (2-q) / (2 (q - lambda tau)): Poisson arrivals, a carrier each ``slot``, free with
    chance ``free_share``.  Not for a full loop, whose carriers are correlated.
    """
    spare = free_share - arrival_rate * slot
    if spare <= 0:
        raise ValueError("no steady state: arrivals exceed free carriers")
    return slot * (2 - free_share) / (2 * spare)

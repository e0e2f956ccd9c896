"""What a cross-belt loop can carry: zones, laps, occupancy, and Kwo's three rules.

Here live pure functions of plain numbers about carriers that go round; other resources are in
``bounds``.  ``centre``, ``report`` and ``api`` may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sortsim.stats.bounds import S_PER_H


def carriers_per_h(speed_m_per_s: float, pitch_m: float) -> float:
    """Return carriers that pass a point in an hour, v/p: one zone's capacity (S1)."""
    return S_PER_H * speed_m_per_s / pitch_m


def loads_per_revolution(
    zone_positions: Sequence[float],
    chute_shares: npt.ArrayLike,
    *,
    failed_pass_share: float = 0.0,
) -> float:
    """Return how many pieces a saturated carrier carries in one revolution.

    Every zone always has a piece waiting, no headway limits it, so a carrier that passes a zone
    empty is loaded there.  The zones at which it is loaded form a Markov chain; by the renewal
    reward theorem loads a revolution are 1 / (mean distance between loads in revolutions).  Two
    opposite zones and uniform chutes give 4/3, with chutes split by zone 2 (validation S1, S2).

    Parameters
    ----------
    zone_positions
        Positions of the ``Z`` zones along the loop in revolutions, rising, in [0, 1).
    chute_shares
        Shares of destinations in the ``Z`` stretches, stretch ``j`` from zone ``j`` to the next
        one: shape ``(Z,)`` where all zones send alike, ``(Z, Z)`` by zone of loading.
    failed_pass_share
        Share of passes in which no chute took the piece; each costs a whole lap more (S8).

    Raises
    ------
    ValueError
        Where positions or shares are out of range.
    """
    gaps = _gaps(zone_positions)
    zones = gaps.size
    shares = np.broadcast_to(np.asarray(chute_shares, np.float64), (zones, zones))
    if (shares < 0).any() or not np.allclose(shares.sum(axis=1), 1):
        raise ValueError("chute shares must be at least 0 and sum to 1 for every zone")
    if not 0 <= failed_pass_share < 1:
        raise ValueError(f"share of failed passes must be in [0, 1), got {failed_pass_share}")
    rides = _rides(gaps)
    visits = _stationary(np.roll(shares, 1, axis=1))
    mean_ride = float(visits @ (shares * rides).sum(axis=1))
    return 1 / (mean_ride + failed_pass_share / (1 - failed_pass_share))


def _gaps(positions: Sequence[float]) -> npt.NDArray[np.float64]:
    rising = all(one < two for one, two in pairwise(positions))
    if not positions or not rising or positions[0] < 0 or positions[-1] >= 1:
        raise ValueError(f"zone positions must rise within [0, 1), got {list(positions)}")
    return np.diff([*positions, positions[0] + 1])


def _rides(gaps: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return distance from zone i to the first zone after stretch j, in revolutions."""
    zones = gaps.size
    rides = np.empty((zones, zones))
    for zone in range(zones):
        order = (zone + np.arange(zones)) % zones
        rides[zone, order] = np.cumsum(gaps[order])
    return rides


def _stationary(chain: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return a stationary distribution of a chain; of several classes, their mean."""
    states = chain.shape[0]
    lazy = (chain + np.eye(states)) / 2
    visits: npt.NDArray[np.float64] = np.full(states, 1 / states)
    for _ in range(64):
        lazy = lazy @ lazy
        lazy /= lazy.sum(axis=1, keepdims=True)
    return visits @ lazy


def loop_per_h(
    speed_m_per_s: float,
    pitch_m: float,
    *,
    loads_per_revolution: float = 1.0,
    decks: int = 1,
    two_carrier_share: float = 0.0,
    utilisation: float = 1.0,
) -> float:
    """Return pieces an hour of a loop sorter.

    Parameters
    ----------
    speed_m_per_s, pitch_m
        Speed and carrier pitch.
    loads_per_revolution
        From `loads_per_revolution`.
    decks
        Loops above each other.
    two_carrier_share
        Share of pieces that take two carriers (P7).
    utilisation
        Share of the nameplate that is planned for; 1 is the bound.
    """
    one = carriers_per_h(speed_m_per_s, pitch_m) * loads_per_revolution
    return one * decks * utilisation / (1 + two_carrier_share)


def zone_feed_per_h(loop_rate_per_h: float, induction_rates_per_h: Sequence[float]) -> float:
    """Return the lesser of what carriers take and what inductions give."""
    return min(loop_rate_per_h, sum(induction_rates_per_h))


def occupancy_shares(
    zone_rates_per_h: Sequence[float],
    chute_shares: npt.ArrayLike,
    carriers_an_hour: float,
) -> npt.NDArray[np.float64]:
    """Return the share of carriers loaded right after each zone (S5): below 1 if stable.

    Parameters
    ----------
    zone_rates_per_h
        Pieces an hour loaded in zone ``i``, shape ``(Z,)``.
    chute_shares
        As in `loads_per_revolution`.
    carriers_an_hour
        v/p in carriers an hour.
    """
    rates = np.asarray(zone_rates_per_h, np.float64)
    zones = rates.size
    shares = np.broadcast_to(np.asarray(chute_shares, np.float64), (zones, zones))
    return np.array([_flow_after(zone, rates, shares) for zone in range(zones)]) / carriers_an_hour


def _flow_after(
    point: int, rates: npt.NDArray[np.float64], shares: npt.NDArray[np.float64]
) -> float:
    """Sum over loading zones of rate x P(the piece is still on board just after a point)."""
    zones = rates.size
    flow = 0.0
    for zone in range(zones):
        passed = (zone + np.arange((point - zone) % zones)) % zones
        flow += rates[zone] * (1 - shares[zone, passed].sum())
    return float(flow)


# ---------------------------------------------------------------- Kwo's rules


@dataclass(frozen=True, slots=True)
class KwoCheck:
    """Kwo's rules for a closed loop with one loading and one unloading station (S4)."""

    carriers_per_min: float
    """Carriers that pass a point, v / pitch."""
    slowest_per_min: float
    """Least passage rate that meets the required rates."""
    fastest_per_min: float
    """Most carriers that can be loaded and unloaded, 1 / the longer handling time."""
    capacity_per_min: float
    """Parts a minute, parts a carrier x carriers."""
    required_per_min: float

    @property
    def speed_holds(self) -> bool:
        """Speed rule: slowest <= carriers <= fastest (to a part in 1e9)."""
        slack = 1 + 1e-9
        return (
            self.slowest_per_min <= self.carriers_per_min * slack
            and self.carriers_per_min <= self.fastest_per_min * slack
        )

    @property
    def capacity_holds(self) -> bool:
        """Capacity rule: parts carried >= parts required."""
        return self.capacity_per_min * (1 + 1e-9) >= self.required_per_min


def kwo_check(
    *,
    speed_m_per_min: float,
    pitch_m: float,
    parts_per_carrier: float,
    loading_min: float,
    unloading_min: float,
    loading_rate_per_min: float,
    unloading_rate_per_min: float,
) -> KwoCheck:
    """Check Kwo's speed and capacity rules.

    Source: Kwo 1960 as taught by Groover, Automation, Production Systems and CIM
    (slideshare.net/sgrsoni45/91-bantyk, scribd.com/document/532985592).
    """
    carriers = speed_m_per_min / pitch_m
    required = max(loading_rate_per_min, unloading_rate_per_min)
    return KwoCheck(
        carriers,
        required / parts_per_carrier,
        min(1 / loading_min, 1 / unloading_min),
        parts_per_carrier * carriers,
        required,
    )


def parts_on_leg(length_m: float, pitch_m: float, parts_per_carrier: float) -> float:
    """Return parts on a leg of a conveyor whose carriers are all loaded."""
    return parts_per_carrier * length_m / pitch_m

"""Analytic capacity of doors, lines, desks, inductions, chutes and docks, before any run.

Here live pure functions of plain numbers, rates in pieces (or parcels) an hour; loops are in
``loop_bounds``.  Scenarios are read elsewhere; ``centre``, ``report``, ``api`` may import it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

S_PER_H = 3600.0


@dataclass(frozen=True, slots=True)
class Bound:
    """The bound of one resource beside what is asked of it and what a run showed."""

    resource: str
    resource_zh: str
    capacity_per_h: float
    """Most parcels of the centre an hour that the resource lets through."""
    required_per_h: float
    """Parcels an hour that the busiest hour brings to it."""
    simulated_per_h: float | None = None
    """Most in any hour of the run; ``None`` before a run."""

    @property
    def ratio(self) -> float:
        """Required over capacity; above 1 it cannot carry; infinity without capacity."""
        if self.capacity_per_h > 0:
            return self.required_per_h / self.capacity_per_h
        return math.inf if self.required_per_h > 0 else 0.0

    @property
    def is_exceeded(self) -> bool:
        """Whether the run showed more than the bound allows (0.5 % aside): one is wrong."""
        return self.simulated_per_h is not None and (
            self.simulated_per_h > 1.005 * self.capacity_per_h
        )

    def as_json(self) -> dict[str, object]:
        """Return the row of ``bounds.json``."""
        return {
            "resource": self.resource,
            "resource_zh": self.resource_zh,
            "capacity_per_h": self.capacity_per_h,
            "required_per_h": self.required_per_h,
            "simulated_per_h": self.simulated_per_h,
            "ratio": self.ratio,
            "exceeded": self.is_exceeded,
        }


def likely_bottleneck(bounds: Iterable[Bound]) -> Bound | None:
    """Return the bound with the highest ratio, the first of equals; ``None`` of none."""
    return max(bounds, key=lambda bound: bound.ratio, default=None)


def of_whole_flow(capacity_per_h: float, share: float) -> float:
    """Return the centre's parcels an hour that a resource allows which sees a share of them.

    A share above 1 says that a parcel comes more than once; 0 gives infinity.
    """
    return capacity_per_h / share if share > 0 else math.inf


# ---------------------------------------------------------------- doors, lines, desks


def unloading_doors_per_h(
    doors: float,
    *,
    pieces_per_vehicle: float,
    crew: float,
    rate_per_worker_per_h: float,
    setup_s: float,
    release_s: float = 0.0,
    rate_factor: float = 1.0,
) -> float:
    """Return pieces an hour of inbound doors that are never without a vehicle (V2, P1).

    A door serves ``n`` pieces in ``setup + n / (crew x rate x factor) + release``.
    ``crew`` may be a mean where fewer crews than doors are present.
    """
    if min(doors, crew, rate_per_worker_per_h, rate_factor, pieces_per_vehicle) <= 0:
        return 0.0
    work_s = S_PER_H * pieces_per_vehicle / (crew * rate_per_worker_per_h * rate_factor)
    return doors * S_PER_H * pieces_per_vehicle / (setup_s + work_s + release_s)


def crew_limited_per_h(
    workers: float, rate_per_worker_per_h: float, rate_factor: float = 1.0
) -> float:
    """Return pieces an hour of a pool whose workers never wait."""
    return workers * rate_per_worker_per_h * rate_factor


def line_per_h(headway_s: float, lines: float = 1) -> float:
    """Return pieces an hour of open lines that pass one piece a headway (P2, P6)."""
    return lines * S_PER_H / headway_s


def credit_limited_per_h(places: float, round_trip_s: float) -> float:
    """Return pieces an hour that a link's credits allow (C4): places over the round trip.

    The round trip is transport, time at the place until it is free, and the signal back.
    """
    return places * S_PER_H / round_trip_s


def desk_per_h(
    servers: float, service_s: float, *, positions: float | None = None, rate_factor: float = 1.0
) -> float:
    """Return pieces an hour of ``servers`` at a desk or hand step with room for ``positions``."""
    working = servers if positions is None else min(servers, positions)
    return working * S_PER_H * rate_factor / service_s


def two_step_hand_area_per_h(
    workers: float,
    first_s: float,
    second_s: float,
    *,
    first_positions: float,
    second_positions: float,
) -> float:
    """Return pieces an hour of coarse and fine sorting (粗分, 细分) with workers shared at best.

    With workers free to move the rate is ``workers / (first + second)``; positions cap a step.
    """
    shared = workers * S_PER_H / (first_s + second_s)
    return min(shared, first_positions * S_PER_H / first_s, second_positions * S_PER_H / second_s)


def xray_per_h(machines: float, per_machine_per_h: float, alarm_share: float = 0.0) -> float:
    """Return first-time pieces an hour; cleared alarms come back through the machine (P3)."""
    return machines * per_machine_per_h / (1 + alarm_share)


# ---------------------------------------------------------------- induction on the lattice


def carriers_per_load(headway_s: float, speed_m_per_s: float, pitch_m: float) -> int:
    """Return how many carriers pass between two loads of one induction: ceil(h / tau).

    Reckoned in exact fractions of the decimal digits given, since 1.44 s is 6 carriers of 0.24 s
    and not 7 (validation case S3).
    """
    lattice = Fraction(str(headway_s)) * Fraction(str(speed_m_per_s)) / Fraction(str(pitch_m))
    return max(1, math.ceil(lattice))


def induction_per_h(headway_s: float, speed_m_per_s: float, pitch_m: float) -> float:
    """Return pieces an hour of one induction that always has a piece and an empty carrier."""
    carriers = carriers_per_load(headway_s, speed_m_per_s, pitch_m)
    return S_PER_H * speed_m_per_s / (pitch_m * carriers)


def induction_row_fill_share(
    inductions: int, headway_s: float, speed_m_per_s: float, pitch_m: float
) -> float:
    """Return the share of an empty stream that inductions in a row fill, at most 1 (S3)."""
    return min(1.0, inductions / carriers_per_load(headway_s, speed_m_per_s, pitch_m))


# ---------------------------------------------------------------- chutes, bags, docks


def bag_tenders_per_h(tenders: float, bag_size: float, bag_change_s: float) -> float:
    """Return parcels an hour of tenders who do nothing but change full bags (P11)."""
    return tenders * bag_size * S_PER_H / bag_change_s


def bagging_chute_per_h(
    bag_size: float, bag_change_s: float, *, buffer: float = 0.0, drop_interval_s: float = 0.0
) -> float:
    """Return parcels an hour of one chute whose bag is changed at once when it is full.

    In one cycle the change takes ``bag_change_s``, in which up to ``buffer`` pieces come in; the
    rest of the bag follows at one piece a ``drop_interval_s``.
    """
    fill_s = max(0.0, bag_size - buffer) * drop_interval_s
    return bag_size * S_PER_H / max(bag_change_s + fill_s, bag_size * drop_interval_s)


def loading_docks_per_h(
    docks: float,
    *,
    parcels_per_vehicle: float,
    crew: float,
    rate_per_worker_per_h: float,
    setup_s: float,
    release_s: float = 0.0,
    min_stay_s: float = 0.0,
) -> float:
    """Return parcels an hour of outbound doors that always have a vehicle and staged parcels.

    ``min_stay_s`` is the shortest time at the door that the timetable gives a vehicle.
    """
    if min(docks, crew, rate_per_worker_per_h, parcels_per_vehicle) <= 0:
        return 0.0
    work_s = S_PER_H * parcels_per_vehicle / (crew * rate_per_worker_per_h)
    return docks * S_PER_H * parcels_per_vehicle / (setup_s + max(work_s, min_stay_s) + release_s)


def lane_room_per_h(places: float, stay_s: float) -> float:
    """Return pieces an hour that staging places allow with a mean stay (Little's law)."""
    return places * S_PER_H / stay_s

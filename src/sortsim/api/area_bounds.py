"""The analytic bound of every station area in its worst hour, before any run.

Here expected flows of ``centre`` meet the closed forms of ``stats``; what is said about them is
in ``explain``.  Only modules of ``api`` and tests import it.

Crews count: an area's capacity in an hour is that of the people whom its pool has for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sortsim.api.dock_demand import departures_load
from sortsim.api.loop_shares import revolutions_of
from sortsim.centre.capacity_bounds import ExpectedFlows
from sortsim.centre.fitout.model import Fitout
from sortsim.centre.world.shifts import Rota, rotas
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H
from sortsim.demand.lanes import Lane
from sortsim.spec.equipment.loops import ChuteGroup
from sortsim.spec.failures import dated
from sortsim.spec.scenario import Scenario
from sortsim.stats import bounds
from sortsim.stats.bounds import Bound
from sortsim.stats.loop_bounds import loop_per_h

Floats = npt.NDArray[np.float64]
NIGHT_HOURS = slice(18, 24)
"""Hours of the operating day from 00:00 to 06:00, when pools may work slower (rule D1)."""
ZH = {
    "door_group": "月台", "line": "卸车线", "xray": "安检机", "check": "开箱查验", "unbag": "拆包",
    "coding": "补码", "loop": "交叉带", "zone": "供包", "chutes": "格口", "wheel_line": "摆轮线",
    "slides": "滑槽", "hand_area": "人工分拣", "pool": "班组",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AreaBound:
    """The bound of one area in the hour in which most is asked of it against its capacity."""

    bound: Bound
    hour_of_day: int
    """Hour of the clock, 0 to 23."""
    unit: str
    """What is counted: pieces, bags, parcels or worker-hours, an hour."""
    limit: str
    """What limits the area, in a few words."""
    capacity_by_h: tuple[float, ...] = ()
    """Capacity in each hour of the measured day, 06:00 first; empty where only a window's is."""
    required_by_h: tuple[float, ...] = ()
    """What is asked for in each of these hours."""

    def as_json(self) -> dict[str, object]:
        """Return one object for ``--json``."""
        more = {"hour_of_day": self.hour_of_day, "unit": self.unit, "limit": self.limit}
        return self.bound.as_json() | more


@dataclass(frozen=True, slots=True)
class Crews:
    """People by hour of the measured day, and how their pools deal them."""

    present: Mapping[str, Floats]
    """Mean people present, by pool, shape ``(24,)``."""
    fixed: Mapping[str, int]
    """Positions at fixed stations, by pool."""
    rate: Mapping[str, Floats]
    """Work rate, by pool, 1 by day, shape ``(24,)``."""

    def at(self, pool: str, positions: int) -> Floats:
        """Return the people at some of a pool's fixed positions, at full-rate equivalents."""
        pool = pool.removeprefix("pool.")
        staffed = np.minimum(1.0, self.present[pool] / max(1, self.fixed[pool]))
        return positions * staffed * self.rate[pool]

    def at_doors(self, pool: str) -> Floats:
        """Return the people left for the doors, at full-rate equivalents."""
        pool = pool.removeprefix("pool.")
        left = np.maximum(0.0, self.present[pool] - self.fixed.get(pool, 0))
        return left * self.rate[pool]


def crews_of(scenario: Scenario, fitout: Fitout) -> Crews:
    """Return who is present in each hour of the last day of a run of two days."""
    moves = list(scenario.pool_move.values())
    found = rotas(scenario.pool, moves, dated(scenario.event.values(), 1), 2 * TICKS_PER_DAY)
    rate = {name: np.ones(24) for name in scenario.pool}
    for name, pool in scenario.pool.items():
        rate[name][NIGHT_HOURS] = pool.night_rate_factor
    fixed = dict.fromkeys(scenario.pool, 0)
    for post in fitout.staffing:
        fixed[post.pool.removeprefix("pool.")] += post.positions
    return Crews({name: _by_hour(rota) for name, rota in found.items()}, fixed, rate)


def _by_hour(rota: Rota) -> Floats:
    edges = range(TICKS_PER_DAY, 2 * TICKS_PER_DAY, TICKS_PER_H)
    return np.array([rota.worker_ticks(at, at + TICKS_PER_H) / TICKS_PER_H for at in edges])


@dataclass(frozen=True, slots=True)
class AreaBounds:
    """Makes the bounds of a scenario.

    Attributes
    ----------
    scenario, fitout
        The centre.
    lanes
        Lanes with the parcels planned to be due at each departure.
    flows
        What every area is asked for.
    crews
        Who is there.
    folder
        Folder that sort plans' files are named from.
    """

    scenario: Scenario
    fitout: Fitout
    lanes: tuple[Lane, ...]
    flows: ExpectedFlows
    crews: Crews
    folder: Path

    def every(self) -> list[AreaBound]:
        """Return a bound for every area, in the order of the flow."""
        makers = (
            self._doors_in(), self._lines(), self._xrays(), self._desks(), self._loops(),
            self._chutes(), self._wheel_lines(), self._hand_areas(), self._doors_out(),
        )  # fmt: skip
        return [bound for maker in makers for bound in maker]

    def _asked(self, part: str) -> Floats:
        return self.flows.pieces.get(part, np.zeros(24))

    def _bound(
        self, name: str, kind: str, capacity: Floats | float, required: Floats, limit: str,
        unit: str = "pieces",
    ) -> AreaBound:  # fmt: skip
        """Return the bound in the hour with the highest ratio of required to capacity."""
        able = np.broadcast_to(np.asarray(capacity, np.float64), (24,))
        ratio = np.where(required > 0, required / np.maximum(able, 1e-9), 0.0)
        hour = int(ratio.argmax())
        bound = Bound(name, f"{ZH[kind]} {name}", float(able[hour]), float(required[hour]))
        by_h = tuple(map(float, able)), tuple(map(float, required))
        return AreaBound(bound, (hour + 6) % 24, unit, limit, *by_h)

    # ------------------------------------------------------------ doors and lines

    def _doors_in(self) -> Iterator[AreaBound]:
        for name, group in self.scenario.door_group.items():
            part = f"door_group.{name}"
            parcels = self.flows.parcels_unloaded.get(part)
            if group.direction == "out" or parcels is None or not parcels.any():
                continue
            work = self._unloading_h(name) / parcels.sum()
            load = self._mean_load(name)
            rate = self.crews.rate[group.pool.removeprefix("pool.")]
            able = np.array([
                bounds.unloading_doors_per_h(
                    group.doors, pieces_per_vehicle=load, crew=group.crew,
                    rate_per_worker_per_h=1 / work, setup_s=group.setup_s,
                    release_s=group.release_s, rate_factor=float(factor),
                ) for factor in rate
            ])  # fmt: skip
            told = f"{group.doors} doors with full crews"
            yield self._bound(part, "door_group", able, parcels, told, "parcels")
        yield from self._unloaders()

    def _unloading_h(self, name: str) -> float:
        """Return the worker-hours that a day's vehicles of a door group ask for."""
        return float(self._unloading_by_hour(name).sum())

    def _unloading_by_hour(self, name: str) -> Floats:
        group, part = self.scenario.door_group[name], f"door_group.{name}"
        bags = self.flows.bags_unloaded.get(part, np.zeros(24))
        loose = self._asked(part) - bags
        return loose / group.pieces_per_worker_h + bags / group.bags_per_worker_h

    def _mean_load(self, name: str) -> float:
        demand = self.scenario.demand
        assert demand is not None
        kinds = [
            kind for flow in (demand.outbound, demand.inbound) for kind in flow.vehicle.values()
            if kind.door_group.removeprefix("door_group.") == name
        ]  # fmt: skip
        vehicles = sum(kind.share / kind.load_parcels for kind in kinds)
        return sum(kind.share for kind in kinds) / vehicles

    def _unloaders(self) -> Iterator[AreaBound]:
        groups = self.scenario.door_group.items()
        for pool in dict.fromkeys(g.pool for _, g in groups if g.direction == "in"):
            need = sum(
                (self._unloading_by_hour(n) for n, g in groups if g.pool == pool), np.zeros(24)
            )
            name = f"pool.{pool.removeprefix('pool.')}"
            able = self.crews.at_doors(pool)
            yield self._bound(name, "pool", able, need, "people present", "worker-hours")

    def _lines(self) -> Iterator[AreaBound]:
        for name, line in self.scenario.line.items():
            able = bounds.line_per_h(line.headway_s, line.count)
            told = f"{line.count} lines, a piece each {line.headway_s:g} s, returns with it"
            yield self._bound(f"line.{name}", "line", able, self._asked(f"line.{name}"), told)

    def _xrays(self) -> Iterator[AreaBound]:
        for name, xray in self.scenario.xray.items():
            able = bounds.xray_per_h(xray.count, 3600 / xray.work.expected_s)
            told = f"{xray.count} machines"
            yield self._bound(f"xray.{name}", "xray", able, self._asked(f"xray.{name}"), told)

    def _desks(self) -> Iterator[AreaBound]:
        for name, desk in self.scenario.desk.items():
            people = self.crews.at(desk.pool, desk.positions)
            able = people * bounds.desk_per_h(1, desk.work.expected_s)
            unit = "bags" if desk.kind == "unbag" else "pieces"
            told = f"{desk.positions} positions and the people present"
            asked = self._asked(f"desk.{name}")
            yield self._bound(f"desk.{name}", desk.kind, able, asked, told, unit)

    # ------------------------------------------------------------ loops

    def _loops(self) -> Iterator[AreaBound]:
        for name, loop in self.scenario.loop.items():
            part = f"loop.{name}"
            asked = self._asked(part)
            long = self.flows.two_carriers.get(part, np.zeros(24)).sum() / max(1.0, asked.sum())
            turns = revolutions_of(loop, self.fitout.lanes, self.folder)
            able = loop_per_h(
                loop.speed_m_per_s, loop.carrier_pitch_m, loads_per_revolution=turns,
                decks=loop.sets * loop.decks, two_carrier_share=float(long),
            )  # fmt: skip
            told = f"{loop.sets * loop.decks} decks x v/p x {turns:.2f} loads a revolution"
            yield self._bound(part, "loop", able, asked, told)
            yield self._bound(
                f"{part}.zone", "zone", self._induction(name), asked, "inductions on the lattice"
            )

    def _induction(self, name: str) -> Floats:
        loop = self.scenario.loop[name]
        able = np.zeros(24)
        for zone in loop.zone.values():
            one = bounds.induction_per_h(zone.headway_s, loop.speed_m_per_s, loop.carrier_pitch_m)
            count = zone.inductions * loop.sets * loop.decks
            people = self.crews.at(zone.pool, count) if zone.pool else np.full(24, float(count))
            able += one * people
        return able

    def _chutes(self) -> Iterator[AreaBound]:
        for name, loop in self.scenario.loop.items():
            able = np.zeros(24)
            for group in loop.chute_group.values():
                able += loop.sets * loop.decks * self._chute_group(group)
            part = f"loop.{name}.chutes"
            told = "changing bags and emptying chutes"
            yield self._bound(part, "chutes", able, self._asked(f"loop.{name}"), told)

    def _chute_group(self, group: ChuteGroup) -> Floats:
        """Return pieces an hour that the chutes of a group on one deck get rid of."""
        pieces = group.parcels_per_bag if group.kind == "bagging" else 1
        if group.chutes_per_tender and group.pool:
            tenders = -(-group.count // group.chutes_per_tender)
            people = self.crews.at(group.pool, tenders)
            return people * bounds.bag_tenders_per_h(1, pieces, group.work.expected_s)
        return np.full(24, bounds.bag_tenders_per_h(group.count, pieces, group.work.expected_s))

    # ------------------------------------------------------------ wheel lines, hand areas

    def _wheel_lines(self) -> Iterator[AreaBound]:
        for name, wheel in self.scenario.wheel_line.items():
            part, asked = f"wheel_line.{name}", self._asked(f"wheel_line.{name}")
            able = bounds.line_per_h(wheel.headway_s, wheel.count)
            told = f"{wheel.count} lines, a piece each {wheel.headway_s:g} s"
            yield self._bound(part, "wheel_line", able, asked, told)
            emptying = wheel.emptying
            if emptying.pool and emptying.chutes_per_tender:
                tenders = wheel.count * -(-wheel.diverts // emptying.chutes_per_tender)
                slides = self.crews.at(emptying.pool, tenders) * bounds.desk_per_h(
                    1, emptying.work.expected_s
                )
                told = f"{tenders} tenders"
                yield self._bound(f"{part}.slides", "slides", slides, asked, told)

    def _hand_areas(self) -> Iterator[AreaBound]:
        for name, area in self.scenario.hand_area.items():
            able = self.crews.at(area.pool, area.positions) * 3600 / area.work.expected_s
            if area.second_positions is not None:
                second = (area.second_work or area.work).expected_s
                fine = self.crews.at(area.pool, area.second_positions) * 3600 / second
                able = np.minimum(able, fine)
            asked = self._asked(f"hand_area.{name}")
            told = "positions and the people present"
            yield self._bound(f"hand_area.{name}", "hand_area", able, asked, told)

    # ------------------------------------------------------------ docks

    def _doors_out(self) -> Iterator[AreaBound]:
        for load in departures_load(self.scenario, self.lanes, self.flows):
            group = self.scenario.door_group[load.door_group]
            rate = float(self.crews.rate[group.pool.removeprefix("pool.")][load.hour])
            able = bounds.loading_docks_per_h(
                group.doors, parcels_per_vehicle=load.parcels_per_vehicle, crew=group.crew,
                rate_per_worker_per_h=rate / load.worker_h_per_parcel, setup_s=group.setup_s,
                release_s=group.release_s,
            )  # fmt: skip
            part = f"door_group.{load.door_group}"
            bound = Bound(part, f"{ZH['door_group']} {part}", able, load.parcels_per_h)
            told = f"{group.doors} doors with full crews; what is due from {load.window}"
            yield AreaBound(bound, (load.hour + 6) % 24, "parcels", told)

"""The parcels of a run, kept for the next one with the same demand.

Here lives what is kept and the proof that it may be: everything that draws read is compared.  Only
``kept_run`` and tests import it.

Draws depend on the demand alone, and loads on the draws, the areas and the laws of work; a change
of a speed, a number or a crew changes neither, so the next run begins with both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sortsim.centre.fitout.model import Fitout
from sortsim.centre.loads import Loads, code_laws, failure_share
from sortsim.core.clock import Ticks
from sortsim.demand.day import Vehicle
from sortsim.demand.parcels import ParcelBlock, ParcelDraws
from sortsim.demand.plan import DemandPlan, plan_demand, read_own
from sortsim.plant.contract import Load
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

MOST_PARCELS = 4_000_000
"""Above so many parcels nothing is kept: a million take about 300 MB."""


@dataclass
class Tapes:
    """What is kept of the last run."""

    _key: object = None
    _plan: DemandPlan | None = None
    _laws: object = None
    blocks: dict[int, ParcelBlock] = field(default_factory=dict)
    """By id of the vehicle."""
    loads: dict[int, Load] = field(default_factory=dict)
    is_used: bool = False
    """Whether the run under way found its draws here."""

    def plan(self, resolved: Resolved[Scenario], scenario: Scenario) -> DemandPlan:
        """Return the demand of a scenario, the last one's where it is the same.

        Parameters
        ----------
        resolved
            Where the user's own data are named.
        scenario
            The scenario, seeded.
        """
        own, key = read_own(resolved), _asked(scenario)
        self.is_used = self._plan is not None and own is None and key == self._key
        if not self.is_used or self._plan is None:
            self._drop()
            self._plan, self._key = plan_demand(scenario, own=own), key
        return self._plan

    def prepare(self, scenario: Scenario, fitout: Fitout) -> None:
        """Drop the loads where what makes them of draws has changed."""
        laws = load_laws(scenario, fitout)
        if laws != self._laws:
            self.loads.clear()
        self._laws = laws

    def block(self, draws: ParcelDraws, vehicle: Vehicle) -> ParcelBlock:
        """Return what a vehicle carries."""
        block = self.blocks.get(vehicle.id)
        if block is None:
            block = draws.draw(vehicle)
            if self._has_room:
                self.blocks[vehicle.id] = block
        return block

    def load(self, loads: Loads, block: ParcelBlock, gate: Ticks) -> Load:
        """Return a vehicle's load, which was at the gate at an instant."""
        number = block.vehicle.id
        if number not in self.loads:
            made = loads.load(block, gate)
            if not self._has_room:
                return made
            self.loads[number] = made
        return replace(self.loads[number], gate=gate)

    @property
    def _has_room(self) -> bool:
        assert self._plan is not None
        last = self._plan.vehicles[-1:]
        return all(vehicle.first_parcel <= MOST_PARCELS for vehicle in last)

    def _drop(self) -> None:
        self.blocks.clear()
        self.loads.clear()
        self._plan, self._laws = None, None


def _asked(scenario: Scenario) -> tuple[object, ...]:
    """Return all of a scenario that its demand is planned and drawn from."""
    return (
        scenario.demand, scenario.departures, scenario.run, scenario.lane_group,
        scenario.scheduled(),
    )  # fmt: skip


def load_laws(scenario: Scenario, fitout: Fitout) -> tuple[object, ...]:
    """Return all of a centre that turns draws into loads, to be compared."""
    areas, codes = fitout.areas, code_laws(scenario, fitout.areas)
    arrays = (
        areas.limits, areas.sorts, areas.takes_bags, areas.sets, codes.fail_share,
        codes.two_carrier_length_mm,
    )  # fmt: skip
    return areas.names, dict(fitout.works), _doors(scenario), tuple(map(_bytes, arrays))


def _bytes(array: Any) -> tuple[object, bytes]:
    return array.shape, array.tobytes()


def _doors(scenario: Scenario) -> Mapping[str, object]:
    return {
        name: (
            group.pieces_per_worker_h, group.bags_per_worker_h, group.unit_law,
            failure_share(scenario, group),
        )
        for name, group in scenario.door_group.items()
        if group.direction == "in"
    }  # fmt: skip

"""What every station area is asked for in each hour, reckoned from the demand before any run.

Here the planned arrivals are followed through doors, lines, X-ray, unbagging and presort to
the sortation areas, as expected pieces an hour; capacities and their comparison are in
``api.explain``.  ``api`` and tests import it.

Nothing waits here: a piece counts in the hour in which its vehicle is planned to arrive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sortsim.centre.composition import Composition, composition
from sortsim.centre.fitout.areas import AreaCodes, area_codes
from sortsim.centre.fitout.draft import key
from sortsim.centre.fitout.lanes import SortLane
from sortsim.centre.fitout.lines import chosen_areas
from sortsim.demand.lanes import destination_shares
from sortsim.spec.demand import FLOWS, DemandSpec, FlowName
from sortsim.spec.equipment.lines import Line
from sortsim.spec.scenario import Scenario

Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]


@dataclass(slots=True)
class ExpectedFlows:
    """Expected pieces an hour; every array has shape ``(24,)``, hour 0 is 06:00."""

    pieces: dict[str, Floats] = field(default_factory=dict)
    """Pieces that each area works on, by part key; a piece that comes twice counts twice."""
    between: dict[Pair, Floats] = field(default_factory=dict)
    """Pieces handed from one part to another, by their keys."""
    two_carriers: dict[str, Floats] = field(default_factory=dict)
    """Of a loop's pieces, those that take two carriers, by part key."""
    bags_unloaded: dict[str, Floats] = field(default_factory=dict)
    """Of a door group's pieces, those that are bags, by part key."""
    parcels_unloaded: dict[str, Floats] = field(default_factory=dict)
    """Parcels that come to a door group, loose and in bags, by part key."""
    parcels_to: dict[str, Floats] = field(default_factory=dict)
    """Parcels by destination, a lane group."""
    bags_to: dict[str, Floats] = field(default_factory=dict)
    """Bags that reach the lanes of a group, formed here (full ones) and through bags."""
    loose_to: dict[str, Floats] = field(default_factory=dict)
    """Loose pieces that reach the lanes of a group."""
    onto_loops: dict[Pair, Floats] = field(default_factory=dict)
    """Pieces of a lane group that come to a loop, by loop's part key and group."""

    def add(self, source: str, target: str, rate: Floats) -> None:
        """Add pieces that go from one part to another."""
        self._onto(self.between, (source, target), rate)
        self._onto(self.pieces, target, rate)

    def note(self, table: str, part: str | Pair, rate: Floats) -> None:
        """Add to one of the tables about a part, or about a part and a lane group."""
        self._onto(getattr(self, table), part, rate)

    @staticmethod
    def _onto(table: dict[str, Floats] | dict[Pair, Floats], at: str | Pair, rate: Floats) -> None:
        table[at] = table.get(at, np.zeros(24)) + rate  # type: ignore[index, arg-type]


def expected_flows(
    scenario: Scenario, lanes: Sequence[SortLane], arrivals: Mapping[FlowName, npt.ArrayLike]
) -> ExpectedFlows:
    """Return what every area is asked for in each hour.

    Parameters
    ----------
    scenario
        A checked scenario with a demand.
    lanes
        Its lanes, by index.
    arrivals
        Planned arrivals of each flow in parcels an hour, shape ``(24,)``, 06:00 first.
    """
    demand = scenario.demand
    assert demand is not None
    flows = ExpectedFlows()
    areas = area_codes(scenario, lanes)
    for flow in FLOWS:
        rate = np.asarray(arrivals[flow], np.float64)
        made = composition(demand, flow)
        for group, share in door_shares(demand, flow).items():
            _through_doors(group, made, rate * share, flows)
            for name, part in _line_shares(scenario, group).items():
                router = _Router(scenario, areas, lanes, flows, flow, name)
                router.route(group, made, rate * share * part)
    return flows


def door_shares(demand: DemandSpec, flow: FlowName) -> dict[str, float]:
    """Return the share of a flow that comes to each inbound door group."""
    shares: dict[str, float] = {}
    for vehicle in demand.flow(flow).vehicle.values():
        group = vehicle.door_group.removeprefix("door_group.")
        shares[group] = shares.get(group, 0.0) + vehicle.share
    return shares


def _line_shares(scenario: Scenario, group: str) -> dict[str, float]:
    """Return the share of a door group's doors that each line part has."""
    names = [name.removeprefix("line.") for name in scenario.door_group[group].lines]
    count = {name: scenario.line[name].count for name in names}
    return {name: count[name] / sum(count.values()) for name in names}


def _through_doors(group: str, made: Composition, rate: Floats, flows: ExpectedFlows) -> None:
    door = f"door_group.{group}"
    flows.note("parcels_unloaded", door, rate)
    flows.note("bags_unloaded", door, rate * made.bags)
    flows.note("pieces", door, rate * (float(made.loose.sum()) + made.bags))


@dataclass(slots=True)
class _Router:
    """Follows what one line part gets of one flow."""

    scenario: Scenario
    areas: AreaCodes
    lanes: Sequence[SortLane]
    flows: ExpectedFlows
    flow: FlowName
    name: str

    @property
    def line(self) -> Line:
        return self.scenario.line[self.name]

    @property
    def part(self) -> str:
        return f"line.{self.name}"

    def route(self, doors: str, made: Composition, rate: Floats) -> None:
        """Follow parcels at a rate an hour from a door group to the sortation areas."""
        pieces = float(made.loose.sum()) + made.bags
        self.flows.add(f"door_group.{doors}", self.part, rate * pieces)
        self._screen(rate * pieces)
        opened = self._unbag(made, rate)
        for group, share in self._destinations().items():
            self.flows.note("parcels_to", group, rate * share)
            loose = made.loose + made.bagged * opened[group]
            self._sort(group, made, loose, rate * share)
            through = rate * (1 - opened[group]) * made.bags * share
            for _, part in self._to_areas(self._bag_code(group), through):
                self.flows.note("bags_to", group, part)

    def _destinations(self) -> dict[str, float]:
        assert self.scenario.demand is not None
        return destination_shares(self.scenario.demand)[self.flow]

    def _screen(self, pieces: Floats) -> None:
        demand = self.scenario.demand
        assert demand is not None
        if self.line.xray is None or self.flow not in demand.screening.flows_here:
            return
        screened = pieces * (1 - demand.flow(self.flow).screened_before_share)
        machine = key("xray", self.line.xray)
        check = key("desk", self.scenario.xray[machine.removeprefix("xray.")].check)
        alarms = screened * demand.screening.alarm_share
        self.flows.add(self.part, machine, screened)
        self.flows.add(machine, self.part, screened - alarms)
        self.flows.add(machine, check, alarms)
        self.flows.add(check, self.part, alarms * (1 - demand.screening.seize_share))

    def _unbag(self, made: Composition, rate: Floats) -> dict[str, float]:
        """Send bags to be opened; return the share of bags opened, by destination group."""
        demand = self.scenario.demand
        assert demand is not None
        bags, intra = demand.flow(self.flow).bags, demand.chain.intra_share_of_outbound
        outgoing = demand.flow(self.flow).destinations
        opened = {}
        for group, share in self._destinations().items():
            own = outgoing.get(group, 0.0) * (1 - intra if self.flow == "outbound" else 1.0)
            may_pass = own / share if share and group in bags.through_groups else 0.0
            opened[group] = 1 - bags.through_share * may_pass
        part = sum(share * opened[g] for g, share in self._destinations().items())
        if self.line.unbag is not None:
            desk = key("desk", self.line.unbag)
            self.flows.add(self.part, desk, rate * made.bags * part)
            self.flows.add(desk, self.part, rate * float(made.bagged.sum()) * part)
        return opened

    def _lane(self, group: str) -> int:
        return next(i for i, lane in enumerate(self.lanes) if lane.group == group)

    def _bag_code(self, group: str) -> int:
        one = np.ones(1)
        lane = np.array([self._lane(group)])
        return int(self.areas.codes(lane, one > 0, np.ones((1, 3)), one)[0])

    def _sort(self, group: str, made: Composition, shares: Floats, rate: Floats) -> None:
        """Send parcels of a destination group to the areas that their sizes ask for."""
        lane = np.full(shares.shape, self._lane(group))
        codes = self.areas.codes(lane, np.zeros(shares.shape, bool), made.sides_mm, made.weight_kg)
        failed = self.line.failure_share if self.line.failures_to else 0.0
        if self.line.failures_to:
            broken = rate * float(shares.sum()) * failed
            self.flows.add(self.part, self.line.failures_to, broken)
            self.flows.note("loose_to", group, broken)
        longest = made.sides_mm.max(axis=1)
        for code in np.unique(codes):
            here = codes == code
            whole = rate * float(shares[here].sum()) * (1 - failed)
            for area, part in self._to_areas(int(code), whole):
                self._out_of(area, group, part)
            self._long_pieces(int(code), longest[here], shares[here], rate * (1 - failed))

    def _chosen(self, code: int) -> list[str]:
        return chosen_areas(self.areas, self.line, self.areas.accepted(code))

    def _to_areas(self, code: int, rate: Floats) -> list[tuple[str, Floats]]:
        """Send pieces of a code to the areas that share them; return these and their parts."""
        chosen = self._chosen(code)
        for area in chosen:
            self.flows.add(self.part, area, rate / len(chosen))
        return [(area, rate / len(chosen)) for area in chosen]

    def _out_of(self, area: str, group: str, rate: Floats) -> None:
        if area.startswith("loop."):
            self._on_loop(group, area, rate)
        else:
            self.flows.note("loose_to", group, rate)

    def _on_loop(self, group: str, area: str, rate: Floats) -> None:
        """Note bags or loose pieces that a loop's chutes give to a lane group, and no-reads."""
        self.flows.note("onto_loops", (area, group), rate)
        chutes = list(self.scenario.loop[area.removeprefix("loop.")].chute_group.values())
        able = [c for c in chutes if not c.lanes or group in c.lanes]
        places = sum(chute.count for chute in able)
        for chute in able:
            part = rate * chute.count / places
            if chute.kind == "bagging":
                self.flows.note("bags_to", group, part / chute.parcels_per_bag)
            else:
                self.flows.note("loose_to", group, part)
        self._coding(area, rate)

    def _coding(self, area: str, rate: Floats) -> None:
        loop = self.scenario.loop[area.removeprefix("loop.")]
        if loop.coding is not None and loop.no_read == "coding":
            desk = key("desk", loop.coding)
            self.flows.add(area, desk, rate * (1 - loop.read_rate))
            self.flows.add(desk, area, rate * (1 - loop.read_rate))

    def _long_pieces(self, code: int, lengths: Floats, shares: Floats, rate: Floats) -> None:
        chosen = [area for area in self._chosen(code) if area.startswith("loop.")]
        for area in chosen:
            limit = self.scenario.loop[area.removeprefix("loop.")].two_carrier_length_mm
            part = float(shares[lengths > limit].sum()) / len(chosen)
            self.flows.note("two_carriers", area, rate * part)

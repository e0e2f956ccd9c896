"""What a scenario is, before any run: its values, its stations, its bounds, its weak spots.

Here the answer of ``sortsim explain`` is put together; the bounds are in ``area_bounds``.
The command line and users of the library import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortsim.core.errors import InputError
from sortsim.spec.scenario import Scenario

if TYPE_CHECKING:
    from sortsim.api.area_bounds import AreaBound
    from sortsim.centre.capacity_bounds import ExpectedFlows
    from sortsim.centre.fitout.model import Fitout
    from sortsim.demand.chain import Targets
    from sortsim.demand.plan import DemandPlan
    from sortsim.spec.resolved import Resolved, Row


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of the fit-out: its count, floor, price and power."""

    part: str
    units: int
    floor_m2: float
    """Of all units [m2]."""
    capex_yuan: float
    loaded_kw: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What ``sortsim explain`` says."""

    values: tuple[Row, ...]
    """Every value with unit, class, source and origin, sorted by key."""
    parts: tuple[PartRow, ...]
    people: Mapping[str, tuple[int, ...]]
    """People on shift by pool and hour of the operating day, 06:00 first, breaks apart."""
    targets: Targets | None
    """What the demand asks for; ``None`` without a demand."""
    bounds: tuple[AreaBound, ...]
    """By area; none without a demand."""
    bottleneck: AreaBound | None
    """The area with the highest ratio of required to capacity."""
    warnings: tuple[str, ...]
    """Links without credits enough, Kwo's rules, waves without chutes for what comes."""

    @property
    def sentence(self) -> str:
        """The likely bottleneck in one sentence."""
        if self.bottleneck is None:
            return "No demand is described, so there are no bounds to compare."
        bound, at = self.bottleneck.bound, self.bottleneck.hour_of_day
        told = f"{bound.required_per_h:,.0f} of {bound.capacity_per_h:,.0f}"
        beyond = "cannot keep up with" if bound.ratio > 1 else "is nearest to its bound with"
        return (
            f"The likely bottleneck is {bound.resource}: at {at:02d} h it {beyond} {told} "
            f"{self.bottleneck.unit} an hour ({bound.ratio:.0%}; {self.bottleneck.limit})."
        )

    def as_json(self) -> dict[str, Any]:
        """Return one object for ``--json``."""
        return {
            "values": [dict(row) for row in self.values],
            "parts": [asdict(part) for part in self.parts],
            "people": {pool: list(count) for pool, count in self.people.items()},
            "target": None if self.targets is None else asdict(self.targets),
            "bounds": [bound.as_json() for bound in self.bounds],
            "bottleneck": self.bottleneck.bound.resource if self.bottleneck else None,
            "sentence": self.sentence,
            "warnings": list(self.warnings),
        }


def explain(resolved: Resolved[Scenario]) -> Explanation:
    """Explain a scenario without running it.

    Parameters
    ----------
    resolved
        A checked scenario.

    Raises
    ------
    InputError
        If it cannot be built; every problem is in it.
    """
    _refuse_faulty(resolved)
    scenario = resolved.scenario
    rows, parts = tuple(resolved.rows()), tuple(part_rows(scenario))
    people = people_by_hour(scenario)
    if scenario.demand is None or scenario.departures is None:
        return Explanation(rows, parts, people, None, (), None, ())
    from sortsim.demand.plan import plan_demand, read_own

    demand = plan_demand(scenario, own=read_own(resolved))
    folder = Path(resolved.files[0].path).parent if resolved.files else Path()
    bounds, warnings = _bounds(scenario, demand, folder)
    worst = max(bounds, key=lambda area: area.bound.ratio, default=None)
    return Explanation(rows, parts, people, demand.targets, tuple(bounds), worst, tuple(warnings))


def _refuse_faulty(resolved: Resolved[Scenario]) -> None:
    from sortsim.centre.checks.every import problems

    found = problems(resolved)
    if found:
        raise InputError(found)


def _bounds(
    scenario: Scenario, demand: DemandPlan, folder: Path
) -> tuple[list[AreaBound], list[str]]:
    from sortsim.api.area_bounds import AreaBounds, crews_of
    from sortsim.api.credit_warnings import kwo_warnings, starved_links
    from sortsim.api.wave_warnings import wave_warnings
    from sortsim.centre.fitout.build import build
    from sortsim.centre.fitout.lanes import sort_lanes

    lanes = sort_lanes(demand.lanes, scenario.demand)
    fitout: Fitout = build(scenario, lanes, folder=folder)
    flows = planned_flows(scenario, demand, fitout)
    crews = crews_of(scenario, fitout)
    made = AreaBounds(scenario, fitout, demand.lanes, flows, crews, folder)
    warnings = [
        *starved_links(fitout, flows),
        *kwo_warnings(scenario, flows),
        *wave_warnings(scenario, fitout.lanes, flows, folder),
    ]
    return made.every(), warnings


def planned_flows(scenario: Scenario, demand: DemandPlan, fitout: Fitout) -> ExpectedFlows:
    """Return what every area is asked for in each hour of the measured day."""
    from sortsim.centre.capacity_bounds import expected_flows
    from sortsim.demand.chain import flow_by_hour

    assert scenario.demand is not None
    day = demand.measured
    return expected_flows(
        scenario,
        fitout.lanes,
        {
            "outbound": flow_by_hour(scenario.demand, day, "outbound"),
            "inbound": flow_by_hour(scenario.demand, day, "inbound"),
        },
    )


def part_rows(scenario: Scenario) -> Iterator[PartRow]:
    """Yield units, floor, price and power of each part, in the order of the flow."""
    from sortsim.centre.fitout.units import footprints

    for part, (units, one) in footprints(scenario).items():
        yield PartRow(
            part, units, units * one.floor_m2, units * one.capex_yuan, units * one.loaded_kw
        )


def people_by_hour(scenario: Scenario) -> dict[str, tuple[int, ...]]:
    """Return the people on shift at the start of each hour, by pool, breaks not taken off."""
    from sortsim.centre.world.shifts import rotas
    from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H

    without = {n: p.model_copy(update={"pause": {}}) for n, p in scenario.pool.items()}
    found = rotas(without, list(scenario.pool_move.values()), (), 2 * TICKS_PER_DAY)
    hours = range(TICKS_PER_DAY, 2 * TICKS_PER_DAY, TICKS_PER_H)
    return {name: tuple(rota.present(at) for at in hours) for name, rota in found.items()}

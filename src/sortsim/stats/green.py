"""The green ledger: energy, carbon, vehicles, bags and packings of a day, each with its class.

Here stated shares meet what the run counted; the electricity by state is ``energy_states``'s.
``api`` and tests import it; each line's formula stands in `LINES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from operator import mul

from sortsim.stats.economics import BUILDING, ROOF_PV
from sortsim.stats.energy_states import EMPTY, LOADED
from sortsim.stats.money_prices import Value

SIMULATED = "simulated"
"""Class of a number that the run found."""
DRAWN = (LOADED, EMPTY, BUILDING)
"""What draws electricity."""

LINES: Mapping[str, tuple[str, str]] = {
    "kwh_per_1000": ("kWh/1000", "electricity used / 1 000 passes of the measured day"),
    "kwh_per_1000_loaded": ("kWh/1000", "of it: machines at load"),
    "kwh_per_1000_empty": ("kWh/1000", "of it: machines that run empty"),
    "kwh_per_1000_building": ("kWh/1000", "of it: light, ventilation, offices, day and night"),
    "roof_share": ("share", "electricity from the photovoltaic roof / electricity used"),
    "kgco2_per_1000": ("kgCO2/1000", "electricity bought x grid factor / 1 000 passes"),
    "kgco2_per_1000_loaded": ("kgCO2/1000", "of it: machines at load"),
    "kgco2_per_1000_empty": ("kgCO2/1000", "of it: machines that run empty"),
    "kgco2_per_1000_building": ("kgCO2/1000", "of it: the building"),
    "tco2_per_year": ("tCO2/year", "electricity bought for the year's passes x grid factor"),
    "vehicles_per_day": ("vehicles", "vehicles in and out on the measured day"),
    "new_energy_vehicle_share": ("share", "stated shares by kind, weighted by vehicles"),
    "bags_filled": ("bags", "bags (集包) closed on the measured day"),
    "bag_turns": ("uses", "times a reusable bag is used"),
    "reusable_bag_share": ("share", "reusable bags / bags filled"),
    "reusable_bags_new": ("bags", "bags filled x reusable share / turns"),
    "single_use_bags": ("bags", "bags filled x (1 - reusable share) / uses of a single-use bag"),
    "single_use_bags_avoided": ("bags", "bags filled x reusable share / uses of a single-use bag"),
    "reusable_packaging_parcels": ("parcels", "stated share x outbound parcels arrived"),
    "no_second_packing_share": ("share", "1 - stated share of e-commerce parcels packed twice"),
    "no_second_packing_goal_share": ("share", "what the plan asks for"),
    "above_goal_share": ("share", "no_second_packing_share - goal; below 0: the goal is missed"),
    "second_packings_parcels": ("parcels", "share packed twice x outbound parcels arrived"),
}
"""Key of a line to its unit and its definition, in the order of the ledger."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the ledger for one configuration."""

    key: str
    value: float
    low: float | None
    high: float | None
    cls: str
    source: str | None
    """Source of what is stated, else the reason of the estimate."""

    @property
    def unit(self) -> str:
        """The unit of the value."""
        return LINES[self.key][0]

    @property
    def definition(self) -> str:
        """How the value is found."""
        return LINES[self.key][1]


@dataclass(frozen=True)
class GreenFacts:
    """What a run says of one configuration's measured day, and its year."""

    passes: float
    kwh: Mapping[str, float]
    """Electricity by state (``energy_states.STATES``); the roof's below zero."""
    year_kwh: float
    """Electricity bought for the year's passes."""
    vehicles: Mapping[str, int]
    """Vehicles in and out by kind."""
    bags: float
    outbound_parcels: float
    """Outbound parcels that arrived."""


def ledger(facts: GreenFacts, stated: Mapping[str, Value]) -> list[LedgerLine]:
    """Return the ledger of one configuration; lines that nothing is stated of are left out.

    Parameters
    ----------
    facts
        What the run found.
    stated
        Values by dotted key: ``economy.grid_kgco2_per_kwh``, ``economy.bag_uses``,
        ``economy.second_packing_share``, and those of ``green`` where there are any.
    """
    lines = [*_energy(facts, stated), *_vehicles(facts, stated), *_packaging(facts, stated)]
    order = list(LINES)
    return sorted(lines, key=lambda line: order.index(line.key))


def _energy(facts: GreenFacts, stated: Mapping[str, Value]) -> Iterator[LedgerLine]:
    used = sum(facts.kwh.get(state, 0.0) for state in DRAWN)
    roof = abs(facts.kwh.get(ROOF_PV, 0.0))
    bought = max(0.0, used - roof)
    yield _simulated("kwh_per_1000", 1000 * used / facts.passes)
    yield _simulated("roof_share", min(1.0, roof / used) if used else 0.0)
    grid = stated["economy.grid_kgco2_per_kwh"]
    yield _stated("kgco2_per_1000", grid, lambda g: 1000 * bought * g / facts.passes)
    yield _stated("tco2_per_year", grid, lambda g: facts.year_kwh * g / 1000)
    for state in DRAWN:
        kwh = 1000 * facts.kwh.get(state, 0.0) / facts.passes
        of_bought = kwh * (bought / used if used else 0.0)
        yield _simulated(f"kwh_per_1000_{state}", kwh)
        yield _stated(f"kgco2_per_1000_{state}", grid, partial(mul, of_bought))


def _vehicles(facts: GreenFacts, stated: Mapping[str, Value]) -> Iterator[LedgerLine]:
    total = sum(facts.vehicles.values())
    yield _simulated("vehicles_per_day", float(total))
    known = {
        kind: stated[key]
        for kind in facts.vehicles
        if (key := f"green.new_energy_vehicle_share.{kind}") in stated
    }
    counted = sum(facts.vehicles[kind] for kind in known)
    if not counted:
        return
    weights = {kind: facts.vehicles[kind] / counted for kind in known}
    base, low, high = (
        sum(weights[kind] * end(value) for kind, value in known.items())
        for end in (lambda v: v.base, _low, _high)
    )
    told = "; ".join(dict.fromkeys(_told(v) for v in known.values()))
    missing = sorted(set(facts.vehicles) - set(known))
    told += f"; nothing is stated of {', '.join(missing)}" if missing else ""
    yield LedgerLine("new_energy_vehicle_share", base, low, high, _worst(known.values()), told)


def _packaging(facts: GreenFacts, stated: Mapping[str, Value]) -> Iterator[LedgerLine]:
    turns, twice = stated["economy.bag_uses"], stated["economy.second_packing_share"]
    parcels, bags = facts.outbound_parcels, facts.bags
    yield _simulated("bags_filled", bags)
    yield _stated("bag_turns", turns, lambda uses: uses)
    yield _stated("no_second_packing_share", twice, lambda share: 1 - share)
    yield _stated("second_packings_parcels", twice, lambda share: share * parcels)
    goal = stated.get("green.no_second_packing_goal_share")
    if goal is not None:
        yield _stated("no_second_packing_goal_share", goal, lambda share: share)
        yield _stated("above_goal_share", twice, lambda share: 1 - share - goal.base)
    share, uses = (
        stated.get(f"green.{name}") for name in ("reusable_bag_share", "single_use_bag_uses")
    )
    if share is not None and uses is not None:
        each, kept = uses.base, share.base
        yield _stated("reusable_bag_share", share, lambda s: s)
        yield _stated("reusable_bags_new", turns, lambda t: bags * kept / t)
        yield _stated("single_use_bags", share, lambda s: bags * (1 - s) / each)
        yield _stated("single_use_bags_avoided", uses, lambda u: bags * kept / u)
    boxes = stated.get("green.reusable_packaging_share")
    if boxes is not None:
        yield _stated("reusable_packaging_parcels", boxes, lambda s: s * parcels)


def _simulated(key: str, value: float) -> LedgerLine:
    return LedgerLine(key, value, None, None, SIMULATED, None)


def _stated(key: str, value: Value, line: Callable[[float], float]) -> LedgerLine:
    """Return a line that one stated value decides, at its base and both of its ends."""
    if not value.varies:
        return LedgerLine(key, line(value.base), None, None, value.cls, _told(value))
    low, high = sorted((line(_low(value)), line(_high(value))))
    return LedgerLine(key, line(value.base), low, high, value.cls, _told(value))


def _told(value: Value) -> str:
    return value.source or value.note or ""


def _low(value: Value) -> float:
    return value.base if value.low is None else value.low


def _high(value: Value) -> float:
    return value.base if value.high is None else value.high


def _worst(values: Iterable[Value]) -> str:
    """Return the weakest class of several values: an estimate makes all of it one."""
    order = ("sourced", "derived", "stated", "default", "estimate")
    found = [value.cls for value in values]
    return max(found, key=lambda cls: order.index(cls) if cls in order else 0)

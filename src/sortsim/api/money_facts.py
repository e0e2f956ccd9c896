"""What a record says for the money: quantities of its day, its year, its prices with ranges.

Here records become what ``stats`` reckons with; nothing is read but the record itself.
``api.money`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sortsim.api.facts import bags_closed, machines, wage_of_pool
from sortsim.core.errors import InputError, Problem
from sortsim.demand.calendar import event_factor, year_volumes
from sortsim.results.parquet import read_table
from sortsim.results.record import RunRecord
from sortsim.spec.from_rows import rows_by_path, scenario_of
from sortsim.spec.scenario import Scenario
from sortsim.stats.economics import BUILDING, ROOF_PV, labour_h_by_wage
from sortsim.stats.energy_states import EMPTY, LOADED, energy_by_state
from sortsim.stats.green import GreenFacts
from sortsim.stats.money_day import DayQuantities
from sortsim.stats.money_prices import CAPEX, Value, economy_values, value_of
from sortsim.stats.money_year import Year

if TYPE_CHECKING:
    import pandas as pd

GROWN_SHARE = 0.01
"""A backlog that grows by more than this share of the day's parcels is more than can be sorted."""
DAYS_PER_YEAR = 365
NEEDED = ("economy.grid_kgco2_per_kwh", "economy.bag_uses", "economy.second_packing_share")
"""What the green ledger cannot do without; the model's own defaults where a record lacks it."""


@dataclass(frozen=True)
class RecordFacts:
    """One record, as the money sees it."""

    name: str
    record: RunRecord
    scenario: Scenario
    day: DayQuantities
    energy: pd.DataFrame
    """Electricity by area and state."""
    parcels: ParcelCounts

    @property
    def day_kind(self) -> str:
        """``design``, ``mean`` or the date that was measured."""
        return str(self.scenario.run.measured_day)

    @cached_property
    def rows(self) -> Mapping[tuple[str, ...], Mapping[str, Any]]:
        """Rows of ``scenario.json`` by the parts of their keys."""
        return rows_by_path(self.record.documents["scenario"])


def facts_of(name: str, record: RunRecord) -> RecordFacts:
    """Return what a record says for the money.

    Raises
    ------
    InputError
        The record is damaged or of a study, has no economy, or sorted nothing.
    """
    where = str(record.path) if record.path else name
    scenario = scenario_of(record.documents["scenario"], where)
    if scenario.economy is None:
        told = "its scenario has no economy, so there is nothing to reckon money from"
        raise InputError([Problem(told, file=where)])
    try:
        energy = energy_by_state(record.energy, record.stations, machines(scenario))
        counts = _counts(record)
        day = _day(record, scenario, energy, counts)
    except (OSError, ValueError, KeyError) as error:
        raise InputError([Problem(f"not a readable record: {error}", file=where)]) from error
    if day.passes <= 0:
        raise InputError([Problem("sorted no parcel, so there is no cost a pass", file=where)])
    return RecordFacts(name, record, scenario, day, energy, counts)


def _day(
    record: RunRecord, scenario: Scenario, energy: pd.DataFrame, counts: ParcelCounts
) -> DayQuantities:
    by_state = energy.groupby("state")[["kwh", "empty_kwh_if_unloaded"]].sum()
    kwh = by_state["kwh"].to_dict()
    unloaded = float(by_state["empty_kwh_if_unloaded"].sum())
    hours = record.hours[record.hours["flow"].astype("str") == "all"]
    planned = float(hours["planned_parcels"].sum())
    return DayQuantities(
        passes=float(hours["sorted_parcels"].sum()),
        labour_h=labour_h_by_wage(record.labour, wage_of_pool(scenario)),
        loaded_kwh=float(kwh.get(LOADED, 0.0)),
        empty_kwh=float(kwh.get(EMPTY, 0.0)),
        empty_kwh_if_unloaded=unloaded,
        building_kwh=float(kwh.get(BUILDING, 0.0)),
        roof_kwh=abs(float(kwh.get(ROOF_PV, 0.0))),
        missorts=counts.missorted,
        sorted_own=counts.staged,
        bags=float(bags_closed(scenario, record.stations)),
        building_m2=0.0 if scenario.site is None else scenario.site.building_m2,
        is_peak=scenario.run.measured_day == "design",
        planned=planned,
        is_overloaded=_grew(record, planned),
    )


@dataclass(frozen=True)
class ParcelCounts:
    """Parcels of the measured day by what the money asks of them."""

    missorted: float
    """Went to a wrong lane by the day's end."""
    staged: float
    """Arrived in a lane by its end."""
    outbound: float
    """Outbound ones that arrived."""


def _counts(record: RunRecord) -> ParcelCounts:
    """Count parcels from four columns alone: the table of a whole day is large."""
    names = ["flow", "gate_ms", "staged_ms", "missorted"]
    if record.path is None:
        parcels = record.parcels[names]
    else:
        parcels = read_table(record.path / "parcels.parquet", names)
    is_staged = parcels["staged_ms"] >= 0
    is_outbound = (parcels["flow"] == "outbound") & (parcels["gate_ms"] >= 0)
    found = (parcels["missorted"] & is_staged, is_staged, is_outbound)
    return ParcelCounts(*(float(np.count_nonzero(rows)) for rows in found))


def _grew(record: RunRecord, planned: float) -> bool:
    counts = record.manifest.get("counts", {})
    opening, closing = (
        float(counts.get(f"backlog_{end}_parcels", 0)) for end in ("opening", "closing")
    )
    return closing - opening > GROWN_SHARE * planned


def year_of(facts: RecordFacts) -> Year:
    """Return the passes asked of the centre on each day of its year.

    They are the demand chain's year times the record's scale; with the user's own vehicles or
    hours in place of the chain, 365 days like their mean day.
    """
    manifest, demand = facts.record.manifest, facts.scenario.demand
    target = manifest.get("target", {})
    scale = float(manifest.get("scale", 1.0))
    if demand is None or target.get("origin", "chain") != "chain":
        mean = float(target.get("mean_day_passes", facts.day.passes)) * scale
        return Year(np.full(DAYS_PER_YEAR, mean), np.zeros(DAYS_PER_YEAR, np.bool_))
    volumes = year_volumes(demand.chain)
    peaks = [event_factor(demand.chain, date) > 1 for date in volumes.dates]
    passes = (volumes.outbound + volumes.inbound) * scale
    return Year(passes.astype(np.float64), np.array(peaks, np.bool_))


def machine_values(facts: RecordFacts) -> tuple[list[Value], dict[str, float]]:
    """Return prices of machines with their ranges, and units by the key of the price."""
    values: list[Value] = []
    units: dict[str, float] = {}
    for machine in machines(facts.scenario):
        path = (*machine.area.split(".", 1), "footprint", CAPEX)
        key = ".".join(path)
        values.append(value_of(facts.rows.get(path, {}), key, machine.capex_yuan))
        units[key] = machine.units
    return values, units


def priced_values(facts: RecordFacts) -> list[Value]:
    """Return the values of the economy that money is reckoned from."""
    economy = facts.scenario.economy
    assert economy is not None
    return economy_values(facts.rows, economy)


def stated_values(facts: RecordFacts) -> dict[str, Value]:
    """Return the numbers of ``economy`` and ``green`` by dotted key."""
    economy = facts.scenario.economy
    assert economy is not None
    found = {key: value_of({}, key, getattr(economy, key.split(".")[1])) for key in NEEDED}
    for path, row in facts.rows.items():
        value = row["value"]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and path[0] in ("economy", "green"):
            key = ".".join(path)
            found[key] = value_of(row, key, value)
    return found


def green_facts(facts: RecordFacts, year_kwh: float) -> GreenFacts:
    """Return what the green ledger needs of a record."""
    by_state = facts.energy.groupby("state")["kwh"].sum()
    kinds = facts.record.vehicles["kind"].astype("str").value_counts()
    return GreenFacts(
        passes=facts.day.passes,
        kwh={str(state): float(kwh) for state, kwh in by_state.items()},
        year_kwh=year_kwh,
        vehicles={str(kind): int(count) for kind, count in sorted(kinds.items())},
        bags=facts.day.bags,
        outbound_parcels=facts.parcels.outbound,
    )

"""A scenario file's demand in one call, the user's own tables with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sortsim.core.errors import InputError
from sortsim.demand.plan import plan_demand, read_own
from sortsim.spec.load import load_scenario
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from tests.builders_demand import PARTS


def _load(folder: Path, text: str) -> Resolved[Scenario]:
    (folder / "scenarios").mkdir(exist_ok=True)
    path = folder / "scenarios" / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path)


def _files(folder: Path) -> str:
    """Copy the parts beside the scenario, since a scenario must not leave its project."""
    (folder / "scenarios").mkdir(exist_ok=True)
    for name in ("demand-wenzhou", "departures-reference"):
        text = (PARTS / f"{name}.toml").read_text(encoding="utf-8")
        (folder / "scenarios" / f"{name}.toml").write_text(text, encoding="utf-8")
    return (
        'schema_version = 1\nname = "demand only"\n'
        'extends = ["demand-wenzhou.toml", "departures-reference.toml"]\n'
    )


def test_the_shipped_parts_load_and_plan(tmp_path: Path) -> None:
    """Both parts go through the loader; the plan has the required passes and lanes."""
    resolved = _load(tmp_path, _files(tmp_path) + "[run]\nscale = 0.01\n")
    plan = plan_demand(resolved.scenario, own=read_own(resolved))
    assert plan.targets.required_passes_per_day == 2_375_014
    assert len(plan.lanes) == 429
    assert sum(v.parcels for v in plan.vehicles if v.day == 1) == pytest.approx(23_750, abs=2)
    assert plan.draws.draw(plan.vehicles[0]).n_parcels == plan.vehicles[0].parcels
    origin = resolved.origins["demand.chain.annual_parcels"]
    assert origin.cls == "sourced"


def test_events_reach_the_vehicles_but_not_the_timetable(tmp_path: Path) -> None:
    """A surge brings vehicles for which no departure was planned."""
    base = _files(tmp_path) + "[run]\nscale = 0.01\n"
    calm = plan_demand(_load(tmp_path, base).scenario)
    surge = '[event.rush]\nkind="surge"\nday=1\nstart="12:00"\nend="23:00"\nfactor=3.0\n'
    rushed = plan_demand(_load(tmp_path, base + surge).scenario)
    assert len(rushed.vehicles) > len(calm.vehicles)
    assert [lane.vehicles.tolist() for lane in rushed.lanes] == [
        lane.vehicles.tolist() for lane in calm.lanes
    ]


def test_tables_beside_the_scenario_replace_the_chain(tmp_path: Path) -> None:
    """``vehicles_csv`` and ``hours_csv`` are read from the scenario's folder."""
    text = _files(tmp_path)
    folder = tmp_path / "scenarios"
    (folder / "v.csv").write_text("planned,flow,load\n21:30,outbound,900\n", encoding="utf-8")
    (folder / "h.csv").write_text(
        "分拣中心,日期,小时,货量\nSC1,2025/11/11,21,700\n", encoding="utf-8"
    )
    for key, name, passes in (("vehicles_csv", "v.csv", 900), ("hours_csv", "h.csv", 700)):
        resolved = _load(tmp_path, f'{text}[demand]\n{key} = "{name}"\n')
        plan = plan_demand(resolved.scenario, own=read_own(resolved))
        assert plan.targets.required_passes_per_day == passes
        assert sum(v.parcels for v in plan.vehicles if v.day == 1) == passes
        assert plan.targets.notes


def test_a_destination_without_lanes_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    """The group's name is misspelt."""
    text = _files(tmp_path) + "[demand.intra_city_destinations]\noutlet = 0.0\noutlets = 1.0\n"
    resolved = _load(tmp_path, text)
    with pytest.raises(InputError, match="did you mean 'outlet'"):
        plan_demand(resolved.scenario)


def test_a_scenario_without_demand_is_refused(tmp_path: Path) -> None:
    """A study fed by sources has no demand to plan."""
    resolved = _load(tmp_path, 'schema_version = 1\nname = "study"\n')
    assert read_own(resolved) is None
    with pytest.raises(InputError, match="demand: this run needs it"):
        plan_demand(resolved.scenario)

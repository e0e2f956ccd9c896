"""Shocks of a tiny centre: pairing, what is told, which shocks fit, what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import sortsim as ss
from sortsim.api import shock_run
from sortsim.api.shock import (
    ShockFailedError,
    ShockOptions,
    new_events,
    plan_shocks,
    shipped_shocks,
)
from sortsim.core.errors import InputError
from tests.builders_project import write_project

SCALE = 0.01
CUT = """
[event.dark]
kind = "power_cut"
day = "measured"
start = "18:00"
length_min = 120.0
"""
SURGE = """
[event.more]
kind = "surge"
day = "measured"
start = "06:00"
end = "06:00"
factor = 2.0
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a tiny centre and two shocks, as the working folder."""
    write_project(tmp_path)
    overlays = tmp_path / "scenarios/overlays"
    overlays.mkdir()
    for name, text in (("cut", CUT), ("surge", SURGE)):
        (overlays / f"{name}.toml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shocked(*names: str, **options: Any) -> dict[str, Any]:
    """Return what shocks of the tiny centre with a loop gave."""
    made = ss.shock("loop", [f"overlays/{n}" for n in names], scale=SCALE, jobs=1, **options)
    content: dict[str, Any] = made.as_json()
    return content


def test_differences_are_those_of_two_runs_by_hand(project: Path) -> None:
    """Backlogs of `simulate` with and without the event; broken promises and lateness counted."""
    told = shocked("cut")
    days = ["run.recovery_days=1"]
    records = {
        name: ss.simulate(ss.load_scenario("loop", overlays, days), scale=SCALE, margin="none")
        for name, overlays in (("base", []), ("cut", ["overlays/cut"]))
    }
    late = {n: int((~r.parcels["on_planned"] & (r.parcels["outcome"] != "seized")).sum())
            for n, r in records.items()}  # fmt: skip
    one = told["shocks"]["cut"]
    assert one["kpis"]["on_planned_lost"]["value"] == late["cut"] - late["base"]
    for name, backlog in (("base", told["undisturbed"]), ("cut", one)):
        hours = records[name].hours
        measured = hours[hours["flow"] == "all"]["backlog_parcels"].tolist()
        assert backlog["backlog_parcels"][:24] == measured
    assert (one["from_h"], one["to_h"]) == (12.0, 14.0)
    assert told["watched_h"] == 48
    assert told["band_parcels"] == pytest.approx(0.01 * one["kpis"]["planned"]["value"])


def test_parcels_that_a_surge_adds_are_told_apart(project: Path) -> None:
    """Twice the volume: no parcel of the usual day is counted among the added ones."""
    told = shocked("surge")
    kpis = told["shocks"]["surge"]["kpis"]
    assert kpis["planned"]["value"] == 2 * told["undisturbed"]["kpis"]["planned"]["value"]
    assert kpis["on_planned_lost"]["value"] < kpis["planned"]["value"] / 2
    assert kpis["on_planned_lost_added"]["value"] > 0


@pytest.mark.verify
def test_two_processes_give_the_bytes_of_one(project: Path) -> None:
    """Whatever the order in which runs end; files are those of the object."""
    names = ["overlays/cut", "overlays/surge"]
    for jobs in (1, 2):
        ss.shock("loop", names, scale=SCALE, jobs=jobs, replications=2, out=f"out{jobs}")
    for file in ("shocks.json", "shocks.csv", "backlog.csv", "figures/shocks.svg"):
        assert Path("out1", file).read_bytes() == Path("out2", file).read_bytes()
    told = json.loads(Path("out1/shocks.json").read_text("utf-8"))
    assert list(told["shocks"]) == ["cut", "surge"]
    assert told["shocks"]["cut"]["kpis"]["backlog_peak"]["half_width"] >= 0


def test_all_shipped_shocks_that_fit_are_planned(project: Path) -> None:
    """A manual centre has no loop that could stand; the reason is kept and nothing else."""
    shipped = {name.removeprefix("overlays/shock-") for name in shipped_shocks()}
    assert shipped == {
        "double-11", "loop-down", "power-cut", "shift-missing", "typhoon", "xray-alarms",
    }  # fmt: skip
    plan = plan_shocks("main-centre-manual", (), (), (), ShockOptions())
    assert set(plan.shocks) == shipped - {"loop-down"}
    assert plan.unfit == {"loop-down": "there is no loop 'loop.small*out*'"}
    asked = ["overlays/shock-loop-down"]
    assert set(plan_shocks("main-centre-auto", asked, (), (), ShockOptions()).shocks) == {
        "loop-down"
    }


def test_a_projects_own_shocks_are_shipped_ones_too(project: Path) -> None:
    """Overlays in scenarios/overlays whose names begin with shock-."""
    (project / "scenarios/overlays/shock-mine.toml").write_text(CUT, "utf-8")
    assert "overlays/shock-mine" in shipped_shocks()
    assert "mine" in plan_shocks("hand", (), (), (), ShockOptions()).shocks


def test_a_setting_of_a_shocks_event_goes_to_that_shock(project: Path) -> None:
    """The undisturbed day has no such event; one that no shock has is refused."""
    sets = ["event.dark.length_min=30", "door_group.in.doors=6"]
    plan = plan_shocks("loop", ["overlays/cut", "overlays/surge"], (), sets, ShockOptions())
    assert new_events(plan.base.scenario, plan.shocks["cut"].scenario) == {"dark": (12.0, 12.5)}
    assert plan.base.scenario.door_group["in"].doors == 6
    with pytest.raises(InputError, match="no shock that is run has this event"):
        plan_shocks("loop", ["overlays/surge"], (), sets, ShockOptions())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[site]\nbuilding_m2 = 20000.0\n", "brings no event"),
        (CUT + "[demand.chain]\ndesign_multiple = 3.0\n", "changes the demand itself"),
        (CUT + 'parts = ["loop.sortr"]\n', "there is no loop 'loop.sortr'.*loop.sorter"),
        (CUT.replace("power_cut", "powercut"), "power_cut"),
        (CUT.replace('"measured"', "-1"), "event.dark.day"),
        (CUT + "factor = 500.0\n", "must be at most 100"),
    ],
)
def test_an_overlay_that_is_no_shock_is_refused(project: Path, text: str, message: str) -> None:
    """Before any run, with file and key."""
    (project / "bad.toml").write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        ss.shock("loop", ["bad.toml"], scale=SCALE)


def test_a_failed_run_leaves_the_others(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shock whose run fails is left out of the table and told."""
    real = shock_run.run_kept

    def faulty(resolved: Any, *args: Any, **keys: Any) -> Any:
        if "dark" in resolved.scenario.event:
            raise ZeroDivisionError("by hand")
        return real(resolved, *args, **keys)

    monkeypatch.setattr(shock_run, "run_kept", faulty)
    with pytest.raises(ShockFailedError, match="cut: ZeroDivisionError: by hand") as caught:
        shocked("cut", "surge")
    assert list(caught.value.made.as_json()["shocks"]) == ["surge"]  # type: ignore[call-overload]

"""Which runs a curve takes, within what budget, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import sortsim as ss
from sortsim.api import workers
from sortsim.api.compare import compare_runs
from sortsim.api.curve import CurveAgenda, CurveOptions, Scales, agenda_for, scales_of
from sortsim.api.curve_object import curve_margin, curve_object
from sortsim.api.curve_plan import GRID, TOLERANCE, CurvePlan, Key
from sortsim.api.lean import RunFound, found_in, run_lean
from sortsim.api.simulate import RunOptions
from sortsim.api.workers import Event, Task
from sortsim.results.curve import curve_rows, read_curve
from tests.builders_project import write_project
from tests.unit.stats.test_curve import run

KNEES = {"manual": 0.63, "auto": 1.71}
TARGET = {"required_passes_per_day": 160.0, "mean_day_passes": 100.0}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a tiny centre, as the working folder."""
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def share(name: str, load: float, replication: int) -> float:
    """Return the share on time: 98 % at the knee, which each replication moves a little."""
    return 0.98 - 0.1 * (load - KNEES[name] - 0.02 * (replication % 3))


def found_at(key: Key) -> RunFound:
    """Return what a centre with a known knee finds."""
    one = run(key.load_share, share(key.name, key.load_share, key.replication), key.replication,
              100.0 * key.load_share)  # fmt: skip
    return RunFound(round(100 * key.load_share), one.kpis, {"conditions": one.conditions})


@dataclass
class Machine:
    """A worker with a clock: a run takes a second a mean day."""

    agenda: CurveAgenda
    now_s: float = 0.0

    def work(self, fails: str = "") -> list[Key]:
        """Do all that the agenda asks for; return it in order."""
        done = []
        while (task := self.agenda.next()) is not None:
            key = self.agenda._keys[task.name]
            self.agenda.hear(Event("began", task.name))
            self.now_s += key.load_share
            is_lost = task.name == fails
            self.agenda.hear(
                Event("failed", task.name) if is_lost
                else Event("done", task.name, found=found_at(key))
            )  # fmt: skip
            done.append(key)
        return done


def agenda(budget_s: float = 1e9, replications: int = 3) -> CurveAgenda:
    """Return the agenda of two centres whose design day is 1.6 mean days."""
    design = dict.fromkeys(KNEES, 1.6)
    records: dict[Key, Any] = {
        Key(name, 1.6, 0): Task(name, None, RunOptions(), Path(name))  # type: ignore[arg-type]
        for name in design
    }
    scales = dict.fromkeys(design, Scales(100.0, 1.6))
    return CurveAgenda(records, CurvePlan(design, replications), scales, budget_s, 1)


def worked(
    budget_s: float = 1e9, replications: int = 3, fails: str = ""
) -> tuple[Machine, list[Key]]:
    """Return a machine that has done what fits into a budget, and what that was."""
    machine = Machine(agenda(budget_s, replications))
    machine.agenda.clock = lambda: machine.now_s
    machine.agenda._start_s = 0.0
    return machine, machine.work(fails)


def test_every_load_of_the_grid_has_every_replication_in_the_end() -> None:
    """Small loads some more; nothing twice; the records come first."""
    machine, done = worked()
    assert len(done) == len(set(done))
    assert [key.load_share for key in done[:2]] == [1.6, 1.6]
    for name in KNEES:
        loads = {key.load_share for key in done if key.name == name}
        assert loads >= {*GRID, 1.6}
        for load in loads:
            count = sum(key.name == name and key.load_share == load for key in done)
            assert count == (5 if load <= 0.5 else 3)
    assert list(machine.agenda.plan.wanted()) == []


@pytest.mark.parametrize("name", list(KNEES))
def test_the_knee_is_found_by_bisection_and_has_a_half_width(name: str) -> None:
    """Loads beside the knee lie close; the mean of the replications' knees is the known one."""
    machine, done = worked()
    loads = sorted({key.load_share for key in done if key.name == name and key.replication == 0})
    above = min(load for load in loads if load > KNEES[name])
    below = max(load for load in loads if load <= KNEES[name])
    assert above - below <= TOLERANCE
    margin = curve_margin(machine.agenda, name, TARGET)
    assert margin["value"] == pytest.approx((KNEES[name] + 0.02) / 1.6 - 1, abs=1e-3)
    assert 0.0 < margin["half_width"] < 0.05
    assert margin["note"] == "from the curve, 3 replications"


def test_a_budget_is_kept_and_spent_on_what_tells_most() -> None:
    """The design day's replications in any case, then the grid; the clock stops in time."""
    machine, done = worked(budget_s=30.0)
    assert machine.now_s <= 30.0
    design = [key for key in done if key.load_share == 1.6]
    assert len(design) == 6
    assert {key.load_share for key in done if key.replication == 0} >= {1.6, 1.0, 2.0, 0.5}
    assert list(machine.agenda.plan.wanted())


def test_without_any_budget_the_design_day_alone_is_run() -> None:
    """With all its replications, which the summary is made from."""
    _, done = worked(budget_s=0.0)
    assert {key.load_share for key in done} == {1.6}
    assert len(done) == 6


def test_what_lies_ahead_is_told() -> None:
    """Records and the design day in any case, the rest if there is time; at the end nothing."""
    machine = Machine(agenda())
    first = machine.agenda.ahead()
    assert len(first.waiting) == 6
    assert len(first.optional) >= 2 * len(GRID)
    machine.work()
    last = machine.agenda.ahead()
    assert last.waiting == last.optional == ()


def test_a_run_that_fails_leaves_its_point_to_the_others() -> None:
    """It is not tried again, and is counted."""
    machine, done = worked(fails="auto 100.0%/0")
    assert done.count(Key("auto", 1.0, 0)) == 1
    made = curve_object(machine.agenda, dict.fromkeys(KNEES, TARGET), 1.0)
    assert made["runs"]["failed"] == 1  # type: ignore[index]
    point = next(p for p in made["configurations"]["auto"]["points"]  # type: ignore[index]
                 if p["load_share"] == 1.0)  # fmt: skip
    assert point["replications"] == 2


def test_the_object_holds_points_knees_and_paired_differences() -> None:
    """Keys, units, half-widths; what is achieved less what is required."""
    machine, _ = worked()
    made: dict[str, Any] = curve_object(machine.agenda, dict.fromkeys(KNEES, TARGET), 1.0)
    assert made["required"] == {
        "load_share": 1.6, "passes_per_day": 160.0, "on_planned_share": 0.98,
    }  # fmt: skip
    auto = made["configurations"]["auto"]
    assert set(auto["knee"]) == {
        "load_share", "half_width", "unit", "passes_per_day", "passes_half_width", "margin_share",
        "margin_half_width", "replications", "bound",
    }  # fmt: skip
    point = next(p for p in auto["points"] if p["load_share"] == 1.6)
    assert point["passes_per_day"] == {
        "value": pytest.approx(160.0), "unit": "passes/day", "half_width": pytest.approx(0.0),
    }  # fmt: skip
    assert point["minus_required"]["passes_per_day"]["value"] == pytest.approx(0.0)
    assert point["minus_required"]["on_planned_share"]["half_width"] > 0
    row = next(d for d in made["differences"] if d["load_share"] == 1.0)
    assert (row["first"], row["second"], row["replications"]) == ("auto", "manual", 3)
    assert row["on_planned_share"]["value"] == pytest.approx(0.1 * (1.71 - 0.63))
    assert row["on_planned_share"]["half_width"] == pytest.approx(0.0, abs=1e-9)
    apart = curve_object(machine.agenda, dict.fromkeys(KNEES, TARGET), 1.0, is_paired=False)
    assert apart["differences"] == []
    rows = list(curve_rows(made))
    assert len(rows) == sum(len(c["points"]) for c in made["configurations"].values())
    assert {"configuration", "load_share", "on_planned_share_half_width"} <= set(rows[0])


# ---------------------------------------------------------------- on the tiny centre


def test_a_lean_run_finds_what_a_record_finds(project: Path) -> None:
    """The same figures and verdict, without a table."""
    resolved = ss.load_scenario("full")
    record = ss.simulate(resolved, scale=0.01, margin="none")
    assert run_lean(resolved, RunOptions(scale=0.01)) == found_in(record)


def test_loads_become_scales_of_the_own_day(project: Path) -> None:
    """At the own share the factor is one; a demand without parcels has no curve."""
    resolved = ss.load_scenario("hand")
    scales = scales_of(resolved)
    assert scales is not None
    assert scales.scale_of(scales.own_share) == 1.0
    found = run_lean(resolved, RunOptions(scale=scales.scale_of(0.02)))
    assert found.planned_parcels == pytest.approx(0.02 * scales.mean_day_passes, abs=2)
    task = Task("manual", resolved, RunOptions(scale=0.0), project)
    assert agenda_for([task], [("manual", 0)], CurveOptions(), 1) is None


def test_the_records_of_a_comparison_with_a_curve_have_half_widths(project: Path) -> None:
    """Means of all replications of the design day, the margin from the curve."""
    made = compare_runs(
        [ss.load_scenario("hand")], RunOptions(scale=0.01), out="r", jobs=1,
        curve=CurveOptions(replications=2, budget_s=0.0),
    )  # fmt: skip
    record = made.records["manual"]
    row = record.documents["kpis"]["handling_p50_min"]
    single = [run_lean(ss.load_scenario("hand"), RunOptions(scale=0.01, replication=n))
              for n in range(2)]  # fmt: skip
    values = [one.kpis["handling_p50_min"]["value"] for one in single]
    assert row["value"] == pytest.approx(sum(values) / 2)
    assert row["half_width"] > 0
    assert record.manifest["replications"] == 2
    assert record.documents["kpis"]["margin_share"]["value"] is not None
    assert "mean of 2 replications" in record.verdict["sentence"]
    points = read_curve(Path("r"))["configurations"]["manual"]["points"]
    assert [point["replications"] for point in points] == [2]
    assert {path.name for path in Path("r").iterdir()} == {"manual", "curve.json"}


def test_a_worker_that_is_killed_fails_its_task_and_no_other(project: Path) -> None:
    """The pool goes on with a new process."""
    import multiprocessing
    import os
    import signal

    resolved = ss.load_scenario("hand")
    tasks = [Task(name, resolved, RunOptions(scale=0.01), None) for name in "abc"]
    done: list[str] = []
    before = set(multiprocessing.active_children())

    def listen(event: Event) -> None:
        # A process begins within the giving of its task, so the first task's is the first alone.
        if event.kind == "began" and event.task == "a":
            (child,) = set(multiprocessing.active_children()) - before
            assert child.pid is not None
            os.kill(child.pid, signal.SIGKILL)
        if event.kind == "done":
            done.append(event.task)

    failures = workers.run_all(tasks, 2, listen)
    assert set(failures) == {"a"}
    assert failures["a"].fault == "died"
    assert sorted(done) == ["b", "c"]

"""One more of each resource of a tiny centre: pairing, order, limits, what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import sortsim as ss
from sortsim.api import workers
from sortsim.api.one_more import (
    BASE,
    OneMoreFailedError,
    OneMoreOptions,
    plan_one_more,
    run_names,
)
from sortsim.core.errors import InputError
from sortsim.stats.intervals import paired_interval
from tests.builders_project import write_project

SCALE = 0.02


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a tiny centre, as the working folder."""
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def bought(*only: str, **options: Any) -> dict[str, Any]:
    """Return what one more of some resources of the tiny centre buys."""
    options = {"replications": 2, "jobs": 1, "scale": SCALE, **options}
    content: dict[str, Any] = ss.one_more("loop", only=only, **options).as_json()
    return content


def test_a_gain_is_that_of_runs_by_hand(project: Path) -> None:
    """The variant typed as --set, replication by replication, gives the same difference."""
    told = bought("door_group.out.doors", step_share=0.0)
    values: dict[str, list[float]] = {"base": [], "more": []}
    for number in range(2):
        for name, sets in (("base", []), ("more", ["door_group.out.doors=7"])):
            scenario = ss.load_scenario("loop", (), sets)
            record = ss.simulate(scenario, scale=SCALE, replication=number, margin="none")
            values[name].append(float(record.kpis["value"]["on_planned_share"]))
    expected = paired_interval(values["more"], values["base"])
    (row,) = told["resources"]
    gain = row["gains"]["on_planned_share"]
    assert (gain["value"], gain["half_width"]) == (expected.mean, expected.half_width)
    assert expected.mean > 0
    assert told["base"]["on_planned_share"]["value"] == pytest.approx(sum(values["base"]) / 2)


@pytest.mark.verify
def test_two_processes_give_the_bytes_of_one(project: Path) -> None:
    """Whatever the order in which runs end."""
    for jobs in (1, 2):
        bought("door_in", "door_out", jobs=jobs, out=f"out{jobs}")
    for file in ("one-more.json", "one-more.csv", "figures/one-more.svg"):
        assert Path("out1", file).read_bytes() == Path("out2", file).read_bytes()


def plan(*only: str, limit: int | None = None, sets: Sequence[str] = ()) -> Any:
    """Return what would be run."""
    options = OneMoreOptions(replications=2, only=only, limit=limit)
    return plan_one_more(ss.load_scenario("loop", (), list(sets)), options)


def test_resources_of_the_busiest_areas_come_first(project: Path) -> None:
    """By required over capacity of the analytic bounds; people count with their areas."""
    planned = plan()
    ratios = [planned.ratios[variant.resource.key] for variant in planned.variants]
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[0] > 0
    doors = max(planned.ratios["door_group.in.doors"], planned.ratios["door_group.out.doors"])
    assert planned.ratios["pool.dock.workers"] >= doors


def test_a_limit_counts_all_runs_and_tells_what_it_leaves_out(project: Path) -> None:
    """Seven runs at two replications: the centre as it is and two variants."""
    planned, whole = plan(limit=7), plan()
    assert len(run_names(planned, 2)) == 6
    first = [variant.resource.key for variant in whole.variants]
    assert [variant.resource.key for variant in planned.variants] == first[:2]
    assert list(planned.left_out) == first[2:]
    assert run_names(planned, 2)[:2] == [f"{BASE}/0", f"{BASE}/1"]


def test_a_step_beyond_the_building_is_run_and_told(project: Path) -> None:
    """It is among the runs, with what it needs."""
    planned = plan("door_in", sets=["site.doors_max=11"])
    assert dict(planned.runnable["door_group.in.doors"].needs) == {"doors": 1.0}
    assert run_names(planned, 2)[2:] == ["door_group.in.doors/0", "door_group.in.doors/1"]


def test_a_step_that_cannot_be_takes_no_run_and_says_why(project: Path) -> None:
    """Chutes beyond the end of the loop."""
    only = ("loop.sorter.chute_group.loose", "door_in")
    planned = plan(*only, sets=["loop.sorter.chute_group.loose.count=20"])
    (chutes,) = (v for v in planned.variants if v.scenario is None)
    assert "loop.sorter" in str(chutes.fault)
    assert list(planned.runnable) == ["door_group.in.doors"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"only": ["door_group.inn"]}, "no resource has this name.*door_group.in"),
        ({"replications": 1}, "at least 2"),
        ({"limit": 3}, "at least 6"),
        ({"by": "on_plan"}, "no key figure.*on_planned_share"),
        ({"step_share": 2.0}, "between 0 and 1"),
        ({"scale": 1000.0}, "between 0 and 100"),
    ],
)
def test_bad_options_are_refused_before_any_run(
    project: Path, options: dict[str, Any], message: str
) -> None:
    """With the nearest name where there is one."""
    with pytest.raises(InputError, match=message):
        ss.one_more("loop", **options)


def test_a_study_has_no_day(project: Path) -> None:
    """Sources in place of vehicles promise nothing."""
    with pytest.raises(InputError, match="a study has no day"):
        ss.one_more("desk")


def test_a_failed_variant_leaves_the_others(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its row says why; the table holds the rest."""
    real = workers.run_lean

    def faulty(resolved: Any, *args: Any) -> Any:
        if resolved.scenario.door_group["in"].doors == 6:
            raise ZeroDivisionError("by hand")
        return real(resolved, *args)

    monkeypatch.setattr(workers, "run_lean", faulty)
    with pytest.raises(OneMoreFailedError) as caught:
        bought("door_in", "door_out")
    rows = {row["kind"]: row for row in caught.value.made.content["resources"]}
    assert "by hand" in rows["door_in"]["fault"]
    assert rows["door_out"]["gains"]

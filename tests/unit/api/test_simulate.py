"""One run from end to end: what is written, what is said, what is refused."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest

import sortsim as ss
from sortsim.api.facts import bags_closed
from sortsim.core.quiet_gc import quiet_gc
from sortsim.results.schema import TABLES
from sortsim.stats.kpis import CONTRACT_KPIS
from tests.builders_project import write_project

SCALE = 0.05


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a tiny centre."""
    return write_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def record(project: Path) -> ss.RunRecord:
    """Return a run of the tiny centre with a loop, on disk."""
    return ss.simulate(project / "scenarios/loop.toml", scale=SCALE, out=project / "out/loop")


def test_a_record_holds_every_table_and_figure(record: ss.RunRecord) -> None:
    """Seven tables, the contract's figures first, a verdict, bounds with simulated rates."""
    assert record.path is not None
    assert {p.stem for p in record.path.glob("*.parquet")} == set(TABLES)
    assert tuple(record.kpis.index[: len(CONTRACT_KPIS)]) == CONTRACT_KPIS
    assert set(record.verdict["conditions"]) == {
        "on_planned_share", "next_day_share", "backlog_end_parcels",
    }  # fmt: skip
    bounds = record.bounds.set_index("resource")
    line = bounds.loc["line.road"]
    assert 0 < line["simulated_per_h"] <= line["capacity_per_h"]


def test_figures_agree_with_the_tables(record: ss.RunRecord) -> None:
    """Passes, labour, bags and costs are the sums of the tables they come from."""
    value = record.kpis["value"]
    hours = record.hours[record.hours["flow"] == "all"]
    assert value["passes_per_day"] == hours["sorted_parcels"].sum() > 0
    assert value["labour_h"] == pytest.approx(record.labour["present_worker_h"].sum())
    cost = record.costs["yuan"].sum() / value["passes_per_day"]
    assert value["cost_per_pass_yuan"] == pytest.approx(cost)
    bags = record.stations.query("area == 'loop.sorter.chute_group.bags' and kind == 'tenders'")
    assert value["bags_used"] == bags["passed_pieces"].sum() > 0


def test_bags_of_loose_chutes_are_none(record: ss.RunRecord, project: Path) -> None:
    """A centre without bagging chutes fills no bag, whatever its tenders pass."""
    scenario = ss.load_scenario(project / "scenarios/hand.toml").scenario
    assert bags_closed(scenario, record.stations) == 0


def test_memory_and_folder_say_the_same(record: ss.RunRecord, project: Path) -> None:
    """A record in memory has the figures and the parcels of the one on disk."""
    again = ss.simulate(project / "scenarios/loop.toml", scale=SCALE)
    assert again.path is None
    assert again.documents["kpis"] == record.documents["kpis"]
    parcels = record.parcels.sort_values("parcel", ignore_index=True)
    assert again.parcels.sort_values("parcel", ignore_index=True).equals(parcels)


def test_equal_runs_give_equal_bytes(record: ss.RunRecord, project: Path) -> None:
    """All files but the timing are the same, byte for byte."""
    ss.simulate(project / "scenarios/loop.toml", scale=SCALE, out=project / "again/loop")
    assert record.path is not None
    names = sorted(p.name for p in record.path.iterdir() if p.name != "timing.json")
    assert names
    for name in names:
        assert (project / "again/loop" / name).read_bytes() == (record.path / name).read_bytes()


def test_another_seed_gives_other_parcels(record: ss.RunRecord, project: Path) -> None:
    """The seed moves the parcels and stands in the manifest."""
    other = ss.simulate(project / "scenarios/loop.toml", scale=SCALE, seed=7)
    assert other.manifest["seed"] == 7
    assert not other.parcels["gate_ms"].equals(record.parcels["gate_ms"])


def test_no_date_or_host_outside_the_timing(record: ss.RunRecord) -> None:
    """The manifest names neither folders of this machine nor its host."""
    assert record.path is not None
    host = json.loads((record.path / "timing.json").read_text("utf-8"))["host"]
    for name in ("manifest", "scenario", "kpis", "verdict", "bounds"):
        text = (record.path / f"{name}.json").read_text("utf-8")
        assert str(record.path.parents[2]) not in text
        assert len(host) < 4 or host not in text


def test_the_margin_says_how_it_was_found(record: ss.RunRecord) -> None:
    """An estimate is never told as if it had been simulated."""
    row = record.documents["kpis"]["margin_share"]
    assert row["note"]


def test_a_search_reruns_the_centre(project: Path) -> None:
    """The factors tried stand in the manifest, and the margin lies between two of them."""
    made = ss.simulate(project / "scenarios/desk.toml")
    assert "margin" not in made.manifest
    lenient = ss.load_scenario(
        project / "scenarios/hand.toml",
        sets=["carries.on_planned_share_min=0.5", "carries.backlog_growth_share_max=1000"],
    )
    found = ss.simulate(lenient, scale=0.02, margin="search")
    tried = found.manifest["margin"]["tried"]
    carried = {factor for factor, ok in tried if ok}
    assert found.verdict["carries"]
    assert len(tried) > 1
    assert found.documents["kpis"]["margin_share"]["value"] == max(carried) - 1


@pytest.mark.parametrize("scale", [0.0, 0.00004])
def test_nothing_and_next_to_nothing_run(project: Path, scale: float) -> None:
    """No parcel, and a single one, give a record; an empty day says so."""
    made = ss.simulate(project / "scenarios/full.toml", scale=scale)
    assert len(made.parcels) <= 1
    assert made.documents["kpis"]["passes_per_day"]["value"] <= 1
    if not len(made.parcels):
        assert any("no parcel" in note for note in made.manifest["notes"])


def test_a_study_has_figures_and_no_parcels(project: Path) -> None:
    """Little's law holds between its figures: all that came in an hour has left."""
    made = ss.simulate(project / "scenarios/desk.toml")
    value = made.kpis["value"]
    assert value["parcels_in"] == value["discharged_parcels"] > 60
    assert value["stay_mean_s"] > 20
    assert made.parcels.empty


def test_options_out_of_range_are_refused_together(project: Path) -> None:
    """Each has a line of its own, and nothing is written."""
    with pytest.raises(ss.InputError) as caught:
        ss.simulate(
            project / "scenarios/hand.toml", engine="steam", scale=-1.0, seed=-3,
            out=project / "never",
        )  # fmt: skip
    assert [p.key for p in caught.value.problems] == ["engine", "scale", "seed"]
    assert not (project / "never").exists()


def test_a_folder_of_something_else_is_left_alone(project: Path) -> None:
    """A record never replaces what is no record."""
    mine = project / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    with pytest.raises(ss.InputError, match="no run record"):
        ss.simulate(project / "scenarios/hand.toml", scale=0.0, out=mine)
    assert [p.name for p in mine.iterdir()] == ["thesis.txt"]


def test_the_collector_is_restored() -> None:
    """Whatever happens inside, the thresholds are as before afterwards."""
    before = gc.get_threshold()
    inside = []

    def fail() -> None:
        with quiet_gc():
            inside.append(gc.get_threshold())
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert inside != [before]
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0

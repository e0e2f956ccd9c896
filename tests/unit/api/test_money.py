"""The money of records: what it agrees with, what it refuses, what it does not depend on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import sortsim as ss
from sortsim.api.money import MoneyOptions, reckon
from sortsim.results.record import RunRecord
from tests.builders_money import run_comparison, write_money_project

SAMPLES = 200


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a comparison of the tiny centre by hand and by loop on its design day."""
    project = write_money_project(tmp_path_factory.mktemp("money"))
    run_comparison(project, "mean", "mean")
    return run_comparison(project, "design")


def make(*folders: Path, **options: object) -> ss.Money:
    """Return the money of folders, of a few samples."""
    return reckon(folders, MoneyOptions(samples=SAMPLES, **options))  # type: ignore[arg-type]


def test_a_day_costs_what_its_record_says(compared: Path) -> None:
    """Item by item to the cent, electricity by state adding up to it."""
    cost = make(compared).tables["cost"]
    for name in ("manual", "semi"):
        costs = RunRecord.open(compared / name).costs.set_index("item")["yuan"]
        rows = cost[(cost["configuration"] == name) & (cost["span"] == "day")]
        found = rows.set_index("item")["yuan"]
        energy = found[found.index.str.startswith("energy_")].sum()
        assert energy == pytest.approx(costs["energy"], rel=1e-9)
        assert costs["energy"] > 0
        for item in ("labour", "capital", "maintenance", "rent", "missorts", "bags"):
            assert found[item] == pytest.approx(costs[item], rel=1e-9), item
        assert rows["share"].sum() == pytest.approx(1)
        kpis = RunRecord.open(compared / name).kpis["value"]
        assert rows["yuan_per_pass"].sum() == pytest.approx(kpis["cost_per_pass_yuan"])


def test_electricity_by_state_adds_up_to_the_record(compared: Path) -> None:
    """Area by area what the run found, and 24 hours of every machine."""
    table = make(compared).tables["energy"]
    record = RunRecord.open(compared / "semi")
    rows = table[table["configuration"] == "semi"]
    assert rows["kwh"].sum() == pytest.approx(float(record.energy["kwh"].sum()))
    hours = rows[rows["area"] == "loop.sorter"]["machine_h"].sum()
    assert hours == pytest.approx(24 * rows[rows["area"] == "loop.sorter"]["machine_h"].count() / 3)


def test_the_year_is_the_demand_chains_times_the_scale(compared: Path) -> None:
    """3.65 M out + 0.7 in: 6.205 M passes a year, a hundredth of it simulated."""
    told = make(compared).as_json()["configurations"]
    assert told["semi"]["year_passes_asked"] == pytest.approx(62_050)  # type: ignore[index]


def test_a_mean_day_record_says_the_year_as_the_design_day_does(compared: Path) -> None:
    """With both days, electricity is the line through them, and the crews' rule stays."""
    both = make(compared, compared.parent / "mean").tables["cost"]
    one = make(compared).tables["cost"]
    years = [t[(t["configuration"] == "semi") & (t["span"] == "year")] for t in (one, both)]
    labour = [t.set_index("item")["yuan"]["labour"] for t in years]
    assert labour[0] == pytest.approx(labour[1], rel=1e-6)
    energy = [t.set_index("item")["yuan"][["energy_loaded", "energy_empty"]].sum() for t in years]
    assert energy[0] == pytest.approx(energy[1], rel=0.05)


def test_equal_seeds_give_equal_bytes(compared: Path, tmp_path: Path) -> None:
    """The tables depend on records and options alone."""
    for out in ("a", "b"):
        ss.money(compared, samples=SAMPLES, out=tmp_path / out, figures=False)
    other = tmp_path / "c"
    ss.money(compared, samples=SAMPLES, out=other, figures=False, seed=2)
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == [
        "automation.csv", "cost.csv", "energy.csv", "green.csv", "input.csv", "interval.csv",
        "money.json", "payback.csv", "tornado.csv",
    ]  # fmt: skip
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    told = [(tmp_path / f / "interval.csv").read_bytes() for f in ("a", "c")]
    assert told[0] != told[1]


def test_json_has_stable_names_and_no_infinity(compared: Path) -> None:
    """What never pays back is null."""
    told = make(compared).as_json()
    json.dumps(told, allow_nan=False)
    assert list(told) == ["settings", "configurations", "automation", "tornado", "notes"]
    (change,) = told["automation"]  # type: ignore[misc]
    assert (change["base"], change["to"]) == ("manual", "semi")
    for quantity in ("outlay_yuan", "npv_yuan", "payback_years", "break_even_passes"):
        assert set(change[quantity]) == {"base", "p05", "p50", "p95", "finite_share"}
    semi = told["configurations"]["semi"]  # type: ignore[index]
    assert semi["measured_day"] == "design"
    assert semi["cost_per_pass_year_yuan"]["p05"] < semi["cost_per_pass_year_yuan"]["p95"]
    assert semi["green"]["bag_turns"]["class"] == "sourced"


def test_a_rate_of_ones_own_is_held(compared: Path) -> None:
    """It stands in the table of inputs, has no range and no bar; the value falls with it."""
    made = [make(compared, discount_share=rate) for rate in (0.02, 0.10)]
    assert "economy.discount_share_per_year" not in made[0].drivers
    assert "economy.discount_share_per_year" in make(compared).drivers
    inputs = made[0].tables["input"].set_index("key")
    row = inputs.loc["economy.discount_share_per_year"].iloc[0]
    assert (row["base"], row["class"], row["note"]) == (0.02, "stated", "--discount-rate")
    capital = [m.base.year_yuan["semi"]["capital"][0] for m in made]
    assert capital[0] < capital[1]


def test_one_configuration_has_costs_and_no_change(compared: Path) -> None:
    """A record's folder alone gives its costs and its ledger."""
    made = make(compared / "semi")
    assert list(made.base.day_yuan) == ["semi"]
    assert len(made.tables["automation"]) == 0
    assert len(made.tables["green"]) > 10


def test_the_change_may_be_asked_the_other_way(compared: Path) -> None:
    """Base and target are the user's; without a base every other one is changed."""
    made = make(compared, base="semi", to="manual")
    assert list(made.base.changes) == [("semi", "manual")]
    assert list(make(compared, to="manual").base.changes) == [("semi", "manual")]
    assert list(make(compared, base="semi").base.changes) == [("semi", "manual")]


def test_wrong_options_are_told_all_at_once(compared: Path) -> None:
    """Out of range, unknown names with the nearest known one, a change into itself."""
    with pytest.raises(ss.InputError) as caught:
        reckon([compared], MoneyOptions(samples=0, seed=-1, discount_share=1.5))
    assert [p.key for p in caught.value.problems] == ["samples", "seed", "discount_share"]
    with pytest.raises(ss.InputError) as caught:
        make(compared, base="manul", to="robots")
    assert [p.key for p in caught.value.problems] == ["--base", "--to"]
    assert caught.value.problems[0].suggestion == "manual"
    with pytest.raises(ss.InputError, match="two different ones"):
        make(compared, base="semi", to="semi")


def test_folders_without_a_record_are_told_together(compared: Path, tmp_path: Path) -> None:
    """Each is one problem; nothing is half done."""
    with pytest.raises(ss.InputError) as caught:
        make(tmp_path / "none", compared, tmp_path)
    assert [str(p.file) for p in caught.value.problems] == [str(tmp_path / "none"), str(tmp_path)]


def test_the_same_day_twice_is_refused(compared: Path, tmp_path: Path) -> None:
    """Two design days of one configuration are no two volumes."""
    shutil.copytree(compared, tmp_path / "copy")
    with pytest.raises(ss.InputError, match="asks for as many parcels as the manual of"):
        make(compared, tmp_path / "copy")


def changed_copy(compared: Path, folder: Path, name: str, change: dict[str, object]) -> Path:
    """Copy a record with some values of its scenario changed; None takes a row out."""
    shutil.copytree(compared / "semi", folder / name)
    file = folder / name / "scenario.json"
    rows = json.loads(file.read_text("utf-8"))
    for row in rows:
        row["value"] = change.get(row["key"], row["value"])
    rows = [row for row in rows if not any(_under(row["key"], k) for k, v in change.items()
                                           if v is None)]  # fmt: skip
    file.write_text(json.dumps(rows), "utf-8")
    return folder


def _under(key: str, head: str) -> bool:
    return key == head or key.startswith(f"{head}.")


def test_another_centre_is_refused(compared: Path, tmp_path: Path) -> None:
    """Days of two different scenarios are no days of one centre."""
    other = changed_copy(compared, tmp_path, "semi", {"name": "elsewhere"})
    with pytest.raises(ss.InputError, match="is another centre than the semi of"):
        make(compared, other)


def test_a_record_without_an_economy_is_refused(compared: Path, tmp_path: Path) -> None:
    """There is nothing to reckon with, and the message says so."""
    with pytest.raises(ss.InputError, match="has no economy"):
        make(changed_copy(compared, tmp_path, "semi", {"economy": None}))


def test_a_record_from_before_takes_the_models_defaults(compared: Path, tmp_path: Path) -> None:
    """Inputs that an older record lacks are held at what the model has, and say so."""
    keys = dict.fromkeys(("economy.crew_fixed_share", "green", "economy.bag_uses"))
    made = make(changed_copy(compared, tmp_path, "semi", dict(keys)))
    inputs = made.tables["input"].set_index("key")
    assert inputs["class"]["economy.crew_fixed_share"] == "default"
    assert inputs["base"]["economy.crew_fixed_share"] == 0.5
    assert "new_energy_vehicle_share" not in set(made.tables["green"]["key"])


def with_manifest(compared: Path, folder: Path, **changes: dict[str, object]) -> Path:
    """Copy a record with some values of its manifest changed."""
    shutil.copytree(compared / "semi", folder / "semi")
    file = folder / "semi" / "manifest.json"
    manifest = json.loads(file.read_text("utf-8"))
    for part, values in changes.items():
        manifest[part] = manifest[part] | values
    file.write_text(json.dumps(manifest), "utf-8")
    return folder


def test_own_vehicles_make_a_year_of_mean_days(compared: Path, tmp_path: Path) -> None:
    """Without a chain there is no calendar: 365 mean days, none of them a peak."""
    target = {"origin": "vehicles", "mean_day_passes": 20_000}
    made = make(with_manifest(compared, tmp_path, target=target))
    work = made.model.plants["semi"].work
    assert (work.asked, work.days, work.peak_days) == (365 * 20_000 * 0.01, 365, 0)


def test_a_backlog_that_grew_limits_every_day_of_the_year(compared: Path, tmp_path: Path) -> None:
    """By more than a hundredth of the day's parcels: it sorts at most that many, and a note."""
    planned = make(compared).model.plants["semi"].day.planned
    for grown, is_limited in ((0.009, False), (0.011, True)):
        counts = {"backlog_opening_parcels": 0, "backlog_closing_parcels": grown * planned}
        folder = with_manifest(compared, tmp_path / str(grown), counts=counts)
        plant = make(folder).model.plants["semi"]
        assert plant.day.is_overloaded == is_limited
        limit = plant.day.passes if is_limited else np.inf
        assert plant.work.carried == pytest.approx(np.minimum(plant.year.passes, limit).sum())


def test_notes_tell_what_a_reader_must_know(compared: Path) -> None:
    """A scaled demand, once."""
    notes = make(compared).report.notes
    assert sum("demand is scaled by 0.01" in note for note in notes) == 1


def test_prices_of_equal_machines_move_together(compared: Path) -> None:
    """The doors of both configurations are dear in the same samples."""
    made = make(compared)
    hand, loop = (made.sampled.year_yuan[name] for name in ("manual", "semi"))
    correlation = np.corrcoef(hand["maintenance"], loop["maintenance"])[0, 1]
    assert 0.1 < correlation <= 1

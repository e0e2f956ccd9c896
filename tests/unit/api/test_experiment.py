"""Experiments as their users write them: shipped ones, the page's examples, and what is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sortsim.api.experiment import find_experiment, load_experiment, package_experiments
from sortsim.api.experiment_outlook import experiment_outlook
from sortsim.core.errors import InputError
from sortsim.spec.experiment import Experiment
from sortsim.spec.schema import json_schema
from tests.builders_project import write_project

PAGE = (Path(__file__).parents[3] / "docs/experiments/files.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
CSV = re.findall(r"```csv\n(.*?)```", PAGE, re.S)[0]
CELLS = {
    "breakdown-rates": 32, "chutes-bag-workers": 12, "plan-sites": 46,
    "sorter-speed-pitch-inductions": 27, "staffing-by-shift": 10, "three-configurations": 15,
}  # fmt: skip
HEAD = """schema_version = 1
name = "small"
question = "How many?"
kpis = ["on_planned_share"]
base.hand.scenario = "hand"
replications.fixed = 2
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a tiny centre, as the working folder."""
    write_project(tmp_path)
    (tmp_path / "experiments").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str) -> str:
    Path("experiments/e.toml").write_text(HEAD + text, "utf-8")
    return "experiments/e.toml"


def told(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_experiment(write(text))
    return str(caught.value).split("\n")


def test_every_shipped_experiment_is_known() -> None:
    """The package has the experiments that the page lists, and no other."""
    assert package_experiments() == tuple(sorted(CELLS))
    assert all(f"| `{name}` |" in PAGE for name in CELLS)


@pytest.mark.parametrize("name", CELLS)
def test_shipped_experiments_load_wherever_one_works(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shipped experiment is found by name from any folder; question and reasons are there."""
    monkeypatch.chdir(tmp_path)
    plan = load_experiment(name)
    assert len(plan.cells) == CELLS[name] == len({cell.name for cell in plan.cells})
    assert plan.name == name == find_experiment(name).stem
    assert plan.question.endswith("?")
    assert plan.question_zh.endswith("？")
    factors = plan.source["factor"]
    assert isinstance(factors, dict)
    assert all(factor["reason"] and factor["label_zh"] for factor in factors.values())


@pytest.mark.parametrize(("number", "cells"), [(0, 9), (1, 4), (2, 10), (3, 2)])
def test_examples_of_the_page_load(
    number: int, cells: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every example of the reference page is an experiment with the cells that it should have."""
    monkeypatch.chdir(tmp_path)
    assert len(EXAMPLES) == 4
    Path("cases.csv").write_text(CSV, "utf-8")
    Path("e.toml").write_text(EXAMPLES[number], "utf-8")
    assert len(load_experiment("e.toml").cells) == cells


def test_levels_reach_the_scenario(project: Path) -> None:
    """A cell's scenario has the level at every key; multiplied whole numbers stay whole."""
    plan = load_experiment(
        write("""
[factor.crew]
keys = ["pool.desk.shift.always.workers"]
multiplies = true
levels = [0.5, 1]
[factor.load]
varies = "scale"
levels = [0.5, 2]
""")
    )
    workers = [cell.scenario.scenario.pool["desk"].shift["always"].workers for cell in plan.cells]
    assert workers == [35, 35, 70, 70]
    assert [cell.scale for cell in plan.cells] == [0.5, 2, 0.5, 2]
    origin = plan.cells[0].scenario.origin("pool.desk.shift.always.workers")
    assert origin.place == "experiments/e.toml:11"


def test_same_file_gives_same_cells(project: Path) -> None:
    """Two loadings of a sampled design have the same cells; the rounding up is said."""
    text = """
design = { kind = "sobol", points = 5 }
[factor.load]
varies = "scale"
low = 0.5
high = 2
"""
    one, two = load_experiment(write(text)), load_experiment(write(text))
    assert [(c.name, c.scale) for c in one.cells] == [(c.name, c.scale) for c in two.cells]
    assert len(one.cells) == 8
    assert one.notes == ("design.points = 5 is no power of two: 8 points are made",)


def test_everything_wrong_in_the_file_is_told_at_once(project: Path) -> None:
    """Unknown key figures, levels and factors are told together, each at its line."""
    assert told("""
[factor.load]
varies = "scale"
levels = [1, 2]
[comparison.a]
kpi = "on_planed_share"
factor = "lod"
[comparison.b]
kpi = "on_planned_share"
factor = "load"
against = 3
""") == [
        "experiments/e.toml:12:1: comparison.a.kpi = 'on_planed_share': there is no such key "
        "figure; did you mean 'on_planned_share'?",
        "experiments/e.toml:13:1: comparison.a.factor = 'lod': names no factor; did you mean "
        "'load'?",
        "experiments/e.toml:17:1: comparison.b.against = 3: is no level of load: 1, 2",
    ]


def test_unknown_keys_have_their_nearest_name(project: Path) -> None:
    """An unknown key of the file, and one that no scenario has, name the nearest known one."""
    assert told("""
[factor.load]
varys = "scale"
levels = [1, 2]
""")[-1].endswith("factor.load.varys = 'scale': unknown key; did you mean 'varies'?")
    assert told("""
[factor.crew]
keys = ["pool.desk.shift.always.worker"]
levels = [1, 2]
""") == [
        "experiments/e.toml:9:1: factor.crew.keys = 'pool.desk.shift.always.worker': fits no key "
        "of the scenario of base 'hand'; did you mean 'pool.desk.shift.always.workers'?"
    ]


def test_levels_outside_their_range_name_their_cells(project: Path) -> None:
    """A level that its key does not take is told once, at the levels, with the cells it is in."""
    assert told("""
[factor.crew]
keys = ["pool.desk.shift.always.workers"]
levels = [70, -1]
[factor.load]
varies = "scale"
levels = [1, 2]
""") == [
        "experiments/e.toml:10:1: pool.desk.shift.always.workers = -1: must be at least 0 "
        "(cell 2--1-1 and 1 more)"
    ]


def test_two_factors_do_not_set_one_key(project: Path) -> None:
    """Two factors that set the same key are in conflict, and the later one is told of it."""
    factor = 'keys = ["pool.desk.shift.always.workers"]\nlevels = [70, 80]\n'
    [problem] = told(f"[factor.a]\n{factor}[factor.b]\n{factor}")
    assert problem.endswith("sets pool.desk.shift.always.workers, which factor a sets too")


def test_replications_have_one_rule(project: Path) -> None:
    """A fixed number and a half-width do not stand together."""
    Path("experiments/e.toml").write_text(
        HEAD.replace("fixed = 2", "fixed = 2\nreplications.kpi = 'on_planned_share'"), "utf-8"
    )
    with pytest.raises(InputError, match="must not stand beside least, most, kpi"):
        load_experiment("experiments/e.toml")


def test_an_unknown_name_has_its_nearest() -> None:
    """A misspelt shipped experiment names the right one."""
    with pytest.raises(InputError, match="did you mean 'three-configurations'"):
        load_experiment("three-configuration")


def test_outlook_counts_what_is_left(project: Path) -> None:
    """Runs that are done are left out, and their mean times tell how long the others take."""
    plan = load_experiment(write('[factor.load]\nvaries = "scale"\nlevels = [1, 2]\n'))
    found = experiment_outlook(plan, workers=1, done={(0, 0), (0, 1)}, measured_s={0: 3.0})
    assert (found.least, found.most) == (2, 2)
    assert found.measured_by == "runs of this experiment"
    first, second = found.cells
    assert (first.done, first.least, second.least) == (2, 0, 2)
    each = 3.0 * second.parcels / first.parcels
    assert found.seconds("most") == pytest.approx(2 * each)
    assert json.loads(json.dumps(found.as_json()))["runs_most"] == 2
    assert found.rows()[0][0] == "cell"


def test_outlook_measures_this_machine(project: Path) -> None:
    """Without runs that are done a short run says how fast this machine is."""
    plan = load_experiment(write('[factor.load]\nvaries = "scale"\nlevels = [1, 2]\n'))
    found = experiment_outlook(plan, workers=2)
    assert found.measured_by == "probe runs on this machine"
    assert (found.seconds("least") or 0) > 0
    unknown = experiment_outlook(plan, is_probed=False)
    assert (unknown.measured_by, unknown.seconds("least")) == ("not measured", None)


def test_schema_knows_every_key_of_the_file() -> None:
    """The JSON Schema of experiments has the model's keys, so that editors complete them."""
    schema = json_schema(Experiment)
    assert {"question", "base", "factor", "design", "replications"} <= set(schema["properties"])
    assert "keys_by_base" in schema["$defs"]["FactorSpec"]["properties"]

"""sortsim money as typed: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.builders_money import run_comparison, write_money_project
from tests.cli.conftest import Command

FAST = ("--samples", "50")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a comparison of the tiny centre by hand and by loop."""
    return run_comparison(write_money_project(tmp_path_factory.mktemp("cli-money")))


@pytest.fixture
def compared(records: Path, project: Path) -> Path:
    """Return a copy of it in the working folder's results."""
    return Path(shutil.copytree(records, project / "results" / "two"))


def test_money_prints_costs_changes_and_the_ledger(sortsim: Command, compared: Path) -> None:
    """Three tables, where the files are; tables, JSON and figures in DIR/money."""
    said = sortsim("money", "results/two", *FAST)
    assert said.code == 0
    assert re.search(r"manual +manual +semi +semi", said.out)
    for words in ("Labour", "net present value (M yuan)", "manual to semi", "kWh per 1,000 passes",
                  "turns of a reusable bag", "5-95 %", "S: from a source"):  # fmt: skip
        assert words in said.out
    assert "demand is scaled by 0.01" in said.out
    assert "Results: results/two/money" in said.out
    assert "drawing tornado" in said.err
    found = {path.name for path in (compared / "money").iterdir()}
    assert {"cost.csv", "automation.csv", "green.csv", "money.json", "cost.png", "cost.svg",
            "tornado.png", "tornado.svg"} <= found  # fmt: skip


def test_money_speaks_json(sortsim: Command, compared: Path) -> None:
    """One object on one line, the one in money.json; quiet says nothing else."""
    said = sortsim("money", "results/two", "--json", "--quiet", "--no-figures", *FAST)
    assert (said.code, said.err) == (0, "")
    told = said.json
    assert told["settings"] == {"samples": 50, "seed": 1, "discount_share": None}
    assert list(told["configurations"]) == ["manual", "semi"]
    assert json.loads((compared / "money/money.json").read_text("utf-8")) == told
    assert not list((compared / "money").glob("*.png"))


def test_money_of_a_record_with_options(sortsim: Command, compared: Path, project: Path) -> None:
    """A rate, a seed, a folder and a direction of one's own."""
    said = sortsim(
        "money", "results/two/manual", "results/two/semi", "--base", "semi", "--to", "manual",
        "--discount-rate", "0.08", "--seed", "7", "--out", "m", "--no-figures", "-q", *FAST,
    )  # fmt: skip
    assert said.code == 0
    assert "semi to manual" in said.out
    assert "Results:" not in said.out
    told = json.loads((project / "m/money.json").read_text("utf-8"))
    assert told["settings"] == {"samples": 50, "seed": 7, "discount_share": 0.08}


def test_comparing_again_leaves_the_money_alone(sortsim: Command, compared: Path) -> None:
    """A folder with money in it is still the folder of a comparison."""
    assert sortsim("money", "results/two", "--no-figures", "-q", *FAST).code == 0
    said = sortsim("compare", "hand", "loop", "--scale", "0.01", "--jobs", "1", "--no-curve",
                   "--no-figures", "-q", "--out", "results/two")  # fmt: skip
    assert said.code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere",), "no record here"),
        (("results/two", "--to", "sem"), "did you mean 'semi'?"),
        (("results/two", "--base", "semi", "--to", "semi"), "two different ones"),
        (("results/two", "--samples", "0"), "--samples"),
        (("results/two", "--discount-rate", "1.5"), "--discount-rate"),
        (("results/two", "results/two"), "asks for as many parcels"),
        (("results/two", "--out", "results/two/summary.csv"), "cannot be written"),
        ((), "DIR..."),
    ],
)
def test_bad_input_is_told_in_a_sentence(
    sortsim: Command, compared: Path, words: tuple[str, ...], told: str
) -> None:
    """Exit code 2, a message that helps, nothing written."""
    said = sortsim("money", *words)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert "Traceback" not in said.err
    assert not (compared / "money").exists()


def test_a_damaged_record_is_told(sortsim: Command, compared: Path) -> None:
    """The file is named."""
    (compared / "semi" / "kpis.json").unlink()
    said = sortsim("money", "results/two", *FAST)
    assert said.code == 2
    assert "kpis.json" in said.err
    shutil.copy(compared / "manual" / "kpis.json", compared / "semi" / "kpis.json")
    (compared / "semi" / "parcels.parquet").write_bytes(b"PAR1 cut off")
    said = sortsim("money", "results/two", *FAST)
    assert said.code == 2
    assert "results/two/semi: not a readable record" in said.err


def test_help_has_an_example(sortsim: Command) -> None:
    """As every command's."""
    said = sortsim("money", "--help")
    assert said.code == 0
    assert "sortsim money results/main-centre" in said.out

"""A comparison's folder: its files, its table and its summary."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from sortsim.core.errors import InputError
from sortsim.report.comparison import FIGURES, render_comparison
from sortsim.report.console import comparison_text
from sortsim.report.source import open_configurations
from sortsim.report.summary import comparison_line, write_comparison_summary
from tests.builders_record import write_comparison

KPIS = (
    "passes_per_day", "passes_peak_hour", "handling_p50_min", "handling_p95_min", "dwell_p50_min",
    "dwell_p95_min", "on_planned_share", "next_day_share", "backlog_end_parcels", "labour_h",
    "kwh_per_1000", "kgco2_per_1000", "cost_per_pass_yuan", "margin_share",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a comparison of three configurations, written out of their order."""
    place = tmp_path_factory.mktemp("results") / "main"
    return write_comparison(place, ("auto", "manual", "semi"))


def test_every_figure_is_written_twice_and_the_summary_beside_it(folder: Path) -> None:
    """PNG and SVG of each figure; what is returned is what is there."""
    seen: list[str] = []
    written = render_comparison(folder, on_figure=seen.append)
    assert seen == list(FIGURES)
    names = {f"{name}{ending}" for name in FIGURES for ending in (".png", ".svg")}
    assert {path.name for path in (folder / "figures").iterdir()} == names
    assert {path.name for path in written} == names | {"summary.csv", "summary.json"}
    assert all(path.stat().st_size > 0 for path in written)


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    """No date, no version, no random id is in a picture."""
    write_comparison(tmp_path, ("semi",), parcels=500)
    first = {path.name: path.read_bytes() for path in render_comparison(tmp_path)}
    second = {path.name: path.read_bytes() for path in render_comparison(tmp_path)}
    assert first == second
    assert b"<dc:date>" not in first["throughput.svg"]


def test_a_single_record_folder_is_rendered_too(tmp_path: Path) -> None:
    """``report`` on one run gives the same figures of that run."""
    write_comparison(tmp_path, ("semi",), parcels=200)
    written = render_comparison(tmp_path / "semi")
    assert (tmp_path / "semi" / "figures" / "backlog.svg") in written


def test_configurations_come_in_the_fixed_order(folder: Path) -> None:
    """Manual, semi, auto, then others by name."""
    assert list(open_configurations(folder)) == ["manual", "semi", "auto"]


def test_half_written_records_are_not_shown(tmp_path: Path) -> None:
    """A hidden folder of a writer that was killed is no configuration."""
    write_comparison(tmp_path, ("auto",), parcels=10)
    (tmp_path / "auto").rename(tmp_path / ".auto.partial-host-1")
    write_comparison(tmp_path, ("semi",), parcels=10)
    assert list(open_configurations(tmp_path)) == ["semi"]


def test_a_folder_without_a_record_is_refused(tmp_path: Path) -> None:
    """The message names the folder."""
    with pytest.raises(InputError, match="no record here") as error:
        render_comparison(tmp_path)
    assert error.value.problems[0].file == str(tmp_path)
    assert not (tmp_path / "figures").exists()


def test_a_damaged_table_is_refused_by_name(tmp_path: Path) -> None:
    """A broken parquet file is an input error, not a traceback of a library."""
    write_comparison(tmp_path, ("auto",), parcels=10)
    (tmp_path / "auto" / "hours.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(InputError, match="not a readable table") as error:
        render_comparison(tmp_path)
    assert str(error.value.problems[0].file).endswith("hours.parquet")


def test_a_damaged_document_is_refused_by_name(tmp_path: Path) -> None:
    """So is broken JSON."""
    write_comparison(tmp_path, ("auto",), parcels=10)
    (tmp_path / "auto" / "kpis.json").write_text("{", "utf-8")
    with pytest.raises(InputError, match="not JSON"):
        render_comparison(tmp_path)


def test_the_summary_object_is_one_line_with_the_contracts_keys(folder: Path) -> None:
    """Target, then configurations in order, each KPI with value, unit and half-width."""
    line = comparison_line(open_configurations(folder))
    assert "\n" not in line
    content = json.loads(line)
    assert list(content) == ["target", "configurations"]
    assert list(content["target"]) == [
        "annual_parcels", "required_passes_per_day", "required_passes_per_hour",
    ]  # fmt: skip
    assert list(content["configurations"]) == ["manual", "semi", "auto"]
    for kpis in content["configurations"].values():
        assert set(KPIS) <= set(kpis)
        assert all({"value", "unit", "half_width"} <= set(kpi) for kpi in kpis.values())
    assert content["configurations"]["manual"]["dwell_p95_min"]["value"] is None


def test_the_summary_table_opens_in_a_spreadsheet(folder: Path) -> None:
    """UTF-8 with a byte-order mark; rows are KPIs and columns configurations."""
    write_comparison_summary(folder, open_configurations(folder))
    content = (folder / "summary.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert list(rows[0]) == ["kpi", "unit", "manual", "semi", "auto"]
    assert {row["kpi"] for row in rows} >= set(KPIS)


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_keeps_to_the_width_and_cuts_nothing(folder: Path, width: int, lang: str) -> None:
    """No line is wider than the terminal, no cell is cut or folded, and KPIs are all there."""
    text = comparison_text(open_configurations(folder), width, "zh" if lang == "zh" else "en")
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "…" not in text
    tables = text.count("kWh")
    assert tables == (1 if width >= 80 else 3)


def test_the_table_reads_as_it_should_at_eighty_columns(folder: Path) -> None:
    """Required beside achieved, manual before semi before auto, marks on what is judged."""
    lines = comparison_text(open_configurations(folder), 80).splitlines()
    assert lines[2].split() == ["KPI", "required", "manual", "semi", "auto"]
    rows = {line[1:25].strip(): line[25:].split() for line in lines[4:18]}
    assert rows["passes a day"][0] == "4,000"
    assert rows["dwell, p95 (min)"][0] == ">640"
    assert rows["on planned departure"][:3] == ["≥", "98", "%"]
    assert rows["on planned departure"].count("✗") == 2
    assert rows["on planned departure"][-1] == "✓"


def test_a_backlog_limit_is_an_upper_one_and_a_share_limit_a_lower_one(folder: Path) -> None:
    """Signs say which way a limit cuts."""
    semi = {"semi": open_configurations(folder)["semi"]}
    lines = comparison_text(semi, 80).splitlines()
    backlog = next(line for line in lines if "backlog" in line)
    planned = next(line for line in lines if "on planned" in line)
    limit = semi["semi"].verdict["conditions"]["backlog_end_parcels"]["limit"]
    assert f"≤ {limit:.0f}" in backlog
    assert "≥ 98 %" in planned


def test_each_configuration_has_its_verdict_sentence_in_both_languages(folder: Path) -> None:
    """The record's own sentences stand below the table."""
    records = open_configurations(folder)
    english = " ".join(comparison_text(records, 120).split())
    chinese = comparison_text(records, 120, "zh")
    for record in records.values():
        assert record.verdict["sentence"] in english
        assert record.verdict["sentence_zh"] in chinese


def test_more_configurations_than_fit_go_into_a_table_below(tmp_path: Path) -> None:
    """Six configurations on 80 columns are two tables, and every name stands once in a head."""
    names = ("manual", "semi", "auto", "a", "b", "c")
    write_comparison(tmp_path, names, parcels=50)
    lines = comparison_text(open_configurations(tmp_path), 80).splitlines()
    heads = [line.split() for line in lines if line.startswith(" KPI")]
    assert [head[2:] for head in heads] == [["manual", "semi", "auto"], ["a", "b", "c"]]


def test_how_a_value_was_found_is_told(tmp_path: Path) -> None:
    """A value with a note is marked and the note stands below the table once."""
    write_comparison(tmp_path, ("auto",), parcels=50)
    path = tmp_path / "auto" / "kpis.json"
    kpis = json.loads(path.read_text("utf-8"))
    kpis["margin_share"]["note"] = "fluid estimate"
    kpis["passes_per_day"]["half_width"] = 3.0
    path.write_text(json.dumps(kpis), "utf-8")
    text = comparison_text(open_configurations(tmp_path), 100)
    assert "≈ margin over required: fluid estimate" in text
    assert "≈+14.9 %" in text
    assert "±3" in text


def test_a_terminal_too_narrow_is_refused(folder: Path) -> None:
    """Below 60 columns nothing readable fits."""
    with pytest.raises(ValueError, match="at least 60 columns"):
        comparison_text(open_configurations(folder), 59)

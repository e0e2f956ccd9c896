"""run and compare: what they print, what they write, how they end."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sortsim.api import simulate
from sortsim.stats.kpis import CONTRACT_KPIS
from tests.cli.conftest import ENVIRONMENT, Command

FAST = ("--scale", "0.01", "--no-figures", "--jobs", "1")
DAY_ALONE = (*FAST, "--no-curve")


def test_compare_sets_configurations_side_by_side(sortsim: Command, project: Path) -> None:
    """A table, a sentence each, the folder; records, summary; progress on stderr."""
    said = sortsim("compare", "full", "hand", "loop", *DAY_ALONE)
    assert said.code == 0
    assert re.search(r"KPI +required +manual +semi +auto", said.out)
    for kpi in ("passes a day", "on planned departure", "cost a pass (yuan)"):
        assert kpi in said.out
    assert len(re.findall(r"carr(?:y|ies)\s+the\s+day", said.out)) == 3
    assert "Results: results/tiny" in said.out
    assert "demand is scaled by 0.01" in said.out
    assert "manual: done after" in said.err
    assert re.search(r"\d+ % done \(manual \d+ %", said.err)
    found = {path.name for path in (project / "results/tiny").iterdir()}
    assert found == {"manual", "semi", "auto", "summary.csv", "summary.json"}
    csv = (project / "results/tiny/summary.csv").read_bytes()
    assert csv.startswith(b"\xef\xbb\xbfkpi,unit,manual,semi,auto\r\npasses_per_day,")


def test_compare_speaks_json(sortsim: Command, project: Path) -> None:
    """One object on one line, the contract's keys in its order, equal to summary.json."""
    said = sortsim("compare", "hand", "loop", "--json", "--quiet", *DAY_ALONE, "--out", "r")
    assert (said.code, said.err) == (0, "")
    told = said.json
    assert list(told) == ["target", "configurations"]
    assert list(told["target"]) == [
        "annual_parcels", "required_passes_per_day", "required_passes_per_hour",
    ]  # fmt: skip
    assert list(told["configurations"]) == ["manual", "semi"]
    for kpis in told["configurations"].values():
        assert tuple(kpis)[: len(CONTRACT_KPIS)] == CONTRACT_KPIS
        assert all({"value", "unit", "half_width"} <= set(row) for row in kpis.values())
    assert json.loads((project / "r/summary.json").read_text("utf-8")) == told


def test_compare_draws_the_whole_curve(sortsim: Command, project: Path) -> None:
    """By default: points, knees, files, a figure; the design day's figures get half-widths."""
    said = sortsim("compare", "hand", "loop", "--scale", "0.01", "--jobs", "1", "--budget-s", "6")
    assert said.code == 0
    assert re.search(r"Largest load carried; .* parcels a year need .* of the mean day:", said.out)
    assert re.search(r"Curve of \d+ runs, replications a load: \d", said.out)
    assert "means of 3 replications" in said.out
    assert re.search(r"run \d+ of about \d+, ", said.err)
    folder = project / "results/hand-vs-loop"
    assert {"curve.json", "curve.csv"} <= {path.name for path in folder.iterdir()}
    assert (folder / "figures/curve.png").exists()
    assert (folder / "figures/curve.svg").exists()
    told = json.loads((folder / "summary.json").read_text("utf-8"))
    assert list(told) == ["target", "configurations", "curve"]
    assert told["configurations"]["manual"]["handling_p50_min"]["half_width"] is not None
    csv = (folder / "curve.csv").read_bytes()
    assert csv.startswith(
        b"\xef\xbb\xbfconfiguration,load_share,offered_passes_per_day,replications"
    )


def test_no_curve_takes_an_old_curve_away(sortsim: Command, project: Path) -> None:
    """What stands in the folder is of one comparison."""
    words = ("compare", "hand", *FAST, "--out", "r", "-q")
    assert sortsim(*words, "--budget-s", "0", "--json").json["curve"]["runs"]["done"] == 3
    assert (project / "r/curve.json").exists()
    assert "curve" not in sortsim(*words, "--no-curve", "--json").json
    assert {path.name for path in (project / "r").iterdir()} == {
        "manual", "summary.csv", "summary.json",
    }  # fmt: skip


def test_figures_are_png_and_svg(sortsim: Command, project: Path) -> None:
    """Every figure of the picture book, in both forms."""
    assert sortsim("run", "hand", "--scale", "0.01", "--jobs", "1", "-q").code == 0
    names = {path.name for path in (project / "results/hand/figures").iterdir()}
    stems = {name.split(".")[0] for name in names}
    assert {"throughput", "backlog", "dwell", "utilisation", "waterfall", "docks"} <= stems
    assert names == {f"{stem}.{form}" for stem in stems for form in ("png", "svg")}


def test_run_prints_a_centres_figures(sortsim: Command, project: Path) -> None:
    """The table of one configuration; every figure with --all."""
    said = sortsim("run", "hand", *FAST, "--all", "--set", "door_group.in.doors=6")
    assert said.code == 0
    assert "passes a day" in said.out
    assert re.search(r"^bags_used +bags +0", said.out, re.M)
    manifest = json.loads((project / "results/hand/manual/manifest.json").read_text("utf-8"))
    assert manifest["command"].startswith("sortsim run hand --scale 0.01")
    assert "door_group.in.doors=6" in manifest["command"]


def test_the_command_in_a_manifest_names_no_folder(sortsim: Command, project: Path) -> None:
    """Absolute paths become relative to the working folder."""
    assert sortsim("run", str(project / "scenarios/desk.toml"), "-q").code == 0
    manifest = json.loads((project / "results/desk/study/manifest.json").read_text("utf-8"))
    assert manifest["command"] == "sortsim run scenarios/desk.toml -q"


def test_run_of_a_study_says_what_it_measured(sortsim: Command) -> None:
    """Counts, times, wall seconds and memory."""
    said = sortsim("run", "desk")
    assert said.code == 0
    for words in ("parcels in", "in the plant, mean", "wall time", "parcels a wall second"):
        assert re.search(rf"^{words} +[\d.,]+", said.out, re.M), words
    told = sortsim("run", "desk", "--json", "-q").json
    assert told["kpis"]["parcels_in"]["value"] == told["timing"]["parcels"]


def test_b1_reports_what_the_benchmark_asks(sortsim: Command) -> None:
    """A few minutes of B1: in, discharged, rejects, queue, loop, failed passes, speed."""
    said = sortsim("run", "benchmarks/b1", "-q", "--set", "source.a.until_h=0.1",
                   "--set", "source.b.until_h=0.1")  # fmt: skip
    assert said.code == 0
    for words in ("parcels in", "discharged at chutes", "rejected", "queue at the inductions, mean",
                  "queue at the inductions, p95", "on the loop, mean", "with a failed pass",
                  "wall time", "parcels a wall second"):  # fmt: skip
        assert re.search(rf"^{words} +[\d.,]+", said.out, re.M), words


def test_replications_are_shown_with_half_widths(sortsim: Command) -> None:
    """Mean ± half-width in the table, and the remark on what the tables show."""
    said = sortsim("run", "hand", *FAST, "--replications", "2")
    assert said.code == 0
    assert re.search(r"handling, median \(min\) .* ±", said.out)
    assert "means of 2 replications" in said.out


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("manual.labour_h<1", 0),
        ("labour_h>1", 4),
        ("manual.on_planned_share<=1", 4),
        ("passes_per_day>=1e12", 0),
    ],
)
def test_a_broken_limit_has_a_code_of_its_own(sortsim: Command, limit: str, code: int) -> None:
    """The limit is broken where its comparison holds."""
    said = sortsim("run", "hand", *FAST, "-q", "--fail-if", limit)
    assert said.code == code
    assert said.err.startswith(f"limit broken: {limit}: manual has ") == (code == 4)


@pytest.mark.parametrize(
    "limit", ["on_planned_share", "auto.on_planned_share<1", "on_plannd_share<1", "a<b", "x<1.2.3"]
)
def test_a_limit_that_cannot_be_judged_is_refused_first(
    sortsim: Command, project: Path, limit: str
) -> None:
    """Before any run, with the nearest name."""
    said = sortsim("run", "hand", *FAST, "--fail-if", limit)
    assert said.code == 2
    assert "--fail-if" in said.err
    assert not (project / "results").exists()


def test_an_unknown_value_breaks_a_limit(sortsim: Command) -> None:
    """A figure that has no value cannot keep a promise."""
    said = sortsim("run", "hand", "--scale", "0", "--no-figures", "-q", "--fail-if",
                   "on_planned_share<0.98")  # fmt: skip
    assert said.code == 4
    assert "no value" in said.err


def test_an_empty_day_runs_and_says_so(sortsim: Command) -> None:
    """No parcel is no error."""
    said = sortsim("run", "full", "--scale", "0")
    assert said.code == 0
    assert "no parcel" in said.out


@pytest.mark.parametrize(
    "words",
    [
        ("run", "nosuch"),
        ("run", "hand", "--engine", "steam"),
        ("run", "hand", "--seed", "-1"),
        ("run", "hand", "--scale", "nan"),
        ("run", "hand", "--set", "door_group.in.doors=none"),
        ("run", "hand", "--overlay", "nosuch"),
        ("run", "desk", "--scale", "0.5"),
        ("run", "hand", "--out", "scenarios/hand.toml"),
        ("compare", "hand", "desk"),
        ("compare", "hand", "nosuch", "alsonot"),
        ("run",),
    ],
)
def test_bad_input_writes_nothing(sortsim: Command, project: Path, words: tuple[str, ...]) -> None:
    """Exit code 2, a sentence on stderr, no folder."""
    said = sortsim(*words, "--no-figures")
    assert (said.code, said.out) == (2, "")
    assert said.err
    assert "Traceback" not in said.err
    assert not (project / "results").exists()


def test_a_bug_is_one_sentence(sortsim: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1; the traceback is for --debug."""

    def faulty(*_: object) -> None:
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr("sortsim.api.compare.run_all", faulty)
    said = sortsim("run", "hand", *FAST)
    assert said.code == 1
    assert said.err == (
        "sortsim: a bug, and our fault (ZeroDivisionError: by hand). "
        "Run it again with --debug to see where.\n"
    )
    assert "Traceback" in sortsim("run", "hand", *FAST, "--debug").err


def test_failed_runs_have_a_code_of_their_own(
    sortsim: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 3 where others are done; their results are shown."""
    real = simulate.run_to_record

    def faulty(resolved: object, *args: object) -> object:
        if resolved.scenario.configuration == "semi":  # type: ignore[attr-defined]
            raise ZeroDivisionError("by hand")
        return real(resolved, *args)  # type: ignore[arg-type]

    monkeypatch.setattr("sortsim.api.workers.run_to_record", faulty)
    said = sortsim("compare", "hand", "loop", *DAY_ALONE)
    assert said.code == 3
    assert "semi failed: ZeroDivisionError: by hand" in said.err
    assert "Results: results/hand-vs-loop" in said.out
    assert sortsim("run", "loop", *FAST).code == 1


def test_a_closed_pipe_is_no_error(project: Path) -> None:
    """`sortsim explain ... | head -1` ends without complaint."""
    line = f"{sys.executable} -m sortsim explain loop | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True,
                          check=False, env=ENVIRONMENT)  # fmt: skip
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing(project: Path, number: signal.Signals) -> None:
    """Exit code 130; neither records nor workers are left."""
    words = [sys.executable, "-m", "sortsim", "compare", "loop", "full", "--jobs", "2"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        assert process.stderr is not None
        until = time.monotonic() + 60
        while not list(project.glob("results/*/.runs-*/.*")) and time.monotonic() < until:
            time.sleep(0.05)
        workers_of = _children(process.pid)
        process.send_signal(number)
        err = process.stderr.read()
        code = process.wait(30)
    assert code == 130
    assert err.endswith("interrupted: nothing half-written is left\n")
    assert workers_of
    # Python's own resource tracker takes a moment longer than the workers.
    until = time.monotonic() + 20
    while any(map(_is_alive, workers_of)) and time.monotonic() < until:
        time.sleep(0.05)
    assert [pid for pid in workers_of if _is_alive(pid)] == []
    assert not (project / "results").exists()


def _children(pid: int) -> list[int]:
    """Return the processes begun by a process; `/proc` tells."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if parent == pid:
            found.append(int(folder.name))
    return found


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_output_fits_80_columns(sortsim: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal of 80 columns no line is longer."""
    monkeypatch.setattr("sortsim.cli.output.WIDEST_PIPE", 80)
    for words in (("compare", "hand", "loop", "full", *DAY_ALONE), ("explain", "loop"),
                  ("run", "desk")):  # fmt: skip
        said = sortsim(*words)
        assert max(map(len, said.out.splitlines())) <= 80

"""bench: one object on one line, counts asserted, what makes no sense refused."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Command

B1 = ("bench", "b1", "--hours", "0.05")
KEYS = [
    "case", "seed", "hours", "parcels_in", "discharged", "rejected", "queue_wait_mean_s",
    "queue_wait_p95_s", "loop_time_mean_s", "failed_pass_share", "traces_equal",
]  # fmt: skip
ROW = {"wall_s", "cpu_s", "parcels_per_s", "peak_mb", "draw_s", "compile_s"}


def test_b1_prints_one_object(sortsim: Command) -> None:
    """Counts, equal traces, a row an engine, the ratio to the frozen yardstick."""
    said = sortsim(*B1, "--json", "--seed", "5", "--runs", "2")
    assert said.code == 0, said.err
    told = said.json
    assert [key for key in told if key in KEYS] == KEYS
    assert (told["case"], told["seed"], told["traces_equal"]) == ("b1", 5, True)
    assert told["trace"]["records"] > told["parcels_in"]
    assert set(told["engines"]) == {"compiled", "reference"}
    for row in told["engines"].values():
        assert row.keys() >= ROW
        assert row["runs"] == 2
    fast, plain = told["engines"]["compiled"], told["yardstick"]
    assert told["ratio"] == pytest.approx(fast["parcels_per_s"] / plain["parcels_per_s"])
    assert plain["peak_mb"] < told["engines"]["reference"]["peak_mb"]
    assert "tuned_simpy_b1" in told["peers"]
    assert told["faults"] == []
    assert "b1: reference, 0.05 h, seed 6" in said.err


def test_one_engine_alone_compares_no_traces(sortsim: Command) -> None:
    """`--engine compiled` skips the reference; the yardstick stays."""
    said = sortsim(*B1, "--engine", "compiled", "--json", "--quiet")
    assert (said.code, said.err) == (0, "")
    assert said.json["traces_equal"] is None
    assert set(said.json["engines"]) == {"compiled"}
    assert said.json["ratio"] > 0


def test_a_changed_b1_has_no_ratio(sortsim: Command) -> None:
    """The yardstick is B1 as published, so a change leaves nothing to compare with."""
    said = sortsim(*B1, "--engine", "compiled", "--json", "--set", "loop.main.speed_m_per_s=2.2")
    assert said.code == 0
    assert (said.json["ratio"], said.json["yardstick"]) == (None, None)
    assert "not B1 as published" in said.json["notes"][0]


def test_b1_prints_a_table(sortsim: Command) -> None:
    """A row a program, the traces, the reference's slowness."""
    said = sortsim(*B1)
    assert said.code == 0
    for program in ("compiled", "reference", "plain SimPy", "tuned_simpy_b1"):
        assert re.search(rf"^{program} +\d", said.out, re.M), program
    assert "Traces are equal" in said.out
    assert "processor time of the yardstick" in " ".join(said.out.split())


def test_rows_for_the_page(sortsim: Command) -> None:
    """Six columns as in docs/benchmarks.md."""
    said = sortsim(*B1, "--engine", "compiled", "--markdown", "-q")
    rows = said.out.splitlines()
    assert {row.count(" | ") for row in rows} == {5}
    assert "b1, compiled" in rows[0]


def _peer(folder: Path, share: float) -> str:
    """Write a program that reports a share of B1's parcels as discharged; return its command."""
    report = {
        "parcels_in": 650, "discharged": int(500 * share), "rejects": 10, "queue_mean_s": 1.0,
        "queue_p95_s": 3.0, "loop_mean_s": 61.0, "failed_pass_share": 0.0, "wall_s": 1e-6,
        "parcels_per_s": 6.5e8, "peak_mb": 1.0,
    }  # fmt: skip
    program = folder / "peer.py"
    program.write_text(f"print({json.dumps(report)!r})\n", "utf-8")
    return f"{sys.executable} {program}"


def test_a_given_peer_gets_a_row(sortsim: Command, project: Path) -> None:
    """Any program that takes the yardstick's options and prints its report."""
    said = sortsim(*B1, "--engine", "compiled", "--json", "--peer", f"mine={_peer(project, 1)}")
    assert said.code == 0, said.err
    assert said.json["peers"]["mine"]["parcels_per_s"] == 6.5e8


def test_nothing_gets_fast_by_doing_less(sortsim: Command, project: Path) -> None:
    """Exit code 1 with the count that is off; the object is printed all the same."""
    peer = f"lazy={_peer(project, 2)}"
    said = sortsim(*B1, "--engine", "compiled", "--json", "--peer", peer)
    assert said.code == 1
    assert "a check of the benchmark failed" in said.err
    assert "lazy" in said.json["faults"][0]


def test_a_peer_that_fails_is_told(sortsim: Command) -> None:
    """One sentence, exit code 1."""
    said = sortsim(*B1, "--engine", "compiled", "-q", "--peer", "none=nosuchprogram")
    assert said.code == 1
    assert "peer none" in said.err
    assert "Traceback" not in said.err


def test_the_centre_prints_one_object(sortsim: Command) -> None:
    """The design day of a file: parts, crossings, floor, both engines."""
    said = sortsim("bench", "centre", "loop", "--scale", "0.05", "--json")
    assert said.code == 0, said.err
    told = said.json
    assert (told["case"], told["scale"], told["reference_scale"]) == ("centre", 0.05, 0.02)
    assert told["traces_equal"] is True
    assert told["floor_ratio"] > told["plant_floor_ratio"] > 0
    assert told["port"].keys() >= {"windows_per_day", "commands_per_day", "notices_per_day"}
    assert told["engines"]["reference"]["scale"] == 0.02
    assert told["compiled_at_reference_scale"]["scale"] == 0.02
    assert "at scale 0.02" in told["notes"][0]
    row = told["engines"]["compiled"]
    assert row.keys() >= ROW | {"plant_s", "world_s", "record_s", "whole_s", "scale"}
    assert 0 < told["world_share"] < 1


def test_the_centre_prints_its_parts(sortsim: Command) -> None:
    """With --full both engines run at one scale."""
    said = sortsim("bench", "centre", "loop", "--scale", "0.03", "--full")
    assert said.code == 0, said.err
    assert "compiled, scale 0.03" in said.out
    assert "reference, scale 0.03" in said.out
    for words in ("plant", "world (SimPy)", "drawing the tapes", "peak MB"):
        assert f"\n{words}" in said.out
    told = " ".join(said.out.split())
    assert "every parcel is accounted for" in told
    assert "The tape floor" in told


@pytest.mark.verify
def test_bench_alone_runs_everything(sortsim: Command) -> None:
    """B1, then the main centre's design day and the floor, in one object."""
    said = sortsim("bench", "--hours", "0.05", "--scale", "0.001", "--json")
    assert said.code == 0, said.err
    assert list(said.json) == ["b1", "centre"]
    assert said.json["centre"]["scenario"] == "main-centre"


@pytest.mark.parametrize(
    "words",
    [
        ("b2",),
        ("b1", "--hours", "0"),
        ("b1", "--scale", "0.5"),
        ("b1", "--full"),
        ("b1", "loop"),
        ("b1", "--engine", "steam"),
        ("b1", "--runs", "0"),
        ("b1", "--seed", "-1"),
        ("b1", "--set", "loop.main.speed_m_per_s=fast"),
        ("b1", "--peer", "mine"),
        ("centre", "desk"),
        ("centre", "nosuch"),
        ("centre", "loop", "--hours", "1"),
        ("centre", "loop", "--scale", "0"),
        ("centre", "loop", "--full", "--engine", "compiled"),
        ("centre", "loop", "--peer", "a=b"),
        ("--set", "loop.main.speed_m_per_s=2.2"),
    ],
)
def test_what_makes_no_sense_is_refused(sortsim: Command, words: tuple[str, ...]) -> None:
    """Exit code 2, a sentence on stderr, nothing measured."""
    said = sortsim("bench", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err
    assert "Traceback" not in said.err
    assert "making it ready" not in said.err

"""The benchmark B1: both engines, the frozen yardstick and peers, in turns, counts asserted.

Here the order of measuring and the object that is reported; each measurement has a module of its
own and runs in a process of its own.  The command line imports it; the design day is in
``bench_day``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sortsim.api import bench_counts, bench_program
from sortsim.api.bench_child import measured_apart
from sortsim.api.bench_rows import Row, as_one, machine, quotient, without
from sortsim.api.load import load_scenario
from sortsim.plant.engines import ENGINES
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

REFERENCE_MOST = 1.5
"""The reference takes at most so many times the yardstick's processor time."""
JUDGED_FROM_H = 2.0
"""A shorter day is too short to judge speed by."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class B1Options:
    """How B1 is measured."""

    engines: tuple[str, ...] = ENGINES
    hours: float = 24.0
    """Simulated time from empty [h]."""
    seed: int | None = None
    """Seed of the first run; ``None``: the scenario's.  Each further run has the next."""
    runs: int = 1
    """Turns; in each every program runs once."""
    peers: Mapping[str, str] = field(default_factory=dict)
    """Further programs: command by name."""


def bench_b1(resolved: Resolved[Scenario], options: B1Options, say: Say) -> dict[str, Any]:
    """Measure B1 and return the object to be reported.

    Parameters
    ----------
    resolved
        B1, perhaps changed.
    options
        What is measured.
    say
        Hears what is being done.

    Returns
    -------
    dict
        ``faults`` lists what is wrong with counts, traces or speed: empty where all is well.

    Raises
    ------
    InputError
        If the scenario has what the benchmark leaves out.
    MeasurementError
        If a program fails.
    """
    from sortsim.api.bench_b1 import check_is_plain

    check_is_plain(resolved)
    return _Bench(resolved, options, say).report()


class _Bench:
    """One benchmark of B1 while it runs."""

    def __init__(self, resolved: Resolved[Scenario], options: B1Options, say: Say) -> None:
        self.resolved, self.options, self.say = resolved, options, say
        self.seed = resolved.scenario.run.seed if options.seed is None else options.seed
        self.work_s = chute_work_s(resolved)
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.skipped: dict[str, str] = {}

    def report(self) -> dict[str, Any]:
        """Measure everything and return the object."""
        host = machine()
        compile_s = {name: compile_seconds(name, self.say) for name in self.options.engines}
        rows = self._turns()
        engines = {
            name: without(rows[name], [*bench_counts.COUNTS, "left", "inside", "floor"])
            | {"compile_s": compile_s[name]}
            for name in self.options.engines
        }
        first = rows[self.options.engines[0]]
        return {
            "case": "b1", "seed": self.seed, "hours": self.options.hours,
            **{count: first[count] for count in bench_counts.COUNTS},
            **self._traces(), "engines": engines, **self._ratios(rows),
            "peers": {name: rows[name] for name in rows if name not in
                      (*self.options.engines, bench_program.YARDSTICK)},
            "skipped": self.skipped, "floor": first["floor"],
            "floor_ratio": first["wall_s"] / first["floor"]["fill_s"],
            "faults": self.faults, "notes": self.notes, "machine": host,
        }  # fmt: skip

    # ------------------------------------------------------------ turns

    def _turns(self) -> dict[str, Row]:
        """Let all programs run in turns; return a row each."""
        programs = dict(self._programs())
        found: dict[str, list[Row]] = {name: [] for name in programs}
        for run in range(self.options.runs):
            seed = self.seed + run
            for name, measure in programs.items():
                self.say(f"b1: {name}, {self.options.hours:g} h, seed {seed}")
                found[name].append(measure(seed))
            self._judge({name: rows[-1] for name, rows in found.items()}, seed)
        return {name: as_one(rows) for name, rows in found.items()}

    def _programs(self) -> Iterator[tuple[str, Callable[[int], Row]]]:
        for name in self.options.engines:
            yield name, partial(self._engine, "measured", name)
        if self.work_s is None:
            self.notes.append("the scenario is not B1 as published: no yardstick, no ratio")
            return
        for name in (bench_program.YARDSTICK, *bench_program.PEERS):
            if why := bench_program.why_not(name):
                self.skipped[name] = why
            else:
                yield name, partial(self._program, name)
        for name in self.options.peers:
            yield name, partial(self._command, name)

    def _engine(self, what: str, engine: str, seed: int) -> Row:
        arguments = {"engine": engine, "hours": self.options.hours, "seed": seed}
        return measured_apart(
            f"sortsim.api.bench_b1:{what}", {"resolved": self.resolved, **arguments}
        )

    def _program(self, name: str, seed: int) -> Row:
        arguments = {"name": name, "hours": self.options.hours, "seed": seed}
        return measured_apart(
            "sortsim.api.bench_program:measured", {**arguments, "chute_s": self.work_s}
        )

    def _command(self, name: str, seed: int) -> Row:
        assert self.work_s is not None
        command = self.options.peers[name]
        return bench_program.measured_command(name, command, self.options.hours, seed, self.work_s)

    # ------------------------------------------------------------ what must hold

    def _judge(self, rows: Mapping[str, Row], seed: int) -> None:
        """Hold the counts of one turn against the model, and the engines against each other."""
        engines = {name: rows[name] for name in self.options.engines}
        found = [("engines", fault) for fault in bench_counts.what_differs(engines)]
        for name, row in engines.items():
            found += [(name, fault) for fault in bench_counts.what_is_lost(row)]
        if self.work_s is not None:
            for name, row in rows.items():
                off = bench_counts.what_is_off(row, self.options.hours, self.work_s)
                found += [(name, fault) for fault in off]
        self.faults += [f"seed {seed}, {name}: {fault}" for name, fault in found]

    def _traces(self) -> dict[str, Any]:
        """Compare the whole traces of both engines in processes that nothing is timed in."""
        if len(self.options.engines) < 2:
            return {"traces_equal": None, "trace": None}
        found = []
        for engine in self.options.engines:
            self.say(f"b1: {engine}, trace")
            found.append(self._engine("traced", engine, self.seed))
        told = compared_traces(*found)
        self.faults += told.pop("faults")
        return told

    def _ratios(self, rows: Mapping[str, Row]) -> dict[str, Any]:
        yardstick = rows.get(bench_program.YARDSTICK)
        told: dict[str, Any] = dict.fromkeys(("ratio", "cpu_ratio", "reference_slowdown"))
        told["yardstick"] = yardstick
        if yardstick is None:
            return told
        first = rows[self.options.engines[0]]
        told["ratio"] = quotient(first, yardstick, "parcels_per_s")
        told["cpu_ratio"] = quotient(yardstick, first, "cpu_s")
        if "reference" in rows:
            # Processor time says the same on a busy machine as on an idle one.
            slowdown = quotient(rows["reference"], yardstick, "cpu_s")
            told["reference_slowdown"] = slowdown
            if slowdown is not None and self.options.hours >= JUDGED_FROM_H:
                self._judge_slowdown(slowdown)
        return told

    def _judge_slowdown(self, slowdown: float) -> None:
        if slowdown > REFERENCE_MOST:
            limit = f"at most {REFERENCE_MOST:g} are allowed"
            self.faults.append(f"reference: {slowdown:.2f} times the yardstick's time, {limit}")


def compile_seconds(engine: str, say: Say) -> float:
    """Return what a first start of an engine takes now; its machine code is on disk then."""
    say(f"{engine}: making it ready")
    found = measured_apart("sortsim.api.bench_b1:compiled", {"engine": engine})
    return float(found["compile_s"])


def compared_traces(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Return whether two runs did the same at every station, and the same left.

    Returns
    -------
    dict
        ``traces_equal``, ``trace`` with the number of records and departures compared, and
        ``faults``.
    """
    names = first["stations"].keys() | second["stations"].keys()
    off = sorted(n for n in names if first["stations"].get(n) != second["stations"].get(n))
    faults = [f"traces differ at {', '.join(off[:5])}"] if off else []
    if first["departures"] != second["departures"]:
        faults.append("departures differ")
    trace = {
        "compared": "every record, as one digest a station; every departure",
        "records": sum(count for count, _ in first["stations"].values()),
        "departures": first["departures"][0],
        "stations": len(names),
    }
    return {"traces_equal": not faults, "trace": trace, "faults": faults}


def chute_work_s(resolved: Resolved[Scenario]) -> float | None:
    """Return the time of a chute's worker, where nothing else differs from B1 as published [s]."""
    from sortsim.api.bench_b1 import B1
    from sortsim.spec.diff import diff

    works = {"loop.main.chute_group.far.work.value_s", "loop.main.chute_group.near.work.value_s"}
    changed = {d.key: d.after for d in diff(load_scenario(B1), resolved) if d.key != "run.seed"}
    if not changed:
        return bench_counts.WORK_S
    times = set(changed.values())
    return float(times.pop()) if changed.keys() == works and len(times) == 1 else None

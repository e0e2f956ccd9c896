"""The design day of a centre as a benchmark: time by part, crossings, and the tape floor.

Here the order of measuring and the object that is reported; each measurement runs in a process of
its own.  The command line imports it; B1 is in ``bench``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sortsim.api.bench import Say, compared_traces, compile_seconds
from sortsim.api.bench_child import measured_apart
from sortsim.api.bench_rows import Row, as_one, machine, quotient, without
from sortsim.api.load import is_study
from sortsim.core.errors import InputError, Problem
from sortsim.plant.engines import ENGINES
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

CENTRE = "main-centre-auto"
REFERENCE_SCALE = 0.02
"""Of the demand: a day that the reference runs in seconds, not in many minutes."""
WORLD_MOST = 0.2
"""The SimPy side may take so much of a whole day's run."""
COUNTS = ("days", "parcels_in", "departed", "planned_on_the_day", "departed_on_the_day",
          "backlog_closing", "failures", "look_ahead_s")  # fmt: skip


@dataclass(frozen=True)
class DayOptions:
    """How the design day is measured."""

    engines: tuple[str, ...] = ENGINES
    scale: float = 1.0
    """Multiplies the demand."""
    is_full: bool = False
    """Whether the reference runs at that scale too, and not at `REFERENCE_SCALE`."""
    seed: int | None = None
    """Seed of the first run; ``None``: the scenario's.  Each further run has the next."""
    runs: int = 1

    @property
    def reference_scale(self) -> float:
        """Scale at which both engines run and are compared."""
        return self.scale if self.is_full else min(self.scale, REFERENCE_SCALE)


def bench_centre(resolved: Resolved[Scenario], options: DayOptions, say: Say) -> dict[str, Any]:
    """Measure a centre's design day with its warm-up and return the object to be reported.

    Parameters
    ----------
    resolved
        A centre.
    options
        What is measured.
    say
        Hears what is being done.

    Returns
    -------
    dict
        ``faults`` lists what is wrong with counts or traces: empty where all is well.

    Raises
    ------
    InputError
        If the scenario is a study, or its demand so scaled is none.
    MeasurementError
        If a run fails, also where a parcel is not accounted for.
    """
    if is_study(resolved):
        told = "a study has no design day; use sortsim bench b1 or sortsim run"
        raise InputError([Problem(told, file=resolved.files[0].name)])
    return _Bench(resolved, options, say).report()


class _Bench:
    """One benchmark of a centre while it runs."""

    def __init__(self, resolved: Resolved[Scenario], options: DayOptions, say: Say) -> None:
        self.resolved, self.options, self.say = resolved, options, say
        self.seed = resolved.scenario.run.seed if options.seed is None else options.seed
        self.faults: list[str] = []

    def report(self) -> dict[str, Any]:
        """Measure everything and return the object."""
        host, options = machine(), self.options
        compile_s = {name: compile_seconds(name, self.say) for name in options.engines}
        rows = {name: self._measured(name, self._scale(name)) for name in options.engines}
        first = rows[options.engines[0]]
        engines = {
            name: without(row, [*COUNTS, "floor"]) | {"compile_s": compile_s[name]}
            for name, row in rows.items()
        }
        return {
            "case": "centre", "scenario": self.resolved.scenario.name,
            "configuration": self.resolved.scenario.configuration, "seed": self.seed,
            "scale": self._scale(options.engines[0]),
            **{count: first[count] for count in COUNTS},
            **self._compared(rows), "engines": engines, **_floor(first), "port": _port(first),
            "world_share": first["world_share"], "world_most": WORLD_MOST,
            "faults": self.faults, "notes": list(self._notes()), "machine": host,
        }  # fmt: skip

    def _scale(self, engine: str) -> float:
        options = self.options
        is_alone = options.engines == ("reference",)
        return options.scale if engine == "compiled" or is_alone else options.reference_scale

    def _measured(self, engine: str, scale: float) -> Row:
        rows = []
        for run in range(self.options.runs):
            self.say(f"centre: {engine}, scale {scale:g}, seed {self.seed + run}")
            row = self._apart("measured", engine, scale, self.seed + run)
            rows.append(row | {"parcels_per_s": row["parcels_in"] / row["wall_s"]})
        return as_one(rows)

    def _apart(self, what: str, engine: str, scale: float, seed: int) -> Row:
        arguments = {"engine": engine, "scale": scale, "seed": seed}
        return measured_apart(
            f"sortsim.api.bench_centre:{what}", {"resolved": self.resolved, **arguments}
        )

    def _compared(self, rows: Mapping[str, Row]) -> dict[str, Any]:
        """Run what is missing for a comparison at one scale; return the ratio of speeds."""
        options = self.options
        if len(rows) < 2:
            return {"traces_equal": None, "trace": None, "reference_scale": None, "ratio": None}
        scale = options.reference_scale
        compiled = rows["compiled"]
        if scale != options.scale:
            compiled = self._measured("compiled", scale)
        self._judge(compiled, rows["reference"])
        found = []
        for engine in options.engines:
            self.say(f"centre: {engine}, scale {scale:g}, trace")
            found.append(self._apart("traced", engine, scale, self.seed))
        told = compared_traces(*found)
        self.faults += told.pop("faults")
        ratio = quotient(compiled, rows["reference"], "parcels_per_s")
        at_scale = without(compiled, [*COUNTS, "floor"])
        return {
            **told, "reference_scale": scale, "ratio": ratio,
            "compiled_at_reference_scale": at_scale,
        }  # fmt: skip

    def _judge(self, compiled: Row, reference: Row) -> None:
        for count in (*COUNTS, "crossings"):
            if compiled[count] != reference[count]:
                told = f"{reference[count]} by reference and {compiled[count]} by compiled"
                self.faults.append(f"{count} is {told}")

    def _notes(self) -> list[str]:
        options = self.options
        notes = []
        if len(options.engines) > 1 and options.reference_scale != options.scale:
            scale = options.reference_scale
            notes.append(f"the reference ran, and traces and ratio were taken, at scale {scale:g}")
        if options.scale != 1:
            notes.append(f"the demand is scaled by {options.scale:g}: shares are not a whole day's")
        return notes


def _floor(row: Row) -> dict[str, Any]:
    """Return the floor, and how many times as long the day and the plant alone take."""
    floor = row["floor"]
    return {
        "floor": floor,
        "floor_ratio": row["wall_s"] / floor["fill_s"],
        "plant_floor_ratio": row["plant_s"] / floor["fill_s"],
        "floor_cpu_ratio": quotient(row, {"cpu_s": floor["fill_cpu_s"]}, "cpu_s"),
    }


def _port(row: Row) -> dict[str, float]:
    """Return the crossings of the port, a simulated day."""
    crossings = {f"{name}_per_day": n / row["days"] for name, n in row["crossings"].items()}
    return {"look_ahead_s": row["look_ahead_s"], **crossings}

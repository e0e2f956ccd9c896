"""Stand-alone programs of B1: the frozen yardstick, and peers that are installed or given.

Here such a program is found, run in a process of its own and its report brought into the words of
the other rows.  A module of the standard library alone, so that a peer's memory is its own.
``api.bench`` imports it.
"""

from __future__ import annotations

import importlib.util
import json
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sortsim.api.bench_child import MeasurementError

FOLDER = Path(__file__).resolve().parent.parent / "data" / "benchmarks"
"""In a source checkout a link to the checkout's ``benchmarks``."""
YARDSTICK = "plain_simpy_b1"
PEERS = {"tuned_simpy_b1": "simpy"}
"""Shipped program to the package that it needs."""
WORDS = {
    "parcels_in": "parcels_in",
    "discharged": "discharged",
    "rejects": "rejected",
    "queue_mean_s": "queue_wait_mean_s",
    "queue_p95_s": "queue_wait_p95_s",
    "loop_mean_s": "loop_time_mean_s",
    "failed_pass_share": "failed_pass_share",
    "wall_s": "wall_s",
    "parcels_per_s": "parcels_per_s",
    "peak_mb": "peak_mb",
}
"""What a program reports to the word for it here."""


def why_not(name: str) -> str | None:
    """Return why a program cannot be run here; ``None`` where it can."""
    if not (FOLDER / f"{name}.py").is_file():
        return "not shipped with this package"
    package = PEERS.get(name, "simpy")
    return None if importlib.util.find_spec(package) else f"{package} is not installed"


def measured(name: str, hours: float, seed: int, chute_s: float) -> dict[str, Any]:
    """Return the row of one shipped program, run in this process."""
    path = FOLDER / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    begun, cpu_begun = time.perf_counter(), time.process_time()
    row = as_row(name, module.run(hours, seed, chute_s))
    # The report is made after the measured time, so the processor's share is taken of both.
    share = (time.process_time() - cpu_begun) / (time.perf_counter() - begun)
    return row | {"cpu_s": row["wall_s"] * share}


def measured_command(
    name: str, command: str, hours: float, seed: int, chute_s: float
) -> dict[str, Any]:
    """Return the row of a program given by its command line, which prints one JSON object.

    Parameters
    ----------
    name
        Name of the row.
    command
        The command; ``--hours``, ``--seed``, ``--chute-s`` and ``--json`` are added.
    hours
        Simulated time from empty [h].
    seed
        Seed of the program's random stream.
    chute_s
        Time of a chute's worker [s].

    Raises
    ------
    MeasurementError
        If the command fails, or prints anything else.
    """
    options = ["--hours", f"{hours:g}", "--seed", str(seed), "--chute-s", f"{chute_s:g}", "--json"]
    try:
        done = subprocess.run(
            [*shlex.split(command), *options], capture_output=True, text=True, check=True
        )
        return as_row(name, json.loads(done.stdout))
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:]
        raise MeasurementError(f"peer {name}: {error}: {' '.join(last)}") from None
    except (OSError, ValueError) as error:
        raise MeasurementError(f"peer {name}: {error}") from None


def as_row(name: str, report: dict[str, Any]) -> dict[str, Any]:
    """Return a program's report in the words of the other rows.

    Raises
    ------
    MeasurementError
        If it leaves anything out.
    """
    missing = [word for word in WORDS if word not in report]
    if missing:
        raise MeasurementError(f"peer {name}: its report lacks {', '.join(missing)}")
    return {ours: report[theirs] for theirs, ours in WORDS.items()}

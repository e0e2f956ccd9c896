"""Write and read the parcels of a record: ``python benchmarks/parcel_records.py``.

Here lives a program of its own.  It makes parcels of a made-up day, chunk by chunk as a run does,
writes them with the writer of run records, reads all of them back, and then two columns into
pandas.  Making them is not timed.  Rows and sums are asserted, so what was not kept is not fast.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from sortsim.results.parquet import ParcelWriter, read_table
from sortsim.results.schema import WATERFALL, columns_of

CLASSES = ("small_bag", "small", "carton", "large", "irregular")
ROWS_A_CHUNK = 50_000
DAY_MS = 86_400_000
VISITED = {"yard_s": 0.6, "door_s": 1.0, "line_s": 1.0, "xray_s": 0.5, "unbag_s": 0.3,
           "hand_s": 0.1, "wheel_s": 0.2, "induction_s": 0.8, "loop_s": 0.8,
           "extra_laps_s": 0.02, "coding_s": 0.02, "chute_s": 0.8, "staging_s": 1.0,
           "loading_s": 1.0}  # fmt: skip
"""Share of the parcels that spend time in a stage; the others have 0 there."""
TWO = ("gate_ms", "departed_ms")
Chunk = dict[str, Any]


def chunks(parcels: int, seed: int = 1) -> Iterator[Chunk]:
    """Yield the parcels of a made-up day, in the order of their arrival."""
    rng = np.random.Generator(np.random.PCG64DXSM(seed))
    for first in range(0, parcels, ROWS_A_CHUNK):
        yield chunk(rng, first, min(ROWS_A_CHUNK, parcels - first), parcels)


def chunk(rng: np.random.Generator, first: int, rows: int, parcels: int) -> Chunk:
    """Return some parcels, every column filled; times are whole milliseconds."""
    number = np.arange(first, first + rows)
    gate_ms = (number * (DAY_MS / parcels)).astype(np.int64) // 60_000 * 60_000
    spent_ms = {
        stage: np.where(rng.random(rows) < share, rng.integers(1_000, 900_000, rows), 0)
        for stage, share in VISITED.items()
    }
    dwell_ms = sum(spent_ms.values())
    staged_ms = gate_ms + dwell_ms - spent_ms["staging_s"] - spent_ms["loading_s"]
    on_planned = rng.random(rows) < 0.97
    false = np.zeros(rows, bool)
    given = {
        "parcel": number, "vehicle_in": number // 900, "flow": rng.integers(0, 2, rows),
        "parcel_class": rng.integers(0, len(CLASSES), rows), "lane": rng.integers(0, 240, rows),
        "planned_arrival_ms": gate_ms, "gate_ms": gate_ms, "staged_ms": staged_ms,
        "loaded_ms": staged_ms + spent_ms["staging_s"], "departed_ms": gate_ms + dwell_ms,
        "due_ms": (gate_ms + dwell_ms) // 1_800_000 * 1_800_000 + 1_800_000,
        "next_day_zone": rng.random(rows) < 0.4, "eligible": rng.random(rows) < 0.3,
        "on_planned": on_planned, "promise_kept": on_planned, "outcome": np.zeros(rows, int),
        "vehicle_out": number // 1200, "laps": false.astype(int), "rejects": false.astype(int),
        "screened": spent_ms["xray_s"] > 0, "missorted": rng.random(rows) < 0.001,
        "bagged": rng.random(rows) < 0.6,
    }  # fmt: skip
    return given | {name: spent_ms[name] / 1000 for name in WATERFALL}


def write(path: Path, parcels: int) -> tuple[float, int]:
    """Write the parcels to the disk; return seconds and the sum of their departures."""
    spent_s, total_ms = 0.0, 0
    started = perf_counter()
    writer = ParcelWriter(path, CLASSES)
    spent_s += perf_counter() - started
    for made in chunks(parcels):
        total_ms += int(made["departed_ms"].sum())
        started = perf_counter()
        writer.write(made)
        spent_s += perf_counter() - started
    started = perf_counter()
    writer.close()
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return spent_s + perf_counter() - started, total_ms


def read(path: Path, columns: tuple[str, ...] | None = None) -> tuple[float, Any]:
    """Return the seconds that it takes to read columns into pandas, and the frame."""
    started = perf_counter()
    frame = read_table(path, columns)
    return perf_counter() - started, frame


def probe(path: Path, size: int) -> float:
    """Return the seconds that the disk alone takes for so many bytes."""
    block = np.random.Generator(np.random.PCG64DXSM(2)).bytes(2**20)
    started = perf_counter()
    with path.open("wb") as file:
        for _ in range(-(-size // len(block))):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return perf_counter() - started


def measure(folder: Path, parcels: int) -> dict[str, Any]:
    """Write, read and read two columns; raise `AssertionError` where a parcel is not kept."""
    path = folder / "parcels.parquet"
    write_s, total_ms = write(path, parcels)
    size = path.stat().st_size
    disk_s = probe(folder / "probe", size)
    two_s, two = read(path, TWO)
    check(two, parcels, total_ms)
    read_s, every = read(path)
    check(every, parcels, total_ms)
    if list(every.columns) != [column.name for column in columns_of("parcels")]:
        raise AssertionError("columns are not those of the registry")
    return {
        "parcels": parcels, "columns": every.shape[1], "write_s": write_s, "mb": size / 1e6,
        "bytes_per_parcel": size / parcels, "disk_alone_s": disk_s, "read_s": read_s,
        "two_columns_s": two_s,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def check(frame: Any, parcels: int, total_ms: int) -> None:
    """Raise `AssertionError` unless a frame has every parcel, and its departure."""
    if len(frame) != parcels:
        raise AssertionError(f"{len(frame)} parcels read, {parcels} written")
    if int(frame["departed_ms"].astype("int64").sum()) != total_ms:
        raise AssertionError("departures are not those that were written")


def main(words: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parcels", type=int, default=5_000_000)
    parser.add_argument("--folder", help="Where to write; a temporary folder if not given.")
    parser.add_argument("--json", action="store_true", help="Print one object on one line.")
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        found = measure(Path(folder), given.parcels)
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:18} {value:,.3f}" if isinstance(value, float) else f"{name:18} {value:,}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""The floor: how long NumPy takes to do nothing but draw the same tapes.

Here the arrays of the loads that went to the plant are counted and filled once more; nothing is
made of the numbers.  The measurements of ``api`` import it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import numpy.typing as npt

from sortsim.core.streams import stream
from sortsim.plant.contract import Load

FILLS = 3
"""The fastest of so many fills is the floor: a floor that a busy machine lifts is none."""


class TapeSizes:
    """Takes note of the arrays of loads: their lengths and the bytes of a number."""

    def __init__(self) -> None:
        self._bytes: list[int] = []

    def note(self, load: Load) -> None:
        """Take note of every array of a load; one that stands for two columns counts once."""
        arrays = {id(array): array.nbytes for array in _arrays(load)}
        self._bytes += arrays.values()

    @property
    def count(self) -> int:
        """Number of arrays."""
        return len(self._bytes)

    @property
    def megabytes(self) -> float:
        """Size of all arrays [MB]."""
        return sum(self._bytes) / 1e6

    def fill(self) -> tuple[float, float]:
        """Return wall and processor seconds of one fill of all arrays, from one PCG64DXSM.

        The buffer is warm and as long as the longest array; 64 bits are drawn at a time, so an
        array of bytes takes an eighth of the draws.
        """
        lengths = [-(-size // 8) for size in self._bytes]
        buffer = np.ones(max(lengths, default=1))
        generator = stream(0, 0, "bench.floor")
        fills = [_filled(generator, buffer, lengths) for _ in range(FILLS)]
        return min(wall_s for wall_s, _ in fills), min(cpu_s for _, cpu_s in fills)

    def row(self) -> dict[str, float | int]:
        """Return number, size and time of the fill."""
        wall_s, cpu_s = self.fill()
        return {
            "arrays": self.count, "mb": self.megabytes, "fill_s": wall_s, "fill_cpu_s": cpu_s,
        }  # fmt: skip


def _arrays(load: Load) -> Iterator[npt.NDArray[np.generic]]:
    values = [getattr(load, field.name) for field in fields(load)]
    yield from (value for value in [*values, *load.work.values()] if isinstance(value, np.ndarray))


def _filled(
    generator: np.random.Generator, buffer: npt.NDArray[np.float64], lengths: list[int]
) -> tuple[float, float]:
    begun, cpu_begun = time.perf_counter(), time.process_time()
    for length in lengths:
        generator.random(out=buffer[:length])
    return time.perf_counter() - begun, time.process_time() - cpu_begun

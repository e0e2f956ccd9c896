"""Work of pieces by purpose: a vehicle's uniform draws become ticks, all purposes at once.

Here the laws of a configuration's work meet the draws of a block; what else a load says is in
``loads``.  Only ``centre.loads`` and ``centre.source_loads`` import it.

Nearly all work is lognormal, and a load has a dozen columns of it: they are one matrix, so that
the arithmetic goes over it once and not once a column.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sortsim.centre.fitout.model import Work
from sortsim.core.clock import TICKS_PER_S
from sortsim.demand import laws
from sortsim.demand.parcels import ParcelBlock
from sortsim.plant.contract import IntArray
from sortsim.spec.laws import Lognormal

Floats = npt.NDArray[np.float64]


def work_ticks(work: Work, uniforms: Floats) -> IntArray:
    """Return the work of each piece in ticks of one worker, each at least 1 (rule C1)."""
    if work.mean_s is None:
        return laws.ticks(work.law, uniforms)
    seconds = laws.unit_mean(work.law, uniforms) * work.mean_s
    return np.maximum(1, np.rint(seconds * TICKS_PER_S)).astype(np.int64)


class WorkTable:
    """Draws the work columns of one centre's loads.

    Parameters
    ----------
    works
        Work by purpose.
    """

    def __init__(self, works: Mapping[str, Work]) -> None:
        self._others = {p: w for p, w in works.items() if not isinstance(w.law, Lognormal)}
        self._lognormal = [purpose for purpose in works if purpose not in self._others]
        rows = [_numbers(works[purpose]) for purpose in self._lognormal]
        numbers = np.array(rows, np.float64).reshape(-1, 4).T
        self._median, self._sigma, self._expected, self._mean = numbers[:, :, np.newaxis]
        self._scratch = np.empty(0)

    def columns(self, block: ParcelBlock) -> dict[str, IntArray]:
        """Return the work of each row of a block by purpose, in ticks."""
        drawn = self._matrix(len(self._lognormal), block.n_rows)
        for purpose, row in zip(self._lognormal, drawn, strict=True):
            block.uniform(f"work.{purpose}", out=row)
        columns = dict(zip(self._lognormal, self._ticks(drawn), strict=True))
        for purpose, work in self._others.items():
            columns[purpose] = work_ticks(work, block.uniform(f"work.{purpose}"))
        return columns

    def _matrix(self, purposes: int, rows: int) -> Floats:
        """Return room for draws, the same memory every time: new pages have to be zeroed."""
        if len(self._scratch) < purposes * rows:
            self._scratch = np.empty(2 * purposes * rows)
        return self._scratch[: purposes * rows].reshape(purposes, rows)

    def _ticks(self, drawn: Floats) -> IntArray:
        """Return `work_ticks` of lognormal works; ``drawn`` is used up."""
        seconds = laws.lognormal(self._median, self._sigma, drawn, out=drawn)
        seconds /= self._expected
        seconds *= self._mean
        seconds *= TICKS_PER_S
        np.rint(seconds, out=seconds)
        return np.maximum(1, seconds, out=seconds).astype(np.int64)


def _numbers(work: Work) -> tuple[float, float, float, float]:
    """Return median, sigma, divisor and factor; by 1 nothing is changed, not even the last bit."""
    assert isinstance(work.law, Lognormal)
    mu, sigma = work.law.log_median_and_sigma
    median = float(np.exp(mu))
    if work.mean_s is None:
        return median, sigma, 1.0, 1.0
    return median, sigma, work.law.expected_s, work.mean_s

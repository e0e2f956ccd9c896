"""Experiments whose truth is known, to see how often an interval or a selection is right.

Here live the experiments; what is asked of them stands in ``test_interval_coverage``, which alone
imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from sortsim.core.streams import stream
from sortsim.stats.intervals import Interval

Floats = npt.NDArray[np.float64]
RHO = 0.8
"""Utilisation of the queue."""
WAIT = RHO / (1 - RHO)
"""Its mean wait, in mean services (Pollaczek-Khinchine with exponential work)."""


def coverage(observe: Callable[[np.random.Generator], Interval], truth: float, runs: int) -> float:
    """Return the share of independent experiments whose interval holds the truth."""
    found = (observe(rng) for rng in generators(runs))
    return sum(i.low <= truth <= i.high for i in found) / runs


def generators(runs: int) -> Iterator[np.random.Generator]:
    """Return one stream an experiment."""
    return (stream(1959, run, "coverage") for run in range(runs))


def queue_means(rng: np.random.Generator, replications: int, customers: int) -> Floats:
    """Return mean waits of M/M/1 queues that begin in their steady state, shape (replications,).

    The first customer waits as the steady state says, 0 with chance 1 - rho and exponentially
    otherwise, so that every wait has the mean ``WAIT`` and no warm-up is in it.
    """
    wait = rng.exponential(1 / (1 - RHO), replications) * (rng.random(replications) < RHO)
    steps = rng.exponential(1, (customers, replications))
    steps -= rng.exponential(1 / RHO, (customers, replications))
    total = np.zeros(replications)
    for step in steps:
        total += wait
        wait = np.maximum(wait + step, 0.0)
    return total / customers


def crossed(rng: np.random.Generator, means: Floats, runs: int, common: float = 3.0) -> Floats:
    """Return systems on common random numbers: a shared noise, own noises of unequal size."""
    own = rng.normal(0, 1, (len(means), runs)) * np.linspace(1, 2, len(means))[:, None]
    return np.asarray(means[:, None] + rng.normal(0, common, runs) + own)

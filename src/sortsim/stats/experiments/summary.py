"""What the replications of one cell say of one key figure: mean, interval, spread.

Here lives the summary alone; the interval's arithmetic is in ``stats.intervals``.  ``api`` imports
it.

The quantiles interpolate linearly between order statistics (Hyndman and Fan 1996, type 7), which is
what pandas, NumPy and ``QUARTILE.INC`` of spreadsheets give, so that anyone can check them.
They describe the replications that were run; with few of them p05 and p95 say little of the law.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.stats.intervals import Interval, mean_interval

PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Summary:
    """Replications of one key figure, in its unit."""

    interval: Interval
    least: float
    p05: float
    p25: float
    median: float
    p75: float
    p95: float
    most: float


def summarise(values: npt.ArrayLike, level: float = 0.95) -> Summary | None:
    """Return the summary of replications; ``None`` where no value is known.

    Parameters
    ----------
    values
        One a replication, any unit; NaN where a run does not know the figure, left out.
    level
        Confidence level of the mean's interval (Student t).
    """
    data = np.asarray(values, np.float64)
    known = data[~np.isnan(data)]
    if known.size == 0:
        return None
    points = np.quantile(known, (0.0, *PROBABILITIES, 1.0), method="linear")
    return Summary(mean_interval(known, level), *(float(point) for point in points))

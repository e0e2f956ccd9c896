"""The pass rule of the analytic tests: an interval that holds the theory and is narrow enough."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sortsim.core.streams import stream


def check(
    theory: float, observe: Callable[[np.random.Generator], float], *, runs: int, width: float
) -> None:
    """Assert that independent runs agree with theory.

    The mean of ``runs`` observations lies within t(.9995) standard errors of the theory, and
    that half-width is at most ``width`` of it, so that noise cannot pass for agreement.
    """
    from scipy.stats import t

    seen = np.array([observe(stream(2025, run, "analytic")) for run in range(runs)])
    half = float(t.ppf(0.9995, runs - 1) * seen.std(ddof=1) / np.sqrt(runs))
    assert half <= width * theory, f"half-width {half:.5f} is over {width:.0%} of {theory}"
    assert abs(seen.mean() - theory) <= half, f"{seen.mean():.5f} +- {half:.5f} is not {theory}"

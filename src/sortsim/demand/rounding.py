"""Whole parcels out of shares, so that parts always sum to the total.

Here lives the largest-remainder rule alone.  Every module of ``demand`` may import it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def largest_remainder(weights: npt.ArrayLike, total: int) -> npt.NDArray[np.int64]:
    """Divide a total in proportion to weights into whole numbers that sum to it.

    Parameters
    ----------
    weights
        Weights of at least 0, shape ``(n,)``, in any unit.
    total
        Whole number to divide, at least 0.

    Returns
    -------
    numpy.ndarray
        int64, shape ``(n,)``; each within 1 of its exact share (Hamilton's rule), of equal
        remainders the first gets more.

    Raises
    ------
    ValueError
        If the weights sum to 0 and the total does not.
    """
    exact = np.asarray(weights, dtype=np.float64)
    if total == 0:
        return np.zeros(exact.shape, dtype=np.int64)
    if exact.sum() <= 0:
        raise ValueError("weights that sum to 0 cannot share a total")
    exact = exact / exact.sum() * total
    parts: npt.NDArray[np.int64] = np.floor(exact).astype(np.int64)
    missing = total - int(parts.sum())
    # Float rounding can lift a huge exact share to the next whole number, so it may be negative.
    by_remainder = np.argsort(parts - exact, kind="stable")
    if missing >= 0:
        parts[by_remainder[:missing]] += 1
    else:
        parts[by_remainder[missing:]] -= 1
    return parts

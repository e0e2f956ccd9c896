"""Little's law along one sample path: mean number inside = rate x mean stay.

Here lives the check that any buffer started and ended empty must pass to rounding; it knows
nothing of stations.  Tests, ``report`` and ``api`` may import it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class LittleCheck:
    """Both sides of the law over one window."""

    mean_number: float
    """Time average of the number inside, from a sweep over entries and exits."""
    rate: float
    """Entries a unit of time."""
    mean_stay: float
    """Mean of exit minus entry."""

    @property
    def error(self) -> float:
        """Mean number minus rate times mean stay; 0 to rounding."""
        return self.mean_number - self.rate * self.mean_stay


def little_check(entered: npt.ArrayLike, left: npt.ArrayLike, start: int, end: int) -> LittleCheck:
    """Return both sides of Little's law for pieces that came and went inside a window.

    The number inside is integrated by a sweep over the instants, apart from the stays, so that
    the two sides are found independently.

    Parameters
    ----------
    entered, left
        Instants by piece in ticks (or any integers), ``start <= entered <= left <= end``.
    start, end
        The window, ``start < end``.

    Raises
    ------
    ValueError
        Where a piece was inside before the window began or is after it ended.
    """
    came, went = np.asarray(entered, np.int64), np.asarray(left, np.int64)
    if came.size and (came.min() < start or went.max() > end or bool((went < came).any())):
        raise ValueError("the buffer must be empty when the window begins and ends")
    instants = np.concatenate([came, went, [end]])
    steps = np.concatenate([np.ones_like(came), -np.ones_like(went), [0]])
    order = np.argsort(instants, kind="stable")
    inside = np.cumsum(steps[order])
    spans = np.diff(instants[order])
    area = int((inside[:-1] * spans).sum())
    stay = int((went - came).sum())
    span, count = end - start, came.size
    return LittleCheck(area / span, count / span, stay / count if count else 0.0)

"""How large a day an area can pass when its queue may last no longer than a stated time.

Here lives one pure function of two arrays of 24 hours; which areas there are and what they are
asked for is reckoned in ``api``.  ``api.city_capacity`` and tests import it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np


def day_factor(
    capacity_by_h: Sequence[float], required_by_h: Sequence[float], wait_h: int
) -> float:
    """Return the largest factor of a day's work that an area passes without a longer queue.

    Parameters
    ----------
    capacity_by_h
        What it passes in each hour of the day [pieces/h], any unit.
    required_by_h
        What comes to it in each hour, same unit; the day before and after are alike.
    wait_h
        Longest wait [h], at least 0.

    Returns
    -------
    float
        Least ratio, over all windows of hours of at most a day, of the capacity from the
        window's beginning to ``wait_h`` hours after its end (a day at most) to the work that
        comes in the window; infinity where nothing comes.

    Notes
    -----
    What comes in a window must have passed ``wait_h`` after its end, and none of it can pass
    before it has come; so no more than this can be passed in time, however the area is run.
    """
    hours = len(capacity_by_h)
    able = np.concatenate([[0.0], np.cumsum(np.tile(np.asarray(capacity_by_h, float), 2))])
    asked = np.concatenate([[0.0], np.cumsum(np.tile(np.asarray(required_by_h, float), 2))])
    least = math.inf
    for length in range(1, hours + 1):
        within = min(length + wait_h, hours)
        work = asked[length : length + hours] - asked[:hours]
        room = able[within : within + hours] - able[:hours]
        least = min(least, float((room[work > 0] / work[work > 0]).min(initial=math.inf)))
    return least

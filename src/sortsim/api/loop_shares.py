"""How many pieces a saturated carrier of a loop carries in a revolution, by its sort plan.

Here chutes become the shares of destinations in the stretches between zones; the renewal
argument is in ``stats.loop_bounds``.  Only modules of ``api`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sortsim.centre.fitout.geometry import chute_positions, induction_positions, length_m
from sortsim.centre.fitout.lanes import SortLane
from sortsim.centre.fitout.sort_plan import SortPlan
from sortsim.centre.fitout.waves import plans_of
from sortsim.spec.equipment.loops import Loop
from sortsim.stats.loop_bounds import loads_per_revolution

Floats = npt.NDArray[np.float64]


def revolutions_of(loop: Loop, lanes: Sequence[SortLane], folder: Path) -> float:
    """Return loads a revolution; of several sort plans, the least.

    Parameters
    ----------
    loop
        The loop.
    lanes
        The lanes of the centre with their weights.
    folder
        Folder that sort plans' files are named from.
    """
    plans, _ = plans_of(lanes, loop, folder)
    zones = sorted(_turn(loop, float(induction_positions(z)[-1])) for z in loop.zone.values())
    chutes = [
        _turn(loop, float(p)) for group in loop.chute_group.values() for p in chute_positions(group)
    ]
    return min(
        loads_per_revolution(zones, stretch_shares(plan, lanes, zones, chutes)) for plan in plans
    )


def _turn(loop: Loop, position_m: float) -> float:
    return position_m / float(length_m(loop)) % 1.0


def stretch_shares(
    plan: SortPlan, lanes: Sequence[SortLane], zones: Sequence[float], chutes: Sequence[float]
) -> Floats:
    """Return the share of pieces that leave in each stretch, by zone of loading.

    Parameters
    ----------
    plan
        Lane to its chutes.
    lanes
        Lanes with their weights.
    zones, chutes
        Positions in revolutions; zones rising.

    Returns
    -------
    numpy.ndarray
        Shape ``(n_zones, n_zones)``: row by zone of loading, stretch ``j`` from zone ``j`` to
        the next one; rows sum to 1.
    """
    shares = np.zeros((len(zones), len(zones)))
    for lane, own in plan.items():
        for number, zone in enumerate(zones):
            first = min((chutes[c] - zone) % 1.0 or 1.0 for c in own)
            stretch = int(np.searchsorted(zones, (zone + first) % 1.0, side="left")) - 1
            shares[number, stretch % len(zones)] += lanes[lane].weight
    total = shares.sum(axis=1, keepdims=True)
    return np.where(total > 0, shares / np.maximum(total, 1e-12), 1 / len(zones))

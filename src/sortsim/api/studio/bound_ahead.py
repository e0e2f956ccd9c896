"""The analytic bounds of a variant, at once and without a run.

Here the outlook of a record is made with the demand that is kept; the bounds are those of
``area_bounds``.  ``desk`` and tests import it.
"""

from __future__ import annotations

import time

from sortsim.api.outlook import outlook
from sortsim.api.studio.day import BoundRow, BoundsFound
from sortsim.api.studio.tapes import Tapes
from sortsim.centre.run import seeded
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario


def bounds_ahead(
    resolved: Resolved[Scenario], tapes: Tapes, *, seed: int | None = None
) -> BoundsFound:
    """Return the bounds of a scenario's measured day, the hardest asked first.

    Parameters
    ----------
    resolved
        A checked scenario of a centre.
    tapes
        Keeps the demand for the next time.
    seed
        Root of every random stream; none: the scenario's.
    """
    began = time.perf_counter()
    scenario = seeded(resolved.scenario, seed, 1.0)
    found = outlook(resolved, demand=tapes.plan(resolved, scenario))
    rows = [
        BoundRow(
            area=one.bound.resource,
            capacity_per_h=one.bound.capacity_per_h,
            required_per_h=one.bound.required_per_h,
            unit=one.unit,
            hour_of_day=one.hour_of_day,
            limit=one.limit,
            ratio=one.bound.ratio,
        )
        for one in found.bounds
    ]
    rows.sort(key=lambda row: -row.ratio)
    return BoundsFound(tuple(rows), time.perf_counter() - began)

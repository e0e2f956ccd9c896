"""The load of a vehicle or source: all that is random about its pieces, drawn before.

Here lives the table alone; drawing and mapping are the work of ``demand`` and
``centre.loads``.  ``plant.contract`` re-exports it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import Ticks

IntArray = npt.NDArray[np.int64]


@dataclass(slots=True)
class Load:
    """The pieces of one vehicle or source: one row a parcel and a bag, drawn before the run.

    Every array has shape ``(n_rows,)``.  ``order`` lists the rows that are unloaded, in order;
    parcels inside a bag are not in it, they are rows ``first_child[b] : first_child[b] +
    children[b]`` of bag row ``b``.
    """

    vehicle: int
    order: IntArray
    piece_id: IntArray
    """Number of the parcel or bag, unique in the run, at least 0."""
    is_parcel: npt.NDArray[np.bool_]
    lane: IntArray
    """True lane; -1 for a bag that is opened here."""
    wrong_lane: IntArray
    """The lane a missorted piece gets."""
    missort: IntArray
    """Uniform draw in ``[0, MISSORT_SCALE)``."""
    area: IntArray
    """Exit key of the area that the measured size and weight ask for (rule P4)."""
    carriers: IntArray
    """1 or 2."""
    no_reads: IntArray
    """Scanner passes that fail before one succeeds."""
    screen: npt.NDArray[np.bool_]
    alarm: IntArray
    """0 no alarm, 1 cleared at the check desk, 2 seized there."""
    failed: npt.NDArray[np.bool_]
    """Not separated by the singulator or not measured by the DWS."""
    group: IntArray
    """Conservation group: class and direction as one small number."""
    decilitres: IntArray
    first_child: IntArray
    children: IntArray
    parcels: IntArray
    """Parcels in this row: 1, or the bag's number of parcels."""
    work: dict[str, IntArray] = field(default_factory=dict)
    """Work column by purpose, in ticks of one worker or machine at its full rate."""
    gate: Ticks = 0
    """When the vehicle was at the gate; the dwell of its parcels starts here."""
    arrivals: IntArray | None = None
    """T1: arrival instants by position in ``order``; only for a source."""

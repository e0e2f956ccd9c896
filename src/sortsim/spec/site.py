"""The building, its yard and the limits that every fit-out must keep.

Here live the site-wide limits; equipment lives in ``spec.equipment``.  Everything
above ``spec`` may import it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sortsim.spec.base import Count, CountOrZero, NonNegative, Part, Positive


class Site(Part):
    """The building (场地) and what all configurations share."""

    building_m2: Positive
    """Floor of the building [m2]; the areas of all parts must fit into it."""
    doors_max: Count
    """Dock doors (月台口) of the building, inbound and outbound."""
    workers_on_shift_max: Count
    """Most people on one shift, the same for every configuration."""
    aisle_share: float = Field(default=0.0, ge=0, lt=1)
    """Share of the floor that aisles, offices and columns take."""
    roof_pv_m2: NonNegative = 0.0
    """Photovoltaic roof [m2]."""


class Yard(Part):
    """The yard (车场) where vehicles wait for a door (rule V1)."""

    places: CountOrZero
    """Places in the yard; a full yard queues at the gate."""
    order: Literal["fifo", "promise"] = "fifo"
    """Which waiting vehicle goes first: by arrival, or by earliest promise."""

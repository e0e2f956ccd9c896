"""What several kinds of equipment share: energy, floor, transfer, size limits.

Here live the small parts that other parts contain; whole machines live beside
it.  The other modules of ``spec.equipment`` import it.
"""

from __future__ import annotations

from sortsim.spec.base import Count, NonNegative, Part, Positive, Seconds


class Transfer(Part):
    """A hand-over to a successor: belt time there, news of room back, places (rules C2, C4)."""

    transport_s: Seconds = 2.0
    signal_s: Seconds = 2.0
    places: Count | None = None
    """Places at the receiver for this link [pieces]; none: without limit."""


class Footprint(Part):
    """What one unit of a part takes and costs."""

    floor_m2: NonNegative = 0.0
    """Floor of one unit [m2]."""
    idle_kw: NonNegative = 0.0
    """Power of one unit that runs without load [kW]."""
    loaded_kw: NonNegative = 0.0
    """Power of one unit at full load [kW]; between the two it grows with the load."""
    capex_yuan: NonNegative = 0.0
    """Price of one unit, installed [yuan]."""


class SizeLimits(Part):
    """The largest piece that a machine takes (rule P4)."""

    length_mm: Positive = 1e9
    width_mm: Positive = 1e9
    height_mm: Positive = 1e9
    weight_kg: Positive = 1e9
    weight_min_kg: NonNegative = 0.0

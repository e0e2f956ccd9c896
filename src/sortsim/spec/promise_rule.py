"""What a centre must keep to carry a day's parcels.

Here live the three limits of the verdict; they are judged in ``stats.verdict``.  Everything
above ``spec`` may import it.
"""

from __future__ import annotations

from sortsim.spec.base import NonNegative, Part, Share


class CarriesRule(Part):
    """A centre carries its day when all three limits hold on the measured day."""

    on_planned_share_min: Share = 0.98
    """Least share of the parcels due by the end of the day that left on their planned departure."""
    next_day_share_min: Share = 0.95
    """Least share of eligible next-day promises (次日达) kept."""
    backlog_growth_share_max: NonNegative = 0.01
    """Closing backlog may exceed the opening one by this share of the day's parcels."""

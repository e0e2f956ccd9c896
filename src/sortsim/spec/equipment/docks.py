"""Dock doors by group, inbound and outbound (rules V1 to V3, P1, P12).

Here live their keys and ranges; what they do is said in ``centre``.  Everything above ``spec``
may import it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sortsim.spec.base import Count, Part, Positive, Seconds
from sortsim.spec.equipment.common import Footprint, Transfer
from sortsim.spec.laws import Law


class DoorGroup(Part):
    """Doors (月台口) that serve the same vehicles with the same means."""

    direction: Literal["in", "out"]
    doors: Count
    setup_s: Seconds
    """Docking, opening, placing the belt or the bridge, before the first piece [s]."""
    release_s: Seconds
    """Closing and leaving, after the last piece [s]."""
    crew: Count
    """Workers at a vehicle."""
    crew_min: Count = 1
    """A vehicle starts with at least so many, if the pool has no more."""
    pool: str
    pieces_per_worker_h: Positive
    """Loose pieces that one worker moves an hour [pieces/h]."""
    bags_per_worker_h: Positive
    """Bags that one worker moves an hour [bags/h]."""
    unit_law: Law
    """Spread of one piece's work around its mean; its own mean is 1 s."""
    lines: tuple[str, ...] = ()
    """Infeed line parts that the doors are dealt over in turn (inbound only)."""
    transfer: Transfer = Field(default_factory=Transfer)
    """From a door to its line."""
    footprint: Footprint = Field(default_factory=Footprint)

"""Sortation areas without carriers: hand areas and wheel lines (rules P5, P6).

Here live their keys and ranges; what they do is said in ``plant``.  Everything above ``spec``
may import it.
"""

from __future__ import annotations

from pydantic import Field

from sortsim.spec.base import Count, Part, Seconds, Share
from sortsim.spec.equipment.common import Footprint, SizeLimits, Transfer
from sortsim.spec.equipment.loops import LooseEmptying
from sortsim.spec.laws import Law


class HandArea(Part):
    """A hand area (人工分拣区): workers at a belt, in one or two steps (rule P5)."""

    positions: Count
    """Places to work in the first step (粗分)."""
    work: Law
    """Time of one worker for a piece in the first step."""
    second_positions: Count | None = None
    """Places in the second step (细分); none: one step."""
    second_work: Law | None = None
    second_groups: Count = 1
    """The second step is dealt over so many groups of lanes."""
    pool: str
    missort_share: Share
    lanes: tuple[str, ...] = ()
    """Lane groups it sorts; empty: all."""
    limits: SizeLimits = Field(default_factory=SizeLimits)
    transfer: Transfer = Field(default_factory=Transfer)
    """Between the steps."""
    lane_transfer: Transfer = Field(default_factory=Transfer)
    """To each lane."""
    footprint: Footprint = Field(default_factory=Footprint)
    """Of the whole area."""


class WheelLine(Part):
    """Wheel lines (摆轮线): open lines with diverts (rule P6)."""

    count: Count = 1
    headway_s: Seconds
    diverts: Count
    """Diverts of one line; lanes are dealt over them."""
    first_travel_s: Seconds
    """Travel from the entry to the first divert [s]."""
    spacing_travel_s: Seconds
    """Travel from one divert to the next [s]."""
    end_travel_s: Seconds
    """Travel from the last divert to the end of the line [s]."""
    overflow_to: str
    """The hand area at the end of the line."""
    chute_places: Count
    """Places of a divert's chute [pieces]."""
    emptying: LooseEmptying
    missort_share: Share
    lanes: tuple[str, ...] = ()
    limits: SizeLimits = Field(default_factory=SizeLimits)
    chute_transfer: Transfer = Field(default_factory=Transfer)
    """From a divert to its chute, and to the end of the line; places are ``chute_places``."""
    entry_places: Count = 20
    """Places of the entry, for each link that feeds it [pieces]."""
    lane_transfer: Transfer = Field(default_factory=Transfer)
    footprint: Footprint = Field(default_factory=Footprint)
    """Of one line."""

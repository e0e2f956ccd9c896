"""Cross-belt loops: decks, zones of inductions, chutes, sort plans (rules P7 to P11).

Here live their keys and ranges; what they do is said in ``plant``.  Everything above ``spec``
may import it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sortsim.spec.base import (
    ClockTime,
    Count,
    CountOrZero,
    NonNegative,
    Part,
    Positive,
    Seconds,
    Share,
)
from sortsim.spec.equipment.common import Footprint, SizeLimits, Transfer
from sortsim.spec.laws import Law


class LooseEmptying(Part):
    """How loose chutes are emptied piece by piece (rule P11)."""

    chutes_per_tender: CountOrZero
    """Chutes that one tender serves; 0: a take-away belt each, no tender."""
    pool: str | None = None
    work: Law
    """Time for a piece."""


class Zone(Part):
    """A zone of inductions (供包区) on every deck (rule P7)."""

    position_m: NonNegative
    """Where its first induction meets the loop [m]."""
    inductions: Count
    spacing_m: Positive
    headway_s: Seconds
    """Least time between two loads of one induction [s]."""
    buffer_pieces: Count | None = None
    """Places before the carrier; none: without limit."""
    kind: Literal["manual", "semi_automatic", "automatic"] = "automatic"
    pool: str | None = None
    """The pool of its operators; automatic inductions have none."""
    feeder_transport_s: Seconds = 5.0
    """Belt time of the feeding line of the zone [s]."""
    feeder_headway_s: Seconds = 0.2
    feeder_places: Count = 40
    """Places of the feeding line, for each line that feeds it [pieces]."""
    infeed_transport_s: Seconds = 1.0
    """From the feeding line to an induction [s]."""
    infeed_signal_s: Seconds = 0.5
    """News of room from an induction to the feeding line [s]."""


class ChuteGroup(Part):
    """Chutes (格口) in a row on every deck (rules P10, P11)."""

    count: Count
    first_position_m: NonNegative
    spacing_m: Positive
    kind: Literal["bagging", "loose"]
    parcels_per_bag: Count = 25
    buffer_pieces: CountOrZero
    """Room beyond the bag; of a loose chute, all its room [pieces]."""
    chutes_per_tender: CountOrZero = 20
    """Chutes that one tender serves; 0: automatic, no tender."""
    pool: str | None = None
    work: Law
    """Bagging: time of a bag change. Loose: time to take one piece out."""
    transfer: Transfer = Field(default_factory=lambda: Transfer(transport_s=2.0, signal_s=2.0))
    """From the chute to its tender and back."""
    bag_transport_s: Seconds = 60.0
    """From the chute to the lane [s]."""
    lane_places: Count = 20
    """Places at each lane for the bags or pieces of one tender's chutes."""
    bags_to: str | None = None
    """A wheel line or hand area that sorts closed bags again (rule P11b)."""
    lanes: tuple[str, ...] = ()
    """Lane groups that may be given to these chutes; empty: all."""
    to: str | None = None
    """Study: a sink that takes what leaves the chutes."""


class Wave(Part):
    """A sort plan and when it comes into force, every day (rule P10)."""

    start: ClockTime
    lanes: tuple[str, ...]
    """Lane groups that have chutes in this wave."""
    csv: str | None = None
    """A file ``lane,chute``; none: lanes are dealt over the chutes by volume."""


class Loop(Part):
    """Cross-belt sorters (交叉带分拣机): ``sets`` x ``decks`` equal loops."""

    sets: Count = 1
    decks: Count = 1
    carriers: Count
    """Carriers (小车) of one deck."""
    carrier_pitch_m: Positive
    speed_m_per_s: Annotated[float, Field(gt=0, le=10)]
    phase_s: NonNegative = 0.0
    """Passage 0 of the first deck is at this instant; other decks are staggered [s]."""
    allocation: Literal["greedy", "reserved"] = "greedy"
    max_laps: CountOrZero = 3
    """Failed passes that a piece may have before the reject chute takes it."""
    scanner_position_m: NonNegative | Annotated[tuple[NonNegative, ...], Field(min_length=1)] = 0.0
    """The scanner, or several, such as one after each zone: the first one met reads [m]."""
    read_rate: Share = 1.0
    """Pieces read at a passage of the scanner."""
    no_read: Literal["round", "reject", "coding"] = "reject"
    reject_position_m: NonNegative = 0.0
    reject_to: str | None = None
    """A hand area or a sink."""
    reject_transfer: Transfer = Field(default_factory=lambda: Transfer(places=50))
    coding_position_m: NonNegative = 0.0
    coding: str | None = None
    """The coding desk, such as ``desk.coding``."""
    coding_return_zone: str | None = None
    """The zone whose first induction takes coded pieces."""
    two_carrier_length_mm: Positive = 1e9
    """A longer piece takes two carriers in a row (rule P7)."""
    limits: SizeLimits = Field(default_factory=SizeLimits)
    missort_share: Share = 0.0
    zone: dict[str, Zone]
    chute_group: dict[str, ChuteGroup]
    wave: dict[str, Wave] = Field(default_factory=dict)
    """Empty: all lanes of ``lanes`` are dealt over all chutes, all day."""
    lanes: tuple[str, ...] = ()
    """Lane groups that this sorter takes; empty: all."""
    footprint: Footprint = Field(default_factory=Footprint)
    """Of one set."""

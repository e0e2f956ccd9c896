"""Parts for study and test: sources, free queues, sinks (rules T1 to T3).

Here live their keys and ranges; what they do is said in ``plant``.  Everything above ``spec``
may import it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sortsim.spec.base import Count, CountOrZero, NonNegative, Part, Share
from sortsim.spec.equipment.common import Transfer
from sortsim.spec.laws import Law


class Source(Part):
    """Feeds a station directly (rule T1)."""

    to: str
    """``queue.x``, ``loop.x.zone.y`` (dealt over its inductions), ``line.x``, ``hand_area.x``."""
    gap: Law | None = None
    """Time between arrivals; none: a tape."""
    batch: Law | None = None
    """Pieces an arrival, read as a number; none: one."""
    first_s: NonNegative = 0.0
    """The stream begins then: the first arrival comes one gap later [s]."""
    until_h: NonNegative | None = None
    """No arrival at or after this time of the run [h]; none: the whole run."""
    pieces_max: CountOrZero | None = None
    tape_csv: str | None = None
    """A file ``arrival_s[,lane]``."""
    split: Literal["each", "deal"] = "each"
    """Every induction of a zone gets its own stream, or one stream is dealt in turn."""
    lanes: Count = 1
    """Lanes drawn uniformly."""
    no_read_share: Share = 0.0
    transfer: Transfer = Field(default_factory=lambda: Transfer(transport_s=1e-6, signal_s=1e-6))


class Queue(Part):
    """A queue with servers, free in every respect (rules T2, T3)."""

    servers: Count
    work: Law
    room: Count | None = None
    """Most pieces inside, service included; none: without limit."""
    full: Literal["lose", "overflow"] = "lose"
    overflow_to: str | None = None
    to: str
    transfer: Transfer = Field(default_factory=lambda: Transfer(transport_s=1e-6, signal_s=1e-6))


class Sink(Part):
    """Takes pieces out of the plant."""

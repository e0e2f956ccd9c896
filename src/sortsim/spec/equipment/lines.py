"""Infeed lines with presort, singulator and DWS (rules P2, P4).

Here live their keys and ranges; what they do is said in ``plant``.  Everything above ``spec``
may import it.
"""

from __future__ import annotations

from pydantic import Field

from sortsim.spec.base import Count, Part, Seconds, Share
from sortsim.spec.equipment.common import Footprint, Transfer


class Line(Part):
    """Infeed lines (卸车线): each merges its doors, carries, and presorts at its end."""

    count: Count = 1
    transport_s: Seconds
    """Belt time from the merge to the presort [s]."""
    headway_s: Seconds
    """One piece a headway: the slowest of belt, singulator and DWS [s]."""
    failure_share: Share = 0.0
    """Pieces that singulator or DWS fail to separate or measure; they go to ``failures_to``."""
    failures_to: str | None = None
    """A hand area, such as ``hand_area.irregular``."""
    xray: str | None = None
    """The X-ray part that screens this line's pieces."""
    unbag: str | None = None
    """The unbag desk that opens bags for this centre."""
    feeds: tuple[str, ...]
    """Sortation areas in order of preference: the first that takes the piece's measured size and
    weight and sorts its lane gets it; areas of one kind with the same limits share by room."""
    feed_transfer: Transfer = Field(default_factory=Transfer)
    """To a sortation area (the transfer line)."""
    return_transfer: Transfer = Field(default_factory=Transfer)
    """From X-ray and desks back to the presort."""
    footprint: Footprint = Field(default_factory=Footprint)

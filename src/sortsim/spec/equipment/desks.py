"""X-ray machines and the desks where people work on single pieces (rules P3, P4a, P9).

Here live their keys and ranges; what they do is said in ``plant``.  Everything above ``spec``
may import it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sortsim.spec.base import Count, Part, Share
from sortsim.spec.equipment.common import Footprint, Transfer
from sortsim.spec.laws import Law


class Xray(Part):
    """X-ray machines (过机安检): one piece at a time each (rule P3)."""

    count: Count
    """Machines, dealt over the lines that name this part."""
    work: Law
    """Time of a piece in the machine."""
    check: str
    """The desk that opens alarms, such as ``desk.check``."""
    transfer: Transfer = Field(default_factory=Transfer)
    """From the line to a machine."""
    alarm_transfer: Transfer = Field(default_factory=Transfer)
    footprint: Footprint = Field(default_factory=Footprint)


class Desk(Part):
    """Desks of one kind (工位): check (开箱查验), coding (补码) or unbag (拆包)."""

    kind: Literal["check", "coding", "unbag"]
    positions: Count
    """Places to work."""
    desks: Count = 1
    """The positions are dealt over so many desks with a queue each."""
    pool: str
    work: Law
    transfer: Transfer = Field(default_factory=Transfer)
    """To the desk."""
    return_transfer: Transfer = Field(default_factory=Transfer)
    """From the desk back to where the piece goes on."""
    seized_share: Share = 0.0
    """Check desk: share of the alarms that are seized."""
    footprint: Footprint = Field(default_factory=Footprint)
    """Of one position."""

"""One vehicle's visit to the centre: what became of it, and when.

Here lives the state that yard, docks and lanes share about a vehicle; they change
it, and the tables of a run are made from it.  ``centre`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sortsim.core.clock import NEVER, Ticks

NOT_YET: Ticks = -1
"""An instant that has not come."""


@dataclass(slots=True, eq=False)
class Visit:
    """A vehicle at the centre; instants in ticks, `NOT_YET` until they come."""

    vehicle: int
    direction: str
    kind: str
    flow: str
    group: str
    """Inbound: its door group. Outbound: its lane group."""
    dock_group: str
    planned: Ticks
    """Planned arrival, or planned departure."""
    lane: int = -1
    parcels: int = 0
    capacity_parcels: int = -1
    capacity_decilitres: int = -1
    promise: Ticks = NEVER
    is_extra: bool = False
    gate: Ticks = NOT_YET
    admitted: Ticks = NOT_YET
    """Has a place in the yard."""
    door: int = -1
    crew: int = 0
    at_door: Ticks = NOT_YET
    """Leaves the yard; set-up begins."""
    docked: Ticks = NOT_YET
    """Set-up ends; the first piece may move."""
    done: Ticks = NOT_YET
    left: Ticks = NOT_YET
    departed: Ticks = NOT_YET

    def waited(self, end: Ticks) -> Ticks:
        """Return the ticks from the gate to a door, up to ``end`` if it has none."""
        if self.gate == NOT_YET:
            return 0
        return (end if self.at_door == NOT_YET else self.at_door) - self.gate

"""How a sink takes a piece out of the plant (rule T1).

Here lives the taking alone, so that a link may hand a piece straight to a sink that nobody
waits for.  Only ``sink`` and ``links`` import it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import pieces
from sortsim.plant.kernel.jit import kernel
from sortsim.plant.kernel.leaving import leave
from sortsim.plant.kernel.names import LEFT_PLANT, NONE, STAGING, WORLD
from sortsim.plant.kernel.piece import account
from sortsim.plant.kernel.records import Plant, Station
from sortsim.plant.kernel.station import note


@kernel
def takes_at_once(plant: Plant, station: Station, due: int) -> bool:
    """Whether a piece may be written down as it is sent: nobody waits, and no trace tells."""
    if not station.is_unlimited or plant.trace_room or due >= plant.until:
        return False
    return plant.departures_count + plant.most_parcels <= plant.departures_room


@kernel
def take(plant: Plant, s: int, station: Station, p: int) -> None:
    """Write a piece down at its arrival."""
    piece = pieces(plant, p)
    station.passed += 1
    note(plant, piece.due, s, LEFT_PLANT, piece.id)
    account(plant, p, STAGING, piece.due)
    leave(plant, p, piece.due, LEFT_PLANT, WORLD, NONE)

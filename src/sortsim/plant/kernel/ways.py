"""Ways on: which links a piece may take, by exit key (rules P3, P4, P4a, C6).

Here lives the look-up alone.  Only ``plant.kernel`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import exits
from sortsim.plant.kernel.jit import small
from sortsim.plant.kernel.names import ANY, FIRST_KEY, NONE
from sortsim.plant.kernel.records import Plant, Station


@small
def exit_by(plant: Plant, station: Station, key: int) -> int:
    """Return the way of an exit key, or none where the station has no such exit."""
    index = key + FIRST_KEY
    if index >= station.exit_keys:
        return NONE
    return exits(plant, station.exits + index).value


@small
def way_by(plant: Plant, station: Station, key: int) -> int:
    """Return the way of an exit key, or the way that any piece may take."""
    way = exit_by(plant, station, key)
    return exit_by(plant, station, ANY) if way == NONE else way

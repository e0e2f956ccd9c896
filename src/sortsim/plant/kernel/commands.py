"""Commands on their way to a station: a list by instant, then in the order given (C10).

Here lives the list alone; obeying is said in ``turns``.  Only ``plant`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import commands, stations
from sortsim.plant.kernel.agenda import place, wake
from sortsim.plant.kernel.jit import entry
from sortsim.plant.kernel.names import NONE
from sortsim.plant.kernel.records import Plant


@entry
def give(plant: Plant, s: int, c: int) -> None:
    """Put a command into the list of its station, which wakes for it."""
    station, command = stations(plant, s), commands(plant, c)
    before, after = NONE, station.commands
    while after != NONE and commands(plant, after).at <= command.at:
        before, after = after, commands(plant, after).next
    command.next = after
    if before == NONE:
        station.commands = c
    else:
        commands(plant, before).next = c
    wake(plant, s, command.at)


@entry
def begin(plant: Plant) -> None:
    """Put into the agenda what stations have to do of their own."""
    if not plant.looks_around:
        for s in range(plant.n_stations):
            place(plant, s)

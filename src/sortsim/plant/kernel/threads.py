"""What running one window on several threads needs: a part of the stations, and their mail.

Here live entries alone; each thread has a record ``Plant`` of its own, with its own free
numbers, notices, departures, trace and mail, and all other tables are shared.  The engine runs
on one thread; ``tests/equivalence`` shows with two that no station touches another in a window.
"""

from __future__ import annotations

from sortsim.plant.kernel.jit import entry
from sortsim.plant.kernel.links import deliver_mail
from sortsim.plant.kernel.records import Plant
from sortsim.plant.kernel.windows import earliest, run_window


@entry
def next_window(plant: Plant) -> int:
    """Return the instant at which the next window begins (C3)."""
    return earliest(plant)


@entry
def run_part(plant: Plant, first: int, last: int, end: int) -> int:
    """Run a part of the stations, in the order laid down, to the end of a window."""
    return run_window(plant, first, last, end)


@entry
def deliver_posted(plant: Plant) -> None:
    """Deliver what a part of the stations has posted, once all parts have run."""
    deliver_mail(plant)

"""What two engines must agree on, part by part: the story of a run with all its censuses.

Here lives the running and comparing alone; which plants are run is said in the tests.  There
is no tolerance anywhere: instants, numbers and orders are equal or they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from sortsim.core.clock import Ticks
from sortsim.core.errors import RingError
from sortsim.plant.contract import Command, Notice, PlantPlan, TraceRecord
from sortsim.plant.engines import make_engine
from tests.builders_plant import Departures
from tests.strategies_plant import Case, _row

Story = dict[str, Any]
"""What a run gave, by name of the part."""
Maker = Callable[[PlantPlan, Departures, list[TraceRecord]], Any]
"""Makes a plant."""
Between = Callable[[Any], None]
"""Called with the plant before each advance."""


def engine(name: str) -> Maker:
    """Return the maker of plants of an engine."""
    return lambda plan, ledger, trace: make_engine(name, plan, ledger, trace)


def columns(census: Any) -> dict[str, Any]:
    """Return a census as lists by name."""
    values = {field.name: getattr(census, field.name) for field in fields(census)}
    return {name: v if isinstance(v, int) else list(map(int, v)) for name, v in values.items()}


def counted(plant: Any) -> Story:
    """Return both censuses of a plant, and what it says of a ring of full buffers."""
    try:
        told: Any = columns(plant.census())
    except RingError as ring:
        told = str(ring)
    return {"census": told, "credits": columns(plant.credit_census())}


def story(case: Case, make: Maker, ends: Sequence[Ticks] = (), between: Between | None = None,
          *, counts_at_ends: bool = True) -> Story:  # fmt: skip
    """Run a case and return all that can be seen of it.

    Parameters
    ----------
    case
        The case; its commands are given with the advance in which they fall.
    make
        Makes the plant.
    ends
        Instants at which an advance ends; the end of the run is added.
    between
        Called with the plant before each advance.
    counts_at_ends
        Take the censuses after each advance, not only after the last.
    """
    trace: list[TraceRecord] = []
    ledger = Departures()
    plant = make(case.plan, ledger, trace)
    commands: list[Command] = sorted(case.commands, key=lambda command: command.at)
    notices: list[Notice] = []
    counts: list[Story] = []
    stops = sorted({at for at in ends if 0 < at < case.until})
    for end in [*stops, case.until]:
        while commands and commands[0].at < end:
            plant.command(commands.pop(0))
        if between is not None:
            between(plant)
        notices += plant.advance(end)
        if counts_at_ends or end == case.until:
            counts.append(counted(plant))
    held = sorted(map(_row, plant.remaining()))
    acts: list[list[tuple[Ticks, int, int, int]]] = [[] for _ in case.plan.stations]
    for at, station, act, piece, link in trace:
        acts[station].append((at, int(act), piece, link))
    return {
        "acts": acts,
        "left": sorted(map(_row, ledger)),
        "held": held,
        "notices": sorted(notices, key=lambda notice: (notice.at, notice.station)),
        "inside": plant.inside_by_group(),
        "counts": counts,
    }


def difference(expected: Any, found: Any, where: str = "") -> str:
    """Return where two stories differ first, in words; nothing where they are equal."""
    if expected == found:
        return ""
    if isinstance(expected, dict) and isinstance(found, dict):
        keys = [key for key in expected if expected[key] != found.get(key)]
        return difference(expected[keys[0]], found.get(keys[0]), f"{where} {keys[0]}")
    if isinstance(expected, list) and isinstance(found, list):
        for number, (a, b) in enumerate(zip(expected, found, strict=False)):
            if a != b:
                return difference(a, b, f"{where} [{number}]")
        return f"{where}: {len(expected)} expected, {len(found)} found"
    return f"{where}: {expected} expected, {found} found"


def compared(case: Case, ends: Sequence[Ticks] = (), make: Maker | None = None,
             between: Between | None = None) -> str:  # fmt: skip
    """Return how another engine differs from the reference on a case; nothing where it does not."""
    reference = story(case, engine("reference"), ends)
    return difference(reference, story(case, make or engine("compiled"), ends, between))

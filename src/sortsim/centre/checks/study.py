"""Parts for study and test must be complete (rules T1 to T3).

Here sources and queues are looked at, and whether anything comes at all.  Only
``checks.every`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sortsim.centre.checks.finding import Finding
from sortsim.centre.checks.names import part_names
from sortsim.centre.fitout.lanes import SortLane
from sortsim.centre.source_loads import read_tape
from sortsim.core.errors import InputError
from sortsim.spec.equipment.study import Queue, Source
from sortsim.spec.scenario import Scenario


def findings(scenario: Scenario, lanes: Sequence[SortLane], folder: Path) -> Iterator[Finding]:
    """Yield sources and queues that lack something, and scenarios that nothing comes to."""
    if scenario.demand is None and not scenario.source:
        yield Finding("demand", "nothing comes here: a scenario needs a demand or a source")
    if scenario.demand is not None and not scenario.lane_group:
        yield Finding("lane_group", "parcels have nowhere to go: a demand needs lane groups")
    for name, source in scenario.source.items():
        yield from _source(f"source.{name}", source, lanes, folder)
    for name, queue in scenario.queue.items():
        yield from _queue(f"queue.{name}", queue)
    if not scenario.lane_group:
        for part in part_names(scenario, ("hand_area", "wheel_line")):
            yield Finding(part, "sorts to lanes: it needs lane groups and departures")


def _queue(place: str, queue: Queue) -> Iterator[Finding]:
    if queue.full == "overflow" and queue.overflow_to is None:
        told = "what overflows needs a queue or a sink to go to"
        yield Finding(f"{place}.overflow_to", told)
    if queue.full == "overflow" and queue.room is None:
        yield Finding(f"{place}.room", "a queue without limit never overflows")
    if queue.to == place:
        yield Finding(f"{place}.to", "a queue cannot feed itself")


def _source(
    place: str, source: Source, lanes: Sequence[SortLane], folder: Path
) -> Iterator[Finding]:
    if source.gap is None and source.tape_csv is None:
        yield Finding(f"{place}.gap", "a source needs a gap law or a tape_csv")
    if source.gap is not None and source.tape_csv is not None:
        yield Finding(f"{place}.tape_csv", "a source has a gap law or a tape, not both")
    if source.tape_csv is not None:
        try:
            read_tape(folder / source.tape_csv, {lane.name: i for i, lane in enumerate(lanes)})
        except (InputError, OSError) as error:
            told = f"cannot be used: {error}".replace("\n", "; ")
            yield Finding(f"{place}.tape_csv", told)

"""The root of a scenario file: one centre, or one study, whole.

Here live the composition and the checks that need more than one part; each part
lives in its own module.  ``spec.load`` builds it; everything above may import it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sortsim.spec.base import Part
from sortsim.spec.demand import DemandSpec
from sortsim.spec.departures import DeparturesSpec, LaneGroup
from sortsim.spec.economy import Economy
from sortsim.spec.equipment.areas import HandArea, WheelLine
from sortsim.spec.equipment.desks import Desk, Xray
from sortsim.spec.equipment.docks import DoorGroup
from sortsim.spec.equipment.lines import Line
from sortsim.spec.equipment.loops import Loop
from sortsim.spec.equipment.study import Queue, Sink, Source
from sortsim.spec.failures import Event, Failure, Maintenance, dated
from sortsim.spec.green import Green
from sortsim.spec.labour import Pool, PoolMove, RepairCrew
from sortsim.spec.promise_rule import CarriesRule
from sortsim.spec.run import RunSpec
from sortsim.spec.site import Site, Yard

Name = Annotated[str, Field(pattern=r"^[^\x00-\x1f]{1,120}$")]


class Scenario(Part):
    """A scenario: what is built, who works there, what comes, what is asked of it."""

    schema_version: Literal[1]
    name: Name
    configuration: Name = "custom"
    """manual, semi, auto, or a name of the user's."""
    title: str = ""
    title_zh: str = ""
    run: RunSpec = Field(default_factory=RunSpec)
    demand: DemandSpec | None = None
    lane_group: dict[str, LaneGroup] = Field(default_factory=dict)
    departures: DeparturesSpec | None = None
    carries: CarriesRule = Field(default_factory=CarriesRule)
    economy: Economy | None = None
    green: Green | None = None
    site: Site | None = None
    yard: Yard | None = None
    pool: dict[str, Pool] = Field(default_factory=dict)
    pool_move: dict[str, PoolMove] = Field(default_factory=dict)
    repair_crew: dict[str, RepairCrew] = Field(default_factory=dict)
    failure: dict[str, Failure] = Field(default_factory=dict)
    event: dict[str, Event] = Field(default_factory=dict)
    maintenance: dict[str, Maintenance] = Field(default_factory=dict)
    door_group: dict[str, DoorGroup] = Field(default_factory=dict)
    line: dict[str, Line] = Field(default_factory=dict)
    xray: dict[str, Xray] = Field(default_factory=dict)
    desk: dict[str, Desk] = Field(default_factory=dict)
    hand_area: dict[str, HandArea] = Field(default_factory=dict)
    wheel_line: dict[str, WheelLine] = Field(default_factory=dict)
    loop: dict[str, Loop] = Field(default_factory=dict)
    source: dict[str, Source] = Field(default_factory=dict)
    queue: dict[str, Queue] = Field(default_factory=dict)
    sink: dict[str, Sink] = Field(default_factory=dict)

    def scheduled(self) -> tuple[Event, ...]:
        """Return the events in the order of the file, each with the number of its day."""
        return dated(self.event.values(), self.run.warm_up_days)

"""What a site is: its scenario, its calendar, and who sends to it and is sent to.

Here live inert descriptions; the run is in ``run``.  The city and tests import it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from sortsim.core.clock import Ticks
from sortsim.spec.demand import FlowName
from sortsim.spec.laws import Law
from sortsim.spec.scenario import Scenario

LINK_SOURCE = 1_000_000
"""Source numbers of vehicles from other sites begin here, plus the number of their link."""


@dataclass(frozen=True, slots=True)
class Inlet:
    """Where vehicles of one link come in at a site."""

    link: int
    """Number of the link in the city."""
    flow: FlowName
    kind: str
    """Kind of vehicle of the flow that they take the place of."""
    travel: Ticks
    """Time on the road, at least a tick."""
    delay: Law | None = None
    """Added to it, drawn a vehicle; none: the road is always free."""


@dataclass(frozen=True)
class SitePlan:
    """One site of a city."""

    number: int
    """Number in the city, from 0."""
    name: str
    scenario: Scenario
    """With the city's seed and scale; the site's own streams are keyed by its name."""
    first: dt.date
    """Date of day 0."""
    days: int
    """Days that are run, warm-up days with them."""
    replication: int = 0
    engine: str = "compiled"
    folder: Path = field(default_factory=Path)
    """Folder that files named in the scenario are looked for in."""
    inlets: tuple[Inlet, ...] = ()
    linked_lanes: frozenset[str] = frozenset()
    """Names of the lanes whose vehicles go to other sites."""

"""A city: its sites and the links by which vehicles of one become vehicles of another.

Here live the parameters of ``city.toml``; what a site is stands in its own scenario.  ``city``
and ``api`` import it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sortsim.spec.base import Part
from sortsim.spec.demand import FlowName
from sortsim.spec.laws import Law
from sortsim.spec.scenario import Name

Role = Literal["municipal", "county", "air", "rail", "exchange"]
SITES_MAX = 64
Minutes = Annotated[float, Field(ge=1, le=24 * 60)]
"""A time on the road; never less than a minute, since sites run so far ahead of each other."""


class SiteVersion(Part):
    """How a site is fitted out from a date on."""

    since: dt.date
    scenario: str
    """File or name of the scenario."""
    overlays: tuple[str, ...] = ()


class CitySite(Part):
    """One site of the city."""

    role: Role
    """Municipal centre (市级分拨中心), county centre (县级分拨中心), or a gateway."""
    scenario: str
    """File or name of its scenario."""
    title: str = ""
    title_zh: str = ""
    overlays: tuple[str, ...] = ()
    version: dict[str, SiteVersion] = Field(default_factory=dict)
    """Other fit-outs by name, each from its date on; read by the roadmap."""


class Link(Part):
    """Vehicles that leave lanes of some sites and arrive at others."""

    senders: Annotated[tuple[str, ...], Field(min_length=1)]
    """Sites whose lanes of ``lane_group`` are meant."""
    lane_group: str
    to: Annotated[tuple[str, ...], Field(min_length=1)]
    """A site for each lane of the group, in the order of the lanes, or one for all of them."""
    flow: FlowName
    """The flow that the parcels belong to where they arrive."""
    kind: str
    """Kind of arriving vehicle there; those of the chain give way to these."""
    travel_min: dict[str, Minutes]
    """Time on the road by site: that of the far end's name, else of the sender's."""
    delay: Law | None = None
    """Longer on the road than that; none: the road is always free."""

    @model_validator(mode="after")
    def _ways(self) -> Self:
        for sender in self.senders:
            if sender in self.to:
                raise ValueError(f"a link must not lead from {sender} to itself")
            for target in self.to:
                if target not in self.travel_min and sender not in self.travel_min:
                    raise ValueError(f"travel_min has neither {target} nor {sender}")
        return self

    def travel(self, sender: str, target: str) -> float:
        """Return the time on the road [min]."""
        return self.travel_min[target if target in self.travel_min else sender]


class RoadmapYear(Part):
    """What the plan sets for one year."""

    annual_parcels: Annotated[int, Field(ge=0, le=10**12)]
    """Parcels collected in the city in the year."""
    air_factor: Annotated[float, Field(ge=0, le=10)] = 1.0
    """Shares of the parcels that go and come by air, over those of the sites' scenarios."""
    rail_factor: Annotated[float, Field(ge=0, le=10)] = 1.0
    """The same by rail over the rail yard."""
    overlays: tuple[str, ...] = ()
    """Files laid over the scenario of every site in the year, such as its calendar's events."""


class City(Part):
    """The root of a city file."""

    schema_version: Literal[1]
    name: Name
    title: str = ""
    title_zh: str = ""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    scale: Annotated[float, Field(ge=0, le=100)] = 1.0
    """Multiplies the volume of every site."""
    start: dt.date
    """First reported day, where the command names none."""
    warm_up_days: Annotated[int, Field(ge=0, le=14)] = 1
    revenue_yuan_per_parcel: Annotated[float, Field(ge=0, le=1000)] = 6.14
    """Revenue of a parcel collected in the city: 12.9e9 yuan over 2.1e9 parcels."""
    site: Annotated[dict[str, CitySite], Field(min_length=1, max_length=SITES_MAX)]
    link: dict[str, Link] = Field(default_factory=dict)
    roadmap: dict[str, RoadmapYear] = Field(default_factory=dict)
    """By year."""

    def ways(self) -> Iterator[tuple[str, str, str]]:
        """Yield link, sender and target of each way between two sites."""
        for name, link in self.link.items():
            for sender in link.senders:
                for target in dict.fromkeys(link.to):
                    yield name, sender, target

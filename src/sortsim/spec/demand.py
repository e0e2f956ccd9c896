"""What comes to a centre: yearly target, calendar, hours, vehicles, parcels.

Here live the demand's parameters and ranges; the chain that turns them into
vehicles and parcels lives in the package ``demand``.  Everything above ``spec`` imports it.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sortsim.spec.base import Count, NonNegative, Part, Positive, SecondsOrZero, Share
from sortsim.spec.laws import Law
from sortsim.spec.timetable import Arrival, unserved

FlowName = Literal["outbound", "inbound"]
FLOWS: tuple[FlowName, ...] = ("outbound", "inbound")
"""Outbound (出港): collected here. Inbound (进港): delivered here. The index is the flow's code."""


def _sums_to_one(shares: dict[str, float]) -> dict[str, float]:
    if not math.isclose(sum(shares.values()), 1.0, abs_tol=1e-9):
        raise ValueError(f"shares must sum to 1, not {sum(shares.values()):.9g}")
    return shares


def _not_all_zero(weights: tuple[float, ...]) -> tuple[float, ...]:
    if sum(weights) <= 0:
        raise ValueError("weights must not sum to 0")
    return weights


Shares = Annotated[dict[str, Share], AfterValidator(_sums_to_one)]
"""Shares by name, sum 1."""
HourProfile = Annotated[
    tuple[NonNegative, ...], Field(min_length=24, max_length=24), AfterValidator(_not_all_zero)
]
"""Weights of the hours 0 to 23 of the clock, in any unit; they must not sum to 0."""
MonthFactors = Annotated[
    tuple[NonNegative, ...], Field(min_length=12, max_length=12), AfterValidator(_not_all_zero)
]
WeekdayFactors = Annotated[
    tuple[NonNegative, ...], Field(min_length=7, max_length=7), AfterValidator(_not_all_zero)
]
Year = Annotated[int, Field(ge=1990, le=2100)]


class CalendarEvent(Part):
    """Days whose volume differs from what month and weekday say, such as Double-11 (双十一)."""

    first: dt.date
    last: dt.date
    factor: Annotated[float, Field(ge=0, le=20)]
    """Volume of each of the days over that of a normal day."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("an event must not end before it begins")
        return self


class Chain(Part):
    """The demand chain from the city's year to the centre's day."""

    annual_parcels: Annotated[int, Field(ge=0, le=10**12)]
    """Parcels collected in the city in the year (业务量 counts outbound parcels)."""
    year: Year
    inbound_per_outbound: Annotated[float, Field(ge=0, le=10)]
    """Parcels delivered in the city over parcels collected in it."""
    intra_city_share: Share
    """Share of the outbound parcels that stay in the city (同城); they pass a centre once."""
    direct_share: Share = 0.0
    """Share of the outbound parcels that bypass all centres as direct loads (直发)."""
    centre_share: Share
    """This centre's share of what goes through the centres of its kind, in either flow."""
    outbound_through: Share = 1.0
    """Share of the outbound parcels, intra-city and direct ones not with them, that goes through
    centres of this kind; 1 for municipal centres."""
    intra_city_through: Share = 1.0
    """Share of the intra-city parcels that goes through centres of this kind, as outbound."""
    inbound_through: Share = 1.0
    """Parcels that go through centres of this kind inbound, over the city's inbound parcels from
    elsewhere; 1 for municipal centres."""
    month_factors: MonthFactors
    """Published volume a day by month over the year's mean, January first, events included."""
    month_year: Year
    """Year of ``month_factors``; its events are taken out of them."""
    weekday_factors: WeekdayFactors
    """Factors Monday to Sunday."""
    event: dict[str, CalendarEvent] = Field(default_factory=dict)
    """Events of ``month_year`` (taken out) and of ``year`` (put in)."""
    design_multiple: Annotated[float, Field(ge=0, le=20)]
    """Design day over mean day, in the same shape."""
    day_noise_cv: Annotated[float, Field(ge=0, le=2)] = 0.0
    """Coefficient of variation of a dated day's volume after month, weekday and event."""

    @model_validator(mode="after")
    def _intra_city_fits(self) -> Self:
        if self.inbound_per_outbound < self.intra_city_share:
            raise ValueError("inbound_per_outbound must be at least intra_city_share")
        if self.direct_share + self.intra_city_share > 1:
            raise ValueError("direct_share and intra_city_share must not exceed 1 together")
        return self

    @property
    def outbound_factor(self) -> float:
        """Outbound parcels of the centres of this kind over ``annual_parcels``."""
        # In this order a municipal centre without direct loads has exactly 1.
        intra = (self.intra_city_through - self.outbound_through) * self.intra_city_share
        return self.outbound_through * (1 - self.direct_share) + intra

    @property
    def inbound_factor(self) -> float:
        """Inbound parcels of the centres of this kind over ``annual_parcels``."""
        return (self.inbound_per_outbound - self.intra_city_share) * self.inbound_through

    @property
    def intra_share_of_outbound(self) -> float:
        """Share of the centre's outbound parcels that stay in the city."""
        intra = self.intra_city_through * self.intra_city_share
        return intra / self.outbound_factor if intra else 0.0


class ArrivalVehicle(Part):
    """A kind of vehicle that brings one flow."""

    share: Share
    """Share of the flow's parcels that it brings."""
    load_parcels: Annotated[int, Field(ge=1, le=200_000)]
    """Planned load [parcels]; a day's vehicles share the day's parcels evenly up to it."""
    lead_h: Annotated[float, Field(ge=0, le=12)] = 0.0
    """How much earlier it arrives than the profile's hours of processing [h]."""
    timetable: dict[str, Arrival] = Field(default_factory=dict)
    """Planned arrivals by name; with any, the flow's hour profile and ``lead_h`` do not enter."""
    door_group: str
    """Inbound doors that take it."""
    delay: Law | None = None
    """Actual minus planned arrival plus ``early_s``; none: on time."""
    early_s: SecondsOrZero = 0.0
    """Taken off the delay, so that vehicles can be early [s]."""

    @model_validator(mode="after")
    def _timetable_serves_every_day(self) -> Self:
        idle = [f"{weekday} ({day_type})" for weekday, day_type in unserved(self.timetable)]
        if self.timetable and idle:
            raise ValueError(f"a timetable without an arrival on {', '.join(idle)}")
        return self


class FlowBags(Part):
    """How a flow's small parcels arrive in bags (集包)."""

    share: Share
    """Share of the baggable parcels that arrive in bags."""
    through_share: Share
    """Share of the bags for ``through_groups`` that stay closed here (直发包)."""
    through_groups: tuple[str, ...] = ()
    """Lane groups for whose lanes bags are made up before this centre."""


class Flow(Part):
    """One direction through the centre."""

    hour_profile: HourProfile
    """Hourly weights of *processing*, hours 0 to 23; arrivals lead them by ``lead_h``."""
    vehicle: Annotated[dict[str, ArrivalVehicle], Field(min_length=1)]
    destinations: Shares
    """Share of the flow by lane group; without the intra-city parcels."""
    next_day_origin_share: Share = 1.0
    """Share of parcels from where next-day delivery (次日达) is promised."""
    bags: FlowBags
    screened_before_share: Share
    """Share of parcels X-rayed before they come here."""

    @model_validator(mode="after")
    def _vehicle_shares(self) -> Self:
        _sums_to_one({name: kind.share for name, kind in self.vehicle.items()})
        return self


class ParcelClass(Part):
    """A class of parcels; sizes and weights are lognormal around their medians."""

    share: Share
    """Share of the parcels of both flows."""
    length_cm: Positive
    """Median length [cm]; the other sides are in proportion."""
    width_cm: Positive
    height_cm: Positive
    size_sigma: Annotated[float, Field(ge=0, le=2)]
    """Standard deviation of the logarithm of the length."""
    length_min_cm: NonNegative = 0.0
    """No parcel of the class is shorter [cm]."""
    weight_kg: Positive
    """Median weight [kg]."""
    weight_sigma: Annotated[float, Field(ge=0, le=2)]
    volume_l: Positive
    """Mean room in a load [L]; a parcel's own goes with the cube of its length."""
    baggable_share: Share
    """The smallest so many of the class may be bagged."""


class Bag(Part):
    """A bag of small parcels as it arrives."""

    parcels_min: Count
    parcels_max: Count
    """The number of parcels is uniform between the two."""
    length_cm: Positive
    width_cm: Positive
    height_cm: Positive

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.parcels_min > self.parcels_max:
            raise ValueError("parcels_min must not exceed parcels_max")
        return self


class Screening(Part):
    """The X-ray policy (过机安检, rule P3)."""

    flows_here: tuple[FlowName, ...] = ("outbound",)
    """Flows screened in this centre, unless screened before."""
    alarm_share: Share
    """Alarms per screened piece."""
    seize_share: Share
    """Share of the alarms that end in seizure."""


class DemandSpec(Part):
    """Demand of one centre: by the chain, or by the user's own vehicles or hours."""

    chain: Chain
    outbound: Flow
    inbound: Flow
    intra_city_destinations: Shares
    """Share of the intra-city parcels, which arrive outbound, by lane group."""
    parcel_class: Annotated[dict[str, ParcelClass], Field(min_length=1)]
    bag: Bag
    screening: Screening
    vehicles_csv: str | None = None
    """The user's vehicles; they replace the chain's volumes and hours."""
    hours_csv: str | None = None
    """The user's hourly volumes of arriving parcels; they replace the chain's."""
    hours_centre: str | None = None
    """The centre whose rows of ``hours_csv`` are meant; none: the file has only one."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _sums_to_one({name: kind.share for name, kind in self.parcel_class.items()})
        if self.vehicles_csv is not None and self.hours_csv is not None:
            raise ValueError("vehicles_csv and hours_csv exclude each other")
        return self

    def flow(self, name: FlowName) -> Flow:
        """Return one direction by its name."""
        return self.outbound if name == "outbound" else self.inbound

"""A city through its days: windows of the least time on a road, in which no site can touch another.

Here sites leapfrog and vehicles find their way; what is kept between days is in ``kept``; the
tables of its days are gathered in ``api``.  ``api.city`` imports it.

Within a window as long as the shortest road, whatever leaves one site arrives at another in a
later one (rule C3, one scale up); so sites run side by side, and neither their order nor the
number of processes changes a byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sortsim.centre.site.days import DayTables
from sortsim.centre.site.transfers import Sent
from sortsim.city.crew import Crew, crew
from sortsim.city.kept import Keeper
from sortsim.city.plan import CityPlan
from sortsim.city.sites import Delivery, Ended
from sortsim.core.clock import TICKS_PER_DAY, Ticks


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a city is."""

    day: int
    """Day under way, from 0, warm-up days with them."""
    share_of_day: float
    days: int


Listener = Callable[[Progress], None]
DayHearer = Callable[[int, Mapping[int, DayTables]], None]
"""Hears of each day that has been closed, also of those kept from before."""


def ignore(progress: Progress) -> None:
    """Hear of progress and do nothing."""


@dataclass
class Network:
    """What is on the road."""

    plan: CityPlan
    lanes: Mapping[int, tuple[str, ...]]
    """Names of the lanes of each site, by number."""
    on_the_road: dict[int, list[Delivery]] = field(default_factory=dict)
    """By site that it goes to, in order of sending sites and of departure."""
    sent_parcels: int = 0
    delivered_parcels: int = 0

    def take(self, sent: Mapping[int, list[Sent]]) -> None:
        """Take what the sites have sent."""
        for site in sorted(sent):
            for vehicle in sent[site]:
                road = self.plan.roads[site, self.lanes[site][vehicle.lane]]
                self.on_the_road.setdefault(road.target, []).append((road.link, [vehicle]))
                self.sent_parcels += len(vehicle.parcels)

    def deliver(self) -> dict[int, list[Delivery]]:
        """Return what is on the road, by site: each is told at once when it will arrive."""
        delivered, self.on_the_road = self.on_the_road, {}
        for deliveries in delivered.values():
            self.delivered_parcels += sum(
                len(one.parcels) for _, sent in deliveries for one in sent
            )
        return delivered


def run_city(
    plan: CityPlan, jobs: int, keeper: Keeper | None = None, *,
    hear_day: DayHearer, listen: Listener = ignore,
) -> dict[int, Ended]:  # fmt: skip
    """Run all days of a city.

    Parameters
    ----------
    plan
        The city.
    jobs
        Processes, at least 1.
    keeper
        Keeps each day that has ended, and knows of one kept before; none: nothing is kept.
    hear_day
        Hears of each day, those kept before first.
    listen
        Hears of progress.

    Returns
    -------
    dict
        What each site has counted, by its number.
    """
    with crew(plan.sites, jobs) as sites:
        network = Network(plan, sites.ask("lanes"))
        first = 0
        if keeper is not None and keeper.day is not None:
            sites.ask("take_up", keeper.day, *keeper.folders)
            network.on_the_road = keeper.on_the_road()
            for past in range(keeper.day + 1):
                hear_day(past, keeper.tables(past))
            first = keeper.day + 1
        for day in range(first, plan.all_days):
            tables = _day(plan, sites, network, day, listen)
            if keeper is not None:
                keeper.keep(day, tables, network.on_the_road, sites)
            hear_day(day, tables)
        return sites.ask("finish")


def _day(
    plan: CityPlan, sites: Crew, network: Network, day: int, listen: Listener
) -> dict[int, DayTables]:
    sites.ask("open_day", day)
    begin, end = day * TICKS_PER_DAY, (day + 1) * TICKS_PER_DAY
    now: Ticks = begin
    while now < end:
        now = min(end, now + plan.window)
        network.take(sites.deliver(now, network.deliver()))
        listen(Progress(day, (now - begin) / TICKS_PER_DAY, plan.all_days))
    return sites.ask("close_day", day)

"""The plan of a plant while it is being drawn: stations are reserved, then described.

Here lives the drawing board that the modules of the fit-out share; it knows no rule of
a centre.  Only the modules of ``centre.fitout`` import it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sortsim.centre.fitout.lanes import SortLane
from sortsim.centre.fitout.model import PlanChange, Staffing, Work
from sortsim.core.clock import Ticks, duration
from sortsim.plant.contract import MISSORT_SCALE, LinkPlan, StationPlan
from sortsim.spec.equipment.common import Transfer
from sortsim.spec.laws import Deterministic, Law
from sortsim.spec.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Entry:
    """Where pieces enter a part: a station, and the places that each link gets there."""

    station: int
    places: int | None = None
    """Places for each link [pieces]; ``None`` leaves it to the sender's transfer."""


@dataclass(frozen=True, slots=True)
class Deck:
    """One deck of a loop set: its station, its inductions by zone, and its chutes."""

    loop: str
    """Name of the loop in the scenario."""
    number: int
    """Deck of its set, from 0."""
    station: int
    zones: Mapping[str, tuple[int, ...]]
    """Induction indices by zone."""


@dataclass(slots=True)
class Draft:
    """A plant plan in the making; station and link indices are given in order of asking."""

    scenario: Scenario
    lanes: Sequence[SortLane]
    described: list[StationPlan | None] = field(default_factory=list)
    links: list[LinkPlan] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    part_of: list[str] = field(default_factory=list)
    stations: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    machines: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    works: dict[str, Work] = field(default_factory=dict)
    staffing: list[Staffing] = field(default_factory=list)
    waves: list[PlanChange] = field(default_factory=list)
    decks: dict[str, list[Deck]] = field(default_factory=lambda: defaultdict(list))
    """Decks of all sets by loop name."""
    induction_links: dict[tuple[int, int], list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Links into each induction, by loop station and induction."""
    coding_outs: dict[int, int] = field(default_factory=dict)
    """Link to the coding desk, by loop station."""

    def reserve(self, part: str, name: str, machine: bool = False) -> int:
        """Return the index of a new station of a part; it is described later."""
        self.described.append(None)
        self.names.append(name)
        self.part_of.append(part)
        index = len(self.described) - 1
        self.stations[part].append(index)
        if machine:
            self.machines[part].append(index)
        return index

    def staff(self, pool: str, index: int, positions: int, unmanned: int = 0) -> None:
        """Note that people of a pool fill positions of a station."""
        self.staffing.append(Staffing(pool, self.part_of[index], index, positions, unmanned))

    def describe(self, index: int, station: StationPlan) -> None:
        """Describe a reserved station."""
        self.described[index] = station

    def link(
        self,
        source: int,
        target: int,
        transfer: Transfer,
        *,
        extra_s: float = 0.0,
        returns: bool = False,
    ) -> int:
        """Return the index of a new link; ``extra_s`` is added to the travel time [s]."""
        transport = duration(transfer.transport_s + extra_s)
        signal = duration(transfer.signal_s)
        self.links.append(LinkPlan(source, target, transport, signal, transfer.places, returns))
        return len(self.links) - 1

    def link_to(self, source: int, part: str, transfer: Transfer) -> tuple[int, ...]:
        """Return new links to every entry of a part, with the entry's places where it has any."""
        return tuple(
            self.link(source, entry.station, with_places(transfer, entry.places))
            for entry in self.entries[part]
        )

    def purpose(self, name: str, law: Law) -> tuple[str | None, Ticks]:
        """Return work column and constant work of a law; a constant law needs no column."""
        if isinstance(law, Deterministic):
            return None, duration(law.value_s)
        self.works[name] = Work(law)
        return name, duration(law.expected_s)

    def scaled_purpose(self, name: str, unit_law: Law, mean_s: float) -> tuple[str | None, Ticks]:
        """Return work column and constant work where a law only says the spread of a mean."""
        if isinstance(unit_law, Deterministic):
            return None, duration(mean_s)
        self.works[name] = Work(unit_law, mean_s)
        return name, duration(mean_s)

    def finished(self) -> tuple[StationPlan, ...]:
        """Return all stations; each must have been described."""
        missing = [n for n, s in zip(self.names, self.described, strict=True) if s is None]
        if missing:
            raise RuntimeError(f"stations reserved but not described: {missing}")
        return tuple(station for station in self.described if station is not None)


def with_places(transfer: Transfer, places: int | None) -> Transfer:
    """Return a transfer whose places the receiver states, where it states any."""
    return transfer if places is None else transfer.model_copy(update={"places": places})


def key(kind: str, name: str) -> str:
    """Return the key of a part of a kind: ``"xray.main"``, whether or not the kind was said."""
    return name if name.startswith(f"{kind}.") else f"{kind}.{name}"


def parted(total: int, ways: int) -> list[int]:
    """Return a number parted over so many ways as evenly as it goes, the larger parts first."""
    return [total // ways + (i < total % ways) for i in range(ways)]


def threshold(missort_share: float) -> int:
    """Return the draws below which a piece is missorted (rule P13)."""
    return round(missort_share * MISSORT_SCALE)


def dealt(items: Iterable[int], hands: int) -> list[list[int]]:
    """Return items dealt in turn over so many hands."""
    dealing = list(items)
    return [dealing[hand::hands] for hand in range(hands)]

"""The parcels of one vehicle, drawn in one block from the vehicle's own streams.

Here lives all that is random about parcels and is the same for every configuration; what a
configuration makes of it (areas, work, reads) is mapped in ``centre`` from ``uniform``.
``centre`` and everything above may import it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.core.streams import Streams
from sortsim.demand import bags, laws
from sortsim.demand.day import Vehicle
from sortsim.demand.destinations import Destinations
from sortsim.demand.disturb import alarm_factor
from sortsim.demand.lanes import Lane
from sortsim.demand.promises import LanePromises, PromiseBook
from sortsim.spec.demand import FLOWS, Bag, DemandSpec, FlowName, ParcelClass
from sortsim.spec.departures import Promise
from sortsim.spec.failures import Event

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
FIRST_BAG_ID = 2**40
"""Bags are numbered from here on, parcels from 0."""
BAG_CLASS = -1
"""Class of a row that is a bag."""
OPENED_HERE = -1
"""Lane of a bag that is opened here, and wrong lane likewise."""


@dataclass(frozen=True, slots=True)
class ParcelBlock:
    """What one vehicle carries: loose parcels, then parcels in bags, then the bags.

    Arrays have shape ``(n_rows,)``; a bag's parcels are rows ``first_child[b]`` to
    ``first_child[b] + children[b]``.
    """

    vehicle: Vehicle
    streams: Streams
    n_parcels: int
    order: Ints
    """Rows in the order of unloading: loose parcels and bags, shape ``(n_pieces,)``."""
    piece_id: Ints
    is_parcel: Bools
    parcel_class: Ints
    """Index in ``DemandSpec.parcel_class``; ``BAG_CLASS`` for a bag."""
    group: Ints
    """Conservation group, index in ``group_names``."""
    lane: Ints
    """``OPENED_HERE`` for a bag that is opened here."""
    wrong_lane: Ints
    intra: Bools
    length_mm: Ints
    width_mm: Ints
    height_mm: Ints
    weight_g: Ints
    decilitres: Ints
    """Room in a load [dL], at least 1; a bag's is that of its parcels."""
    screen: Bools
    """To be X-rayed here; a bag is screened whole, so never its parcels."""
    alarm: Ints
    """0 none, 1 cleared at the check desk, 2 seized; 0 where ``screen`` is false."""
    promises: LanePromises
    """By lane, of this vehicle's planned arrival."""
    due: Ints
    """Planned departure [ticks]; an opened bag has its parcels' earliest."""
    next_day_by: Ints
    """Last departure that keeps a next-day promise [ticks]; -1 where there is none."""
    eligible: Bools
    """Has a next-day promise; false for bags."""
    first_child: Ints
    """Row of a bag's first parcel; 0 for a parcel."""
    children: Ints
    """Parcels of a bag; 0 for a parcel."""
    parcels: Ints
    """Parcels in the row: 1, or those of a bag."""
    bag_row: Ints
    """Row of the bag a parcel lies in; -1 for loose parcels and bags."""
    given_row: Ints | None = None
    """Which of the given parcels is in each row, shape ``(n_parcels,)``; none: all are drawn."""

    @property
    def n_rows(self) -> int:
        """Number of parcels and bags."""
        return len(self.lane)

    @property
    def flow(self) -> FlowName:
        """Direction of all the parcels."""
        return self.vehicle.flow

    def uniform(self, purpose: str, attempt: int = 0, out: Floats | None = None) -> Floats:
        """Return one uniform draw in [0, 1) a row, from the purpose's own stream.

        The draws depend on seed, replication, vehicle, purpose and attempt alone; ``out`` takes
        them where it is given.
        """
        return self.streams.uniforms(purpose, _entity(self.vehicle, attempt), self.n_rows, out)


def _entity(vehicle: Vehicle, attempt: int = 0) -> tuple[int, int, int, int]:
    """Return what keys a vehicle's streams."""
    return vehicle.day, vehicle.source, vehicle.number, attempt


def group_names(demand: DemandSpec) -> tuple[str, ...]:
    """Return the names ``flow/class`` of the conservation groups, by index."""
    kinds = (*demand.parcel_class, "bag")
    return tuple(f"{flow}/{kind}" for flow in FLOWS for kind in kinds)


class ParcelDraws:
    """Draws the blocks of a run's vehicles, any vehicle at any time.

    Parameters
    ----------
    demand
        Classes, bags, screening and destinations.
    lanes
        All lanes of the centre, by index.
    promise
        Planned dwell and cut-offs.
    seed, replication
        Keys of the streams.
    vehicles
        Vehicles that will be drawn, as far as they are known: theirs are drawn sooner.
    events
        Scheduled events; alarm waves matter here, and move no draw.
    """

    def __init__(
        self,
        demand: DemandSpec,
        lanes: Sequence[Lane],
        promise: Promise,
        *,
        seed: int,
        replication: int = 0,
        vehicles: Iterable[Vehicle] = (),
        events: Iterable[Event] = (),
    ) -> None:
        self._demand = demand
        self._waves = tuple(event for event in events if event.kind == "alarm_wave")
        self._classes = _ClassTable(tuple(demand.parcel_class.values()))
        self._destinations = {flow: Destinations(demand, flow, lanes) for flow in FLOWS}
        self._book = PromiseBook(lanes, promise)
        self._streams = Streams(seed, replication, map(_entity, vehicles))

    def draw(self, vehicle: Vehicle) -> ParcelBlock:
        """Return what a vehicle carries; the same block whenever it is asked for."""
        draw = _Draw(vehicle, self._streams)
        return self._block(_Parcels(self._demand, self._classes, vehicle, draw))

    def draw_given(self, vehicle: Vehicle, given: Given) -> ParcelBlock:
        """Return what a vehicle carries that comes from another centre.

        Classes, sizes and weights are given; what this centre makes of a parcel (its lane, its
        bag) is drawn by the parcel's own number, so that it does not depend on what else is in
        the vehicle.
        """
        draw = _GivenDraw(vehicle, self._streams, given.identity)
        return self._block(_GivenParcels(self._demand, self._classes, vehicle, draw, given))

    def _block(self, parcels: _Parcels) -> ParcelBlock:
        vehicle = parcels.vehicle
        lanes = _Route(self._demand, self._destinations[vehicle.flow], parcels)
        promises = self._book.at(vehicle.planned)
        due, by, eligible = _promised(parcels, lanes, promises.due, promises.next_day_by)
        screen, alarm = _screened(self._demand, parcels, alarm_factor(vehicle, self._waves))
        cut, n, rows = parcels.cut, parcels.n, parcels.rows
        return ParcelBlock(
            vehicle=vehicle,
            streams=self._streams,
            n_parcels=n,
            order=parcels.order(),
            piece_id=_piece_ids(vehicle, n, cut.count),
            is_parcel=np.arange(rows) < n,
            parcel_class=_rows(parcels.kind, cut.count, BAG_CLASS),
            group=parcels.groups(),
            lane=lanes.lane,
            wrong_lane=lanes.wrong_lane,
            intra=lanes.intra,
            **parcels.measures(),
            screen=screen,
            alarm=alarm,
            promises=promises,
            due=due,
            next_day_by=by,
            eligible=eligible,
            first_child=np.concatenate((np.zeros(n, np.int64), cut.first_child)),
            children=np.concatenate((np.zeros(n, np.int64), cut.children)),
            parcels=np.concatenate((np.ones(n, np.int64), cut.children)),
            bag_row=np.concatenate(
                (np.full(parcels.loose, -1), n + cut.bag_of, np.full(cut.count, -1))
            ),
            given_row=parcels.given_row,
        )


@dataclass(frozen=True, slots=True)
class _Draw:
    """Uniforms of one vehicle by purpose."""

    vehicle: Vehicle
    streams: Streams

    def __call__(self, purpose: str, count: int) -> Floats:
        return self.streams.uniforms(purpose, _entity(self.vehicle), count)


@dataclass(frozen=True, slots=True)
class Given:
    """Parcels that another centre sends; arrays of shape ``(n,)``."""

    identity: npt.NDArray[np.uint64]
    """Number of the parcel in the city."""
    parcel_class: Ints
    length_mm: Ints
    width_mm: Ints
    height_mm: Ints
    weight_g: Ints
    decilitres: Ints

    def __len__(self) -> int:
        """Return the number of parcels."""
        return len(self.identity)


@dataclass(slots=True)
class _GivenDraw:
    """Uniforms by purpose: a parcel's by its number in the city, a bag's by its vehicle."""

    vehicle: Vehicle
    streams: Streams
    identity: npt.NDArray[np.uint64]

    def __call__(self, purpose: str, count: int) -> Floats:
        n = len(self.identity)
        if count < n:
            return self.streams.uniforms(purpose, _entity(self.vehicle), count)
        own = self.streams.uniforms_of(purpose, self.identity)
        bags = self.streams.uniforms(purpose, _entity(self.vehicle), count - n)
        return np.concatenate((own, bags))


class _ClassTable:
    """Classes as arrays, one entry a class."""

    def __init__(self, classes: tuple[ParcelClass, ...]) -> None:
        self.count = len(classes)
        self.picker = laws.Picker(np.array([c.share for c in classes]))
        self.sides_mm = np.array([(c.length_cm, c.width_cm, c.height_cm) for c in classes]).T * 10
        self.size_sigma = np.array([c.size_sigma for c in classes])
        self.least = np.array([c.length_min_cm / c.length_cm for c in classes])
        self.weight_g = np.array([c.weight_kg * 1000 for c in classes])
        self.weight_sigma = np.array([c.weight_sigma for c in classes])
        # The cube of a lognormal has mean exp(9 sigma^2 / 2), which keeps volume_l the mean.
        mean_cube = np.exp(4.5 * self.size_sigma**2)
        self.decilitres = np.array([c.volume_l * 10 for c in classes]) / mean_cube
        self.baggable = np.array([c.baggable_share for c in classes])
        # The same limit as a length: sizes grow with the draw, so the smallest are the shortest.
        limits = laws.lognormal(1.0, self.size_sigma, np.clip(self.baggable, 0.0, 1.0))
        limits = np.where(self.baggable > 0, np.maximum(limits, self.least), 0.0)
        self.longest_baggable_mm = self.sides_mm[0] * limits


Draw = Callable[[str, int], Floats]
"""Gives so many uniforms in [0, 1) for a purpose."""


class _Parcels:
    """Classes, sizes and bags of one vehicle's parcels, bagged ones last."""

    given_row: Ints | None = None

    def __init__(
        self, demand: DemandSpec, table: _ClassTable, vehicle: Vehicle, draw: Draw
    ) -> None:
        self.vehicle, self.draw, self.table = vehicle, draw, table
        self.flow, self.bag = demand.flow(vehicle.flow), demand.bag
        kind = table.picker.pick(draw("parcel.class", vehicle.parcels))
        size = draw("parcel.size", vehicle.parcels)
        is_bagged = draw("parcel.bagged", vehicle.parcels) < self.flow.bags.share
        is_bagged &= size < table.baggable.take(kind)
        self.size = size.take(self._divide(kind, is_bagged))

    def _divide(self, kind: Ints, is_bagged: Bools) -> Ints:
        """Cut the bagged parcels into bags; return which parcel is in each row."""
        by_row = np.concatenate((np.flatnonzero(~is_bagged), np.flatnonzero(is_bagged)))
        self.kind, self.n = kind.take(by_row), self.vehicle.parcels
        bagged = int(np.count_nonzero(is_bagged))
        self.loose = self.n - bagged
        sizes = self.draw("bag.size", bags.most_bags(self.bag, bagged))
        self.cut = bags.cut(self.bag, self.loose, bagged, sizes)
        self.rows = self.n + self.cut.count
        return by_row

    def order(self) -> Ints:
        """Return loose parcels and bags in random order."""
        top = np.concatenate((np.arange(self.loose), np.arange(self.n, self.rows)))
        return top.take(_ranked(self.draw("parcel.order", self.rows).take(top)))

    def groups(self) -> Ints:
        """Return the conservation group of each row."""
        kinds = self.table.count
        base = FLOWS.index(self.vehicle.flow) * (kinds + 1)
        return base + _rows(self.kind, self.cut.count, kinds)

    def measures(self) -> dict[str, Ints]:
        """Return dimensions, weight and volume of each row, each at least 1."""
        table, kind = self.table, self.kind
        drawn = laws.lognormal(1.0, table.size_sigma.take(kind), self.size)
        scale = np.maximum(drawn, table.least.take(kind))
        weights = self.draw("parcel.weight", self.n)
        median, sigma = table.weight_g.take(kind), table.weight_sigma.take(kind)
        weight = _whole(laws.lognormal(median, sigma, weights))
        volume = _whole(table.decilitres.take(kind) * scale**3)
        sides = table.sides_mm.take(kind, axis=1) * scale
        return self._with_bags([_whole(side) for side in sides], weight, volume)

    def _with_bags(self, sides: Sequence[Ints], weight: Ints, volume: Ints) -> dict[str, Ints]:
        bag_sides = _bag_sides_mm(self.bag)
        names = ("length_mm", "width_mm", "height_mm")
        out = {
            name: _rows(sides[axis], self.cut.count, bag_sides[axis])
            for axis, name in enumerate(names)
        }
        out["weight_g"] = np.concatenate((weight, self._bag_sums(weight)))
        out["decilitres"] = np.concatenate((volume, self._bag_sums(volume)))
        return out

    def _bag_sums(self, of_parcels: Ints) -> Ints:
        if self.cut.count == 0:
            return np.zeros(0, dtype=np.int64)
        return np.add.reduceat(of_parcels, self.cut.first_child)


class _GivenParcels(_Parcels):
    """Parcels that another centre sends, in bags as they are between centres."""

    def __init__(
        self,
        demand: DemandSpec,
        table: _ClassTable,
        vehicle: Vehicle,
        draw: _GivenDraw,
        given: Given,
    ) -> None:
        self.vehicle, self.draw, self.table = vehicle, draw, table
        self.flow, self.bag = demand.flow(vehicle.flow), demand.bag
        is_bagged = draw("parcel.bagged", len(given)) < self.flow.bags.share
        is_bagged &= given.length_mm < table.longest_baggable_mm.take(given.parcel_class)
        by_row = self._divide(given.parcel_class, is_bagged)
        draw.identity = given.identity.take(by_row)
        self.sides = [s.take(by_row) for s in (given.length_mm, given.width_mm, given.height_mm)]
        self.weight, self.volume = given.weight_g.take(by_row), given.decilitres.take(by_row)
        self.given_row = by_row

    def measures(self) -> dict[str, Ints]:
        """Return dimensions, weight and volume of each row, as given."""
        return self._with_bags(self.sides, self.weight, self.volume)


class _Route:
    """Lanes of one vehicle's rows.

    Parcels of one bag go to one group; those of a through bag (直发包) to one lane.
    """

    def __init__(self, demand: DemandSpec, to: Destinations, parcels: _Parcels) -> None:
        draw, cut, n, loose = parcels.draw, parcels.cut, parcels.n, parcels.loose
        choice = to.choices(draw("parcel.group", n))
        choice[loose:] = choice[cut.first_of_each()]
        lane = to.lanes(choice, draw("parcel.lane", n))
        bag_choice = choice[cut.first_child]
        share = parcels.flow.bags.through_share
        is_through = draw("bag.through", cut.count) < share
        is_through &= to.may_pass_through(bag_choice)
        lane[loose:] = np.where(is_through[cut.bag_of], lane[cut.first_of_each()], lane[loose:])
        wrong = to.wrong_lanes(choice, lane, draw("parcel.wrong_lane", n))
        first = cut.first_child
        self.choice = choice
        self.lane = np.concatenate((lane, np.where(is_through, lane[first], OPENED_HERE)))
        self.wrong_lane = np.concatenate((wrong, np.where(is_through, wrong[first], OPENED_HERE)))
        self.intra = np.concatenate((to.is_intra(choice), to.is_intra(bag_choice)))


def _promised(
    parcels: _Parcels, route: _Route, due_by_lane: Ints, next_day_by_lane: Ints
) -> tuple[Ints, Ints, Bools]:
    n, cut = parcels.n, parcels.cut
    lane = route.lane[:n]
    due = due_by_lane.take(lane)
    share = parcels.flow.next_day_origin_share
    by = np.where(parcels.draw("parcel.origin", n) < share, next_day_by_lane.take(lane), -1)
    bags_due = np.minimum.reduceat(due, cut.first_child) if cut.count else due[:0]
    eligible = _rows(by, cut.count, -1) >= 0
    return np.concatenate((due, bags_due)), _rows(by, cut.count, -1), eligible


def _screened(demand: DemandSpec, parcels: _Parcels, alarm_factor: float) -> tuple[Bools, Ints]:
    policy, rows = demand.screening, parcels.rows
    is_here = parcels.vehicle.flow in policy.flows_here
    before = parcels.flow.screened_before_share
    screen = (parcels.draw("parcel.screened_before", rows) >= before) & is_here
    screen[parcels.loose : parcels.n] = False
    alarm_share = policy.alarm_share * alarm_factor
    is_alarm = screen & (parcels.draw("parcel.alarm", rows) < alarm_share)
    is_seized = is_alarm & (parcels.draw("parcel.seized", rows) < policy.seize_share)
    return screen, is_alarm.astype(np.int64) + is_seized


def _piece_ids(vehicle: Vehicle, parcels: int, bag_count: int) -> Ints:
    # A vehicle has no more bags than parcels, so bag numbers never meet.
    first = vehicle.first_parcel
    loose = first + np.arange(parcels, dtype=np.int64)
    return np.concatenate((loose, FIRST_BAG_ID + first + np.arange(bag_count, dtype=np.int64)))


def _rows(of_parcels: Ints, bag_count: int, of_bags: int) -> Ints:
    return np.concatenate((of_parcels, np.full(bag_count, of_bags, dtype=np.int64)))


def _whole(values: Floats) -> Ints:
    whole = np.rint(values)
    return np.maximum(1, whole, out=whole).astype(np.int64)


def _ranked(values: Floats) -> Ints:
    """Return the order of values; equal ones keep theirs."""
    order = np.argsort(values)  # much the faster one, and equal draws are all but unheard of
    ranked = values.take(order)
    if (ranked[1:] == ranked[:-1]).any():
        return np.argsort(values, kind="stable")
    return order


def _bag_sides_mm(bag: Bag) -> tuple[int, int, int]:
    return round(bag.length_cm * 10), round(bag.width_cm * 10), round(bag.height_cm * 10)

"""What one site sends to another: a vehicle on the road with its parcels.

Here live the record and the columns that are kept of parcels while they are inside, so that the
next site can be told of them.  ``centre.site`` and the city import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sortsim.centre.known import Known
from sortsim.centre.stays import STAY, WHOLE, Stays
from sortsim.core.clock import Ticks
from sortsim.demand.day import Vehicle
from sortsim.demand.parcels import Given, ParcelBlock

Ints = npt.NDArray[np.int64]
Identities = npt.NDArray[np.uint64]
MEASURES = {"length_mm": np.uint16, "width_mm": np.uint16, "height_mm": np.uint16,
            "weight_g": np.int32, "decilitres": np.uint16}  # fmt: skip
"""Types in which sizes are kept; what is beyond one is far beyond any parcel."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A vehicle that has left a site for another; arrays of shape ``(n,)``."""

    lane: int
    """Lane that it left."""
    vehicle: int
    """Its number at the site that it left."""
    planned: Ticks
    """Planned departure [ticks]."""
    departed: Ticks
    parcels: Given
    born: Ints
    """Planned arrival of each parcel in its first site [ticks]."""


def identities(site: int, vehicle: Vehicle, rows: Ints) -> Identities:
    """Return the numbers in the city of parcels that come into it with a vehicle, by their row.

    They depend on the vehicle's place in the demand alone, so a parcel has the same number
    whatever the configuration of any site.  They are 64-bit hashes: that two of a year's parcels
    share one has a chance of about one in a thousand, and would only give them the same draws.
    """
    first = _first_identity(site, vehicle.day, vehicle.source, vehicle.number)
    return np.asarray(first + rows.astype(np.uint64), np.uint64)


@lru_cache(maxsize=1 << 13)
def _first_identity(*key: int) -> np.uint64:
    return np.uint64(np.random.SeedSequence(key).generate_state(1, np.uint64)[0])


class Luggage:
    """What the next site must be told of each parcel inside.

    Sizes are kept by number of the parcel; what else there is to tell follows from its vehicle.

    Parameters
    ----------
    site
        Number of the site in the city.
    known
        Vehicles and parcels by number.
    """

    def __init__(self, site: int, known: Known) -> None:
        self._site, self._known = site, known
        self._columns = {name: np.zeros(0, kind) for name, kind in MEASURES.items()}
        self._vehicles: dict[int, _Origin] = {}

    def take_in(self, block: ParcelBlock, before: Sent | None) -> None:
        """Take note of the parcels of a vehicle; ``before``: what it was when it was sent."""
        vehicle, count = block.vehicle, block.n_parcels
        which = slice(vehicle.first_parcel, vehicle.first_parcel + count)
        self._make_room(which.stop)
        for name, column in self._columns.items():
            column[which] = np.minimum(getattr(block, name)[:count], np.iinfo(column.dtype).max)
        rows = None if block.given_row is None else block.given_row.astype(np.int32)
        self._vehicles[vehicle.id] = _Origin(vehicle, before, rows)

    def forget(self, vehicle: int) -> None:
        """Forget a vehicle, all of whose parcels are gone."""
        self._vehicles.pop(vehicle, None)

    def born(self, stays: Stays) -> Ints:
        """Return the planned arrivals of parcels in their first site [ticks]."""
        born = self._known.planned.take(stays["vehicle"])
        for origin, which in self._brought(stays):
            assert origin.before is not None
            born[which] = origin.before.born.take(origin.rows_of(stays["parcel"][which]))
        return born

    def hand_over(self, stays: Stays) -> Given:
        """Return the parcels of some stays as the next site is given them."""
        parcels = stays["parcel"].copy()
        columns = {name: column.take(parcels).astype(np.int64)
                   for name, column in self._columns.items()}  # fmt: skip
        classes = self._known.parcel_class.take(parcels).astype(np.int64)
        return Given(self._identities(stays), classes, **columns)

    def _identities(self, stays: Stays) -> Identities:
        found = np.zeros(len(stays), np.uint64)
        for origin, which in self._origins(stays, set(np.unique(stays["vehicle"]).tolist())):
            rows = stays["parcel"][which] - origin.vehicle.first_parcel
            if origin.before is None:
                found[which] = identities(self._site, origin.vehicle, rows)
            else:
                given = origin.rows_of(stays["parcel"][which])
                found[which] = origin.before.parcels.identity.take(given)
        return found

    def _brought(self, stays: Stays) -> Iterator[tuple[_Origin, Ints]]:
        here = np.unique(stays["vehicle"]).tolist()
        brought = {v for v in here if self._vehicles[v].before is not None}
        return self._origins(stays, brought)

    def _origins(self, stays: Stays, vehicles: set[int]) -> Iterator[tuple[_Origin, Ints]]:
        """Yield vehicles among those of some stays, each with the places of its parcels."""
        if not vehicles:
            return
        order = np.argsort(stays["vehicle"], kind="stable")
        by_vehicle = stays["vehicle"].take(order)
        starts = np.flatnonzero(np.diff(by_vehicle, prepend=-1))
        for which in np.split(order, starts[1:]):
            number = int(stays["vehicle"][which[0]])
            if number in vehicles:
                yield self._vehicles[number], which

    def _make_room(self, count: int) -> None:
        for name, column in self._columns.items():
            if count > len(column):
                longer = np.zeros(max(count, len(column) * 5 // 4), column.dtype)
                longer[: len(column)] = column
                self._columns[name] = longer


@dataclass(frozen=True, slots=True)
class _Origin:
    """A vehicle inside, and what it was when another site sent it."""

    vehicle: Vehicle
    before: Sent | None
    given_row: npt.NDArray[np.int32] | None

    def rows_of(self, parcels: Ints) -> Ints:
        """Return the places of parcels in what was sent."""
        assert self.given_row is not None
        return self.given_row.take(parcels - self.vehicle.first_parcel).astype(np.int64)


def in_order(stays: Sequence[Stays]) -> Stays:
    """Return stays as one array, in order of their parcels' numbers."""
    one = np.concatenate([some.view(WHOLE) for some in stays]).view(STAY)
    return one.take(np.argsort(one["parcel"]))

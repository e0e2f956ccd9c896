"""What one site sends to another: a vehicle on the road with its parcels.

Here live the record and the columns that are kept of parcels while they are inside, so that the
next site can be told of them.  ``centre.site`` and the city import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.centre.stays import Stays
from sortsim.core.clock import Ticks
from sortsim.demand.day import Vehicle
from sortsim.demand.parcels import Given, ParcelBlock

Ints = npt.NDArray[np.int64]
Identities = npt.NDArray[np.uint64]
MEASURES = ("length_mm", "width_mm", "height_mm", "weight_g", "decilitres")


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
    passes: npt.NDArray[np.int8]
    """Sites that each parcel has passed, this one included."""


def identities(site: int, vehicle: Vehicle, rows: int) -> Identities:
    """Return the numbers in the city of the parcels that come into it with a vehicle.

    They depend on the vehicle's place in the demand alone, so a parcel has the same number
    whatever the configuration of any site.  They are 64-bit hashes: that two of a year's parcels
    share one has a chance of about one in a thousand, and would only give them the same draws.
    """
    key = (site, vehicle.day, vehicle.source, vehicle.number)
    first = np.random.SeedSequence(key).generate_state(1, np.uint64).astype(np.uint64)
    return np.asarray(first + np.arange(rows, dtype=np.uint64), np.uint64)


class Luggage:
    """What is kept of each parcel inside, by its number at the site."""

    def __init__(self, site: int) -> None:
        self._site = site
        self._identity = np.zeros(0, np.uint64)
        self._measures = np.zeros((len(MEASURES), 0), np.int32)
        self._born = np.zeros(0, np.int64)
        self._passes = np.zeros(0, np.int8)

    def take_in(self, block: ParcelBlock, before: Sent | None) -> None:
        """Take note of the parcels of a vehicle; ``before``: what it was when it was sent."""
        first, count = block.vehicle.first_parcel, block.n_parcels
        self._make_room(first + count)
        which = slice(first, first + count)
        for row, name in enumerate(MEASURES):
            self._measures[row, which] = getattr(block, name)[:count]
        if before is None or block.given_row is None:
            self._identity[which] = identities(self._site, block.vehicle, count)
            self._born[which], self._passes[which] = block.vehicle.planned, 1
        else:
            self._identity[which] = before.parcels.identity.take(block.given_row)
            self._born[which] = before.born.take(block.given_row)
            self._passes[which] = before.passes.take(block.given_row) + 1

    def born(self, parcels: Ints) -> Ints:
        """Return the planned arrivals of parcels in their first site [ticks]."""
        return self._born.take(parcels)

    def passes(self, parcels: Ints) -> npt.NDArray[np.int8]:
        """Return how many sites parcels have passed, this one included."""
        return self._passes.take(parcels)

    def hand_over(self, stays: Sequence[Stays], parcel_class: npt.NDArray[np.int8]) -> Given:
        """Return the parcels of some stays as the next site is given them, in order of number."""
        parcels = numbers_of(stays)
        columns = {name: self._measures[row].take(parcels).astype(np.int64)
                   for row, name in enumerate(MEASURES)}  # fmt: skip
        classes = parcel_class.take(parcels).astype(np.int64)
        return Given(self._identity.take(parcels), classes, **columns)

    def _make_room(self, count: int) -> None:
        if count <= len(self._identity):
            return
        room = max(count, len(self._identity) * 3 // 2)
        for name in ("_identity", "_measures", "_born", "_passes"):
            old = getattr(self, name)
            longer = np.zeros((*old.shape[:-1], room), old.dtype)
            longer[..., : old.shape[-1]] = old
            setattr(self, name, longer)


def numbers_of(stays: Sequence[Stays]) -> Ints:
    """Return the numbers of the parcels of some stays, rising."""
    if not stays:
        return np.zeros(0, np.int64)
    return np.sort(np.concatenate([some["parcel"] for some in stays]))

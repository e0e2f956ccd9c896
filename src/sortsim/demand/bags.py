"""How the parcels of one vehicle lie in bags (集包).

Here bagged parcels are cut into bags; which parcels are bagged and where bags go is
decided in ``demand.parcels``, the only module that imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.spec.demand import Bag

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BagCut:
    """Bags of one vehicle over its bagged parcels, which are contiguous rows.

    Arrays are int64 of shape ``(n_bags,)``, but ``bag_of`` of shape ``(n_bagged,)``.
    """

    first_child: Ints
    """Row of each bag's first parcel."""
    children: Ints
    """Parcels in each bag, at least 1."""
    bag_of: Ints
    """Number of the bag of each bagged parcel."""

    @property
    def count(self) -> int:
        """Number of bags."""
        return len(self.children)

    def first_of_each(self) -> Ints:
        """Return the row of the first parcel of each bagged parcel's bag."""
        return self.first_child[self.bag_of]


def most_bags(bag: Bag, bagged: int) -> int:
    """Return how many bags so many parcels can fill at most; so many size draws are needed."""
    return -(-bagged // bag.parcels_min)


def cut(bag: Bag, first_row: int, bagged: int, uniforms: Floats) -> BagCut:
    """Cut contiguous parcels into bags of uniform size; the last one takes what is left.

    Parameters
    ----------
    bag
        Limits of a bag's size.
    first_row
        Row of the first bagged parcel.
    bagged
        Number of bagged parcels.
    uniforms
        Size draws in [0, 1), shape ``(most_bags(bag, bagged),)``.
    """
    span = bag.parcels_max - bag.parcels_min + 1
    sizes = bag.parcels_min + np.floor(uniforms * span).astype(np.int64)
    ends = np.minimum(np.cumsum(sizes), bagged)
    count = int(np.searchsorted(ends, bagged)) + 1 if bagged else 0
    children = np.diff(ends[:count], prepend=0)
    first_child = first_row + ends[:count] - children
    return BagCut(first_child, children, np.repeat(np.arange(count), children))

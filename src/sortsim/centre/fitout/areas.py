"""Which sortation areas take a piece, as one small number (rule P4).

Here live the area codes: each is a set of areas that take the piece's measured size and
weight, sort its lane and take bags where it is one.  Lines turn a code into links; loads
turn pieces into codes.  Modules of ``centre`` import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sortsim.centre.fitout.lanes import SortLane, lanes_of
from sortsim.plant.contract import IntArray
from sortsim.spec.equipment.common import SizeLimits
from sortsim.spec.scenario import Scenario

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
WITHOUT_LIMIT = 1e9
"""A limit of ``SizeLimits`` from here on is none."""


@dataclass(frozen=True, slots=True)
class AreaCodes:
    """Codes of the sets of areas that can take a piece; code ``c`` is the set ``sets[c]``."""

    names: tuple[str, ...]
    """Areas by bit: loops, wheel lines, hand areas, as the scenario orders them."""
    limits: FloatArray
    """Largest length, width, height [mm], weight [kg], least weight [kg]; ``(n_areas, 5)``."""
    sorts: BoolArray
    """Whether an area sorts a lane; ``(n_areas, n_lanes)``."""
    takes_bags: BoolArray
    """``(n_areas,)``; carriers take no bags, wheel lines and hand areas do."""
    sets: IntArray
    """Every set that can occur, as bits, ascending; ``(n_codes,)``."""

    def accepted(self, code: int) -> frozenset[str]:
        """Return the names of the areas of a code's set."""
        bits = int(self.sets[code])
        return frozenset(name for i, name in enumerate(self.names) if bits >> i & 1)

    def codes(
        self, lane: IntArray, is_bag: BoolArray, sides_mm: FloatArray, weight_kg: FloatArray
    ) -> IntArray:
        """Return the area code of each piece.

        Parameters
        ----------
        lane
            True lane; a negative lane (a bag that is opened here) gets code 0, unused.
        is_bag
            Whether the piece is a bag; bags are not held to the size limits.
        sides_mm
            The three sides in any order, shape ``(n, 3)`` [mm].
        weight_kg
            Weight [kg].

        Returns
        -------
        numpy.ndarray
            Shape ``(n,)`` int64, in ``[0, n_codes)``.
        """
        bits = np.zeros(lane.shape, dtype=np.int64)
        ordered = -np.sort(-sides_mm, axis=1)
        for i in range(len(self.names)):
            fits = is_bag & self.takes_bags[i] | ~is_bag & self._fits(i, ordered, weight_kg)
            bits |= (fits & self.sorts[i][np.maximum(lane, 0)]).astype(np.int64) << i
        codes = np.searchsorted(self.sets, bits)
        return np.where(lane < 0, 0, np.minimum(codes, len(self.sets) - 1))

    def _fits(self, i: int, sides_mm: FloatArray, weight_kg: FloatArray) -> BoolArray:
        """Return whether ordered sides and weights are within the limits of area ``i``."""
        within = (sides_mm <= self.limits[i, :3]).all(axis=1)
        fits: BoolArray = within & (weight_kg <= self.limits[i, 3])
        fits &= weight_kg >= self.limits[i, 4]
        return fits


def area_codes(scenario: Scenario, lanes: Sequence[SortLane]) -> AreaCodes:
    """Return the codes of a scenario's sortation areas for its lanes."""
    loops, wheels, hands = scenario.loop, scenario.wheel_line, scenario.hand_area
    keyed = (
        [(f"loop.{name}", loop.limits, loop.lanes, False) for name, loop in loops.items()]
        + [(f"wheel_line.{name}", w.limits, w.lanes, True) for name, w in wheels.items()]
        + [(f"hand_area.{name}", h.limits, h.lanes, True) for name, h in hands.items()]
    )
    sorts = np.zeros((len(keyed), max(1, len(lanes))), dtype=np.bool_)
    for i, (_, _, groups, _) in enumerate(keyed):
        sorts[i, lanes_of(lanes, groups)] = True
    limits = np.array([_limits(part[1]) for part in keyed]).reshape(-1, 5)
    takes_bags = np.array([part[3] for part in keyed], dtype=np.bool_)
    sets = _possible_sets(limits, sorts, takes_bags)
    return AreaCodes(tuple(part[0] for part in keyed), limits, sorts, takes_bags, sets)


def _limits(limits: SizeLimits) -> tuple[float, ...]:
    """Return the limits as a row, the sides in descending order; unlimited is infinite."""
    sides = sorted((limits.length_mm, limits.width_mm, limits.height_mm), reverse=True)
    most = (np.inf if limit >= WITHOUT_LIMIT else limit for limit in (*sides, limits.weight_kg))
    return (*most, limits.weight_min_kg)


def _possible_sets(limits: FloatArray, sorts: BoolArray, takes_bags: BoolArray) -> IntArray:
    """Return every set of areas that some piece can have, as ascending bits."""
    powers = 1 << np.arange(len(limits), dtype=np.int64)
    by_size = set((size_patterns(limits) @ powers).tolist())
    by_size.add(int(powers @ takes_bags))
    by_lane = {int(powers @ column) for column in np.unique(sorts, axis=1).T}
    return np.array(sorted({size & lane for size in by_size for lane in by_lane} | {0}))


def size_patterns(limits: FloatArray) -> BoolArray:
    """Return which areas fit, for a representative of every size and weight between limits.

    Returns
    -------
    numpy.ndarray
        Shape ``(n_patterns, n_areas)`` bool, each pattern once.
    """
    axes = [sorted({*limits[:, axis].tolist(), np.inf}) for axis in range(3)]
    edges = sorted({*limits[:, 3].tolist(), *limits[:, 4].tolist()})
    between = [(a + b) / 2 for a, b in pairwise(edges)]
    axes.append(sorted({0.0, *edges, *between, np.inf}))
    pieces = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 1, 4)
    fits = (pieces <= limits[:, :4]).all(axis=2) & (pieces[..., 3] >= limits[:, 4])
    patterns: BoolArray = np.unique(fits, axis=0)
    return patterns

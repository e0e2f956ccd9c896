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
        powers = 1 << np.arange(len(self.names), dtype=np.int64)
        by_size = self._fitting(np.array([*_descending(sides_mm), weight_kg]), powers)
        taken = np.where(is_bag, powers @ self.takes_bags, by_size)
        taken &= (powers @ self.sorts).take(np.maximum(lane, 0))
        codes = np.searchsorted(self.sets, taken)
        return np.where(lane < 0, 0, np.minimum(codes, len(self.sets) - 1))

    def _fitting(self, measures: FloatArray, powers: IntArray) -> IntArray:
        """Return the areas within whose limits pieces are, as bits; ``measures`` by row."""
        bits = np.zeros(measures.shape[1], np.int64)
        alike: dict[tuple[float, ...], int] = {}
        for limits, power in zip(self.limits.tolist(), powers.tolist(), strict=True):
            alike[tuple(limits)] = alike.get(tuple(limits), 0) | power
        for (*most, least), power in alike.items():
            fits = measures[3] >= least
            for measure, limit in zip(measures, most, strict=True):
                if limit < np.inf:
                    fits &= measure <= limit
            bits |= fits * power
        return bits


def _descending(sides: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the largest, the middle and the smallest side of each piece."""
    one, two, three = sides.T
    high, low = np.maximum(one, two), np.minimum(one, two)
    middle = np.maximum(low, np.minimum(high, three))
    return np.maximum(high, three), middle, np.minimum(low, three)


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

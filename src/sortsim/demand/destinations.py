"""Where parcels go: lane group and lane by weight, and the wrong lane of a missort.

Here uniforms become lanes; bags and promises are added in ``demand.parcels``, the only
module that imports it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sortsim.demand import laws
from sortsim.demand.lanes import Lane
from sortsim.spec.demand import DemandSpec, FlowName

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Destinations:
    """Lanes of one flow by group share and lane weight.

    Parameters
    ----------
    demand
        Group shares of the flow, and of intra-city parcels if it is outbound.
    flow
        The direction.
    lanes
        All lanes of the centre, a group's contiguous.
    """

    def __init__(self, demand: DemandSpec, flow: FlowName, lanes: Sequence[Lane]) -> None:
        groups = list(dict.fromkeys(lane.group for lane in lanes))
        intra = demand.chain.intra_city_share if flow == "outbound" else 0.0
        # A choice is a group and whether the parcel stays in the city.
        choices = [(g, s * (1 - intra), False) for g, s in demand.flow(flow).destinations.items()]
        if intra > 0:
            choices += [(g, s * intra, True) for g, s in demand.intra_city_destinations.items()]
        self._shares = np.array([share for _, share, _ in choices])
        self._group = np.array([groups.index(group) for group, _, _ in choices], dtype=np.int64)
        self._intra = np.array([is_intra for _, _, is_intra in choices])
        through = demand.flow(flow).bags.through_groups
        self._through = np.array(
            [group in through and not is_intra for group, _, is_intra in choices]
        )
        of_lane = [groups.index(lane.group) for lane in lanes]
        self._sizes = np.bincount(of_lane, minlength=len(groups)).astype(np.int64)
        self._starts = np.cumsum(self._sizes) - self._sizes
        self._edges = _edges([lane.weight for lane in lanes], of_lane)

    def choices(self, uniforms: Floats) -> Ints:
        """Return the choice (group, intra-city or not) of each parcel."""
        return laws.pick(self._shares, uniforms)

    def is_intra(self, choices: Ints) -> Bools:
        """Return which parcels stay in the city."""
        return np.asarray(self._intra[choices])

    def may_pass_through(self, choices: Ints) -> Bools:
        """Return which bags are for a group whose bags may stay closed."""
        return np.asarray(self._through[choices])

    def lanes(self, choices: Ints, uniforms: Floats) -> Ints:
        """Return the lane of each parcel within its group, drawn by lane weight."""
        group = self._group[choices]
        found = np.searchsorted(self._edges, group + uniforms, side="right")
        last = self._starts[group] + self._sizes[group] - 1
        return np.asarray(np.minimum(found, last), dtype=np.int64)

    def wrong_lanes(self, choices: Ints, lanes: Ints, uniforms: Floats) -> Ints:
        """Return another lane of the same group for each parcel, all equally likely.

        Where the group has one lane only it is the next lane of the centre, if there is one.
        """
        group = self._group[choices]
        size, start = self._sizes[group], self._starts[group]
        shift = 1 + np.floor(uniforms * (size - 1)).astype(np.int64)
        other = start + (lanes - start + shift) % size
        return np.where(size > 1, other, (lanes + 1) % len(self._edges))


def _edges(weights: list[float], of_lane: list[int]) -> Floats:
    """Return group number + cumulative weight within the group, rising over all lanes."""
    edges = np.zeros(len(weights))
    groups = np.asarray(of_lane)
    for group in np.unique(groups):
        inside = np.asarray(weights)[groups == group]
        edges[groups == group] = group + np.cumsum(inside) / inside.sum()
    return edges

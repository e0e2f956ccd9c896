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
        intra = demand.chain.intra_share_of_outbound if flow == "outbound" else 0.0
        # A choice is a group and whether the parcel stays in the city.
        choices = [(g, s * (1 - intra), False) for g, s in demand.flow(flow).destinations.items()]
        if intra > 0:
            choices += [(g, s * intra, True) for g, s in demand.intra_city_destinations.items()]
        self._picker = laws.Picker(np.array([share for _, share, _ in choices]))
        self._group = np.array([groups.index(group) for group, _, _ in choices], dtype=np.int64)
        self._intra = np.array([is_intra for _, _, is_intra in choices])
        through = demand.flow(flow).bags.through_groups
        self._through = np.array(
            [group in through and not is_intra for group, _, is_intra in choices]
        )
        of_lane = [groups.index(lane.group) for lane in lanes]
        self._sizes = np.bincount(of_lane, minlength=len(groups)).astype(np.int64)
        self._starts = np.cumsum(self._sizes) - self._sizes
        edges = _edges([lane.weight for lane in lanes], of_lane)
        self._steps = laws.Steps(edges, len(groups))
        self._n_lanes = len(edges)

    def choices(self, uniforms: Floats) -> Ints:
        """Return the choice (group, intra-city or not) of each parcel."""
        return self._picker.pick(uniforms)

    def is_intra(self, choices: Ints) -> Bools:
        """Return which parcels stay in the city."""
        return self._intra.take(choices)

    def may_pass_through(self, choices: Ints) -> Bools:
        """Return which bags are for a group whose bags may stay closed."""
        through: Bools = self._through.take(choices)
        return through

    def lanes(self, choices: Ints, uniforms: Floats) -> Ints:
        """Return the lane of each parcel within its group, drawn by lane weight."""
        group = self._group.take(choices)
        last = (self._starts + self._sizes - 1).take(group)
        found: Ints = np.minimum(self._steps.below(group + uniforms), last)
        return found

    def wrong_lanes(self, choices: Ints, lanes: Ints, uniforms: Floats) -> Ints:
        """Return another lane of the same group for each parcel, all equally likely.

        Where the group has one lane only it is the next lane of the centre, if there is one.
        """
        group = self._group.take(choices)
        size, start = self._sizes.take(group), self._starts.take(group)
        # From 1 to below the size, so one turn round the group is enough.
        other = lanes + 1 + (uniforms * (size - 1)).astype(np.int64)
        other -= np.where(other >= start + size, size, 0)
        return np.where(size > 1, other, (lanes + 1) % self._n_lanes)


def _edges(weights: list[float], of_lane: list[int]) -> Floats:
    """Return group number + cumulative weight within the group, rising over all lanes."""
    edges = np.zeros(len(weights))
    groups = np.asarray(of_lane)
    for group in np.unique(groups):
        inside = np.asarray(weights)[groups == group]
        edges[groups == group] = group + np.cumsum(inside) / inside.sum()
    return edges

"""What a mean vehicle carries: sizes, weights and bags as weighted samples, without a draw.

Here the classes of parcels become quantiles with shares; which station they meet is in
``capacity_bounds``, the only module that imports it beside tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.demand import laws
from sortsim.spec.demand import DemandSpec, FlowName

Floats = npt.NDArray[np.float64]
SIZE_QUANTILES = 48
WEIGHT_QUANTILES = 16


@dataclass(frozen=True, slots=True)
class Composition:
    """Parcels of one flow as samples; arrays have shape ``(n_samples,)``."""

    loose: Floats
    """Share of the flow's parcels that each sample stands for and that arrive loose."""
    bagged: Floats
    """The same for parcels that arrive in bags; both together sum to 1."""
    sides_mm: Floats
    """Sides, shape ``(n_samples, 3)`` [mm]."""
    weight_kg: Floats
    parcels_per_bag: float
    """Mean parcels of a bag that arrives."""

    @property
    def bags(self) -> float:
        """Bags that arrive, a parcel of the flow."""
        return float(self.bagged.sum()) / self.parcels_per_bag


def composition(demand: DemandSpec, flow: FlowName) -> Composition:
    """Return the parcels of a flow as weighted samples over classes, sizes and weights."""
    sizes = (np.arange(SIZE_QUANTILES) + 0.5) / SIZE_QUANTILES
    weights = (np.arange(WEIGHT_QUANTILES) + 0.5) / WEIGHT_QUANTILES
    size, weight = (axis.ravel() for axis in np.meshgrid(sizes, weights, indexing="ij"))
    shares, bagged, sides, masses = [], [], [], []
    for kind in demand.parcel_class.values():
        scale = np.maximum(
            laws.lognormal(1.0, kind.size_sigma, size), kind.length_min_cm / kind.length_cm
        )
        sides.append(np.outer(scale, (kind.length_cm, kind.width_cm, kind.height_cm)) * 10)
        masses.append(laws.lognormal(kind.weight_kg, kind.weight_sigma, weight))
        shares.append(np.full(size.shape, kind.share / size.size))
        bagged.append((size < kind.baggable_share) * demand.flow(flow).bags.share)
    share, in_bags = np.concatenate(shares), np.concatenate(bagged)
    return Composition(
        loose=share * (1 - in_bags),
        bagged=share * in_bags,
        sides_mm=np.concatenate(sides),
        weight_kg=np.concatenate(masses),
        parcels_per_bag=(demand.bag.parcels_min + demand.bag.parcels_max) / 2,
    )

"""What the green ledger states that no run measures: vehicles, bags, boxes, the goal.

Here live the shares alone; energy, carbon and packaging of a day are reckoned in
``stats.green``, prices are in ``economy``.  Everything above ``spec`` may import it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sortsim.spec.base import Part, Share


class Green(Part):
    """Green figures of a centre's network."""

    new_energy_vehicle_share: dict[str, Share] = Field(default_factory=dict)
    """Share of new-energy vehicles (新能源车) by kind of vehicle."""
    reusable_bag_share: Share = 0.938
    """Share of bags (集包袋) that are reusable ones; the others are single-use woven bags."""
    single_use_bag_uses: Annotated[float, Field(ge=1, le=100)] = 2.0
    """Times a single-use woven bag is used."""
    reusable_packaging_share: Share = 0.0076
    """Share of parcels that travel in reusable packaging (可循环快递包装)."""
    no_second_packing_goal_share: Share = 0.9
    """Share of e-commerce parcels without a second packing that the plan asks for."""

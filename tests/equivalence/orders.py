"""Stations in random orders inside a window: any must give the same trace (rule C3).

Here lives the shuffling of the kernel's table alone.
"""

from __future__ import annotations

import random
from typing import Any

from tests.equivalence.comparison import Between


def shuffling(seed: int) -> Between:
    """Return what puts the stations of a compiled plant into another order before an advance."""
    ties = random.Random(seed)

    def shuffle(plant: Any) -> None:
        plant.state.plant.looks_around = 1  # in the order of the table, not of the agenda
        order = plant.state.tables["order"]["value"]
        numbers = order.tolist()
        ties.shuffle(numbers)
        order[:] = numbers

    return shuffle

"""Conservation of credits: at the end of a run every place of every link is somewhere (C11).

Here lives the check and its account; where credits are is asked of the plant over the port.
``centre.run`` and ``centre.study`` call it after every run.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sortsim.core.errors import ConservationError
from sortsim.plant.contract import CreditCensus, PlantEngine, PlantPlan

LINKS_SHOWN = 40


def check_credits(plan: PlantPlan, plant: PlantEngine) -> None:
    """Raise unless the credits of every limited link are all accounted for.

    Parameters
    ----------
    plan
        The plant's plan, which says how many places each link has.
    plant
        The plant at the end of its last advance.

    Raises
    ------
    ConservationError
        Naming each link that does not balance, its stations, and where its credits are.
    """
    lines = list(unaccounted(plan, plant.credit_census()))
    if lines:
        more = [f"and {len(lines) - LINKS_SHOWN} more links"] if len(lines) > LINKS_SHOWN else []
        message = ["credits are not all accounted for", *lines[:LINKS_SHOWN], *more]
        raise ConservationError("\n".join(message))


def unaccounted(plan: PlantPlan, census: CreditCensus) -> Iterator[str]:
    """Yield a line for each link whose credits are not its places, or are overspent."""
    places = np.array([link.places or 0 for link in plan.links], np.int64)
    found = census.in_hand + census.coming + census.held + census.returning
    for i in np.flatnonzero((found != places) | (census.in_hand < 0)):
        ends = (plan.stations[plan.links[i].source], plan.stations[plan.links[i].target])
        yield (
            f"link {i} {ends[0].name} -> {ends[1].name}: {int(found[i] - places[i]):+d} of "
            f"{places[i]} places: {census.in_hand[i]} in hand, {census.coming[i]} pieces on the "
            f"way, {census.held[i]} held at the receiver, {census.returning[i]} on their way back"
        )

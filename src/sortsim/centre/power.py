"""The table of energy: what the machines drew on the measured day.

Here footprints and the shares of time busy and standing still become kilowatt-hours;
the building's own power and its price are the economy's.  ``centre.run`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sortsim.centre.fitout.units import footprints
from sortsim.centre.hours import HOURS_A_DAY
from sortsim.centre.observer import Table
from sortsim.spec.equipment.common import Footprint
from sortsim.spec.scenario import Scenario


def kwh(
    units: int, footprint: Footprint, busy_share: float, stopped_share: float, hours: float
) -> float:
    """Return the energy of equal machines [kWh].

    A machine draws ``idle_kw`` while it runs empty and ``loaded_kw`` at full load, linear
    between; nothing while it stands still.

    Parameters
    ----------
    units
        Machines.
    footprint
        Power of one.
    busy_share, stopped_share
        Shares of the time, 0 to 1.
    hours
        The time [h].
    """
    running = hours * (1 - stopped_share)
    load = (footprint.loaded_kw - footprint.idle_kw) * busy_share * hours
    return units * max(0.0, footprint.idle_kw * running + load)


def table(scenario: Scenario, shares: Mapping[str, tuple[float, float]]) -> Table:
    """Return the table of energy, one row a part that has a footprint.

    Parameters
    ----------
    scenario
        The scenario.
    shares
        Shares of the measured day that a part was busy and stood still; a part without any
        counts as idle.
    """
    rows = [
        (area, kwh(units, footprint, *shares.get(area, (0.0, 0.0)), HOURS_A_DAY))
        for area, (units, footprint) in footprints(scenario).items()
    ]
    return {
        "area": np.array([area for area, _ in rows], object),
        "kwh": np.array([energy for _, energy in rows], np.float64),
    }

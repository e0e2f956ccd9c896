"""Electricity of a day by the state of the machines: at load, running empty, standing still.

Here the energy of an area is split by what its machines drew in each state; the whole is what
the run found and stays so.  ``api`` and tests import it; prices and carbon are elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sortsim.stats.economics import BUILDING, HOURS_PER_DAY, ROOF_PV, Machine

if TYPE_CHECKING:
    import pandas as pd

LOADED, EMPTY, STOPPED = "loaded", "empty", "stopped"
STATES = (LOADED, EMPTY, STOPPED, BUILDING, ROOF_PV)
"""States of machines, then what draws or gives power besides, in the order of tables."""
COLUMNS = ("area", "state", "machine_h", "kwh", "empty_kwh_if_unloaded")


def energy_by_state(
    energy: pd.DataFrame, stations: pd.DataFrame, machines: Sequence[Machine]
) -> pd.DataFrame:
    """Return the day's electricity by area and state.

    A machine draws ``idle_kw`` while it runs empty and ``loaded_kw`` at full load, linear
    between, and nothing while it stands still.  Half load for an hour counts as half an hour at
    load and half an hour empty.  The hours that an area stood still are those of its stations;
    its hours at load are those that its electricity leaves, so that the states add up to it.

    Parameters
    ----------
    energy
        Table ``energy`` of the record: area, kwh.
    stations
        Table ``stations``: area, busy_share, stopped_share.
    machines
        Units and power by area.

    Returns
    -------
    pandas.DataFrame
        area, state (`STATES`), machine_h (hours of all units; 0 for building and roof), kwh, and
        empty_kwh_if_unloaded: what the hours at load would draw if they were empty.
    """
    import pandas as pd

    means = stations.astype({"area": "str"}).groupby("area")[["busy_share", "stopped_share"]].mean()
    shares = {str(k): (float(v.busy_share), float(v.stopped_share)) for k, v in means.iterrows()}
    known = {machine.area: machine for machine in machines}
    rows: list[tuple[object, ...]] = []
    for area, kwh in zip(energy["area"].astype("str"), energy["kwh"].astype(float), strict=True):
        if area in (BUILDING, ROOF_PV):
            rows.append((area, area, 0.0, kwh, 0.0))
        elif area in known:
            rows += _states(known[area], kwh, shares)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _states(
    machine: Machine, kwh: float, shares: Mapping[str, tuple[float, float]]
) -> list[tuple[object, ...]]:
    busy, stopped = shares.get(machine.area, (0.0, 0.0))
    if not machine.units or not max(machine.idle_kw, machine.loaded_kw):
        return []
    running_h = HOURS_PER_DAY * (1 - stopped)
    loaded_h = _loaded_h(machine, kwh / machine.units, running_h, busy)
    loaded_kwh = min(kwh, machine.units * machine.loaded_kw * loaded_h)
    hours = {LOADED: loaded_h, EMPTY: running_h - loaded_h, STOPPED: HOURS_PER_DAY - running_h}
    drawn = {LOADED: loaded_kwh, EMPTY: kwh - loaded_kwh, STOPPED: 0.0}
    unloaded = {LOADED: machine.units * machine.idle_kw * loaded_h}
    return [
        (machine.area, state, machine.units * hours[state], drawn[state], unloaded.get(state, 0.0))
        for state in (LOADED, EMPTY, STOPPED)
    ]


def _loaded_h(machine: Machine, kwh_each: float, running_h: float, busy: float) -> float:
    """Return one unit's hours at full load [h]."""
    step = machine.loaded_kw - machine.idle_kw
    hours = busy * HOURS_PER_DAY if step == 0 else (kwh_each - machine.idle_kw * running_h) / step
    return min(max(hours, 0.0), running_h)

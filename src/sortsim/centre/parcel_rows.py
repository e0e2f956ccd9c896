"""The table of parcels: its columns, made of stays and of what was known before.

Here a parcel's row is filled; which parcels have one, and when, is said by the recorder.
``centre`` imports it.

Columns of texts hold codes: places in the lists of `texts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sortsim.centre.known import Known
from sortsim.centre.observer import Table
from sortsim.centre.stays import Stays, all_ms
from sortsim.centre.tally import FLOWS
from sortsim.centre.world.visit import NOT_YET
from sortsim.core.clock import TICKS_PER_S
from sortsim.plant.contract import Act, Stage

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
WATERFALL = tuple(f"{stage.name.lower()}_s" for stage in Stage)
OUTCOMES = ("departed", "staged_or_loaded", "inside", "not_arrived", "seized", "lost")


def texts(class_names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the texts of each column that holds codes."""
    return {"flow": FLOWS, "parcel_class": tuple(class_names), "outcome": OUTCOMES}


def parcel_rows(stays: Stays, departed: Ints, known: Known, is_zone: Bools) -> Table:
    """Return the rows of parcels in the order of their stays.

    Parameters
    ----------
    stays
        The stays, shape ``(n,)``.
    departed
        When each one's vehicle departed [ticks], `NOT_YET` for those that are here or removed.
    known
        What was known of them.
    is_zone
        Whether each lane lies in a next-day zone.
    """
    parcel, vehicle = stays["parcel"].copy(), stays["vehicle"].copy()
    lane = known.lane.take(parcel).astype(np.int32)
    gate = known.gate.take(vehicle)
    due, next_day_by = known.promises(vehicle, lane)
    eligible = known.eligible.take(parcel)
    has_gone = departed != NOT_YET
    is_right = has_gone & ~stays["missorted"]
    return {
        "parcel": parcel,
        "vehicle_in": vehicle,
        "flow": known.flow.take(vehicle).astype(np.int8),
        "parcel_class": known.parcel_class.take(parcel),
        "lane": lane,
        "planned_arrival_ms": all_ms(known.planned.take(vehicle)),
        "gate_ms": all_ms(gate),
        "staged_ms": all_ms(stays["staged"]),
        "loaded_ms": all_ms(np.where(stays["act"] == Act.LOADED, stays["at"], NOT_YET)),
        "departed_ms": all_ms(departed),
        "due_ms": all_ms(due),
        "next_day_zone": is_zone.take(lane),
        "eligible": eligible,
        "on_planned": is_right & (departed <= due),
        "promise_kept": eligible & is_right & (departed <= next_day_by),
        "outcome": _outcomes(stays, has_gone, gate),
        "vehicle_out": stays["out"].copy(),
        **{name: stays[name].copy()
           for name in ("laps", "rejects", "screened", "missorted", "bagged")},
        **_waterfall(stays, departed, has_gone),
    }  # fmt: skip


def _outcomes(stays: Stays, has_gone: Bools, gate: Ints) -> npt.NDArray[np.int8]:
    code = {name: np.int8(number) for number, name in enumerate(OUTCOMES)}
    outcome = np.where(gate == NOT_YET, code["not_arrived"], code["inside"])
    outcome[stays["staged"] >= 0] = code["staged_or_loaded"]
    outcome[stays["act"] == Act.SEIZED] = code["seized"]
    outcome[stays["act"] == Act.LOST] = code["lost"]
    outcome[has_gone] = code["departed"]
    return outcome


def _waterfall(stays: Stays, departed: Ints, has_gone: Bools) -> Table:
    """Return seconds by stage; the time from loading to departure is loading."""
    columns = np.ascontiguousarray(stays["spent"].T)
    columns[Stage.LOADING] = (stays["loading"] + departed) / TICKS_PER_S
    columns[:, ~has_gone] = np.nan
    return dict(zip(WATERFALL, columns, strict=True))


def decoded(table: Table, names: Mapping[str, Sequence[str]]) -> Table:
    """Return a table with texts where it holds codes."""
    made = {name: np.array(known, object).take(table[name]) for name, known in names.items()}
    return {name: made.get(name, column) for name, column in table.items()}


def no_rows() -> Table:
    """Return the table of parcels without any row: every column, in its dtype."""
    dtypes: dict[type, str] = {
        np.int64: "parcel",
        np.int32: "vehicle_in lane planned_arrival_ms gate_ms staged_ms loaded_ms departed_ms "
        "due_ms vehicle_out",
        np.int8: "laps rejects",
        np.bool_: "next_day_zone eligible on_planned promise_kept screened missorted bagged",
        np.float32: " ".join(WATERFALL),
        object: "flow parcel_class outcome",
    }
    return {name: np.zeros(0, kind) for kind, names in dtypes.items() for name in names.split()}

"""Columns of a plant's load that every configuration shares, and laws over a block's rows.

Here a block becomes arrays by the names of the plant's load; the plant itself is not known
here, ``centre`` adds what its equipment decides.  ``centre`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.demand import laws
from sortsim.demand.parcels import ParcelBlock
from sortsim.spec.laws import Law

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def shared_columns(block: ParcelBlock, missort_scale: int) -> dict[str, Any]:
    """Return the columns of a load that no equipment changes, by the load's field names.

    Parameters
    ----------
    block
        What a vehicle carries.
    missort_scale
        Missort draws are whole numbers from 0 to below it.

    Returns
    -------
    dict
        Keys vehicle, order, piece_id, is_parcel, lane, wrong_lane, missort, screen, alarm,
        group, decilitres, first_child, children, parcels.
    """
    missort = np.floor(block.uniform("parcel.missort") * missort_scale).astype(np.int64)
    names = (
        "order piece_id is_parcel lane wrong_lane screen alarm group decilitres first_child "
        "children parcels"
    )
    columns = {name: getattr(block, name) for name in names.split()}
    return {"vehicle": block.vehicle.id, "missort": missort, **columns}


def work_columns(block: ParcelBlock, work: Mapping[str, Law]) -> dict[str, Ints]:
    """Return one column of work in ticks a purpose, each from the stream ``work.<purpose>``.

    Two configurations that map one purpose by two laws get them from the same uniforms.
    """
    return {
        purpose: laws.ticks(law, block.uniform(f"work.{purpose}")) for purpose, law in work.items()
    }


def failures_before_success(uniforms: Floats, fail_share: float) -> Ints:
    """Return how many independent trials fail before one succeeds, by inverse transform.

    Parameters
    ----------
    uniforms
        One uniform draw in [0, 1) a piece; the same draw fails no less often at a higher share.
    fail_share
        Chance that one trial fails, in [0, 1).
    """
    if fail_share <= 0:
        return np.zeros(np.shape(uniforms), dtype=np.int64)
    return np.asarray(np.floor(np.log1p(-uniforms) / np.log(fail_share)), dtype=np.int64)

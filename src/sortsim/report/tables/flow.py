"""How parcels flowed through a centre: at each step one class a parcel, and who went on to whom.

Here lives the table of figure ``flow``.  It draws nothing.  ``figures.flow`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from sortsim.report.source import RecordSource

STEPS = ("flow", "screening", "bag", "sorter", "leaves", "outcome")
"""Steps from left to right; every parcel is in one class of each."""
CLASSES: Mapping[str, tuple[str, ...]] = {
    "flow": ("outbound", "inbound"),
    "screening": ("screened", "unscreened"),
    "bag": ("unbagged", "loose"),
    "sorter": ("loop", "loop_hand", "wheel", "hand", "none"),
    "leaves": ("bagged", "single"),
    "outcome": ("on_plan", "late", "inside", "taken_out"),
}
"""Classes of each step from top to bottom."""
COLUMNS = (
    "flow", "screened", "unbag_s", "loop_s", "wheel_s", "hand_s", "bagged", "outcome", "on_planned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flow:
    """Parcels by class of each step and by pair of neighbouring steps."""

    parcels: int
    nodes: Mapping[tuple[str, str], int]
    """Step and class to parcels; classes without parcels are left out."""
    ribbons: Mapping[tuple[str, str, str], int]
    """Step, class in it and class in the next step to parcels."""


def flow_table(record: RecordSource) -> Flow:
    """Return the flow of the parcels of a record's measured day."""
    parcels = record.table("parcels", COLUMNS)
    classes = pd.DataFrame({step: _class_of(step, parcels) for step in STEPS})
    nodes: dict[tuple[str, str], int] = {}
    ribbons: dict[tuple[str, str, str], int] = {}
    for step in STEPS:
        counts = classes[step].value_counts()
        nodes |= {(step, name): int(counts[name]) for name in CLASSES[step] if name in counts}
    for step, after in pairwise(STEPS):
        pairs = classes.groupby([step, after], as_index=False).size()
        columns = (pairs[name].tolist() for name in (step, after, "size"))
        ribbons |= {(step, of, to): count for of, to, count in zip(*columns, strict=True)}
    return Flow(len(parcels), nodes, ribbons)


def _class_of(step: str, parcels: pd.DataFrame) -> np.ndarray:
    if step == "flow":
        return parcels["flow"].astype(str).to_numpy()
    if step == "screening":
        return np.where(parcels["screened"], "screened", "unscreened")
    if step == "bag":
        return np.where(parcels["unbag_s"] > 0, "unbagged", "loose")
    if step == "sorter":
        return _sorter(parcels)
    if step == "leaves":
        return np.where(parcels["bagged"], "bagged", "single")
    return _outcome(parcels)


def _sorter(parcels: pd.DataFrame) -> np.ndarray:
    """Return the sorter that decided: a loop that handed over to workers is told apart."""
    on_loop, by_hand = parcels["loop_s"] > 0, parcels["hand_s"] > 0
    return np.select(
        [on_loop & by_hand, on_loop, parcels["wheel_s"] > 0, by_hand],
        ["loop_hand", "loop", "wheel", "hand"], "none",
    )  # fmt: skip


def _outcome(parcels: pd.DataFrame) -> np.ndarray:
    outcome = parcels["outcome"].astype(str)
    has_left = outcome == "departed"
    is_out = outcome.isin(["seized", "lost"])
    return np.select(
        [has_left & parcels["on_planned"].astype(bool), has_left, is_out],
        ["on_plan", "late", "taken_out"], "inside",
    )  # fmt: skip

"""Gains of a variant over the centre as it is, paired over replications.

Here lives the arithmetic of one gain; which runs are pairs is the caller's knowledge.  ``api``
and ``report`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sortsim.stats.intervals import paired_interval

Rows = Mapping[str, Mapping[str, Any]]
"""Key figures of one run, as ``kpis.json`` has them."""
GAIN_KPIS = (
    "passes_per_day",
    "on_planned_share",
    "next_day_share",
    "dwell_p50_min",
    "dwell_p95_min",
    "cost_per_pass_yuan",
)
"""Key figures whose gains are told, in the order of showing."""


def gain_row(
    kpi: str, variant: Sequence[Rows], base: Sequence[Rows], level: float = 0.95
) -> dict[str, Any]:
    """Return the mean difference of a key figure, variant less base, with its interval.

    Parameters
    ----------
    kpi
        Key of the figure.
    variant, base
        Runs in the order of their replications; run i of both saw the same random numbers.
    level
        Confidence level of the half-width (Student t).

    Returns
    -------
    dict
        ``value`` and ``half_width`` in the figure's unit, ``unit``, and ``holds_zero``: whether
        the interval holds 0.  All but the unit are ``None`` where a run does not know the figure.
    """
    unit = base[0][kpi]["unit"]
    ours, theirs = ([run[kpi]["value"] for run in runs] for runs in (variant, base))
    if None in ours or None in theirs:
        return {"value": None, "unit": unit, "half_width": None, "holds_zero": None}
    found = paired_interval(ours, theirs, level)
    holds_zero = found.low <= 0 <= found.high
    return {
        "value": found.mean, "unit": unit, "half_width": found.half_width,
        "holds_zero": holds_zero,
    }  # fmt: skip

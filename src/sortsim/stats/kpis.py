"""The registry of KPIs, and their values for one run.

Here live the order and the contract of names; formulas are in the ``kpi_*`` modules.
``experiments``, ``report``, ``api`` and ``cli`` may import it.
"""

from __future__ import annotations

import math

from sortsim.stats.day import Day
from sortsim.stats.kpi import Kpi, Measure
from sortsim.stats.kpi_flow import FLOW_KPIS
from sortsim.stats.kpi_money import MONEY_KPIS
from sortsim.stats.kpi_plant import PLANT_KPIS
from sortsim.stats.kpi_service import SERVICE_KPIS

CONTRACT_KPIS = (
    "passes_per_day",
    "passes_peak_hour",
    "handling_p50_min",
    "handling_p95_min",
    "dwell_p50_min",
    "dwell_p95_min",
    "on_planned_share",
    "next_day_share",
    "backlog_end_parcels",
    "labour_h",
    "kwh_per_1000",
    "kgco2_per_1000",
    "cost_per_pass_yuan",
    "margin_share",
)
"""Keys that every release keeps, in the order of tables; the others follow them."""


def _in_order(kpis: tuple[Kpi, ...]) -> dict[str, Kpi]:
    by_key = {kpi.key: kpi for kpi in kpis}
    first = {key: by_key[key] for key in CONTRACT_KPIS}
    return first | {key: kpi for key, kpi in by_key.items() if key not in first}


KPIS: dict[str, Kpi] = _in_order((*FLOW_KPIS, *SERVICE_KPIS, *PLANT_KPIS, *MONEY_KPIS))
"""Every KPI by key, the contract's first."""


def kpi_values(day: Day) -> dict[str, dict[str, object]]:
    """Return every KPI of a run as ``kpis.json`` holds it.

    Returns
    -------
    dict
        KPI key to ``value`` (float or ``None``), ``unit``, ``half_width`` (``None`` for one
        run), and where there is one ``more_than`` (lower bound of a value that lies beyond the
        end of the run, whose ``value`` is ``None`` so that nobody averages a bound) and ``note``.
    """
    return {key: _row(kpi, kpi.compute(day)) for key, kpi in KPIS.items()}


def _row(kpi: Kpi, measure: Measure) -> dict[str, object]:
    value = measure.value
    finite = value is not None and math.isfinite(value)
    row: dict[str, object] = {
        "value": value if finite else None,
        "unit": kpi.unit,
        "half_width": None,
    }
    if measure.more_than is not None:
        row["more_than"] = measure.more_than
    if measure.note is not None:
        row["note"] = measure.note
    return row


def definitions() -> list[dict[str, str]]:
    """Return one row a KPI: key, names, unit, formula, better, tables."""
    return [
        {
            "kpi": kpi.key,
            "name": kpi.name,
            "name_zh": kpi.name_zh,
            "unit": kpi.unit,
            "better": kpi.better,
            "formula": kpi.formula,
            "tables": " ".join(kpi.tables),
        }
        for kpi in KPIS.values()
    ]

"""``experiment.json``: the plan as resolved, with the address of each cell.

Here lives its form; a batch writes it before its first run, so that results can be told without
the experiment's file.  ``batch`` and ``api`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sortsim.core.provenance import MODEL_VERSION
from sortsim.experiments.keys import cell_address
from sortsim.experiments.plan import Cell, ExperimentPlan
from sortsim.stats.experiments.stopping import StoppingRule

MANIFEST_VERSION = 1
Manifest = Mapping[str, Any]


def manifest_of(plan: ExperimentPlan) -> dict[str, Any]:
    """Return the content of ``experiment.json``; equal plans give equal bytes."""
    return {
        "manifest_version": MANIFEST_VERSION,
        "model_version": MODEL_VERSION,
        "name": plan.name,
        "question": plan.question,
        "question_zh": plan.question_zh,
        "design": plan.design,
        "seed": plan.seed,
        "factors": [_lists(asdict(factor)) for factor in plan.factors],
        "replications": asdict(plan.replications),
        "kpis": list(plan.kpis),
        "comparisons": [asdict(comparison) for comparison in plan.comparisons],
        "keeps_records": plan.keeps_records,
        "cells": [_cell(cell) for cell in plan.cells],
        "source": dict(plan.source),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "number": cell.number,
        "name": cell.name,
        "base": cell.base,
        "levels": dict(cell.levels),
        "scale": cell.scale,
        "address": cell_address(cell.scenario, cell.scale),
    }


def _lists(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: list(v) if isinstance(v, tuple) else v for key, v in values.items()}


def stopping_rule(manifest: Manifest) -> StoppingRule:
    """Return when a cell of the experiment has been replicated often enough."""
    given = manifest["replications"]
    return StoppingRule(
        given["least"], given["most"], given["half_width"], given["half_width_share"],
        given["level"],
    )  # fmt: skip

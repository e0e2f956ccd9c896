"""Figures and tables of shocks, one more and where: nothing overlaps, parts add up."""

from __future__ import annotations

import io
from typing import Any, get_args

import numpy as np
import pytest
from matplotlib.figure import Figure
from rich.console import Console, RenderableType

from sortsim.centre.resources import Kind
from sortsim.report import labels
from sortsim.report.figures.one_more import draw_one_more
from sortsim.report.figures.shocks import draw_shocks
from sortsim.report.figures.where import draw_where
from sortsim.report.numbers import Lang
from sortsim.report.one_more import one_more_renderable
from sortsim.report.page import settings
from sortsim.report.shocks import shocks_renderable
from sortsim.report.source import OpenRecord
from sortsim.report.tables.shocks import shock_table
from sortsim.report.tables.where import where_table
from sortsim.report.where import where_renderable
from sortsim.stats.gains import GAIN_KPIS
from tests.builders_record import build_record
from tests.unit.report.pictures import boxes, outside, overlaps

LANGS: tuple[Lang, ...] = ("en", "zh")


def kpi(value: float | None, half: float | None = None, **more: float) -> dict[str, Any]:
    """Return a key figure."""
    return {"value": value, "unit": "parcels", "half_width": half, **more}


def shock(recovery: dict[str, Any], *, peak: float, lost: float) -> dict[str, Any]:
    """Return one shock from 14:00 to 22:00."""
    hours = np.arange(48)
    return {
        "events": {"e": {"from_h": 8.0, "to_h": 16.0}}, "from_h": 8.0, "to_h": 16.0,
        "kpis": {
            "recovery_h": recovery, "next_day_lost": kpi(lost, 900.0),
            "next_day_lost_added": kpi(120.0), "on_planned_lost": kpi(5 * lost, 1e4),
            "on_planned_lost_added": kpi(0.0), "backlog_peak": kpi(peak, 2e4),
            "backlog_more_peak": kpi(peak / 3, 2e4), "extra_cost": kpi(-88_620.0, 40.0),
            "next_day_share": kpi(0.81, 0.01),
        },
        "backlog_parcels": (peak * np.exp(-((hours - 17) ** 2) / 60)).tolist(),
    }  # fmt: skip


def shocks(count: int = 6) -> dict[str, Any]:
    """Return a set of shocks, the names of shipped ones first."""
    names = ["double-11", "loop-down", "power-cut", "shift-missing", "typhoon", "xray-alarms",
             "a-shock-of-the-users-own-with-a-long-name"]  # fmt: skip
    cases = [
        shock(kpi(None, None, more_than=32.0), peak=1.8e6, lost=-40),
        shock(kpi(0.0), peak=9e5, lost=0.0),
        shock(kpi(11.5, 3.2), peak=1.1e6, lost=51_300.0),
    ]
    return {
        "title": "Reference main centre, fully automatic",
        "title_zh": "市级主要快递分拨中心（全自动）", "band_parcels": 23_800.0,
        "band_share": 0.01, "watched_h": 48,
        "undisturbed": {
            "kpis": {"backlog_peak": kpi(8.6e5, 1e4), "next_day_share": kpi(0.988, 0.002)},
            "backlog_parcels": (8.6e5 * np.abs(np.sin(np.arange(48) / 7))).tolist(),
        },
        "shocks": {name: cases[i % 3] for i, name in enumerate(names[:count])},
        "unfit": {"loop-down": "there is no loop 'loop.small*out*'"},
    }  # fmt: skip


def more(count: int = 30) -> dict[str, Any]:
    """Return the gains of many resources; the first beyond limits, one unknown, one impossible."""
    kinds = get_args(Kind)
    rows: list[dict[str, Any]] = []
    for i in range(count):
        gains = {
            key: {"value": (12 - i) / 1500 * (1 + 3000 * (key == "passes_per_day")),
                  "half_width": 0.004, "unit": "", "holds_zero": abs(12 - i) < 6}
            for key in GAIN_KPIS
        }  # fmt: skip
        if i == 3:
            gains["dwell_p95_min"] = {
                "value": None, "half_width": None, "unit": "min", "holds_zero": None,
            }  # fmt: skip
        rows.append({
            "resource": f"r{i}", "part": f"door_group.a_rather_long_name_{i}",
            "kind": kinds[i % len(kinds)], "count": 78, "step": 4, "bound_ratio": 0.9,
            "needs": {"doors": 4.0, "floor_m2": 220.0, "workers_on_shift": 6.0} if i == 0 else {},
            "fault": None, "gains": gains,
        })  # fmt: skip
    rows.append({"resource": "x", "part": "loop.a.chute_group.b", "kind": "chute", "count": 9,
                 "step": 1, "bound_ratio": 0.0, "needs": {}, "fault": "beyond the loop",
                 "gains": {}})  # fmt: skip
    base = {key: kpi(0.5) for key in GAIN_KPIS} | {"dwell_p95_min": kpi(None, more_than=900.0)}
    return {"title": "Reference main centre, fully automatic",
        "title_zh": "市级主要快递分拨中心（全自动）", "replications": 3,
            "by": "on_planned_share", "base": base, "resources": rows,
            "not_run": ["yard.places"]}  # fmt: skip


def said(renderable: RenderableType, width: int = 100) -> str:
    """Return what a terminal of so many columns shows."""
    out = io.StringIO()
    Console(file=out, width=width, no_color=True, highlight=False).print(renderable)
    return out.getvalue()


def assert_readable(figure: Figure) -> None:
    """Assert that no words cover each other or leave the page."""
    found = boxes(figure)
    assert len(found) > 5
    assert overlaps(found) == []
    assert outside(found, figure) == []


@pytest.mark.parametrize(("lang", "count"), [("en", 7), ("zh", 7), ("en", 1)])
def test_the_figure_of_shocks_is_readable(lang: Lang, count: int) -> None:
    """One shock or many, recovered or not, in both languages."""
    with settings():
        figure = draw_shocks(shock_table(shocks(count)), lang=lang)
    assert len(figure.axes) == count
    assert_readable(figure)


@pytest.mark.parametrize(("lang", "count"), [("en", 30), ("zh", 5)])
def test_the_figure_of_one_more_is_readable(lang: Lang, count: int) -> None:
    """One resource or more than are drawn; the unknown gain is said to be so."""
    with settings():
        figure = draw_one_more(more(count), lang=lang)
    assert_readable(figure)


@pytest.mark.parametrize("lang", LANGS)
def test_the_figure_of_where_is_readable(lang: Lang) -> None:
    """A row a station and the sum."""
    table = where_table(OpenRecord(build_record("auto", 2000)))
    with settings():
        figure = draw_where(table, "Fully automatic", lang=lang)
    assert_readable(figure)


@pytest.mark.parametrize("name", ["manual", "semi", "auto"])
def test_parts_add_up_to_the_dwell(name: str) -> None:
    """By station as by parcel: departure less gate, within the digits of the record's seconds."""
    record = build_record(name, 3000)
    table = where_table(OpenRecord(record))
    parcels = record.tables["parcels"]
    gone = parcels[parcels["departed_ms"] >= 0]
    dwell = ((gone["departed_ms"] - gone["gate_ms"]) / 60_000).mean()
    assert table.dwell_min == pytest.approx(dwell)
    assert table.sum_min == pytest.approx(dwell, rel=1e-5)
    assert all(part.mean_min > 0 for part in table.parts)


def test_each_stage_keeps_its_own_time() -> None:
    """Dealing a stage to its stations moves nothing from one stage to another."""
    record = build_record("auto", 3000)
    gone = record.tables["parcels"].query("departed_ms >= 0")
    table = where_table(OpenRecord(record))
    for stage in ("yard", "door", "line", "loop", "staging", "loading"):
        parts = [part.mean_min for part in table.parts if part.stage == stage]
        assert sum(parts) == pytest.approx(gone[f"{stage}_s"].mean() / 60, rel=1e-5)


def test_a_day_on_which_nothing_departed_has_no_parts() -> None:
    """No division by nothing."""
    table = where_table(OpenRecord(build_record("auto", 0)))
    assert (table.parts, table.sum_min, table.departed) == ((), 0.0, 0)
    assert "Dwell" in said(where_renderable({"auto": table}, {"auto": "x"}))


@pytest.mark.parametrize("lang", LANGS)
def test_tables_keep_to_a_hundred_columns(lang: Lang) -> None:
    """No line is longer, and no cell is cut."""
    record = OpenRecord(build_record("auto", 500))
    for made in (
        shocks_renderable(shocks(7), lang),
        one_more_renderable(more(12), lang),
        where_renderable({"auto": where_table(record)}, {"auto": "x"}, lang),
    ):
        told = said(made)
        assert "…" not in told
        assert max(map(len, told.splitlines())) <= 100


def test_what_is_not_known_is_said() -> None:
    """A recovery beyond the hours watched, a gain beyond the run, a step that cannot be."""
    told = said(shocks_renderable(shocks(1)))
    assert "> 32" in told
    assert "there is no loop" in told
    told = " ".join(said(one_more_renderable(more(5))).split())
    assert "cannot be had: beyond the loop" in told
    assert "4 more door places" in told
    assert "Not run (--limit): yard.places." in told
    assert "dwell p95 beyond the end of the run" in told


def test_every_kind_of_resource_has_words() -> None:
    """A new kind without a name fails here, not before a user."""
    for kind in get_args(Kind):
        assert labels.known(f"more.{kind}")
    for key in GAIN_KPIS:
        assert labels.known(f"more.kpi.{key}")

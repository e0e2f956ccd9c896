"""The figure and the lines of a curve: nothing overlaps, nothing is lost, both languages."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from sortsim.report.comparison import make_curve, render_comparison
from sortsim.report.curve_lines import curve_lines
from sortsim.report.numbers import Lang
from sortsim.report.source import open_configurations
from sortsim.report.style import configuration_colours
from sortsim.results.curve import write_curve
from tests.builders_record import write_comparison
from tests.unit.report.pictures import boxes, outside, overlaps

MEAN = 1_482_000.0
KNEES = {"manual": 0.55, "semi": 1.3, "auto": 1.72}
CAPACITY = {"manual": 1.1e6, "semi": 2.1e6, "auto": 2.7e6}


def row(value: float | None, half_width: float | None, **more: float) -> dict[str, Any]:
    """Return a key figure."""
    return {"value": value, "unit": "", "half_width": half_width, **more}


def point(name: str, load: float) -> dict[str, Any]:
    """Return what a centre with a known knee finds at a load; nobody knows p95 of a long queue."""
    over = max(0.0, load - KNEES.get(name, 1.0))
    offered = MEAN * load
    return {
        "load_share": load,
        "offered_passes_per_day": offered,
        "replications": 3 if load < 1.7 else 1,
        "carried_replications": 3 if over == 0 else 0,
        "passes_per_day": row(min(offered, CAPACITY.get(name, 2e6)), 3e4),
        "dwell_p50_min": row(240 + 360 * over, 20.0),
        "dwell_p95_min": row(None, None, more_than=840.0) if over > 0.5 else row(540.0, 40.0),
        "on_planned_share": row(max(0.0, 0.995 - 1.6 * over), 0.012 if load < 1.7 else None),
        "minus_required": {},
    }


def knee(load: float, bound: str | None = None) -> dict[str, Any]:
    """Return a knee."""
    half = None if bound else 0.03
    return {
        "load_share": load, "half_width": half, "unit": "share of the mean day",
        "passes_per_day": load * MEAN, "passes_half_width": None if bound else 0.03 * MEAN,
        "margin_share": load / 1.6 - 1, "margin_half_width": half, "replications": 3,
        "bound": bound,
    }  # fmt: skip


def curve(names: tuple[str, ...] = ("manual", "semi", "auto"), most: float = 2.0) -> dict[str, Any]:
    """Return a curve of some configurations."""
    loads = [most * share for share in (0.025, 0.125, 0.25, 0.5, 0.625, 0.75, 0.8, 0.875, 1.0)]
    return {
        "required": {"load_share": 1.6, "passes_per_day": 1.6 * MEAN, "on_planned_share": 0.98},
        "mean_day_passes": MEAN,
        "level": 0.95,
        "runs": {"done": 90, "failed": 0, "left_out": 4, "replications": 3, "budget_s": 85.0},
        "configurations": {
            name: {
                "points": [point(name, load) for load in loads],
                "knee": knee(KNEES.get(name, 1.0)),
            }
            for name in names
        },
        "differences": [],
    }


def cases() -> dict[str, dict[str, Any]]:
    """Return curves that are hard to draw."""
    bounds, unknown, empty = curve(), curve(), curve()
    bounds["configurations"]["manual"]["knee"] = knee(0.0, "at_most")
    bounds["configurations"]["auto"]["knee"] = knee(2.0, "at_least")
    unknown["configurations"]["semi"]["knee"] = None
    for found in empty["configurations"].values():
        found |= {"points": found["points"][:1], "knee": None}
    return {
        "three": curve(),
        "bounds": bounds,
        "unknown": unknown,
        "one point": empty,
        "small": curve(most=0.04),
        "six": curve(("manual", "semi", "auto", "auto-double-deck", "semi-reserved", "x")),
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", list(cases()))
def test_no_text_covers_another_or_leaves_the_page(
    case: str, lang: Lang, caplog: pytest.LogCaptureFixture
) -> None:
    """Labels never overlap, all stay on the page, and no font lacks a glyph or a weight."""
    with caplog.at_level(logging.WARNING):
        figure = make_curve(cases()[case], {}, lang)
        found = boxes(figure)
    assert overlaps(found) == []
    assert outside(found, figure) == []
    assert caplog.messages == []


def test_lines_are_the_means_in_the_configurations_colours() -> None:
    """Achieved passes of each; a band wherever there is an interval."""
    figure = make_curve(curve(), {})
    colours = configuration_colours(["manual", "semi", "auto"])
    drawn = {to_hex(str(line.get_color())).upper(): line for line in figure.axes[0].lines
             if line.get_marker() == "o"}  # fmt: skip
    for name, found in curve()["configurations"].items():
        wanted = [p["passes_per_day"]["value"] for p in found["points"]]
        assert np.allclose(np.asarray(drawn[colours[name]].get_ydata()), wanted)
    assert all(len(axes.collections) >= 3 for axes in figure.axes)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_lines_tell_the_knee_against_what_is_needed(lang: Lang) -> None:
    """Load, passes, more or less than required; how much was run."""
    told = [line.plain for line in curve_lines(cases()["bounds"], {}, lang)]
    text = "\n".join(told)
    assert (
        "not even the least load run is carried" if lang == "en" else "最小负荷亦不能承载"
    ) in text
    assert ("18.7 % less than required" if lang == "en" else "比要求少 18.7 %") in text
    assert ("at least 200 % of the mean day" if lang == "en" else "至少为平均日的 200 %") in text
    assert ("replications a load: 1–3; 4 runs did not fit into 85 s" if lang == "en"
            else "每负荷 1–3 次重复；另有 4 次超出 85 秒预算") in text  # fmt: skip


def test_a_comparison_with_a_curve_gets_its_figure_and_its_table(tmp_path: Path) -> None:
    """Two pictures and a CSV; the summary holds the curve."""
    write_comparison(tmp_path, ("semi",), parcels=50)
    write_curve(tmp_path, curve(("semi",)))
    seen: list[str] = []
    written = {path.name for path in render_comparison(tmp_path, on_figure=seen.append)}
    assert {"curve.png", "curve.svg", "curve.csv"} <= written
    assert seen[-1] == "curve"
    assert (tmp_path / "curve.csv").read_bytes().startswith(b"\xef\xbb\xbfconfiguration,load_share")
    assert list(open_configurations(tmp_path)) == ["semi"]

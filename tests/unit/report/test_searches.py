"""Figures, tables and files of the searches: nothing overlaps, nothing is lost, both languages."""

from __future__ import annotations

import io
import string
import tomllib
from typing import Any

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from matplotlib import font_manager
from rich.console import Console

from sortsim.report import fonts, search_words
from sortsim.report.capacity_table import capacity_lines, capacity_table, root_cell, sentence
from sortsim.report.figures.capacity import draw_capacity
from sortsim.report.figures.cost_curve import draw_cost_curve
from sortsim.report.figures.pareto import draw_pareto
from sortsim.report.numbers import Lang
from sortsim.report.page import settings
from sortsim.report.size import overlay_text
from sortsim.report.size_table import best_table, curve_table, pareto_table, size_lines
from tests.unit.report.pictures import boxes, outside, overlaps

REQUIRED = 2_375_014
DOORS, SPEED = "door_group.feeder_in.doors", "loop.*.speed_m_per_s"


def root(passes: float | None, half: float | None, **more: Any) -> dict[str, Any]:
    """Return what a search found under one criterion."""
    low, high = (None, None) if half is None or passes is None else (passes - half, passes + half)
    found = {
        "passes_per_day": passes, "low": low, "high": high, "half_width": half,
        "of_mean_day": None if passes is None else passes / 1_484_384,
        "of_required_day": None if passes is None else passes / REQUIRED,
        "interval": None if half is None else "replications", "bound": None,
        "limited_by": "on_planned_share", "at_least_load": None,
        "breaks_at": {"station": "door_group.feeder_in", "hour": 6, "pool": None},
    }  # fmt: skip
    return found | more


def points(root_load: float) -> list[dict[str, Any]]:
    """Return runs around a root, two replications."""
    found = []
    for share in (0.05, 0.75, 0.95, 0.99, 1.01, 1.3, 1.5):
        for number in range(2):
            on_time = min(0.99, 0.98 - 0.6 * (share - 1 - 0.005 * number))
            found.append(
                {
                    "load_passes": share * root_load, "replication": number,
                    "on_planned_share": on_time, "by_service": on_time >= 0.98,
                    "by_backlog": share < 1.4, "by_backlog_slack": 0.012 - 0.02 * (share - 0.8),
                }
            )  # fmt: skip
    return found


def centre(service: dict[str, Any], backlog: dict[str, Any], binds: str) -> dict[str, Any]:
    """Return what was found of one centre."""
    city = {"exact": 7.81, "centres": 8, "low": 7, "high": 8, "bound": None}
    none = dict.fromkeys(city)
    return {
        "title": "Reference main centre, fully automatic",
        "title_zh": "市级主要快递分拨中心（全自动）", "required_passes_per_day": REQUIRED,
        "mean_day_passes": 1_484_384, "binds": binds, "by_service": service,
        "by_backlog": backlog, "capacity": service if binds == "by_service" else backlog,
        "limits": {"on_planned_share_min": 0.98, "next_day_share_min": 0.95,
                   "backlog_growth_share_max": 0.01},
        "bounds": {
            "busiest_hour": {"passes_per_day": 1.9e6, "station": "door_group.in", "hour": 21},
            "whole_day": {"passes_per_day": 2.9e6, "station": "pool.unloaders"},
        },
        "city": {"annual_parcels": 2_100_000_000, "required_passes_per_day": 15_833_424,
                 "by_service": none if service["passes_per_day"] is None else city,
                 "by_backlog": city},
        "runs": {"done": 22}, "points": points(2.0e6),
    }  # fmt: skip


LEAST = {"passes": 118_751, "on_planned_share": 0.316, "next_day_share": None}


def capacity_found() -> dict[str, Any]:
    """Return a search of two centres, one of which keeps its promise at no load."""
    hopeless = root(None, None, at_least_load=LEAST, bound="none", breaks_at=None)
    backlog = root(2.81e6, 6.2e4, limited_by="backlog_end_parcels")
    return {
        "level": 0.95,
        "configurations": {
            "manual": centre(hopeless, backlog, "by_backlog"),
            "auto": centre(root(2.026e6, 2.3e4), backlog, "by_service"),
        },
    }


def candidate(number: int, doors: int, speed: float, on_time: float) -> dict[str, Any]:
    """Return a row of the table of candidates."""
    return {
        "candidate": number, DOORS: doors, SPEED: speed, "on_planned_share": on_time,
        "yearly_cost_yuan": 1e6 * (100 + doors + 30 * speed), "next_day_share": 0.99,
        "yearly_cost_per_pass_yuan": 0.4688, "cost_per_pass_yuan": 0.3312, "replications": 3,
        "keeps": "with confidence" if on_time >= 0.98 else "no",
    }  # fmt: skip


def size_found() -> dict[str, Any]:
    """Return a search for a specification with two free values."""
    rows = [
        candidate(0, 78, 2.5, 0.986), candidate(1, 72, 2.1, 0.9812), candidate(2, 71, 2.1, 0.9786),
        candidate(3, 73, 2.1, 0.9815), candidate(4, 72, 1.95, 0.9731), candidate(5, 72, 2.2, 0.982),
        candidate(6, 60, 1.7, 0.91),
    ]  # fmt: skip
    kpis = {"passes_per_day": {"value": 2.37e6}, "labour_h": {"value": 15_750.0}}
    prices = {"loop.small.footprint.capex_yuan": 51e6}
    values = {DOORS: 72, "loop.small.speed_m_per_s": 2.1}
    whole = {"kpis": kpis, "values": values, "prices": prices, "breaks_at": None}
    keys = ("candidate", "yearly_cost_yuan", "on_planned_share", "keeps")

    def curve(name: str, numbers: tuple[int, ...]) -> dict[str, Any]:
        mine = [{"value": rows[n][name], **{key: rows[n][key] for key in keys}} for n in numbers]
        ends = (60, 84) if name == DOORS else (1.5, 3.0)
        line = [
            {"value": end, "yearly_cost_yuan": 1e6 * (160 + 10 * i)} for i, end in enumerate(ends)
        ]
        return {"points": mine, "line": line}

    return {
        "title": "Reference main centre", "scale": 0.5, "candidates": rows, "best": rows[1] | whole,
        "own": rows[0] | whole, "pareto": [6, 4, 2, 1, 5, 0],
        "limits": {"on_planned_share_min": 0.98},
        "free": [
            {"name": DOORS, "unit": "", "own": 78.0, "moves_fixed_cost": False},
            {"name": SPEED, "unit": "m/s", "own": 2.5, "moves_fixed_cost": True},
        ],
        "runs": {"done": 40, "candidates": 31, "screened": 4},
        "cost_curves": {DOORS: curve(DOORS, (2, 1, 3)), SPEED: curve(SPEED, (4, 1, 5))},
    }  # fmt: skip


def shown(*renderables: Any) -> str:
    """Return what a terminal of 100 columns shows, in one line."""
    stream = io.StringIO()
    Console(file=stream, width=100, no_color=True).print(*renderables)
    return " ".join(stream.getvalue().split())


# ---------------------------------------------------------------- figures


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_figure_of_capacity_says_roots_bounds_and_what_is_required(lang: Lang) -> None:
    """Also where no load keeps the promise; no words lie over others or beyond the page."""
    with settings():
        figure = draw_capacity(capacity_found(), lang=lang)
    found = boxes(figure)
    words = [box.words for box in found]
    for key in ("capacity.none", "capacity.bound_day", "capacity.bound_hour"):
        assert search_words.word(key, lang) in words
    assert any(("2.03 M" in said or "203万" in said) and "±" in said for said in words)
    assert overlaps(found) == []
    assert outside(found, figure) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_cost_curve_has_a_panel_a_value(lang: Lang) -> None:
    """With the best, the share on time of its neighbours, and the unit."""
    with settings():
        figure = draw_cost_curve(size_found(), lang=lang)
    found = boxes(figure)
    words = [box.words for box in found]
    assert words.count(search_words.word("size.best", lang)) == 2
    assert {DOORS, SPEED, "m/s", "98.1 %"} <= set(words)
    assert outside(found, figure) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pareto_figure_has_every_candidate_and_the_front(lang: Lang) -> None:
    """Filled where the promise is kept, open where not, a star on the best."""
    with settings():
        figure = draw_pareto(size_found(), lang=lang)
    (axes,) = figure.axes
    marks = [line for line in axes.lines if line.get_marker() == "o"]
    assert len(marks) == 7
    assert sum(line.get_markerfacecolor() == "white" for line in marks) == 3
    assert sum(line.get_marker() == "*" for line in axes.lines) == 1
    (front,) = (line for line in axes.lines if line.get_drawstyle() == "steps-post")
    assert len(front.get_xdata()) == 6
    assert outside(boxes(figure), figure) == []


# ---------------------------------------------------------------- words


def _fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


@pytest.mark.parametrize("key", search_words.keys())
def test_both_languages_say_every_key_with_the_same_values(key: str) -> None:
    """No key is empty, and Chinese fills in what English fills in."""
    english, chinese = search_words.word(key, "en"), search_words.word(key, "zh")
    assert english
    assert chinese
    assert _fields(english) == _fields(chinese)


def test_the_shipped_font_holds_every_character_of_the_words() -> None:
    """On a machine without a Chinese font there are no boxes."""
    words = "".join(search_words.word(key, "zh") for key in tuple(search_words.keys()))
    held = set(TTFont(fonts.SHIPPED).getBestCmap())
    latin = set(TTFont(font_manager.findfont(fonts.LATIN)).getBestCmap())
    assert {c for c in words if ord(c) not in held | latin} == set()


# ---------------------------------------------------------------- tables and sentences


def test_the_table_of_capacity_sets_centres_side_by_side() -> None:
    """Roots with half-widths, shares, stations, bounds, and centres with their interval."""
    said = shown(capacity_table(capacity_found()))
    for part in ("no load keeps it", "2,026,000 ±23 k", "85.3 %", "door_group.feeder_in",
                 "8 (7 to 8), 7.81 exactly", "centres for 2.1 bn a year"):  # fmt: skip
        assert part in said


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (root(2.0e6, 5e4), "2,000,000 ±50 k"),
        (root(2.0e6, 5e4, interval="bracket"), "2,000,000 ±50 k*"),
        (root(2.0e6, None, bound="at_least"), "at least 2,000,000"),
        (root(None, None, bound="none"), "no load keeps it"),
    ],
)
def test_a_root_says_how_sure_it_is(found: dict[str, Any], expected: str) -> None:
    """An interval over replications, a bracket of one, a bound, or none."""
    assert root_cell(found) == expected


def test_a_sentence_says_what_limits_or_that_nothing_is_kept() -> None:
    """The promise that no load keeps is said plainly, with the capacity by backlog."""
    manual, auto = (line.plain for line in capacity_lines(capacity_found()))
    assert "no load keeps the share on time of 98 %" in manual
    assert "118,800 passes a day, it keeps 31.6 % of the parcels on time" in manual
    assert "By backlog alone it sustains 2,810,000 ±62 k" in manual
    assert "sustains 2,026,000 ±23 k passes a day" in auto
    assert "limited by the share on time; it breaks first at door_group.feeder_in" in auto
    found = centre(root(7e6, None, bound="at_least", breaks_at=None), root(7e6, None), "by_service")
    assert "the largest load tried is kept" in sentence(found)


def test_the_tables_of_a_size_set_own_and_best_side_by_side() -> None:
    """Values, money, the curve with a star at the best, the Pareto set, what prices do not know."""
    content = size_found()
    said = shown(best_table(content)) + shown(curve_table(content)) + shown(pareto_table(content))
    for part in ("78 72", "253.00 235.00", "72 *", "with confidence", "97.8 %"):
        assert part in said
    lines = " ".join(line.plain for line in size_lines(content))
    for part in ("235.00 M yuan a year", "40 runs, 31 candidates, 4 of them",
                 f"does not know {DOORS}", "scaled by 0.5"):  # fmt: skip
        assert part in lines
    content["best"] |= {"keeps": "no", "misses": ["next_day_share"], "slack": -0.0083}
    assert "breaks the next-day promises by 0.8 %" in next(size_lines(content)).plain


def test_the_overlay_of_the_best_is_toml_with_classes_and_notes() -> None:
    """Chosen values and the prices that follow them, each a derived one."""
    made = tomllib.loads(overlay_text(size_found()))
    assert made["door_group"]["feeder_in"]["doors"]["value"] == 72
    loop = made["loop"]["small"]
    assert loop["speed_m_per_s"] == {
        "value": 2.1, "class": "derived", "note": "chosen by sortsim size",
    }  # fmt: skip
    assert loop["footprint"]["capex_yuan"]["value"] == 51e6

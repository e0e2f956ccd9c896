"""Every figure of a comparison: nothing overlaps, nothing is lost, whatever the records hold."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sortsim.report.comparison import FIGURES, make_figure
from sortsim.report.figures.docks import draw_docks
from sortsim.report.numbers import Lang
from sortsim.report.source import OpenRecord, RecordSource
from sortsim.report.style import STAGES
from sortsim.report.tables.docks import dock_table
from sortsim.report.tables.waterfall import waterfall_table
from tests.builders_record import FITS, build_record
from tests.unit.report.pictures import boxes, outside, overlaps

THREE = ("manual", "semi", "auto")


@functools.cache
def _record(name: str, parcels: int, vehicles: int = 240, doors: int = 24) -> RecordSource:
    fit = FITS.get(name, FITS["semi"])
    return OpenRecord(build_record(name, parcels, fit=fit, vehicles=vehicles, doors=doors))


def _records(case: str) -> Mapping[str, RecordSource]:
    """Return the records of a named case, by configuration in the order of showing."""
    if case == "three":
        return {name: _record(name, 4000) for name in THREE}
    if case == "one configuration":
        return {"semi": _record("semi", 4000)}
    if case == "two configurations":
        return {name: _record(name, 4000) for name in ("manual", "auto")}
    if case == "six configurations":
        names = (*THREE, "auto-double-deck", "semi-reserved", "x")
        return {name: _record(name, 4000) for name in names}
    if case == "one parcel":
        return {name: _record(name, 1, 4, 4) for name in THREE}
    if case == "nothing":
        return {name: _record(name, 0, 0, 4) for name in THREE}
    return {name: _record(name, 4000, 1500, 240) for name in THREE}


CASES = (
    "three", "one configuration", "two configurations", "six configurations", "one parcel",
    "nothing", "240 doors",
)  # fmt: skip


@pytest.mark.parametrize(
    ("case", "lang"),
    [*((case, "en") for case in CASES), ("three", "zh"), ("six configurations", "zh")],
)
@pytest.mark.parametrize("name", list(FIGURES))
def test_no_text_covers_another_or_leaves_the_page(
    name: str, case: str, lang: Lang, caplog: pytest.LogCaptureFixture
) -> None:
    """Labels never overlap, all stay on the page, and no font lacks a glyph or a weight."""
    with caplog.at_level(logging.WARNING):
        figure = make_figure(name, _records(case), lang)
        found = boxes(figure)
    assert overlaps(found) == []
    assert outside(found, figure) == []
    assert caplog.messages == []


def _words(figure: Figure) -> str:
    return "\n".join(box.words for box in boxes(figure))


def test_throughput_draws_what_each_hour_sorted_and_the_required_peak() -> None:
    """Each configuration's steps are its hours; the busiest required hour is named."""
    records = _records("three")
    figure = make_figure("throughput", records)
    steps = [patch.get_data().values for patch in figure.axes[0].patches]  # type: ignore[attr-defined]
    for record in records.values():
        hours = record.table("hours", ["flow", "hour_index", "sorted_parcels"])
        expected = hours[hours["flow"] == "all"].sort_values("hour_index")["sorted_parcels"]
        assert any(np.array_equal(expected, values) for values in steps)
    required = records["auto"].manifest["target"]["required_passes_per_hour"]
    assert f"required in the busiest hour: {required}/h" in _words(figure)


def test_backlog_uses_one_scale_above_so_that_configurations_compare() -> None:
    """Stacks of parcels share one scale; queues below have their own."""
    figure = make_figure("backlog", _records("three"))
    above, below = figure.axes[::2], figure.axes[1::2]
    assert len({axes.get_ylim() for axes in above}) == 1
    assert len({axes.get_ylim() for axes in below}) == 3


def test_dwell_says_what_share_never_left_and_that_p95_was_not_reached() -> None:
    """A manual centre that keeps more than a twentieth has no p95, and says so."""
    words = _words(make_figure("dwell", _records("three")))
    assert "p95 not reached" in words
    assert "% not departed by the end" in words


def test_utilisation_frames_the_station_that_breaks_first_in_its_hour() -> None:
    """A frame runs round the verdict's station; the hour's cell has a thicker one."""
    figure = make_figure("utilisation", {"manual": _record("manual", 4000)})
    axes = next(a for a in figure.axes if a.patches)
    row, cell = (patch for patch in axes.patches if isinstance(patch, Rectangle))
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels[int(row.get_y())] == "hand fine"
    assert (cell.get_x(), cell.get_y()) == (13, row.get_y())
    assert "19:00" in _words(figure)


def test_waterfall_bars_add_up_to_the_sum_told_beside_them() -> None:
    """The ends of a bar are 0 and the mean dwell, its segments coloured by stage."""
    record = _record("auto", 4000)
    axes = make_figure("waterfall", {"auto": record}).axes[0]
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert sum(bar.get_width() for bar in bars) == pytest.approx(waterfall_table(record).sum_min)
    assert {_hex(bar) for bar in bars} <= set(STAGES.values())


def _hex(bar: Rectangle) -> str:
    return to_hex(bar.get_facecolor()).upper()


def test_docks_draws_every_visit_of_every_door() -> None:
    """The upper panel holds one bar a visit to done, and one from done to the door's release."""
    record = _record("auto", 4000, 1500, 240)
    table = dock_table(record)
    figure = draw_docks({"auto": table}, {"auto": "Auto"})
    bars = [c for c in figure.axes[0].collections if isinstance(c, PolyCollection)]
    assert [len(collection.get_paths()) for collection in bars] == [len(table.visits)] * 2
    assert figure.axes[0].get_ylim() == (table.doors, 0)


def test_overview_shows_a_verdict_for_each_configuration() -> None:
    """Badges follow the verdicts, with the place where a centre breaks first."""
    words = _words(make_figure("overview", _records("three")))
    carried = [bool(record.verdict["carries"]) for record in _records("three").values()]
    assert words.count("CARRIES IT") == sum(carried)
    assert words.count("BREAKS") == 3 - sum(carried)
    assert "first at hand fine" in words


def test_a_dollar_sign_in_a_name_is_no_formula() -> None:
    """Names come from users: what matplotlib could read as mathematics stays as it is."""
    record = OpenRecord(build_record("x", 50, fit=FITS["semi"]))
    record.record.documents["manifest"]["title"] = "A $5 and $6 centre"
    assert "A $5 and $6 centre" in _words(make_figure("throughput", {"x": record}))

"""The report's page: verdict first, everything inside it, nothing of the user's taken as markup."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from sortsim.core.errors import InputError
from sortsim.report.figures.flow import draw_flow
from sortsim.report.html.font_faces import Letters, font_faces
from sortsim.report.html.hover import MOST_POINTS, hover_axes
from sortsim.report.html.svg import inline_svg
from sortsim.report.html.write import write_report
from sortsim.report.numbers import Lang
from sortsim.report.page import settings
from sortsim.report.source import open_configurations
from sortsim.report.tables.flow import CLASSES, STEPS, flow_table
from tests.builders_record import write_comparison
from tests.unit.api.test_side_by_side import write_batch
from tests.unit.report.pictures import boxes, outside, overlaps

TWO_MB = 2_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a comparison of three configurations."""
    return write_comparison(tmp_path_factory.mktemp("results") / "main", ("manual", "semi", "auto"))


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    """Return its page in English."""
    return write_report(folder).read_text("utf-8")


class Elements(HTMLParser):
    """Collects elements with their attributes, and complains of what is left open."""

    VOID = ("meta", "br", "link", "input", "img", "hr")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_element_is_closed_and_no_id_comes_twice(page: str) -> None:
    """Ids of drawings bear the drawing's name, so that several stand in one page."""
    elements = Elements(page)
    assert elements.open == []
    ids = [attributes["id"] for _, attributes in elements.found if attributes.get("id")]
    assert len(ids) == len(set(ids))


def test_a_drawing_refers_only_to_what_is_in_it(page: str) -> None:
    """A clip path or a marker of one drawing is never another's."""
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    named = re.findall(r'(?:xlink:)?href="#([^"]+)"|url\(#([^)]+)\)', page)
    assert named
    assert {one or other for one, other in named} <= ids


def test_sections_come_in_the_order_of_reading(page: str) -> None:
    """Verdict first, then the numbers, at the end how to run it again; all are in the contents."""
    keys = re.findall(r'<section id="([a-z]+)"', page)
    assert keys[:2] == ["verdict", "numbers"]
    assert keys[-2:] == ["assumptions", "rerun"]
    assert re.findall(r'<li><a href="#([a-z]+)"', page) == keys


def test_the_page_needs_nothing_else(page: str) -> None:
    """No address, no file: what is loaded is inside, and a policy forbids the rest."""
    sources = re.findall(r'(?:src|href)="([^"#][^"]*)"|url\(([^#)][^)]*)\)', page)
    assert all((one or other).startswith("data:") for one, other in sources)
    assert "default-src 'none'" in page


def test_the_page_of_three_is_small_enough_for_a_mail(page: str) -> None:
    """Under two megabytes, with the letters of its figures."""
    assert len(page.encode()) < TWO_MB


def test_each_configuration_is_judged_by_name_and_not_by_colour_alone(page: str) -> None:
    """A badge says in words whether it carries."""
    badges = re.findall(r'<span class="badge">([^<]+)</span>', page)
    assert len(badges) == 3
    assert set(badges) <= {"carries", "does not carry"}


def test_figures_can_be_told_by_a_screen_reader_and_reached_by_keyboard(page: str) -> None:
    """Each drawing is an image with a name, and takes the focus."""
    drawings = [a for tag, a in Elements(page).found if a.get("class") == "drawing"]
    assert drawings
    for drawing in drawings:
        assert drawing["role"] == "img"
        assert drawing["aria-label"]
        assert drawing["tabindex"] == "0"


def test_equal_records_give_equal_pages(folder: Path, page: str, tmp_path: Path) -> None:
    """No date and no chance is in the page."""
    again = write_report(folder, out=tmp_path / "again.html")
    assert again.read_text("utf-8") == page


def test_the_chinese_page_brings_its_letters(folder: Path) -> None:
    """Where no Chinese font is installed the page still shows every letter."""
    page = write_report(folder, "zh").read_text("utf-8")
    assert 'lang="zh-CN"' in page
    assert "结论" in page
    assert "unicode-range: U+2E80-FFFF" in page
    assert (folder / "report-zh.html").exists()


def test_a_name_from_a_file_is_never_markup(tmp_path: Path) -> None:
    """A scenario may be called anything; the page only writes it."""
    folder = write_comparison(tmp_path, ("auto",), parcels=200)
    file = folder / "auto" / "manifest.json"
    manifest = json.loads(file.read_text("utf-8"))
    evil = "</script><script>alert(1)</script>"
    manifest |= {"scenario": evil, "title": evil, "configuration": evil, "command": evil,
                 "notes": [evil]}  # fmt: skip
    file.write_text(json.dumps(manifest), "utf-8")
    page = write_report(folder).read_text("utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    scripts = [a for tag, a in Elements(page).found if tag == "script"]
    assert all(a.get("type") == "application/json" for a in scripts[:-1])


@pytest.mark.parametrize("count", [0, 1])
def test_a_day_of_none_or_one_parcel_has_a_page(tmp_path: Path, count: int) -> None:
    """Nothing to show is no reason to fail."""
    folder = write_comparison(tmp_path, ("semi",), parcels=count)
    assert "<section id=\"verdict\"" in write_report(folder).read_text("utf-8")


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    """The folder is named, and no page is written."""
    with pytest.raises(InputError, match="no record here"):
        write_report(tmp_path)
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- hover


def test_hover_tells_the_value_at_its_place() -> None:
    """Places are shares of the figure from its top left corner; words have the axis's unit."""
    figure = Figure(figsize=(4, 2))
    axes = figure.add_axes((0.25, 0.5, 0.5, 0.5))
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 100)
    axes.set_ylabel("parcels")
    axes.plot([0, 10], [0, 100], label="all")
    axes.plot([0, 10], [50, 50])
    (panel,) = hover_axes(figure)
    assert panel.box == pytest.approx((0.25, 0.0, 0.5, 0.5))
    (series,) = panel.series
    assert series.label == "all"
    assert series.x == pytest.approx((0.25, 0.75))
    assert series.y == pytest.approx((0.5, 0.0))
    assert series.words == ("0: 0 parcels", "10: 100 parcels")


def test_hover_of_steps_tells_the_beginning_and_the_height_of_each() -> None:
    """A step is told at its middle."""
    figure = Figure(figsize=(4, 2))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.stairs([5, 7], [0, 1, 2], label="hours")
    axes.set_xlim(0, 2)
    (panel,) = hover_axes(figure)
    assert panel.series[0].x == pytest.approx((0.25, 0.75))
    assert panel.series[0].words == ("0: 5", "1: 7")


def test_hover_of_bars_tells_their_lengths() -> None:
    """A bar that begins elsewhere than at zero is told by its own length."""
    figure = Figure(figsize=(4, 2))
    axes = figure.add_axes((0.1, 0.2, 0.8, 0.7))
    axes.set_xlabel("min")
    axes.barh(0.5, 3.0, 0.6, 7.0, label="loop")
    (panel,) = hover_axes(figure)
    assert panel.series[0].words == ("3 min",)


def test_a_long_series_is_thinned_and_keeps_its_ends() -> None:
    """A page stays small however long the record."""
    figure = Figure()
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.plot(np.arange(10_000), np.arange(10_000), label="all")
    (panel,) = hover_axes(figure)
    told = panel.series[0].words
    assert len(told) == MOST_POINTS
    assert told[-1].endswith("9,999")


# ---------------------------------------------------------------- drawings and letters


def test_a_drawing_loses_its_size_and_keeps_its_looks() -> None:
    """Looks stand once, decimals are cut to a hundredth of a point, ids get the drawing's name."""
    svg = ('<?xml version="1.0"?><svg width="9pt" height="5pt" viewBox="0 0 9 5">'
           '<path id="a" d="M 1.23456 2" style="fill: #fff"/>'
           '<use href="#a" style="fill: #fff"/></svg>')  # fmt: skip
    drawn = inline_svg(svg, "one")
    assert 'width="9pt"' not in drawn
    assert 'height="5pt"' not in drawn
    assert "1.23 2" in drawn
    assert 'href="#one-a"' in drawn
    assert drawn.count("fill: #fff") == 1
    assert drawn.count('class="one-0"') == 2


def test_letters_are_cut_from_both_faces() -> None:
    """Bold words need a bold face, Chinese ones the shipped font; nothing else comes along."""
    svg = '<text style="font-weight: 700">Ab</text><text style="x">分拣 &amp;</text>'
    letters = Letters.of(svg)
    assert letters.strong == frozenset("Ab")
    assert letters.plain == frozenset("分拣 &")
    rules = font_faces(letters)
    assert rules.count("@font-face") == 3
    assert len(rules) < 20_000
    assert font_faces(Letters()) == ""


# ---------------------------------------------------------------- the flow


def test_every_parcel_is_in_one_class_of_each_step(folder: Path) -> None:
    """What leaves a class is what came into it, from the vehicles to the outcome."""
    for record in open_configurations(folder).values():
        flow = flow_table(record)
        for number, step in enumerate(STEPS):
            assert sum(flow.nodes.get((step, name), 0) for name in CLASSES[step]) == flow.parcels
            for name in CLASSES[step]:
                parcels = flow.nodes.get((step, name), 0)
                out = sum(n for (s, of, _), n in flow.ribbons.items() if (s, of) == (step, name))
                came = sum(
                    n for (s, _, to), n in flow.ribbons.items()
                    if number and (s, to) == (STEPS[number - 1], name)
                )  # fmt: skip
                assert number == len(STEPS) - 1 or out == parcels
                assert number == 0 or came == parcels


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_flow_is_readable(folder: Path, lang: Lang) -> None:
    """No word covers another or leaves the page."""
    records = open_configurations(folder)
    tables = {name: flow_table(record) for name, record in records.items()}
    with settings():
        figure = draw_flow(tables, {name: name for name in tables}, lang=lang)
        found = boxes(figure)
    assert overlaps(found) == []
    assert outside(found, figure) == []


# ---------------------------------------------------------------- an experiment


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_half_finished_experiment_has_a_page(tmp_path: Path, lang: Lang) -> None:
    """What is done is told with its intervals, and how to go on."""
    values = {"slow": [0.90, None, 0.94], "fast": [0.95, 0.96, None]}
    folder = write_batch(tmp_path / "half", values)
    page = write_report(folder, lang).read_text("utf-8")
    keys = re.findall(r'<section id="([a-z_]+)"', page)
    assert keys == ["question", "cells", "experiment_figures", "rerun"]
    assert "sortsim batch half" in page
    assert page.count("<svg") >= 1

"""The report in a real browser: values where one points, keyboard, zoom, sorting, no network."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sortsim.report.html.write import write_report
from tests.browser.conftest import Watched
from tests.builders_record import write_comparison

pytestmark = pytest.mark.browser
Open = Callable[..., Watched]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of a comparison of two."""
    folder = write_comparison(tmp_path_factory.mktemp("results") / "two", ("manual", "auto"))
    return write_report(folder)


def test_pointing_at_a_curve_tells_its_values(report: Path, open_page: Open) -> None:
    """A line a configuration, with the hour and the number under the pointer."""
    watched = open_page(report)
    page = watched.page
    drawing = page.locator("#figure-throughput .drawing")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.5 * box["height"])
    said = page.locator("#figure-throughput .tip").inner_text()
    assert "Manual" in said
    assert "Fully automatic" in said
    assert "sorted passes per hour" in said
    assert page.locator("#figure-throughput .dot").count() >= 2
    assert watched.errors == []


def test_the_arrow_keys_step_through_a_figure(report: Path, open_page: Open) -> None:
    """Each step tells the next point; Escape takes it away."""
    page = open_page(report).page
    page.locator("#figure-throughput .drawing").focus()
    tip = page.locator("#figure-throughput .tip")
    page.keyboard.press("ArrowRight")
    first = tip.inner_text()
    page.keyboard.press("ArrowRight")
    assert tip.inner_text() != first
    page.keyboard.press("Escape")
    assert tip.is_hidden()


def test_a_figure_is_enlarged_zoomed_and_closed_by_keyboard(report: Path, open_page: Open) -> None:
    """The drawing fills the window; + zooms; Escape brings the focus back to the button."""
    page = open_page(report).page
    button = page.locator("#figure-overview .enlarge")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog")
    assert dialog.is_visible()
    page.keyboard.press("+")
    assert "scale(1.25)" in page.locator("dialog svg").get_attribute("style")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert page.evaluate("document.activeElement.className") == "enlarge"


def test_a_heading_sorts_its_table_by_value(report: Path, open_page: Open) -> None:
    """Up at first, down at the second time; numbers count as numbers."""
    page = open_page(report).page
    head = page.locator("#numbers table thead th").nth(2)
    head.click()
    words = page.locator("#numbers table tbody td:nth-child(3)").all_inner_texts()
    found = [re.match(r"[−-]?[\d.]+", word.replace(",", "").lstrip("≈+>")) for word in words]
    numbers = [float(one[0].replace("−", "-")) for one in found if one]
    assert len(numbers) > 5
    assert numbers == sorted(numbers)
    assert head.get_attribute("aria-sort") == "ascending"
    head.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"


def test_the_page_asks_the_network_for_nothing(report: Path, open_page: Open) -> None:
    """Opened from disk: one file, and no complaint."""
    watched = open_page(report)
    watched.page.mouse.wheel(0, 20_000)
    assert watched.foreign == []
    assert watched.errors == []


def test_on_paper_all_that_is_folded_is_unfolded(report: Path, open_page: Open) -> None:
    """The assumptions are readable in print."""
    page = open_page(report).page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    assert len(page.pdf()) > 20_000

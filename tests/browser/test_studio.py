"""The live page in a real browser: keyboard, texts, speed, no network, harmless names, its end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.builders_project import write_project
from tests.builders_studio import WAIT_S
from tests.cli.conftest import ENVIRONMENT

pytestmark = pytest.mark.browser
REDRAW_WITHIN_S = 1.5
TRIES = 20
"""Changes of which one must be redrawn in time."""
HARMFUL = "<script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'> **b**"
IS_WHOLE = """before => { const day = document.querySelector('[data-whole=yes]');
    return day !== null && day.dataset.day !== before }"""
"""Whether a whole day is drawn that is not the one before."""
IS_FOCUSED = "one => one === document.activeElement || one.contains(document.activeElement)"


@dataclass
class Page:
    """A page of a server, and all that it asked for or complained of."""

    page: Any
    url: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def wait_whole(self, before: str = "") -> None:
        """Wait until a whole day is drawn, another than the one before."""
        self.page.wait_for_function(IS_WHOLE, arg=before, polling=20, timeout=WAIT_S * 1000)

    @property
    def day(self) -> str:
        """Hash of the scenario whose day is shown."""
        return str(self.page.locator("[data-day]").first.get_attribute("data-day"))

    def value(self, label: str) -> Any:
        """Return the field of a value."""
        return self.page.get_by_role("spinbutton", name=f"{label}, exactly", exact=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the small centre under a name like markup; when it ends its processes end too."""
    folder = write_project(tmp_path_factory.mktemp("studio"))
    command = [sys.executable, "-m", "sortsim", "studio", "loop", "--no-browser", "--json",
               "--set", f"title={json.dumps(HARMFUL)}"]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=folder, env=ENVIRONMENT
    ) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
        children = _children(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        until = time.monotonic() + 60
        while any(_is_alive(pid) for pid in children):
            assert time.monotonic() < until, "a process is left over"
            time.sleep(0.05)


def _is_alive(pid: str) -> bool:
    """Whether a process runs; one that has ended may wait long for its parent to take note."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _children(pid: int) -> list[str]:
    tasks = Path(f"/proc/{pid}/task")
    found = [path.read_text().split() for path in tasks.glob("*/children")]
    return [child for some in found for child in some]


@pytest.fixture
def opened(browser: Any, server: str) -> Iterator[Page]:
    """Open the page, with everything it asks the network for written down."""
    page = browser.new_page(viewport={"width": 1500, "height": 1000})
    watched = Page(page, server)
    page.on("request", lambda request: watched.requests.append(request.url))
    page.on("websocket", lambda socket: watched.requests.append(socket.url))
    page.on("pageerror", lambda error: watched.errors.append(str(error)))
    page.on("dialog", lambda dialog: watched.errors.append(dialog.message))
    page.goto(server)
    watched.wait_whole()
    yield watched
    page.close()


def redrawn_s(opened: Page, speed: float) -> float:
    """Change the loop's speed and return the time from the key to the whole day drawn again."""
    field = opened.value("Speed (m/s)")
    field.fill(str(speed))
    before, began = opened.day, time.perf_counter()
    field.press("Enter")
    opened.wait_whole(before)
    return time.perf_counter() - began


def test_a_change_is_redrawn(opened: Page) -> None:
    """Another day is drawn whole within seconds, even beside other tests."""
    assert redrawn_s(opened, 2.03) < 10 * REDRAW_WITHIN_S


@pytest.mark.verify
def test_a_change_is_redrawn_in_time(opened: Page) -> None:
    """One of a few within 1.5 s; it has the machine to itself."""
    took = []
    for number in range(TRIES):
        took.append(redrawn_s(opened, round(2.03 + 0.03 * number, 2)))
        if took[-1] < REDRAW_WITHIN_S:
            break
    assert min(took) < REDRAW_WITHIN_S, took


def test_it_asks_the_network_for_nothing(opened: Page) -> None:
    """Neither when it opens nor when a value changes: all comes from its own server."""
    opened.value("Carriers").fill("110")
    opened.page.keyboard.press("Enter")
    opened.page.get_by_text("changed from 100").wait_for()
    opened.wait_whole()
    places = {
        url.split("/")[2] for url in opened.requests if not url.startswith(("data:", "blob:"))
    }
    assert places == {opened.url.removeprefix("http://")}
    assert opened.errors == []


def test_a_name_like_markup_is_only_a_name(opened: Page) -> None:
    """It is shown as it is written, and nothing in it runs."""
    assert opened.page.locator("h1").first.inner_text() == HARMFUL
    assert opened.page.evaluate("window.harmed") is None


def test_it_works_by_keyboard_alone(opened: Page) -> None:
    """Tab reaches a slider, arrows move it, Tab and Enter press Undo."""
    page = opened.page
    slider = page.get_by_role("slider", name="Speed (m/s)")
    _tab_to(page, slider)
    before = opened.day
    page.keyboard.press("ArrowRight")
    page.get_by_text("changed from 2.5 m/s").wait_for()
    opened.wait_whole(before)
    assert opened.value("Speed (m/s)").input_value() != "2.5"
    undo = page.get_by_role("button", name="Undo", exact=True)
    _tab_to(page, undo)
    changed = opened.day
    page.keyboard.press("Enter")
    opened.wait_whole(changed)
    assert opened.day == before
    assert opened.value("Speed (m/s)").input_value() == "2.5"


def _tab_to(page: Any, wanted: Any) -> None:
    for _ in range(80):
        if wanted.evaluate(IS_FOCUSED):
            return
        page.keyboard.press("Tab")
    raise AssertionError("not reached with Tab")


def test_what_is_drawn_is_told_in_words(opened: Page) -> None:
    """The curve has a text, tables have heads and names, every field has a label."""
    page = opened.page
    text = page.locator("img[alt^='Parcels an hour']").get_attribute("alt")
    assert "most sorted" in text
    named = "Analytic bounds in the worst hour, before any run"
    assert page.get_by_role("table", name=named).count() == 1
    unnamed = page.evaluate("""() => [...document.querySelectorAll('input, button')].filter(one =>
        one.offsetParent && !(one.ariaLabel || one.innerText || one.labels?.length
        || one.getAttribute('aria-labelledby') || one.title)).map(one => one.outerHTML)""")
    assert unnamed == []


def test_an_error_stands_beside_its_field(opened: Page) -> None:
    """With the limit, below the field and above the next one."""
    speed = opened.value("Speed (m/s)")
    speed.fill("99")
    speed.press("Enter")
    told = opened.page.get_by_text("must be at most 10")
    told.wait_for()
    below = opened.value("Carrier pitch (m)").bounding_box()
    assert speed.bounding_box()["y"] < told.bounding_box()["y"] < below["y"]

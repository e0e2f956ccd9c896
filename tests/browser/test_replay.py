"""The replay in a real browser: what it shows is what the trace says, and it asks for nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sortsim.api.load import load_scenario
from sortsim.api.replay import Filmed, Window, find_run, page_of, replay
from sortsim.api.replay_scene import scene_of
from sortsim.api.simulate import simulate
from sortsim.centre.film.film import Film
from sortsim.centre.film.moves import moves
from sortsim.plant.contract import Act, LoopPlan
from sortsim.report.replay.layout import floor_plan
from tests.browser.conftest import Watched
from tests.builders_project import write_project

pytestmark = pytest.mark.browser
WINDOW = Window("20:00", 10)
Open = Callable[..., Watched]
LEAVES = (Act.LEFT_LINE, Act.HANDED_OVER, Act.DIVERTED, Act.BAG_HUNG, Act.DISCHARGED)
GONE = (Act.LOADED, Act.SEIZED, Act.LOST, Act.LEFT_PLANT, Act.OPENED)


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Filmed:
    """Return a tiny centre with a loop."""
    home = write_project(tmp_path_factory.mktemp("project"))
    resolved = load_scenario(home / "scenarios" / "loop.toml")
    return Filmed(resolved, resolved.scenario.title, resolved.scenario.title)


@pytest.fixture(scope="module")
def film(filmed: Filmed) -> Film:
    """Return its film of ten minutes in the evening."""
    return filmed.shoot(WINDOW)


@pytest.fixture(scope="module")
def page(film: Film, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of that film."""
    path = tmp_path_factory.mktemp("page") / "replay.html"
    path.write_text(page_of(film, "A tiny centre"), "utf-8")
    return path


def _ready(watched: Watched) -> Any:
    # The page's policy lets nobody evaluate texts, so that functions cannot be waited for.
    watched.page.wait_for_selector("body.ready", timeout=60_000)
    return watched.page


def _last_rows(film: Film, at: int) -> dict[int, Any]:
    """Return the last record of each piece up to an instant, straight from the trace."""
    told = (Act.FINISHED, Act.STAGED)
    seen = film.rows[(film.rows["at"] <= at) & (film.rows["piece"] >= 0)]
    return {int(row["piece"]): row for row in seen[~np.isin(seen["act"], told)]}


def _slot(film: Film, piece: int, at: int) -> tuple[int, float]:
    """Return carrier and slot of a piece on a loop that has never stopped, by rule C7 alone."""
    rows = film.rows[(film.rows["piece"] == piece) & (film.rows["at"] <= at)]
    row = rows[rows["act"] == Act.INDUCTED][-1]
    loop = film.plan.stations[int(row["station"])]
    assert isinstance(loop, LoopPlan)
    induction = next(i for i in loop.inductions if int(row["link"]) in i.links)
    passage = round((int(row["at"]) - loop.base) * loop.den / loop.num + 0.4999)
    assert loop.base + passage * loop.num // loop.den == int(row["at"])
    carrier = (induction.slot - passage) % loop.carriers
    return carrier, (carrier + (at - loop.base) * loop.den / loop.num) % loop.carriers


def test_carriers_stand_where_the_trace_says(film: Film, page: Path, open_page: Open) -> None:
    """At five instants every piece on a loop is on its carrier, and the carrier at its slot."""
    assert not any(len(found) > 1 for found in film.clocks.values())
    shown = _ready(open_page(page))
    ovals = floor_plan(scene_of(film, moves(film))).ovals
    seen = 0
    for minute in (0.5, 2, 4.25, 7, 9.9):
        at = film.shown + round(minute * 60_000_000)
        found = {p["number"]: p for p in shown.evaluate("t => sortsim.piecesAt(t)", _ms(film, at))}
        for piece, row in _last_rows(film, at).items():
            if int(row["act"]) not in (Act.INDUCTED, Act.LAPPED, Act.READ_FAILED):
                continue
            carrier, slot = _slot(film, piece, at)
            there = found[piece]
            assert (there["how"], there["carrier"]) == ("carrier", carrier)
            assert there["slot"] == pytest.approx(slot, abs=0.02)
            x, y = ovals[int(row["station"])].point(slot)
            assert (there["x"], there["y"]) == pytest.approx((x, y), abs=0.2)
            seen += 1
    assert seen > 20


def test_every_piece_is_where_its_last_record_puts_it(
    film: Film, page: Path, open_page: Open
) -> None:
    """Links, stations and times since agree with the trace for every piece."""
    shown = _ready(open_page(page))
    seen = 0
    for minute in (0, 1.5, 3, 6.75, 9.5):
        at = film.shown + round(minute * 60_000_000)
        for piece, row in _last_rows(film, at).items():
            doing = shown.evaluate("([n, t]) => sortsim.doing(n, t)", [piece, _ms(film, at)])
            act = int(row["act"])
            assert (doing is None) == (act in GONE), (piece, act)
            if doing and act in LEAVES and doing["how"] == "link":
                assert doing["link"] == int(row["link"])
                assert doing["since"] == pytest.approx((at - int(row["at"])) / 1000, abs=1.001)
                seen += 1
            elif doing and act == Act.STARTED:
                assert (doing["how"], doing["station"]) == ("station", int(row["station"]))
                seen += 1
    assert seen > 50


def _ms(film: Film, at: int) -> float:
    return (at - film.begin) / 1000


def test_every_act_comes_back_as_it_was_packed(film: Film, page: Path, open_page: Open) -> None:
    """Instants, links, stations, carriers and bags are the trace's, to the millisecond."""
    shown, made = _ready(open_page(page)), moves(film)
    columns = {"at": "at_ms"} | {n: n for n in ("act", "place", "carrier", "bag", "number", "lane")}
    for there, here in columns.items():
        found = np.array(shown.evaluate(f"Array.from(sortsim.app.model.{there})"))
        assert np.array_equal(found, getattr(made, here)), there


def test_the_page_asks_the_network_for_nothing(page: Path, open_page: Open) -> None:
    """Opened, played, coloured and clicked, the page asks for no address but its own file."""
    watched = open_page(page)
    shown = _ready(watched)
    shown.keyboard.press("Space")
    shown.wait_for_timeout(500)
    for key in ("c", "n", "f", "w", "h"):
        shown.keyboard.press(key)
    shown.mouse.click(500, 300)
    assert watched.foreign == []
    assert len(watched.requests) == 1
    assert watched.errors == []


def test_the_page_works_by_keyboard(page: Path, open_page: Open) -> None:
    """Space plays, arrows seek, c recolours, n opens curves, f follows, Escape closes."""
    shown = _ready(open_page(page))
    before = shown.evaluate("sortsim.time")
    shown.keyboard.press("ArrowRight")
    assert shown.evaluate("sortsim.time") == before + 10_000
    shown.keyboard.press("Space")
    shown.wait_for_timeout(600)
    shown.keyboard.press("Space")
    assert shown.evaluate("sortsim.time") > before + 10_000
    shown.keyboard.press("c")
    assert shown.evaluate("sortsim.app.colours.by") == "laps"
    shown.keyboard.press("n")
    assert shown.locator("#panel svg[aria-label]").count() == 3
    shown.keyboard.press("f")
    assert shown.locator("#panel .story li").count() > 0
    shown.keyboard.press("Escape")
    assert shown.locator("#panel").is_hidden()


def test_everything_has_a_text(page: Path, open_page: Open) -> None:
    """Every control has a name, the plan an alternative, and a sentence tells what is shown."""
    shown = _ready(open_page(page))
    nameless = shown.evaluate("""() => [...document.querySelectorAll('button, input, select')]
      .filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim() || e.closest('label')))
      .map((e) => e.id)""")
    assert nameless == []
    assert shown.locator("#stage").get_attribute("aria-label")
    assert "20:00" in shown.locator("#summary").text_content()
    assert shown.locator("html").get_attribute("lang") == "en"


def test_an_address_opens_the_page_at_its_moment(page: Path, open_page: Open) -> None:
    """``#t=20:04:30`` shows that moment, and pausing writes it."""
    shown = _ready(open_page(page, "#t=20:04:30"))
    assert shown.locator("#clock").text_content() == "20:04:30"
    shown.keyboard.press("ArrowRight")
    assert "t=20:04:40" in shown.evaluate("location.hash")


def test_a_scenario_named_like_markup_is_harmless(
    film: Film, tmp_path: Path, open_page: Open
) -> None:
    """Names of the scenario are shown as they are written, and never run."""
    evil = "</script><script>window.harmed = 1</script><img src=x onerror='window.harmed = 2'>"
    named = replace(film, lanes=[evil] * len(film.lanes), lane_groups=[evil] * len(film.lanes))
    path = tmp_path / "evil.html"
    path.write_text(page_of(named, evil), "utf-8")
    watched = open_page(path)
    shown = _ready(watched)
    for key in ("f", "n", "c"):
        shown.keyboard.press(key)
    assert shown.evaluate("window.harmed") is None
    assert shown.locator("h1").text_content() == evil
    assert shown.locator("img").count() == 0
    shown.select_option("#colour", "destination")
    assert evil in shown.locator("#legend").text_content()
    assert watched.foreign == []
    assert watched.errors == []


def test_frames_go_on_while_it_plays(page: Path, open_page: Open) -> None:
    """While it plays, frames are drawn one after the other, and time passes as fast as is said."""
    shown = _ready(open_page(page))
    first, before = shown.evaluate("[sortsim.frames, sortsim.time]")
    shown.evaluate("sortsim.play()")
    shown.wait_for_timeout(2000)
    last, now = shown.evaluate("[sortsim.frames, sortsim.time]")
    assert last - first > 20
    assert now - before == pytest.approx(20_000, rel=0.5)


def test_a_record_is_filmed_again_and_held_against(filmed: Filmed, tmp_path: Path) -> None:
    """A replay of a record runs its scenario again from the record alone, and agrees with it."""
    out = tmp_path / "run"
    simulate(filmed.resolved, seed=5, margin="none", out=out)
    made = replay(out, WINDOW)
    assert made == out / "replay-2000.html"
    found, _ = find_run(out)
    wrong = replace(found, seed=6)
    with pytest.raises(Exception, match="does not come out as its record says"):
        wrong.shoot(WINDOW)

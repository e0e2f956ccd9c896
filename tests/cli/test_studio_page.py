"""The live page without a browser: values in, numbers out, errors at a field, names harmless."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sortsim.api.load import load_scenario
from sortsim.api.studio.desk import Desk
from sortsim.cli.studio_page import words
from sortsim.cli.studio_page.setting import Setting, give
from sortsim.cli.studio_server import SCRIPT
from sortsim.report.live import palette
from sortsim.report.live.curve import Line, picture_html, throughput_svg
from sortsim.report.live.table import table_html
from tests.builders_studio import SPEED, WAIT_S, small_centre

HARMFUL = "<script>alert(1)</script>"
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """Return two warm processes."""
    made = Desk()
    yield made
    made.end()


@pytest.fixture
def open_page(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Return a function that opens the page of the small centre with some values set."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.chdir(tmp_path)

    def opened(*sets: str, **options: Any) -> Any:
        give(Setting(small_centre(tmp_path, *sets), desk, "loop", **options))
        return AppTest.from_file(str(SCRIPT), default_timeout=WAIT_S).run()

    return opened


def _html(page: Any) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def _figures(page: Any) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def test_a_change_gives_new_numbers_and_undo_the_old_ones(open_page: Open) -> None:
    """A field, its slider and the figures go together; the difference is told."""
    page = open_page()
    assert not page.exception
    before = _figures(page)
    page.selectbox(key="section").set_value("Volume").run()
    page.number_input(key="field run.scale").set_value(0.5).run()
    assert page.slider(key="slider run.scale").value == 0.5
    assert _figures(page) != before
    assert any(metric.delta for metric in page.metric)
    assert "8 500 parcels" in page.main.caption[0].value.replace("\u202f", " ")
    _button(page, "Undo").click().run()
    assert _figures(page) == before
    _button(page, "Redo").click().run()
    assert page.number_input(key="field run.scale").value == 0.5
    assert not page.exception


def _button(page: Any, label: str) -> Any:
    return next(button for button in page.button if button.label == label)


def test_a_slider_changes_the_field(open_page: Open) -> None:
    """They are one value."""
    page = open_page()
    page.slider(key=f"slider {SPEED}").set_value(2.25).run()
    assert page.number_input(key=f"field {SPEED}").value == 2.25
    assert "changed from 2.5 m/s" in "".join(caption.value for caption in page.caption)


def test_an_error_stands_at_its_field_and_the_last_day_stays(open_page: Open) -> None:
    """The value is kept as typed, with the limit beside it."""
    page = open_page()
    before = _figures(page)
    page.number_input(key=f"field {SPEED}").set_value(-1.0).run()
    assert [error.value for error in page.sidebar.error] == ["must be greater than 0"]
    assert "Not simulated" in page.main.warning[0].value
    assert _figures(page) == before
    assert page.selectbox(key="section").format_func("Loop sorter") == "Loop sorter (1 to mend)"


def test_pins_stand_side_by_side(open_page: Open) -> None:
    """Each a column, the differing values below; one may be taken up again or dropped."""
    page = open_page()
    page.number_input(key=f"field {SPEED}").set_value(2.0).run()
    page.text_input(key="pin name").set_value("slow").run()
    _button(page, "Pin").click().run()
    page.number_input(key=f"field {SPEED}").set_value(2.2).run()
    assert ">slow</th>" in _html(page)
    assert f">{SPEED}</th>" in _html(page)
    _button(page, "Go on from it").click().run()
    assert page.number_input(key=f"field {SPEED}").value == 2.0
    _button(page, "Unpin").click().run()
    assert ">slow</th>" not in _html(page)


def test_an_overlay_is_saved_but_never_over_something_else(open_page: Open, tmp_path: Path) -> None:
    """What is saved makes the variant; a file of somebody's own stays as it is."""
    page = open_page()
    page.number_input(key=f"field {SPEED}").set_value(2.0).run()
    page.button(key="save").click().run()
    saved = tmp_path / "studio-overlay.toml"
    assert "Saved" in page.info[0].value
    again = load_scenario(tmp_path / "scenarios" / "loop.toml", [saved])
    assert again.scenario.loop["sorter"].speed_m_per_s == 2.0
    own = tmp_path / "own.toml"
    own.write_text("mine = 1")
    page.text_input(key="overlay file").set_value(str(own)).run()
    page.button(key="save").click().run()
    assert "choose another name" in page.info[0].value
    assert own.read_text() == "mine = 1"


def test_a_page_that_others_reach_writes_no_files(open_page: Open) -> None:
    """It can only be downloaded."""
    page = open_page(may_write=False)
    page.number_input(key=f"field {SPEED}").set_value(2.0).run()
    assert "Save overlay" not in [button.label for button in page.button]


def test_names_from_files_are_harmless(open_page: Open) -> None:
    """A scenario that is called like markup is told as it is called."""
    page = open_page(f'title="{HARMFUL}"', f'name="{HARMFUL}"')
    assert not page.exception
    assert HARMFUL not in _html(page)
    assert "&lt;script&gt;" in _html(page)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("**bold** _it_ `c`", r"\*\*bold\*\* \_it\_ \`c\`"),
        ("<b>&lt;", r"\<b\>\&lt;"),
        ("# head", r"\# head"),
        ("1. one", r"1\. one"),
        (":red[x]", ":\u200cred\\[x\\]"),
        ("$x$ [a](b)", r"\$x\$ \[a\](b)"),
        ("Speed (m/s), exactly", "Speed (m/s), exactly"),
    ],
)
def test_names_are_no_markdown(name: str, shown: str) -> None:
    """Every mark of the page's Markdown is a plain character in a name."""
    assert words.plain(name) == shown


def test_numbers_are_as_exact_as_they_are_worth() -> None:
    """With units, narrow spaces and signs; what is not known is a dash."""
    assert words.number(1234.5, "min") == "1\u202f234 min"
    assert words.number(0.98765, "share") == "98.8 %"
    assert words.number(None) == "–"
    assert words.difference(0.97, 0.98, "share") == "-1.0 points"
    assert words.difference(3.0, 2.0, "min") == "+1 min"
    assert words.difference(0.50302, 0.503) is None
    assert words.number(0.0) == "0"
    assert words.difference(2.0, 2.0, "min") is None


def test_the_curve_has_a_text_and_escapes_it() -> None:
    """Drawing and image both tell what is seen."""
    line = Line(HARMFUL, [1.0, 5.0], palette.SORTED)
    svg = throughput_svg([line], HARMFUL, HARMFUL)
    assert HARMFUL not in svg
    assert 'role="img"' in svg
    assert "<title" in svg
    assert 'alt="&lt;script&gt;' in picture_html(svg, HARMFUL)
    assert throughput_svg([], "", "").endswith("</svg>")


def test_a_table_escapes_its_cells_and_names_its_heads() -> None:
    """Columns and rows have heads that a screen reader tells."""
    html = table_html(HARMFUL, (HARMFUL,), [(HARMFUL,)])
    assert HARMFUL not in html
    assert ('<th scope="col"' in html, '<th scope="row"' in html, "<caption" in html) == (True,) * 3


def test_the_colours_are_those_of_the_figures() -> None:
    """The page looks like the report."""
    from sortsim.report import style

    for name in ("INK", "MUTED", "FAINT", "GRID", "GOOD", "BAD"):
        assert getattr(palette, name) == getattr(style, name)
    assert palette.SORTED == style.SINGLE_COLOUR

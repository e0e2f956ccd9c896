"""Numbers, labels and fonts: rounded as people read them, in two languages, without boxes."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from matplotlib import font_manager

from sortsim.report import fonts, labels, numbers
from sortsim.report.kpi_rows import ROWS
from sortsim.report.numbers import Lang
from sortsim.report.page import shorten, text_width_in
from sortsim.report.style import configuration_colours


@pytest.mark.parametrize(
    ("value", "lang", "expected"),
    [
        (0, "en", "0"), (1, "en", "1"), (999.4, "en", "999"), (999.6, "en", "1 k"),
        (5234, "en", "5.23 k"), (185_000, "en", "185 k"), (2_371_204, "en", "2.37 M"),
        (999_999, "en", "1 M"), (2.1e9, "en", "2.1 bn"), (2.1e9, "zh", "21亿"),
        (2_371_204, "zh", "237万"), (9_940, "zh", "9940"), (-1500, "en", "-1.5 k"),
        (float("nan"), "en", "–"), (0.25, "en", "0.25"),
    ],
)  # fmt: skip
def test_short_counts(value: float, lang: Lang, expected: str) -> None:
    """Three significant digits, no idle zeros, and the next unit where rounding reaches it."""
    assert numbers.short_count(value, lang) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (7, "7"), (2_371_204, "2,371,000"), (185_049, "185,000"), (12_344, "12,340")],
)
def test_long_counts(value: float, expected: str) -> None:
    """Four significant digits with thousands."""
    assert numbers.long_count(value) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [(1.0, "100 %"), (0.99996, "99.9 %"), (0.0, "0 %"), (0.0001, "<0.1 %"), (0.9846, "98.4 %")],
)
def test_shares_never_round_to_all_or_nothing(share: float, expected: str) -> None:
    """A centre that missed one parcel does not read 100 %."""
    assert numbers.percent(share) == expected


@pytest.mark.parametrize(
    ("limit", "share", "expected"), [(0.98, 0.9796, "97.9 %"), (0.95, 0.94999, "94.9 %")]
)
def test_a_missed_limit_does_not_read_as_met(limit: float, share: float, expected: str) -> None:
    """Shares are cut, not rounded, so 97.96 % does not read as the 98 % that it misses."""
    assert share < limit
    assert numbers.percent(share) == expected


@pytest.mark.parametrize(
    ("minute", "expected"), [(0, "06:00"), (780, "19:00"), (1080, "00:00"), (1440, "06:00")]
)
def test_the_day_runs_from_six_to_six(minute: int, expected: str) -> None:
    """Minute 0 of the operating day is 06:00."""
    assert numbers.clock(minute) == expected


def _fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


@pytest.mark.parametrize("key", labels.keys())
def test_both_languages_say_every_key_with_the_same_values(key: str) -> None:
    """No key is empty, and Chinese fills in what English fills in."""
    english, chinese = labels.text(key, "en"), labels.text(key, "zh")
    assert english
    assert chinese
    assert _fields(english) == _fields(chinese)


def test_the_shipped_font_holds_every_character_of_our_labels() -> None:
    """On a machine without a Chinese font there are no boxes."""
    words = "".join(labels.text(key, "zh") for key in tuple(labels.keys()))
    words += "".join(row.chinese for row in ROWS)
    held = set(TTFont(fonts.SHIPPED).getBestCmap())
    latin = set(TTFont(font_manager.findfont(fonts.LATIN)).getBestCmap())
    assert {c for c in words if ord(c) not in held | latin} == set()


def test_the_shipped_font_is_small_and_has_its_licence_beside_it() -> None:
    """Under 1 MB, SIL Open Font License."""
    assert fonts.SHIPPED.stat().st_size < 1_000_000
    licence = (fonts.SHIPPED.parent / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_the_shipped_font_serves_where_no_other_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an installed Chinese font the subset is registered and found."""
    latin_only = [e for e in font_manager.fontManager.ttflist if e.name == fonts.LATIN]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", latin_only)
    fonts.chinese_family.cache_clear()
    try:
        family = fonts.chinese_family()
        found = Path(font_manager.fontManager.ttflist[-1].fname)
    finally:
        fonts.chinese_family.cache_clear()
    assert family == "Noto Sans CJK SC"
    assert found == fonts.SHIPPED


def test_an_installed_font_goes_before_the_shipped_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search order decides among installed fonts, not the order of installation."""
    entries = [font_manager.FontEntry(name=n) for n in ("SimHei", "WenQuanYi Micro Hei")]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", entries)
    fonts.chinese_family.cache_clear()
    try:
        assert fonts.chinese_family() == "WenQuanYi Micro Hei"
    finally:
        fonts.chinese_family.cache_clear()


def test_a_character_that_no_font_holds_becomes_a_question_mark() -> None:
    """A user's rare character is no box and no warning."""
    assert fonts.drawable("瓯海 \U0001f69a") == "瓯海 ?"


def test_names_too_long_are_cut_in_the_middle_so_that_they_still_differ() -> None:
    """Two loops of a long name keep the numbers at their ends; what fits is left alone."""
    first, second = (shorten(f"loop small parcels {i}", 8.5, 1.0) for i in (1, 2))
    assert first != second
    assert "…" in first
    assert text_width_in(first, 8.5) <= 1.0
    assert shorten("loop", 8.5, 1.0) == "loop"


def test_configurations_keep_their_colours_whichever_are_present() -> None:
    """Colours belong to names, and no two of nine configurations share one."""
    assert configuration_colours(["auto"])["auto"] == "#0072B2"
    names = ["manual", "semi", "auto", *"abcdef"]
    assert len(set(configuration_colours(names).values())) == 9


@pytest.mark.parametrize(
    ("station", "kind", "lang", "expected"),
    [
        ("door_group.feeder_in", "door", "en", "doors feeder in"),
        ("door_group.feeder_in", "door", "zh", "月台 feeder in"),
        ("loop.a", "loop", "en", "loop a"), ("loop.loop-a", "loop", "en", "loop a"),
        ("hand-fine", "hand", "en", "hand fine"),
        ("lane", "lane", "zh", "集货道"), ("robot.r1", "robot", "en", "robot r1"),
        ("loop.a", "", "zh", "交叉带环线 a"),
        ("loop.small_out.chute_group.after_a", "tenders", "en", "chute tenders small out after a"),
    ],
)  # fmt: skip
def test_station_labels(station: str, kind: str, lang: Lang, expected: str) -> None:
    """A part's key becomes words; a kind that we have no word for keeps its own."""
    assert labels.station_label(station, kind, lang) == expected

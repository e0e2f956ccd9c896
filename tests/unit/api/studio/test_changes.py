"""Changes of a scenario: knobs, limits, overlays, data sheets, steps back, errors at a value."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from sortsim.api.load import load_scenario
from sortsim.api.studio.history import History
from sortsim.api.studio.knobs import by_section, knobs_of
from sortsim.api.studio.limits import limits_of
from sortsim.api.studio.overlay import overlay_text
from sortsim.api.studio.sheets import loaded, slots
from sortsim.api.studio.variant import Variant
from sortsim.spec.patched import path_of
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

SPEED = "loop.small_out.speed_m_per_s"


@cache
def main_centre() -> Resolved[Scenario]:
    return load_scenario("main-centre-auto")


@pytest.mark.parametrize(
    "key",
    [
        "run.scale", SPEED, "loop.small_out.carrier_pitch_m", "loop.small_out.zone.a.inductions",
        "loop.small_out.zone.a.headway_s", "loop.small_out.chute_group.after_a.count",
        "door_group.feeder_in.doors", "door_group.feeder_in.crew", "xray.outbound.count",
        "xray.outbound.work.value_s", "pool.unloaders.shift.day.workers",
        "economy.wage_yuan_per_h.sorter",
    ],
)  # fmt: skip
def test_the_main_values_are_knobs(key: str) -> None:
    """Volume, speeds, counts, crews, X-ray, wages: each may be changed."""
    assert key in {knob.key for knob in knobs_of(main_centre())}


def test_every_knob_can_show_its_value() -> None:
    """A slider holds the value, lies within the limits, and its step divides it finely."""
    knobs = knobs_of(main_centre())
    for knob in knobs:
        assert knob.low <= knob.base <= knob.high, knob.key
        assert knob.low < knob.high, knob.key
        assert knob.limits.low is None or knob.low >= knob.limits.low, knob.key
        assert knob.limits.high is None or knob.high <= knob.limits.high, knob.key
        assert 0 < knob.step <= (knob.high - knob.low), knob.key
    assert len({knob.key for knob in knobs}) == len(knobs)


def test_both_ends_of_every_slider_are_values_of_their_key() -> None:
    """No end of a slider is refused by the key itself."""
    for end in ("low", "high"):
        variant = Variant(main_centre())
        for knob in knobs_of(main_centre()):
            variant = variant.with_value(knob.key, getattr(knob, end))
        told = {str(problem) for problem in variant.checked().problems}
        assert not {one for one in told if "must be" in one and "greater" in one}


def test_a_knob_tells_unit_source_limits_and_class() -> None:
    """As the scenario's annotations have them."""
    knob = next(knob for knob in knobs_of(main_centre()) if knob.key == SPEED)
    assert (knob.section, knob.label, knob.unit) == ("Loop small_out", "Speed", "m/s")
    assert (knob.cls, knob.source, knob.base) == ("sourced", "S54", 2.5)
    assert knob.provenance == "sourced · S54 · more than 0, at most 10"
    assert knob.origin.endswith("cross-belt.toml:152")


def test_knobs_stand_by_part_in_the_order_of_the_flow() -> None:
    """Volume first, doors before loops, prices last."""
    sections = list(by_section(knobs_of(main_centre())))
    assert sections[0] == "Volume"
    assert sections.index("Doors feeder_in") < sections.index("Loop small_out")
    assert sections[-1] == "Prices"


def test_limits_are_those_of_the_language() -> None:
    """Open and closed ends, whole numbers, keys through tables and unions."""
    speed = limits_of(path_of(SPEED))
    assert (speed.low, speed.high, speed.is_low_open, speed.is_whole) == (0, 10, True, False)
    assert limits_of(path_of("door_group.in.doors")).is_whole
    assert limits_of(path_of("xray.a.work.value_s")).low is not None
    assert limits_of(path_of("no.such.key")).sentence() == ""


def test_a_saved_overlay_makes_the_very_same_scenario(tmp_path: Path) -> None:
    """Laid over the file it has the hash of the variant, sheet and all."""
    variant = loaded(Variant(main_centre()), "loop.small_out", "cross-belt-double-3.0")
    variant = variant.with_value("run.scale", 1.1).with_value("door_group.feeder_in.doors", 70)
    variant = variant.with_value("economy.wage_yuan_per_h.sorter", 31.5)
    path = tmp_path / "saved.toml"
    path.write_text(overlay_text(variant), "utf-8")
    again = load_scenario("main-centre-auto", [path])
    checked = variant.checked().resolved
    assert checked is not None
    assert again.sha256 == checked.sha256 != main_centre().sha256
    assert again.origin(SPEED).source == "S32"


def test_an_overlay_says_over_what_it_lies_on_one_line(tmp_path: Path) -> None:
    """Whatever the scenario is called, its first line is a comment."""
    path = tmp_path / "named.toml"
    path.write_text('name = "a\\u007f\\u2028b = 1"', "utf-8")
    named = load_scenario("main-centre-auto", [path])
    text = overlay_text(Variant(named).with_value("run.scale", 2.0))
    assert text.startswith("# Laid over ab = 1 by sortsim studio")
    assert tomllib.loads(text) == {"run": {"scale": 2.0}}


def test_a_data_sheet_is_what_spec_would_be() -> None:
    """Loading one gives the scenario that ``--set loop.x.spec`` gives."""
    name = "cross-belt-double-3.0"
    checked = loaded(Variant(main_centre()), "loop.small_out", name).checked().resolved
    meant = load_scenario("main-centre-auto", (), [f'loop.small_out.spec="{name}"'])
    assert checked is not None
    assert checked.sha256 == meant.sha256 != main_centre().sha256


def test_a_data_sheet_leaves_what_the_scenario_says_itself() -> None:
    """And loading the one that is there brings back all it had."""
    variant = loaded(Variant(main_centre()), "loop.small_out", "cross-belt-double-3.0")
    assert variant.value("loop.small_out.limits.height_mm") == 105.0
    assert loaded(variant, "loop.small_out", "cross-belt-double-2.5").changes == {}


def test_a_part_is_offered_the_sheets_of_its_kind() -> None:
    """Loops get cross-belts, zones of one kind inductions of that kind, never another part's."""
    found = {slot.part: slot for slot in slots(main_centre())}
    assert found["loop.small_out"].present == "cross-belt-double-2.5"
    assert all(name.startswith("cross-belt-") for name in found["loop.small_out"].sheets)
    assert "m/s" in found["loop.small_out"].sheets["cross-belt-double-3.0"]


def test_an_error_is_told_at_its_value() -> None:
    """Out of its range, and at odds with another value."""
    checked = Variant(main_centre()).with_value(SPEED, -1.0).checked()
    assert checked.resolved is None
    assert [problem.message for problem in checked.at(SPEED)] == ["must be greater than 0"]
    assert checked.elsewhere([SPEED]) == ()
    long = "loop.small_out.chute_group.after_a.count"
    assert Variant(main_centre()).with_value(long, 500).checked().problems


def test_a_value_as_the_scenario_has_it_is_no_change() -> None:
    """Changed and changed back leaves nothing; variants themselves never change."""
    first = Variant(main_centre())
    second = first.with_value(SPEED, 2.0)
    assert (first.changes, second.value(SPEED)) == ({}, 2.0)
    assert second.with_value(SPEED, 2.5).changes == {}


def test_steps_go_back_and_forth() -> None:
    """A new change forgets what was undone; at either end a step does nothing."""
    one = History(Variant(main_centre()))
    two = one.then(one.now.with_value(SPEED, 2.0))
    three = two.then(two.now.with_value(SPEED, 1.8))
    assert three.undone().now == two.now
    assert three.undone().redone().now == three.now
    assert three.undone().then(two.now.with_value(SPEED, 2.2)).after == ()
    assert one.undone() is one
    assert one.redone() is one
    assert two.then(two.now) is two

"""Suffixes of keys and quoted quantities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortsim.spec.suggest import nearest
from sortsim.spec.units import UnitError, to_unit, unit_of, unit_symbol


@pytest.mark.parametrize(
    ("key", "symbol"),
    [
        ("speed_m_per_s", "m/s"), ("rate_per_h", "1/h"), ("rate_pieces_per_h", "pieces/h"),
        ("rate_per_worker_h", "1/worker/h"), ("pitch_m", "m"), ("price_yuan_per_kwh", "yuan/kWh"),
        ("cost_yuan_per_pass", "yuan/pass"), ("use_kwh_per_1000", "kWh/1000"),
        ("rent_yuan_per_m2_year", "yuan/m2/year"), ("read_share", "share"), ("setup_min", "min"),
        ("on_planned_share_min", "share"), ("crew_min", ""), ("parcels_min", "parcels"),
        ("chutes_per_tender", ""), ("min", ""), ("decks", ""), ("group_l", ""), ("name", ""),
    ],
)  # fmt: skip
def test_unit_of_a_key(key: str, symbol: str) -> None:
    assert unit_symbol(key) == symbol


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("500 ft/min", "speed_m_per_s", 2.54), ("500 fpm", "speed_m_per_s", 2.54),
        ("9 km/h", "speed_m_per_s", 2.5), ("2.5m/s", "speed_m_per_s", 2.5),
        ("900 mm", "pitch_m", 0.9), ("0.9 m", "length_mm", 900), ("2 h", "setup_min", 120),
        ("3 /min", "rate_per_h", 180), ("20 parcels/min", "rate_per_h", 1200),
        ("60 件/h", "rate_pieces_per_h", 60), ("5 %", "read_share", 0.05),
        ("0.7 元/kWh", "price_yuan_per_kwh", 0.7), ("1e3 kg", "weight_t", None),
        ("60 W", "power_kw", 0.06), ("-5 s", "delay_s", -5), ("1_000 m", "way_km", 1),
    ],
)  # fmt: skip
def test_quantities_are_converted_exactly(text: str, key: str, value: float | None) -> None:
    unit = unit_of(key)
    if value is None:
        assert unit is None
    else:
        assert unit is not None
        assert to_unit(text, unit) == value


@pytest.mark.parametrize(
    ("text", "told", "hint"),
    [
        ("900 mm", "is a length, but m/s is a speed", None),
        ("5 kg", "is a mass, but m/s is a speed", None),
        ("2.5", 'needs its unit inside the quotes, such as "5 m/s"', None),
        ("5 m/sek", "has an unknown unit 'sek'", "sec"),
        ("fast", "must be a number", None),
        ("", "must be a number", None),
    ],
)
def test_wrong_quantities_are_told(text: str, told: str, hint: str | None) -> None:
    unit = unit_of("speed_m_per_s")
    assert unit is not None
    with pytest.raises(UnitError, match=told.replace("(", ".")) as caught:
        to_unit(text, unit)
    assert caught.value.suggestion == hint


@given(st.integers(-(10**9), 10**9))
def test_there_and_back_is_exact(number: int) -> None:
    metres, millimetres = unit_of("a_m"), unit_of("a_mm")
    assert metres is not None
    assert millimetres is not None
    there = to_unit(f"{number} m", millimetres)
    assert to_unit(f"{there} mm", metres) == number


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("speed_ms", ["speed_m_per_s", "pitch_m"], "speed_m_per_s"),
        ("Decks", ["decks", "docks"], "decks"),
        ("qqq", ["decks"], None),
        ("x", [], None),
    ],
)
def test_nearest_name(name: str, known: list[str], hint: str | None) -> None:
    assert nearest(name, known) == hint

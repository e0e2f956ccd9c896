"""Annotated values: what stands behind a number, and what must."""

from __future__ import annotations

import pytest

from sortsim.spec.nodes import Origin
from tests.unit.spec.small_project import Project

HEAD = 'name = "x"\n[loop.a]\nkind = "single"\n'


def test_annotations_are_stripped_and_kept(project: Project) -> None:
    resolved = project.load(
        HEAD + 'speed_m_per_s = { value = 2.5, class = "sourced", source = "S54", '
        'low = "90 m/min", high = 3, note = "n" }\npitch_m = 0.5\n'
    )
    assert resolved.scenario.loop["a"].speed_m_per_s == 2.5
    assert resolved.origins["loop.a.speed_m_per_s"] == Origin(
        "scenarios/x.toml", 4, 1, "sourced", "S54", 1.5, 3, "n"
    )
    assert resolved.origin("loop.a.pitch_m").cls == "stated"
    assert resolved.origin("loop.a.chutes").cls == "default"


def test_a_table_of_values_shares_its_annotation(project: Project) -> None:
    resolved = project.load(
        HEAD + 'speed_m_per_s = 1\nshares = { value = { s = 0.2, l = 0.8 }, class = "estimate", '
        "low = { s = 0.1, l = 0.7 }, high = { s = 0.3, l = 0.9 } }\n"
    )
    assert resolved.scenario.loop["a"].shares == {"s": 0.2, "l": 0.8}
    origin = resolved.origins["loop.a.shares.l"]
    assert (origin.cls, origin.low, origin.high) == ("estimate", 0.7, 0.9)


@pytest.mark.parametrize(
    ("annotation", "told"),
    [
        ("{ value = 2 }", "needs class, one of sourced, derived, estimate"),
        ('{ value = 2, class = "derivd" }', "did you mean 'derived'?"),
        ('{ value = 2, clas = "derived" }', "an annotated value; did you mean 'class'"),
        ('{ value = 2, class = "sourced" }', "needs source"),
        ('{ value = 2, class = "sourced", source = "" }', "needs source"),
        ('{ value = 2, class = "estimate", low = 1 }', "an estimate needs high"),
        ('{ value = 2, class = "estimate" }', "an estimate needs low and high"),
        ('{ value = 2, class = "derived", low = 3 }', "low = 3: must be at most the value 2"),
        ('{ value = 2, class = "derived", high = 1 }', "high = 1: must be at least the value 2"),
        ('{ value = 2, class = "derived", high = "x" }', "high = 'x': must be a number"),
        ('{ value = 2, class = "derived", note = 3 }', "note = 3: must be a string"),
        ('{ value = "2 kg", class = "derived" }', "is a mass, but m/s is a speed"),
        ("nan", "must be a finite number, not nan"),
        ("-inf", "must be a finite number, not -inf"),
        ('"2.5"', "needs its unit inside the quotes"),
    ],
)  # fmt: skip
def test_faults_of_annotations_are_told_once(project: Project, annotation: str, told: str) -> None:
    lines = project.problems(HEAD + f"speed_m_per_s = {annotation}\n")
    assert any(told in line for line in lines), lines
    assert all(line.startswith("scenarios/x.toml:4:") for line in lines)
    assert all("loop.a.speed_m_per_s" in line for line in lines)


def test_arrays_have_ranges_item_by_item(project: Project) -> None:
    text = HEAD + "speed_m_per_s = 1\n[[wave]]\nat = '06:00'\nloads = "
    good = text + '{ value = [3, 4], class = "estimate", low = [1, 2], high = [5, 6] }'
    assert project.load(good).scenario.wave[0].loads == (3, 4)
    bad = text + '{ value = [3, 4], class = "estimate", low = [1, 5], high = [5] }'
    lines = project.problems(bad)
    assert "wave.0.loads.low" in lines[0]
    assert "must be at most the value 4" in lines[0]
    assert "must be an array of 2 numbers like value" in lines[1]


def test_times_of_day_without_quotes_are_strings(project: Project) -> None:
    resolved = project.load(HEAD + "speed_m_per_s = 1\n[[wave]]\nat = 22:30:00\n")
    assert resolved.scenario.wave[0].at == "22:30:00"

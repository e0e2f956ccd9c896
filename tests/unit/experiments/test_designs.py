"""The designs: which levels the factors take in which cells."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sortsim.core.errors import InputError
from sortsim.experiments.design.axis import Axis
from sortsim.experiments.design.full_factorial import full_factorial
from sortsim.experiments.design.latin_hypercube import latin_hypercube
from sortsim.experiments.design.one_at_a_time import one_at_a_time
from sortsim.experiments.design.rows import rows
from sortsim.experiments.design.sobol import sobol
from sortsim.spec.experiment import FactorSpec

SHARE = Axis("share", (0.0, 1.0), is_range=True)
TWO = (SHARE, Axis("count", (1, 8), is_range=True, is_whole=True))
LISTED = st.lists(
    st.lists(st.integers(0, 99), min_size=1, max_size=4, unique=True), min_size=1, max_size=4
)


@given(LISTED)
def test_full_factorial_has_every_combination_once(levels: list[list[int]]) -> None:
    """A full factorial has as many cells as the product of the levels, no two alike."""
    axes = [Axis(f"f{i}", tuple(some)) for i, some in enumerate(levels)]
    points = full_factorial(axes)
    assert len(points) == math.prod(map(len, levels))
    assert len({tuple(point.values()) for point in points}) == len(points)
    assert all(point[axis.name] in axis.levels for point in points for axis in axes)


def test_full_factorial_turns_the_last_factor_fastest() -> None:
    """Cells are numbered in the order of the file, the last factor fastest."""
    points = full_factorial([Axis("a", (1, 2)), Axis("b", ("x", "y"))])
    assert [tuple(point.values()) for point in points] == [(1, "x"), (1, "y"), (2, "x"), (2, "y")]


@given(LISTED)
def test_one_at_a_time_changes_one_factor(levels: list[list[int]]) -> None:
    """Each cell but the first differs from the baseline in one factor alone."""
    axes = [Axis(f"f{i}", tuple(some)) for i, some in enumerate(levels)]
    baseline, *others = one_at_a_time(axes)
    assert len(others) == sum(len(some) - 1 for some in levels)
    for point in others:
        assert sum(point[name] != baseline[name] for name in baseline) == 1


def test_one_at_a_time_takes_the_stated_baseline() -> None:
    """The baseline of a factor is the stated one, and is no cell a second time."""
    points = one_at_a_time([Axis("a", (1, 2, 3), baseline=2), Axis("b", (5, 6))])
    found = [tuple(point.values()) for point in points]
    assert found == [(2, 5), (1, 5), (3, 5), (2, 6)]


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 40), st.integers(0, 2**40), st.sampled_from(["random-cd", "none"]))
def test_latin_hypercube_has_one_point_a_stratum(points: int, seed: int, how: str) -> None:
    """Of n equal strata of a range each has one of n points."""
    axes = (SHARE, Axis("other", (0.0, 1.0), is_range=True))
    found = latin_hypercube(axes, points, how, seed)  # type: ignore[arg-type]
    for axis in axes:
        strata = sorted(math.floor(float(point[axis.name]) * points - 1e-4) for point in found)
        near = sorted(math.floor(float(point[axis.name]) * points + 1e-4) for point in found)
        assert all(a <= i <= b for i, (a, b) in enumerate(zip(strata, near, strict=True)))


def test_latin_hypercube_gives_listed_levels_equal_parts() -> None:
    """Three listed levels over thirty points have ten each."""
    found = latin_hypercube([Axis("a", ("x", "y", "z"))], 30, "none", 7)
    assert [sum(p["a"] == level for p in found) for level in ("x", "y", "z")] == [10, 10, 10]


@pytest.mark.parametrize(("asked", "made"), [(2, 2), (5, 8), (16, 16), (17, 32)])
def test_sobol_makes_a_power_of_two(asked: int, made: int) -> None:
    """A Sobol design has the next power of two of points, each eighth of an axis its share."""
    found = sobol(TWO, asked, 3)
    assert len(found) == made
    if made >= 8:
        counts = [sum(point["count"] == level for point in found) for level in range(1, 9)]
        assert counts == [made // 8] * 8


def test_sampled_designs_follow_the_seed() -> None:
    """The same seed gives the same points, another seed others."""
    assert sobol(TWO, 8, 3) == sobol(TWO, 8, 3) != sobol(TWO, 8, 4)
    first = latin_hypercube(TWO, 8, "random-cd", 3)
    assert first == latin_hypercube(TWO, 8, "random-cd", 3)
    assert first != latin_hypercube(TWO, 8, "random-cd", 4)


def test_ranges_are_spread_as_asked() -> None:
    """A logarithmic range has its geometric mean in the middle; whole numbers reach both ends."""
    assert Axis("a", (1.0, 100.0), is_range=True, is_log=True).at(0.5) == 10.0
    whole = TWO[1]
    assert (whole.at(0.0), whole.at(0.999), whole.at(1.0)) == (1, 8, 8)


FACTORS = {
    "speed": FactorSpec(keys=("loop.*.speed_m_per_s",), low=1, high=3, label_zh="速度"),
    "layout": FactorSpec(varies="scenario", levels=("semi", "auto"), label_zh="配置"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_rows_are_read_as_analysts_keep_them(tmp_path: Path, encoding: str) -> None:
    """A CSV with Chinese headers, from Excel or not, gives one point a row."""
    path = tmp_path / "cells.csv"
    path.write_bytes("配置,速度\nsemi,2\n\nauto,2.5\n".encode(encoding))
    points = rows(path, FACTORS, ("semi", "auto"))
    assert points == [{"speed": 2, "layout": "semi"}, {"speed": 2.5, "layout": "auto"}]


def test_rows_tell_every_broken_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each wrong cell is told with line, column, value, limit and nearest name, all at once."""
    monkeypatch.chdir(tmp_path)
    Path("cells.csv").write_text("layout,speed\nsmi,2\nauto,9\nauto,\n", "utf-8")
    with pytest.raises(InputError) as caught:
        rows(Path("cells.csv"), FACTORS, ("semi", "auto"))
    assert str(caught.value).split("\n") == [
        "cells.csv:2: layout = 'smi': must be one of semi, auto; did you mean 'semi'?",
        "cells.csv:3: speed = '9': must be from 1 to 3",
        "cells.csv:4: speed: is empty",
    ]

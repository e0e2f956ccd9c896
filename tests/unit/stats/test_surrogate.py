"""The surface through slacks and the points it proposes."""

from __future__ import annotations

import numpy as np
import pytest

from sortsim.core.streams import stream
from sortsim.stats.surrogate import NEAR, SLACK_SCALE, Floats, Surface, first_points, proposals

CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.5, 0.5]])


def slack(points: Floats) -> Floats:
    """Return a slack that grows with both values and is zero where they sum to one."""
    return np.asarray(0.05 * (points.sum(axis=1) - 1.0))


def dear(point: Floats) -> float:
    """Return a cost in which the first value is three times as dear as the second."""
    return float(10 + 3 * point[0] + point[1])


def test_the_surface_goes_through_the_runs() -> None:
    """At a point that was run it is that run's slack, tamed."""
    surface = Surface(CORNERS, slack(CORNERS))
    assert surface.at(CORNERS) == pytest.approx(np.arcsinh(slack(CORNERS) / SLACK_SCALE))
    assert surface.distance(np.array([[0.5, 0.4], [1.0, 0.0]])) == pytest.approx([0.1, 0.0])


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_runs_or_runs_in_a_row_make_a_surface_too(count: int) -> None:
    """Where points do not tell a plane a constant lies beneath."""
    points = np.array([[0.1, 0.5], [0.4, 0.5], [0.9, 0.5]])[:count]
    surface = Surface(points, np.linspace(-0.1, 0.1, count))
    assert np.isfinite(surface.at(np.array([[0.3, 0.3]]))).all()


def test_proposals_are_cheap_and_keep_the_slack_that_is_asked() -> None:
    """The first takes of the cheap value; more slack asked moves it up."""
    surface = Surface(CORNERS, slack(CORNERS))

    def first(least_slack: float) -> Floats:
        rng = stream(1, 0, "test.surface")
        return proposals(surface, dear, [0, 0], rng, least_slack=least_slack)[0]

    plain, safer = first(0.0), first(0.02)
    assert plain[0] < 0.1
    assert plain.sum() == pytest.approx(1.0, abs=0.1)
    assert safer.sum() > plain.sum() + 0.2
    assert np.array_equal(plain, first(0.0))


def test_proposals_lie_on_the_levels_and_away_from_what_was_run() -> None:
    """Four even values of the first, any of the second."""
    surface = Surface(CORNERS, slack(CORNERS))
    for point in proposals(surface, dear, [4, 0], stream(2, 0, "test.surface")):
        assert point[0] * 3 == pytest.approx(round(point[0] * 3))
        assert 0.0 <= point[1] <= 1.0
        assert surface.distance(point[None, :])[0] >= NEAR


def test_first_points_fill_every_row_of_a_latin_hypercube() -> None:
    """Each fifth of each axis holds one of five points."""
    points = first_points(5, 3, stream(1, 0, "test.spread"))
    assert sorted(map(tuple, np.sort((points * 5).astype(int), axis=0))) == [
        (i,) * 3 for i in range(5)
    ]

"""Effects of a factorial, Morris' and Sobol's measures, and the metamodel."""

from __future__ import annotations

import sys
from itertools import product

import numpy as np
import pytest

from sortsim.stats.experiments.factorial import interactions, is_full_factorial, main_effects
from sortsim.stats.experiments.metamodel import fit
from sortsim.stats.experiments.morris import (
    MissingExtraError,
    elementary_effects,
    morris_effects,
    morris_points,
)
from sortsim.stats.experiments.pairing import pairing
from sortsim.stats.experiments.sobol import indices_of_function, sobol_indices, sobol_points

DESIGN = np.array(list(product(range(2), range(3))))


def ishigami(points: np.ndarray) -> np.ndarray:
    """Return Ishigami's function, the usual test of indices, over the unit cube."""
    x = np.pi * (2 * points - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def responses() -> np.ndarray:
    """Return a sum of known effects with a noise that all cells of a replication share."""
    first, second = np.array([-1.0, 1.0]), np.array([-3.0, 0.0, 3.0])
    both = np.array([[2.0, 0.0, -2.0], [-2.0, 0.0, 2.0]])
    exact = [first[a] + second[b] + both[a, b] for a, b in DESIGN]
    shared = np.random.default_rng(0).normal(100, 50, 5)
    return np.array(exact)[:, None] + shared


def test_effects_of_a_factorial_are_those_put_in() -> None:
    """Noise common to a replication's cells leaves every effect, exactly, with width 0."""
    found = main_effects(DESIGN, responses())
    assert [(e.factors, e.levels) for e in found[:3]] == [((0,), (0,)), ((0,), (1,)), ((1,), (0,))]
    assert [e.interval.mean for e in found] == pytest.approx([-1, 1, -3, 0, 3])
    assert max(e.interval.half_width or 0 for e in found) < 1e-10
    both = interactions(DESIGN, responses())
    assert [e.interval.mean for e in both] == pytest.approx([2, 0, -2, -2, 0, 2])


def test_intervals_of_effects_hold_at_once() -> None:
    """Five effects have each the level 1 - .05/5; a single replication has no width."""
    found = main_effects(DESIGN, responses())
    assert found[0].interval.level == pytest.approx(0.99)
    assert main_effects(DESIGN, responses()[:, :1])[0].interval.half_width is None


def test_only_a_full_factorial_has_them() -> None:
    """A missing cell, a cell twice or an unknown response is refused."""
    assert is_full_factorial(DESIGN)
    assert not is_full_factorial(DESIGN[:-1])
    assert not is_full_factorial(np.vstack([DESIGN[:-1], DESIGN[:1]]))
    with pytest.raises(ValueError, match="full factorial"):
        main_effects(DESIGN[1:], responses()[1:])
    with pytest.raises(ValueError, match="all known"):
        main_effects(DESIGN, np.full((6, 2), np.nan))


def test_elementary_effects_agree_with_salib() -> None:
    """mu, mu* and sigma of SALib's own analysis, and a factor that does nothing gets nothing."""
    from SALib.analyze import morris

    points = morris_points(4, 12, seed=3)
    values = 3 * points[:, 0] - 2 * points[:, 1] ** 2 + 4 * points[:, 1] * points[:, 2]
    found = morris_effects(points, values)
    names = [f"x{n}" for n in range(4)]
    problem = {"num_vars": 4, "names": names, "bounds": [[0, 1]] * 4}
    theirs = morris.analyze(problem, points, values, num_levels=4, seed=1)
    assert [e.mu.mean for e in found] == pytest.approx(list(theirs["mu"]))
    assert [e.mu_star for e in found] == pytest.approx(list(theirs["mu_star"]))
    assert [e.sigma for e in found] == pytest.approx(list(theirs["sigma"]), abs=1e-9)
    assert found[0].mu.mean == pytest.approx(3)
    assert (found[3].mu_star, found[3].mu_star_high) == (0, 0)
    assert all(e.mu_star_low <= e.mu_star <= e.mu_star_high for e in found)


def test_morris_points_are_the_same_for_a_seed() -> None:
    """Same seed, same walks; another seed walks elsewhere."""
    assert (morris_points(3, 4, 1) == morris_points(3, 4, 1)).all()
    assert (morris_points(3, 4, 1) != morris_points(3, 4, 2)).any()


def test_without_salib_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named; no module error reaches the user."""
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    monkeypatch.setitem(sys.modules, "SALib.sample.morris", None)
    with pytest.raises(MissingExtraError, match=r"sortsim\[doe\]"):
        morris_points(3, 4, 1)


def test_points_that_are_no_walk_are_refused() -> None:
    """A step that moves two factors, or a missing point, is no trajectory."""
    with pytest.raises(ValueError, match="one factor"):
        elementary_effects([[0, 0], [1, 1], [1, 0]], [0, 1, 2])
    with pytest.raises(ValueError, match="trajectories"):
        elementary_effects([[0, 0], [1, 0]], [0, 1])


def test_sobol_indices_of_ishigami() -> None:
    """First .3139, .4424, 0 and total .5576, .4424, .2437 lie in the intervals (Saltelli 2008)."""
    found = indices_of_function(ishigami, 3, base=4096)
    for index, first, total in zip(
        found, (0.3139, 0.4424, 0), (0.5576, 0.4424, 0.2437), strict=True
    ):
        assert index.first_low <= first <= index.first_high
        assert index.total_low <= total <= index.total_high
        assert index.first == pytest.approx(first, abs=0.02)
        assert index.total == pytest.approx(total, abs=0.02)


def test_sobol_of_nonsense_is_refused() -> None:
    """One factor alone, a base of 100, or constant values, are refused."""
    with pytest.raises(ValueError, match="two factors"):
        sobol_points(1, 64, 1)
    with pytest.raises(ValueError, match="power of two"):
        sobol_points(2, 100, 1)
    with pytest.raises(ValueError, match="vary"):
        sobol_indices(np.ones(40), 2)


def cube(count: int, factors: int) -> np.ndarray:
    """Return points of a Latin hypercube."""
    from scipy.stats import qmc

    return qmc.LatinHypercube(factors, rng=np.random.default_rng(1)).random(count)


def test_a_quadratic_surface_is_found_exactly() -> None:
    """The regression wins where it is the truth, without error, between the points too."""
    points = cube(30, 2)

    def truth(x: np.ndarray) -> np.ndarray:
        return 2 * x[:, 0] + x[:, 0] * x[:, 1] - 3 * x[:, 1] ** 2

    found = fit(points, truth(points))
    assert found is not None
    assert (found.kind, found.is_good_enough) == ("quadratic", True)
    assert found.model.at(cube(7, 2)) == pytest.approx(truth(cube(7, 2)))


@pytest.mark.parametrize("kind", ["quadratic", "gaussian process"])
def test_left_out_errors_are_those_of_leaving_out(kind: str) -> None:
    """The closed formulas equal fits without each point, lengths of the process held."""
    from sortsim.stats.experiments.gaussian_process import GaussianProcess, _covariance, _kernel
    from sortsim.stats.experiments.metamodel import Quadratic

    points = cube(14, 2)
    values = np.sin(4 * points[:, 0]) + points[:, 1]
    if kind == "quadratic":
        told = Quadratic.fitted(points, values).left_out()
        by_hand = [
            values[n] - Quadratic.fitted(np.delete(points, n, 0), np.delete(values, n)).at(
                points[n : n + 1]
            )[0]
            for n in range(14)
        ]  # fmt: skip
    else:
        process = GaussianProcess.fitted(points, values)
        told, by_hand = process.left_out(), []
        for n in range(14):
            rest, seen = np.delete(points, n, 0), np.delete(values, n)
            inverse = np.linalg.inv(_covariance(rest, process.lengths, process.noise))
            trend = inverse.sum(0) @ seen / inverse.sum()
            near = _kernel(points[n : n + 1], rest, process.lengths)
            by_hand.append(values[n] - trend - float((near @ inverse @ (seen - trend))[0]))
    assert told == pytest.approx(by_hand, rel=1e-5, abs=1e-7)


def test_a_wavy_surface_needs_the_process_and_noise_has_no_model() -> None:
    """A sine is good enough by the process; pure noise says that it is not."""
    points = cube(40, 2)
    wavy = fit(points, np.sin(7 * points[:, 0]) + points[:, 1])
    assert wavy is not None
    assert (wavy.kind, wavy.is_good_enough) == ("gaussian process", True)
    noise = fit(points, np.random.default_rng(9).normal(size=40))
    assert noise is not None
    assert not noise.is_good_enough
    assert noise.error > 0.5
    assert fit(points, np.ones(40)) is None
    assert fit(points[:4], np.arange(4.0)) is None


def test_pairing_tells_what_common_numbers_bought() -> None:
    """Correlation .9 of equal spreads leaves a tenth of the variance: ten times the runs."""
    rng = np.random.default_rng(2)
    shared, one, two = rng.normal(size=(3, 20000))
    found = pairing(3 * shared + one, 3 * shared + two)
    assert found.correlation == pytest.approx(0.9, abs=0.01)
    assert found.runs_saved == pytest.approx(10, rel=0.05)
    with pytest.raises(ValueError, match="two replications"):
        pairing([1.0], [2.0])

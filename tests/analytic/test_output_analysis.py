"""Published output analysis, to the printed digits (cases S21 and S23 to S26)."""

from __future__ import annotations

import numpy as np
import pytest

from sortsim.stats.experiments.allocation import ocba_shares, whole_counts
from sortsim.stats.experiments.kim_nelson import h_squared, select
from sortsim.stats.experiments.paired import all_pairs, compare_pairs
from sortsim.stats.experiments.selection import (
    bonferroni_t,
    difference_variances,
    screen,
    second_stage_replications,
)
from sortsim.stats.experiments.warm_up import mser
from sortsim.stats.intervals import mean_interval, paired_interval, pooled_interval, student_t

DESIGN_1 = [10.98, 8.87, 10.53, 9.40, 10.10, 10.28, 8.86, 9.00, 9.99, 9.57]
DESIGN_2 = [8.93, 9.82, 9.27, 8.50, 9.63, 9.55, 9.30, 9.31, 9.23, 8.88, 8.05, 8.74]
ONE = [63.72, 32.24, 40.28, 36.94, 36.29, 56.94, 34.10, 63.36, 49.29, 87.20]
TWO = [63.06, 31.78, 40.32, 37.71, 36.79, 57.93, 33.39, 62.92, 47.67, 80.79]
THREE = [57.74, 29.65, 36.52, 35.71, 33.81, 51.54, 31.39, 57.24, 42.63, 67.27]
FOUR = [62.63, 31.56, 39.87, 37.35, 36.65, 57.15, 33.30, 62.21, 47.46, 79.60]
SYSTEMS = np.array([ONE, TWO, THREE, FOUR])


def test_s21_two_checkpoints() -> None:
    """S21: ROS 4 prints means 9.76, 9.10, deviations .74, .50, and 0.66 +- 0.553."""
    one, two = mean_interval(DESIGN_1), mean_interval(DESIGN_2)
    assert f"{one.mean:.3f} {two.mean:.4f}" == "9.758 9.1008"
    assert f"{one.deviation:.2f} {two.deviation:.2f}" == "0.74 0.50"
    found = pooled_interval(DESIGN_1, DESIGN_2)
    assert f"{found.mean:.2f} {found.half_width:.4f}" == "0.66 0.5530"
    assert f"{found.low:.2f} {found.high:.2f}" == "0.10 1.21"


def test_s21_the_book_pairs() -> None:
    """S21: ten differences of mean 2.22 and deviation .55 give +- .3934, with t 2.262."""
    steps = np.array([-1.0, 1.0] * 5)
    differences = 2.22 + 0.55 * steps / steps.std(ddof=1)
    found = paired_interval(differences, np.zeros(10))
    assert f"{found.half_width:.4f}" == "0.3934"
    assert f"{found.low:.3f} {found.high:.3f}" == "1.827 2.613"
    assert f"{student_t(0.975, 9):.3f}" == "2.262"  # the book's table row prints 2.261


def test_s23_single_systems() -> None:
    """S23: KSL 5 prints means, deviations and intervals of the four systems."""
    told = [mean_interval(row) for row in SYSTEMS]
    assert [f"{i.mean:.4f}" for i in told] == ["50.0360", "49.2360", "44.3500", "48.7780"]
    assert [f"{i.deviation:.4f}" for i in told] == ["17.7027", "16.2450", "13.1509", "15.9415"]
    # The book's own t quantiles are right to about nine digits, so are its ends.
    assert told[2].low == pytest.approx(34.94237884397989, abs=2e-8)
    assert told[2].high == pytest.approx(53.7576211560201, abs=2e-8)


def test_s23_all_pairs() -> None:
    """S23: KSL 5's intervals of all six differences, 95 % each, to seven decimals."""
    printed = {
        (0, 1): (-0.717163895232598, 2.317163895232595),
        (0, 2): (1.8671698996711696, 9.504830100328828),
        (0, 3): (-0.41806967690470764, 2.934069676904709),
        (1, 2): (2.422703009361264, 7.349296990638738),
        (1, 3): (0.21155519141551002, 0.7044448085844948),
        (2, 3): (-6.673063053959199, -2.182936946040797),
    }
    for pair in all_pairs(4):
        found = compare_pairs(SYSTEMS, [pair])[0]
        assert (found.low, found.high) == pytest.approx(printed[pair], abs=1e-8)


def test_s23_two_stages() -> None:
    """S23: largest variance 28.49805, t 2.5096: 45 replications tell 2 with 95 %."""
    assert f"{difference_variances(SYSTEMS).max():.5f}" == "28.49805"
    assert f"{bonferroni_t(4, 10, 0.95):.4f}" == "2.5096"
    assert second_stage_replications(SYSTEMS, 2.0, 0.95) == 45


def test_s23_screening_for_the_minimum() -> None:
    """S23: One fails against Three's limit 48.5865 (the book); only Three is left (recomputed)."""
    found = screen(SYSTEMS, larger_is_better=False)
    assert f"{50.036 - found.excess[0]:.3f}" == "48.587"
    assert found.kept == (2,)
    limits = SYSTEMS.mean(axis=1) + 2.509587 * np.sqrt(difference_variances(SYSTEMS)[0] / 10)
    assert [f"{limit:.2f}" for limit in limits[1:]] == ["50.92", "48.59", "50.64"]


@pytest.mark.parametrize(
    ("first_stage", "printed"),
    [
        (10, ["6.0129", "11.4294", "15.4635", "19.8823"]),
        (20, ["5.2112", "9.0151", "11.5115", "14.0082"]),
    ],
)
def test_s24_constants_of_kim_and_nelson(first_stage: int, printed: list[str]) -> None:
    """S24: h^2 of 2, 5, 10 and 20 systems at alpha .05."""
    assert [f"{h_squared(k, first_stage):.4f}" for k in (2, 5, 10, 20)] == printed


def test_s24_the_rule_of_dropping() -> None:
    """S24: a system goes when worse by more than delta/(2r) (h^2 S^2/delta^2 - r), not by less.

    Differences +-1 around the mean have S^2 = 10/9, delta 1 and r = 10 make the limit
    (6.0129 x 10/9 - 10) / 20 = -0.166, so 0; delta 0.5 makes it 0.41810.
    """
    noise = np.array([-1.0, 1.0] * 5)
    limit = 0.5 / 20 * (6.01288 * (10 / 9) / 0.25 - 10)
    assert f"{limit:.4f}" == "0.4181"
    for gap, left in ((limit - 1e-3, (0, 1)), (limit + 1e-3, (0,))):
        samples = np.array([np.zeros(10), gap + noise])
        found = select(samples, first_stage=10, indifference=0.5, larger_is_better=False)
        assert found.left == left
        assert found.replications == 10


def test_s25_ten_designs() -> None:
    """S25: means 0 to 9, deviation 6, 1 000 runs."""
    shares = ocba_shares(range(10), [6] * 10, larger_is_better=False)
    printed = "403.2 387.6 96.9 43.1 24.2 15.5 10.8 7.9 6.1 4.8"
    assert " ".join(f"{1000 * share:.1f}" for share in shares) == printed
    assert whole_counts(shares, 1000).sum() == 1000


def test_s25_three_designs() -> None:
    """S25: (1, 2, 3) with deviations (2, 1, 4)."""
    shares = ocba_shares([1, 2, 3], [2, 1, 4], larger_is_better=False)
    assert [f"{share:.4f}" for share in shares] == ["0.3613", "0.1277", "0.5110"]


def test_s26_series_d() -> None:
    """S26: a hundred zeros before 9s and 11s: delete 100, mean 10, statistic 1/180."""
    found = mser([0] * 100 + [9, 9, 9, 9, 9, 11, 11, 11, 11, 11] * 90)
    assert (found.delete, found.mean, found.is_too_short) == (100, 10.0, False)
    assert f"{found.statistic:.7f}" == "0.0055556"


def test_s26_series_c() -> None:
    """S26: batches that are all equal after a hundred zeros: delete 100, statistic exactly 0."""
    found = mser([0] * 100 + [9, 11, 10, 8, 12] * 180)
    assert (found.delete, found.mean, found.statistic) == (100, 10.0, 0.0)
    assert not found.is_too_short


def test_s26_a_minimum_at_the_edge() -> None:
    """S26: a series that climbs to its end has no warm-up: the run is too short."""
    assert mser(np.arange(200.0)).is_too_short

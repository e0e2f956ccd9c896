"""The time left is that of the parcels still to go, over all workers."""

from __future__ import annotations

import pytest

from sortsim.api.forecast import Forecast, RunForecast, makespan_s


def reported(run: RunForecast, final_share: float, until: float, steps: int = 480) -> None:
    """Report even progress up to a share of the time to a run that ends with ``final_share``."""
    for step in range(1, round(steps * until) + 1):
        run.hear(step / steps, final_share * step / steps)


def test_a_run_that_keeps_up_takes_its_parcels_share() -> None:
    """A quarter of the parcels in 10 s: 40 s in all."""
    run = RunForecast(began_s=100.0)
    reported(run, 1.0, 0.25)
    assert run.work_share == pytest.approx(0.25)
    assert run.left_s(110.0) == pytest.approx(30.0)


def test_a_run_that_falls_behind_is_not_waited_for_beyond_its_end() -> None:
    """Where half the parcels will never leave, the forecast is of those that will."""
    run = RunForecast(began_s=0.0)
    reported(run, 0.5, 0.75)
    # 0.375 of all parcels have gone; 0.125 will go, a little more is reckoned with.
    assert run.work_share == pytest.approx(0.375 / (0.375 + 1.25 * 0.125), rel=0.02)
    reported(run, 0.5, 1.0)
    assert run.work_share == 1.0
    assert run.left_s(50.0) == 0.0


def test_nothing_is_said_before_anything_is_measured() -> None:
    """Without a parcel gone there is no rate."""
    run = RunForecast(began_s=0.0)
    assert run.left_s(5.0) is None
    run.hear(0.001, 0.0)
    assert run.left_s(6.0) is None


def test_progress_never_goes_back() -> None:
    """A late report changes nothing."""
    run = RunForecast(began_s=0.0)
    run.hear(0.5, 0.4)
    run.hear(0.3, 0.2)
    assert (run.time_share, run.parcel_share) == (0.5, 0.4)


@pytest.mark.parametrize(
    ("running", "waiting", "workers", "expected"),
    [
        ([10.0, 30.0], [], 2, 30.0),
        ([10.0, 30.0], [25.0], 2, 35.0),
        ([10.0], [20.0, 20.0], 1, 50.0),
        ([], [], 2, 0.0),
        ([5.0], [7.0], 2, 7.0),
    ],
)
def test_waiting_runs_go_to_the_first_free_worker(
    running: list[float], waiting: list[float], workers: int, expected: float
) -> None:
    """The last end is that of list scheduling, counted by hand."""
    assert makespan_s(running, waiting, workers) == expected


def even(forecast: Forecast, name: str, until: float) -> None:
    """Report even progress of a run that keeps up."""
    for step in range(1, round(480 * until) + 1):
        forecast.hear(name, step / 480, step / 480)


def test_a_set_counts_runs_that_wait_by_those_that_are_known() -> None:
    """Two at work with 20 s and 30 s left, a third that waits takes their mean of 45 s."""
    forecast = Forecast(workers=2, waiting=[1.0, 1.0, 1.0])
    forecast.begin("a", 0.0)
    forecast.begin("b", 0.0)
    even(forecast, "a", 0.5)
    even(forecast, "b", 0.4)
    # a: 20 s of 40 s; b: 20 s of 50 s; c: 45 s after a.
    assert forecast.left_s(20.0) == pytest.approx(20.0 + 45.0)
    assert forecast.done_share(20.0) == pytest.approx(0.9 / 3)
    forecast.end("a", 40.0)
    assert forecast.done_s == [40.0]


def test_a_small_run_counts_for_less() -> None:
    """A run of a tenth of the work takes a tenth of the time."""
    forecast = Forecast(workers=1, waiting=[1.0])
    forecast.begin("a", 0.0)
    forecast.end("a", 50.0)
    forecast.look_ahead([0.1, 0.3], 50.0)
    assert forecast.left_s(50.0) == pytest.approx(20.0)
    assert forecast.done_share(50.0) == pytest.approx(1 / 1.4)


def test_runs_beyond_the_budget_are_not_waited_for() -> None:
    """Of three runs of 50 s two fit into 120 s; the bar counts no third but one that must be."""
    forecast = Forecast(workers=1, waiting=[1.0])
    forecast.begin("a", 0.0)
    forecast.end("a", 50.0)
    forecast.look_ahead([], 50.0, 120.0, [1.0, 1.0, 1.0])
    assert forecast.left_s(50.0) == pytest.approx(100.0)
    assert forecast.done_share(50.0) == pytest.approx(1 / 3)
    assert forecast.left_s(130.0) == 0.0
    forecast.look_ahead([1.0, 1.0], 50.0, 120.0, [1.0])
    assert forecast.left_s(130.0) == pytest.approx(100.0)


def test_a_run_that_says_nothing_yet_is_taken_for_its_work() -> None:
    """As soon as any run is done there is a measure."""
    forecast = Forecast(workers=2, waiting=[1.0, 0.5])
    forecast.begin("a", 0.0)
    forecast.begin("b", 0.0, 0.5)
    assert forecast.left_s(1.0) is None
    forecast.end("a", 50.0)
    assert forecast.left_s(50.0) == pytest.approx(25.0)

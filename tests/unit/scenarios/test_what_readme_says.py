"""README's answer to 21亿, run whole: what each fit-out does on the design day."""

from __future__ import annotations

import pytest

import sortsim as ss
from sortsim.results.record import RunRecord

pytestmark = [pytest.mark.verify, pytest.mark.timeout(1800)]


def design_day(name: str, *overlays: str) -> RunRecord:
    """Run a shipped centre's design day, without its margin."""
    return ss.simulate(ss.load_scenario(name, overlays=overlays), margin="none")


def value(record: RunRecord, kpi: str) -> float:
    """Return a key figure."""
    return float(record.kpis.loc[kpi, "value"])


def test_by_hand_half_of_what_is_asked_passes() -> None:
    """Manual: about half of the passes of the day."""
    record = design_day("main-centre-manual")
    assert 0.4 < value(record, "passes_per_day") / 2_375_014 < 0.6


def test_semi_automatically_a_third_is_late() -> None:
    """Semi-automatic: the parcels pass, but about a third of them late."""
    record = design_day("main-centre-semi")
    assert value(record, "passes_per_day") > 0.97 * 2_375_014
    assert 0.6 < value(record, "on_planned_share") < 0.75


def test_automatically_a_point_or_two_are_missing() -> None:
    """Fully automatic: just short of 98 % on planned departure."""
    assert 0.96 < value(design_day("main-centre-auto"), "on_planned_share") < 0.98


def test_with_mechanised_unloading_it_carries_the_day() -> None:
    """机械化卸车: 98 % on planned departure, 95 % of next-day promises kept."""
    record = design_day("main-centre-auto", "overlays/mechanised-unloading")
    assert value(record, "on_planned_share") >= 0.98
    assert value(record, "next_day_share") >= 0.95

"""The verdict: its three conditions, its break, its sentences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sortsim.spec.promise_rule import CarriesRule
from sortsim.stats.breaks import area_days, find_break, yard_queue
from sortsim.stats.day import Day
from sortsim.stats.kpis import kpi_values
from sortsim.stats.verdict import Verdict, judge
from tests.unit.stats.days import DAY_MS, END_MS, day, hours, inside, parcels, station, vehicles

RAMP = np.concatenate([np.zeros(12), np.arange(1, 7) * 1000, np.full(6, 6000)]).astype(int)
"""A queue that rises from hour 12 (18:00) to hour 17."""
PEAK = (np.arange(24) >= 12) & (np.arange(24) < 18)


def verdict(of: Day, **rule: Any) -> Verdict:
    """Return the verdict under a rule changed as asked."""
    return judge(of, kpi_values(of), CarriesRule(**rule), name="Semi", name_zh="半自动")


def late(count: int, of: int) -> pd.DataFrame:
    """Return parcels of which some missed their departure."""
    return parcels([{"on_planned": False}] * count + [{}] * (of - count))


def test_98_in_100_carry_and_97_do_not() -> None:
    """The limit belongs to the carried side."""
    assert verdict(day(parcels=late(2, 100))).carries
    failing = verdict(day(parcels=late(3, 100)))
    assert failing.failed == ("on_planned_share",)
    assert verdict(day(parcels=late(3, 100)), on_planned_share_min=0.97).carries


def test_promises_are_judged_among_eligible() -> None:
    """One of ten eligible promises missed breaks 95 %."""
    kept = {"eligible": True, "next_day_zone": True, "promise_kept": True}
    missed = {**kept, "promise_kept": False}
    found = verdict(day(parcels=parcels([kept] * 9 + [missed])))
    assert found.failed == ("next_day_share",)


def test_backlog_may_grow_by_a_hundredth_of_the_day() -> None:
    """100 parcels: one more at the end than at the start is allowed, two are not."""
    facts = {"opening_backlog_parcels": 50}
    for closing, carries in ((51, True), (52, False)):
        table = hours([0] * 24, backlog=[0] * 23 + [closing])
        assert verdict(day(parcels=late(0, 100), hours=table, facts=facts)).carries is carries


def test_an_empty_day_is_carried_and_says_nothing_was_due() -> None:
    """Nothing due, nothing missed."""
    found = verdict(day(parcels=parcels([]), hours=hours([])))
    assert found.carries
    assert "backlog 0" in found.sentence


def test_the_saturated_station_whose_queue_rises_is_the_break() -> None:
    """Doors at work all the time while vehicles pile up from 18:00."""
    doors = station("dock", "door", busy_share=np.where(PEAK, 1.0, 0.6), waiting_pieces=RAMP)
    loop = station("loop", "loop", busy_share=0.7)
    found = find_break(area_days(pd.concat([doors, loop])))
    assert found is not None
    assert (found.area, found.hour_of_day, found.symptom) == ("dock", 18, "dock")
    assert found.delay_h == pytest.approx(6000 / 1200)


def test_a_blocked_queue_points_at_the_saturated_station_beyond() -> None:
    """The yard grows since doors are blocked by lines, lines by a loop that is full.

    Of two saturated stations the one further on counts; a blocked one is no cause.
    """
    blocked = np.where(PEAK, 0.6, 0.0)
    table = pd.concat(
        [
            station("dock", "door", busy_share=0.4, blocked_share=blocked, waiting_pieces=RAMP),
            station("infeed", "line", busy_share=0.4, blocked_share=blocked),
            station("xray", "xray", busy_share=1.0),
            station("held", "wheel", busy_share=1.0, blocked_share=blocked),
            station("loop", "loop", busy_share=np.where(PEAK, 0.97, 0.5)),
            station("lanes", "lane", busy_share=0.3),
        ]
    )
    found = find_break(area_days(table))
    assert found is not None
    assert (found.area, found.kind, found.symptom) == ("loop", "loop", "dock")
    assert found.hour_of_day == 18


def test_a_stopped_machine_counts_as_saturated() -> None:
    """A breakdown holds up what stands before it."""
    table = pd.concat(
        [
            station("dock", "door", busy_share=0.3, blocked_share=0.7, waiting_pieces=RAMP),
            station("loop", "loop", busy_share=0.0, stopped_share=np.where(PEAK, 1.0, 0.0)),
        ]
    )
    found = find_break(area_days(table))
    assert found is not None
    assert found.area == "loop"


def test_a_queue_that_rises_at_an_idle_station_is_no_break() -> None:
    """Parcels staged for their departure wait by plan."""
    lanes = station("lanes", "lane", busy_share=0.4, waiting_pieces=RAMP)
    small = station("xray", "xray", busy_share=1.0, waiting_pieces=RAMP // 100)
    assert find_break(area_days(pd.concat([lanes, small]))) is None


def test_vehicles_in_the_yard_are_the_queue_of_their_doors() -> None:
    """Parcels on waiting vehicles, counted at the ends of hours."""
    hour_ms = 3_600_000
    table = vehicles(
        [
            {"actual_ms": DAY_MS + hour_ms // 2, "docked_ms": DAY_MS + 2 * hour_ms + 1},
            {"actual_ms": DAY_MS - 5, "docked_ms": -1, "parcels": 30},
            {"direction": "out"},
            {"actual_ms": -1, "docked_ms": -1},
        ]
    )
    queue = yard_queue(table, DAY_MS)["doors"]
    assert queue[:3].tolist() == [130, 130, 30]
    assert queue[23] == 30
    named = area_days(station("north", "door"), yard_queue(table, DAY_MS, {"doors": "north"}))
    assert named[0].queue[0] == 130
    unnamed = area_days(station("north", "door"), yard_queue(table, DAY_MS))
    assert unnamed[0].queue[0] == 130


def test_sentences_tell_reasons_place_and_hour() -> None:
    """Both languages say what failed, where and when; a missed limit is not rounded up to it."""
    doors = station("dock", "door", busy_share=np.where(PEAK, 1.0, 0.6), waiting_pieces=RAMP)
    table = parcels([inside(900, due_ms=END_MS)] * 51 + [{}] * 2449)
    found = verdict(day(parcels=table, stations=doors))
    assert not found.carries
    assert "97.9 % on planned departure (at least 98.0 % asked)" in found.sentence
    assert "first at dock in the hour from 18:00" in found.sentence
    assert "97.9 %" in found.sentence_zh
    assert "18:00" in found.sentence_zh
    stored = found.as_json()
    assert stored["carries"] is False
    assert stored["breaks_at"] == {
        "station": "dock", "kind": "door", "hour": 18, "hour_index": 12, "symptom": "dock",
        "delay_h": 5.0,
    }  # fmt: skip


def test_a_carried_day_tells_its_margin_and_how_it_was_found() -> None:
    """The note of an estimate stands beside the margin."""
    facts = {"margin_share": 0.12, "margin_note": "fluid estimate"}
    found = verdict(day(facts=facts))
    assert "with a margin of 12 % (fluid estimate)" in found.sentence
    assert found.as_json()["breaks_at"] is None

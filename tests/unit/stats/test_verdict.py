"""The verdict: its three conditions, its break, its sentences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sortsim.spec.promise_rule import CarriesRule
from sortsim.stats.breaks import Break, area_days, find_break, yard_queue
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


def test_doors_that_lack_people_break_while_vehicles_wait_at_the_gate() -> None:
    """Half of the unloaders are missing: doors are not busy, and none of them is free."""
    doors = station("dock", "door", busy_share=0.4, passed_pieces=10)
    hour_ms = 3_600_000
    late_by = np.arange(24) * hour_ms // 2
    waiting = vehicles(
        [
            {"actual_ms": DAY_MS + h * hour_ms, "docked_ms": DAY_MS + h * hour_ms + late_by[h]}
            for h in range(24)
        ]
    )
    found = find_break(area_days(doors, yard_queue(waiting, DAY_MS, {"doors": "dock"})))
    assert found is not None
    assert (found.area, found.is_from_start) == ("dock", False)
    assert found.hour_index in range(1, 6)


def test_a_queue_that_stood_there_at_the_start_and_never_clears_breaks_at_once() -> None:
    """It need not grow any more: 3 000 pieces wait all day where 1 200 an hour pass."""
    doors = station("dock", "door", busy_share=1.0, waiting_pieces=3000)
    found = find_break(area_days(doors))
    assert found is not None
    assert (found.hour_index, found.is_from_start) == (0, True)
    assert found.delay_h == pytest.approx(3000 / 1200)
    cleared = np.where(np.arange(24) < 20, 3000, 0)
    found = find_break(area_days(station("dock", "door", busy_share=1.0, waiting_pieces=cleared)))
    assert found is not None
    assert not found.is_from_start


def test_the_sentence_says_when_all_people_of_the_place_are_at_work() -> None:
    """The doors are the place, their unloaders the reason."""
    doors = station("dock", "door", busy_share=1.0, waiting_pieces=3000)
    labour = pd.DataFrame({"pool": "unloaders", "hour_index": range(24), "present_worker_h": 9.0,
                           "busy_worker_h": 9.0})  # fmt: skip
    of = day(parcels=late(3, 100), stations=doors, labour=labour)
    found = judge(of, kpi_values(of), CarriesRule(), name="Hand", name_zh="人工",
                  pools={"dock": "unloaders"})  # fmt: skip
    assert found.breaks_at is not None
    assert found.breaks_at.pool == "unloaders"
    assert "dock: 2 h of work wait there from 06:00 on" in found.sentence
    assert "every one of its unloaders is at work" in found.sentence
    assert "unloaders 已全员作业" in found.sentence_zh
    assert Break.from_json(found.breaks_at.as_json()) == found.breaks_at
    idle = judge(of, kpi_values(of), CarriesRule(), name="Hand", name_zh="人工")
    assert idle.breaks_at is not None
    assert idle.breaks_at.pool is None


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
        "delay_h": 5.0, "from_start": False, "pool": None,
    }  # fmt: skip


def test_a_carried_day_tells_its_margin_and_how_it_was_found() -> None:
    """The note of an estimate stands beside the margin."""
    facts = {"margin_share": 0.12, "margin_note": "fluid estimate"}
    found = verdict(day(facts=facts))
    assert "with a margin of 12 % (fluid estimate)" in found.sentence
    assert found.as_json()["breaks_at"] is None

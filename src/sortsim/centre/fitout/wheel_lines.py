"""Wheel lines (摆轮线): diverts, their chutes and the end of the line (rule P6).

Here lanes are dealt over the diverts of a line, every line of a part alike.  Only
``fitout.build`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sortsim.centre.fitout import tenders
from sortsim.centre.fitout.draft import Draft, Entry, threshold, with_places
from sortsim.centre.fitout.lanes import SortLane, lanes_of
from sortsim.centre.fitout.sort_plan import SortPlan, deal_lanes
from sortsim.centre.fitout.staging import link_to_lanes
from sortsim.core.clock import duration
from sortsim.plant.contract import DivertPlan, WheelLinePlan
from sortsim.spec.equipment.areas import WheelLine

Chutes = dict[int, list[int]]
"""Line station to the tender station of each divert's chute."""


def reserve(draft: Draft) -> Chutes:
    """Reserve the lines and the tenders of their chutes."""
    chutes: Chutes = {}
    for name, wheel in draft.scenario.wheel_line.items():
        part = f"wheel_line.{name}"
        for n in range(wheel.count):
            index = draft.reserve(part, f"{part}.{n + 1}", machine=True)
            draft.entries[part].append(Entry(index, wheel.entry_places))
            chutes[index] = tenders.reserve(
                draft, f"{part}.chutes", f"{part}.{n + 1}.chutes", wheel.diverts,
                wheel.emptying.chutes_per_tender, is_bagging=False,
            )  # fmt: skip
    return chutes


def divert_plan(lanes: Mapping[int, SortLane], diverts: int) -> SortPlan:
    """Return the diverts of each lane, in the order of travel.

    With diverts enough, each lane has its own and the biggest more; else lanes share
    diverts, the largest first to the divert with the least volume.
    """
    if len(lanes) <= diverts:
        every = dict.fromkeys(range(diverts), tuple(lanes))
        return deal_lanes(lanes, every, range(diverts))
    volume = [0.0] * diverts
    plan: dict[int, tuple[int, ...]] = {}
    for lane in sorted(lanes, key=lambda i: (-lanes[i].weight, i)):
        divert = min(range(diverts), key=lambda d: (volume[d], d))
        volume[divert] += lanes[lane].weight
        plan[lane] = (divert,)
    return dict(sorted(plan.items()))


def describe(draft: Draft, chutes: Chutes) -> None:
    """Describe every line and the tenders of its chutes."""
    for name, wheel in draft.scenario.wheel_line.items():
        lanes = {i: draft.lanes[i] for i in lanes_of(draft.lanes, wheel.lanes)}
        plan = divert_plan(lanes, wheel.diverts)
        for number, index in enumerate(draft.stations[f"wheel_line.{name}"]):
            _describe_line(draft, wheel, index, number, plan, chutes[index])
            _describe_tenders(draft, f"wheel_line.{name}", wheel, plan, chutes[index])


def _describe_line(
    draft: Draft, wheel: WheelLine, index: int, number: int, plan: SortPlan, chutes: list[int]
) -> None:
    to_chute = with_places(wheel.chute_transfer, wheel.chute_places)
    travel_s = [wheel.first_travel_s + d * wheel.spacing_travel_s for d in range(wheel.diverts)]
    diverts = tuple(
        DivertPlan(duration(travel), draft.link(index, chute, to_chute))
        for travel, chute in zip(travel_s, chutes, strict=True)
    )
    ends = draft.link_to(index, wheel.overflow_to, wheel.chute_transfer)
    draft.describe(index, WheelLinePlan(
        draft.names[index], "wheel_line", draft.part_of[index], duration(wheel.headway_s),
        diverts, plan, duration(travel_s[-1] + wheel.end_travel_s), ends[number % len(ends)],
        threshold(wheel.missort_share),
    ))  # fmt: skip


def _describe_tenders(
    draft: Draft, part: str, wheel: WheelLine, plan: SortPlan, chutes: list[int]
) -> None:
    lanes: list[set[int]] = [set() for _ in chutes]
    for lane, diverts in plan.items():
        for divert in diverts:
            lanes[divert].add(lane)
    work = draft.purpose(f"{part}.empty", wheel.emptying.work)
    pool = wheel.emptying.pool if wheel.emptying.chutes_per_tender else None
    for station, own in tenders.lanes_by_station(chutes, lanes).items():
        exits = link_to_lanes(draft, station, own, wheel.lane_transfer)
        tenders.describe(draft, station, pool, work, exits, is_unlimited=False)

"""Hand areas (人工分拣区) in one or two steps (rule P5).

Here the first step is one desk, the second a desk for each group of lanes.
Only ``fitout.build`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sortsim.centre.fitout.draft import Draft, Entry, dealt, parted, threshold
from sortsim.centre.fitout.lanes import lanes_of
from sortsim.centre.fitout.staging import link_to_lanes
from sortsim.plant.contract import DeskPlan, Exits, Stage
from sortsim.spec.equipment.areas import HandArea
from sortsim.spec.laws import Law


def reserve(draft: Draft) -> None:
    """Reserve the steps of every hand area; pieces enter at the first."""
    for name, area in draft.scenario.hand_area.items():
        part = f"hand_area.{name}"
        draft.entries[part].append(Entry(draft.reserve(part, f"{part}.1")))
        for n in range(_groups(draft, area)):
            draft.reserve(part, f"{part}.2.{n + 1}")


def _groups(draft: Draft, area: HandArea) -> int:
    """Return the desks of the second step: no more than there are lanes or positions."""
    if area.second_positions is None:
        return 0
    lanes = len(lanes_of(draft.lanes, area.lanes))
    return max(1, min(area.second_groups, area.second_positions, lanes))


def describe(draft: Draft) -> None:
    """Describe every hand area; the one draw of a missort is made in the first step."""
    for name, area in draft.scenario.hand_area.items():
        first, *second = draft.stations[f"hand_area.{name}"]
        lanes = lanes_of(draft.lanes, area.lanes)
        if second:
            exits = _describe_second(draft, area, first, second, lanes)
        else:
            exits = link_to_lanes(draft, first, lanes, area.lane_transfer)
        _describe_step(draft, area, first, area.positions, area.work, exits)


def _describe_second(
    draft: Draft, area: HandArea, first: int, second: Sequence[int], lanes: Sequence[int]
) -> Exits:
    """Deal lanes by volume over the desks of the second step; return the exits to them."""
    by_volume = sorted(lanes, key=lambda lane: (-draft.lanes[lane].weight, lane))
    positions = parted(area.second_positions or 0, len(second))
    exits: dict[int, tuple[int, ...]] = {}
    for index, own, places in zip(second, dealt(by_volume, len(second)), positions, strict=True):
        link = draft.link(first, index, area.transfer)
        exits.update((lane, (link,)) for lane in own)
        onward = link_to_lanes(draft, index, sorted(own), area.lane_transfer)
        _describe_step(draft, area, index, places, area.second_work or area.work, onward)
    return dict(sorted(exits.items()))


def _describe_step(
    draft: Draft,
    area: HandArea,
    index: int,
    positions: int,
    work: Law,
    exits: Mapping[int, tuple[int, ...]],
) -> None:
    part = draft.part_of[index]
    is_first = index == draft.stations[part][0]
    draft.staff(area.pool, index, positions)
    draft.describe(index, DeskPlan(
        draft.names[index], "hand", part, Stage.HAND, positions, positions,
        *draft.purpose(f"{part}.{1 if is_first else 2}", work), "hand", exits, by_lane=True,
        missort_threshold=threshold(area.missort_share) if is_first else 0,
    ))  # fmt: skip

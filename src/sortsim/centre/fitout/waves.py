"""The sort plans of a loop over the day, one a wave (班次波次, rule P10).

Here waves become sort plans and the instants at which they come into force; dealing
lanes over chutes is done in ``sort_plan``.  ``loops`` and the checks import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sortsim.centre.fitout.geometry import chute_positions, slot_at_or_before
from sortsim.centre.fitout.lanes import SortLane, lanes_of
from sortsim.centre.fitout.model import PlanChange
from sortsim.centre.fitout.sort_plan import SortPlan, deal_lanes, read_plan
from sortsim.core.clock import Ticks, clock_to_ticks
from sortsim.spec.equipment.loops import Loop, Wave


@dataclass(frozen=True, slots=True)
class Change:
    """A plan comes into force on every deck of a loop."""

    at: Ticks
    sort_plan: int
    wave: str

    def at_station(self, station: int) -> PlanChange:
        """Return the change at one deck."""
        return PlanChange(self.at, station, self.sort_plan, self.wave)


def plans_of(
    lanes: Sequence[SortLane], loop: Loop, folder: Path
) -> tuple[tuple[SortPlan, ...], tuple[Change, ...]]:
    """Return the sort plans of a loop, that of 06:00 first, and their daily changes.

    Raises
    ------
    InputError
        If a wave's file has broken rows.
    OSError
        If a wave's file cannot be read.
    """
    if not loop.wave:
        return (_dealt_plan(lanes, loop, lanes_of(lanes, loop.lanes)),), ()
    waves = sorted(loop.wave.items(), key=lambda item: clock_to_ticks(item[1].start))
    if clock_to_ticks(waves[0][1].start) > 0:
        waves = [waves[-1], *waves[:-1]]  # yesterday's last wave is still in force at 06:00
    plans = tuple(wave_plan(lanes, loop, wave, folder) for _, wave in waves)
    changes = [Change(clock_to_ticks(w.start), i, name) for i, (name, w) in enumerate(waves)]
    in_time = sorted(changes, key=lambda change: change.at)
    return plans, tuple(in_time) if len(waves) > 1 else ()


def wave_plan(lanes: Sequence[SortLane], loop: Loop, wave: Wave, folder: Path) -> SortPlan:
    """Return the sort plan of one wave, from its file or dealt by volume."""
    if wave.csv is not None:
        chutes = sum(group.count for group in loop.chute_group.values())
        text = (folder / wave.csv).read_text(encoding="utf-8-sig")
        return read_plan(text, wave.csv, lanes, chutes)
    return _dealt_plan(lanes, loop, wave_lanes(lanes, loop, wave))


def wave_lanes(lanes: Sequence[SortLane], loop: Loop, wave: Wave) -> list[int]:
    """Return the lanes of a wave that the loop sorts."""
    own = set(lanes_of(lanes, loop.lanes))
    return [lane for lane in lanes_of(lanes, wave.lanes) if lane in own]


def _dealt_plan(lanes: Sequence[SortLane], loop: Loop, chosen: Sequence[int]) -> SortPlan:
    eligible: dict[int, tuple[int, ...]] = {}
    slots: list[int] = []
    for group in loop.chute_group.values():
        able = tuple(i for i in chosen if not group.lanes or lanes[i].group in group.lanes)
        for position in chute_positions(group):
            eligible[len(slots)] = able
            slots.append(slot_at_or_before(loop, position)[0])
    return deal_lanes({i: lanes[i] for i in chosen}, eligible, slots)

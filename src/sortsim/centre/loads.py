"""What a vehicle carries, as this configuration sees it: blocks of parcels become loads.

Here the draws that all configurations share become work, area codes, no-reads and
carriers by this configuration's own laws.  What study sources send is in
``source_loads``.  The assembly of a run in ``centre`` and tests import it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.centre.fitout.areas import AreaCodes
from sortsim.centre.fitout.draft import key
from sortsim.centre.fitout.model import Fitout
from sortsim.centre.works import WorkTable
from sortsim.core.clock import TICKS_PER_S, Ticks
from sortsim.demand import laws
from sortsim.demand.parcels import ParcelBlock
from sortsim.plant.contract import MISSORT_SCALE, IntArray, Load
from sortsim.spec.equipment.docks import DoorGroup
from sortsim.spec.laws import Deterministic
from sortsim.spec.scenario import Scenario

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
MOST_NO_READS = 1_000
"""A piece that can never be read fails so often; no run lasts as many laps."""
SLACK = 1e-9
"""Far more than rounding and far less than any share that a scenario tells apart."""


def failed_reads(fail_share: Floats, uniforms: Floats) -> IntArray:
    """Return scanner passes that fail before one succeeds, geometric (rule P9).

    Parameters
    ----------
    fail_share
        Probability that a pass fails, in [0, 1], by piece.
    uniforms
        Uniform draws in [0, 1), by piece.
    """
    count = np.zeros(len(uniforms), np.int64)
    # Nearly all are read at once; the logarithms are for those that perhaps are not.
    some = np.flatnonzero((uniforms >= 1 - fail_share - SLACK) & (fail_share > 0))
    share = np.minimum(fail_share.take(some), 1 - 1e-12)
    fails = np.floor(np.log1p(-uniforms.take(some)) / np.log(share))
    count[some] = np.minimum(fails, MOST_NO_READS)
    return count


@dataclass(frozen=True, slots=True)
class CodeLaws:
    """What the first loop of each area code says of a piece; arrays of shape ``(n_codes,)``."""

    fail_share: Floats
    """Scanner passes that fail."""
    two_carrier_length_mm: Floats
    """A longer piece takes two carriers (rule P7)."""


def code_laws(scenario: Scenario, areas: AreaCodes) -> CodeLaws:
    """Return the reading and carrier laws by area code; codes without a loop need none."""
    fail_share = np.zeros(len(areas.sets))
    length = np.full(len(areas.sets), np.inf)
    for code in range(len(areas.sets)):
        accepted = areas.accepted(code)
        loops = [loop for name, loop in scenario.loop.items() if f"loop.{name}" in accepted]
        if loops:
            fail_share[code] = 1 - loops[0].read_rate
            length[code] = loops[0].two_carrier_length_mm
    return CodeLaws(fail_share, length)


class Loads:
    """Makes the loads of one centre.

    Parameters
    ----------
    scenario
        The centre's scenario.
    fitout
        The centre assembled from it.
    """

    def __init__(self, scenario: Scenario, fitout: Fitout) -> None:
        self._areas = fitout.areas
        self._works = WorkTable(fitout.works)
        self._sorted_by = np.unique(fitout.areas.sorts, axis=1, return_inverse=True)[1].ravel()
        self._codes = code_laws(scenario, fitout.areas)
        self._doors = scenario.door_group
        self._failure_share = {
            name: failure_share(scenario, group)
            for name, group in scenario.door_group.items()
            if group.direction == "in"
        }

    def load(self, block: ParcelBlock, gate: Ticks) -> Load:
        """Return a block as the load of its vehicle, which was at the gate at an instant.

        The same block makes the same load.  A missorted piece gets its ``wrong_lane``; where
        no area sorts both lanes alike (a group of one lane) it is never missorted.
        """
        is_bag = ~block.is_parcel
        sides = np.array((block.length_mm, block.width_mm, block.height_mm), np.float64)
        area = self._areas.codes(block.lane, is_bag, sides.T, block.weight_g / 1000)
        door_group = block.vehicle.door_group.removeprefix("door_group.")
        long = sides.max(axis=0) > self._codes.two_carrier_length_mm.take(area)
        no_reads = failed_reads(self._codes.fail_share.take(area), block.uniform("loop.no_read"))
        failures = block.uniform("line.failed") < self._failure_share[door_group]
        return Load(
            vehicle=block.vehicle.id, order=block.order, piece_id=block.piece_id,
            is_parcel=block.is_parcel, lane=block.lane, wrong_lane=block.wrong_lane,
            missort=self._missort(block), area=area, carriers=np.where(long, 2, 1),
            no_reads=no_reads, screen=block.screen, alarm=block.alarm, failed=failures,
            group=block.group, decilitres=block.decilitres, first_child=block.first_child,
            children=block.children, parcels=block.parcels,
            work=self._work(block, self._doors[door_group], is_bag), gate=gate,
        )  # fmt: skip

    def _missort(self, block: ParcelBlock) -> IntArray:
        draws = (block.uniform("missort") * MISSORT_SCALE).astype(np.int64)
        own, wrong = np.maximum(block.lane, 0), np.maximum(block.wrong_lane, 0)
        alike = (self._sorted_by.take(own) == self._sorted_by.take(wrong)) & (own != wrong)
        return np.where(alike, draws, MISSORT_SCALE)

    def _work(self, block: ParcelBlock, doors: DoorGroup, is_bag: Bools) -> dict[str, IntArray]:
        return {"unload": unloading(doors, is_bag, block), **self._works.columns(block)}


def unloading(doors: DoorGroup, is_bag: Bools, block: ParcelBlock) -> IntArray:
    """Return the work to take each piece out of the vehicle, one worker (rule P1)."""
    rate_per_h = np.where(is_bag, doors.bags_per_worker_h, doors.pieces_per_worker_h)
    spread: Floats | float = 1.0
    if not isinstance(doors.unit_law, Deterministic):
        spread = laws.unit_mean(doors.unit_law, block.uniform("work.unload"))
    ticks = np.rint(spread * 3600.0 / rate_per_h * TICKS_PER_S)
    return np.maximum(1, ticks, out=ticks).astype(np.int64)


def failure_share(scenario: Scenario, doors: DoorGroup) -> float:
    """Return the share of pieces that singulator or DWS fail, over the lines of a door group.

    The draw is made per piece before its door is known, so lines of different kinds behind
    one door group share their mean.
    """
    lines = [scenario.line[key("line", part).removeprefix("line.")] for part in doors.lines]
    count = sum(line.count for line in lines)
    return sum(line.failure_share * line.count for line in lines) / count if count else 0.0

"""One simulated day with the tapes of the day before it, told hour by hour.

Here a run of ``centre`` is begun with what is kept of the last one, and its results become an
answer; the rules are the run's own.  ``desk`` and tests import it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sortsim.api.centre_record import day_of, verdict_of
from sortsim.api.lean import KeptParcels
from sortsim.api.margin import UNKNOWN
from sortsim.api.outlook import main_stations
from sortsim.api.simulate import Watcher, ignore
from sortsim.api.studio.day import DayFound, HourRow, HoursSoFar, Load
from sortsim.api.studio.tapes import Tapes
from sortsim.centre import hours
from sortsim.centre.result import CentreResult
from sortsim.centre.run import CentreRun, assembled, seeded
from sortsim.centre.world.plan import Arrival
from sortsim.core.clock import DAY_STARTS_AT_H, TICKS_PER_DAY, TICKS_PER_H, Ticks
from sortsim.core.quiet_gc import quiet_gc
from sortsim.plant.contract import Load as PlantLoad
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.stats.day import VERDICT_COLUMNS, Day
from sortsim.stats.kpis import kpi_values
from sortsim.stats.verdict import carries_conditions

if TYPE_CHECKING:
    import pandas as pd

Say = Callable[[object], None]
IsDropped = Callable[[], bool]


class DroppedError(Exception):
    """Nobody waits for this day any more."""


@dataclass
class KeptRun(CentreRun):
    """A centre that runs on kept tapes."""

    tapes: Tapes = field(kw_only=True)

    @classmethod
    def begun(cls, resolved: Resolved[Scenario], seed: int | None, tapes: Tapes) -> KeptRun:
        """Return a centre that is about to run; its watcher is set afterwards."""
        scenario = seeded(resolved.scenario, seed, 1.0)
        demand = tapes.plan(resolved, scenario)
        end = len(demand.days) * TICKS_PER_DAY
        folder = Path(resolved.files[0].path).parent if resolved.files else Path()
        fitout = assembled(scenario, demand, end, 0, folder)
        tapes.prepare(scenario, fitout)
        return cls(scenario, demand, fitout, 0, "compiled", KeptParcels(ignore, {}), tapes=tapes)

    def _draw(self, arrival: Arrival, gate: Ticks) -> PlantLoad:
        block = self.tapes.block(self.demand.draws, self._vehicles[arrival.vehicle])
        self.recorder.docked(block, gate)
        return self.tapes.load(self._loads, block, gate)

    def hours_so_far(self, now: Ticks) -> HoursSoFar:
        """Return the hours of the measured day that are over at an instant."""
        tally, first = self.recorder.tally, self.begin // TICKS_PER_H
        _, arrived = hours.arrivals(self.world.inbound.visits, self.end // TICKS_PER_H)
        counts = [
            part.sum(axis=0)[first : now // TICKS_PER_H].tolist()
            for part in (arrived, tally.sorted_by_hour, tally.departed_by_hour)
        ]
        rows = enumerate(zip(*counts, strict=True))
        return HoursSoFar(tuple(HourRow((h + DAY_STARTS_AT_H) % 24, *row) for h, row in rows))


def simulated_day(
    resolved: Resolved[Scenario],
    tapes: Tapes,
    *,
    seed: int | None = None,
    say: Say = lambda said: None,
    is_dropped: IsDropped = lambda: False,
) -> DayFound:
    """Simulate a scenario's measured day and return what came out.

    Parameters
    ----------
    resolved
        A checked scenario of a centre.
    tapes
        What is kept of the run before; it is left with this run's.
    seed
        Root of every random stream; none: the scenario's.
    say
        Hears of every hour that is over.
    is_dropped
        Asked every five simulated minutes whether to stop.

    Raises
    ------
    DroppedError
        Where it is to stop.
    """
    began = time.perf_counter()
    with quiet_gc():
        run = KeptRun.begun(resolved, seed, tapes)
        kept = KeptParcels(_watcher(run, say, is_dropped), {n: [] for n in VERDICT_COLUMNS})
        run.observer = kept
        run.run()
        result = run.result()
    found = _found(resolved.scenario, result, kept)
    return replace(found, simulated_s=time.perf_counter() - began, tapes_kept=tapes.is_used)


def _watcher(run: KeptRun, say: Say, is_dropped: IsDropped) -> Watcher:
    """Return what tells of each hour that is over, and stops a run that nobody waits for."""
    told = run.begin

    def watch(phase: str, time_share: float, parcel_share: float) -> None:
        nonlocal told
        if is_dropped():
            raise DroppedError
        now = round(time_share * run.end)
        if now >= told + TICKS_PER_H:
            told = now // TICKS_PER_H * TICKS_PER_H
            say(run.hours_so_far(told))

    return watch


def _found(scenario: Scenario, result: CentreResult, kept: KeptParcels) -> DayFound:
    """Return what came out of a run."""
    day = day_of(scenario, result, kept.frame(), UNKNOWN)
    kpis = kpi_values(day)
    return DayFound(
        planned_parcels=result.planned_parcels,
        rows=tuple(_hours(result)),
        kpis={key: _number(row["value"]) for key, row in kpis.items()},
        units={key: str(row["unit"]) for key, row in kpis.items()},
        loads=tuple(_loads(day.stations)),
        breaks_at=_break(scenario, day, kpis),
    )


def _break(scenario: Scenario, day: Day, kpis: Mapping[str, Mapping[str, object]]) -> str | None:
    """Return where a day breaks first that breaks a promise.

    The rule's third condition, the backlog, says nothing of a day that begins with none.
    """
    promises = carries_conditions(day, kpis, scenario.carries)[:2]
    if all(condition.holds for condition in promises):
        return None
    broken = verdict_of(scenario, day, kpis).breaks_at
    return None if broken is None else f"{broken.area} from {broken.hour_of_day:02d}:00"


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _hours(result: CentreResult) -> Iterator[HourRow]:
    table = result.hours
    names = ("hour_of_day", "arrived_parcels", "sorted_parcels", "departed_parcels")
    is_all = table["flow"] == "all"
    for row in zip(*(table[name][is_all].tolist() for name in names), strict=True):
        yield HourRow(*row)


def _loads(stations: pd.DataFrame) -> Iterator[Load]:
    """Yield the areas by their busiest hour of the clock, the busiest first."""
    frame = main_stations(stations)
    by_hour = frame.groupby(["area", "hour"])["busy_share"].mean()
    worst = by_hour.groupby(level="area").idxmax()
    found = sorted(((float(by_hour[at]), at) for at in worst), key=lambda one: (-one[0], one[1]))
    for share, (area, hour) in found:
        yield Load(str(area), str(area).split(".")[0], (int(hour) + DAY_STARTS_AT_H) % 24, share)

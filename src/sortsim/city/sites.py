"""A set of sites run together in one process, window by window.

Here lives what a process does with its sites; who has which is decided in ``crew``, what goes where
in ``run``.  ``city`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.centre.site.days import DayTables
from sortsim.centre.site.plan import SitePlan
from sortsim.centre.site.run import SiteRun
from sortsim.centre.site.transfers import Sent
from sortsim.core.atomic import write_bytes
from sortsim.core.clock import Ticks
from sortsim.core.kept_objects import from_bytes, to_bytes

Ints = npt.NDArray[np.int64]
Delivery = tuple[int, list[Sent]]
"""Number of a link, and what comes on it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a site has counted by the end of its run."""

    counts: Ints
    """See ``centre.site.counts``, shape ``(counts, days, flows)``."""
    dwell: Ints
    worked: Mapping[str, Ints]
    """Parcels unloaded and sorted by flow and hour of the run, shape ``(flows, hours)``."""
    balance: Mapping[str, object]


class Sites:
    """Sites of one process.

    Parameters
    ----------
    plans
        The sites.
    """

    def __init__(self, plans: Sequence[SitePlan]) -> None:
        self._runs = {plan.number: SiteRun(plan) for plan in plans}

    def lanes(self) -> dict[int, tuple[str, ...]]:
        """Return the names of the lanes of each site."""
        return {n: tuple(lane.name for lane in run.lanes) for n, run in self._runs.items()}

    def open_day(self, day: int) -> None:
        """Open a day at every site."""
        for run in self._runs.values():
            run.open_day(day)

    def run(
        self, until: Ticks, deliveries: Mapping[int, Sequence[Delivery]]
    ) -> dict[int, list[Sent]]:
        """Deliver what is on the road to each site, run them all, return what they send."""
        sent = {}
        for number, run in self._runs.items():
            for link, vehicles in deliveries.get(number, ()):
                run.receive(link, vehicles)
            sent[number] = run.run(until)
        return sent

    def close_day(self, day: int) -> dict[int, DayTables]:
        """Close a day that has been run; return its tables by site."""
        return {number: run.close_day(day) for number, run in self._runs.items()}

    def finish(self) -> dict[int, Ended]:
        """Count what is still inside and strike the balance of each site."""
        ended = {}
        for number, run in self._runs.items():
            balance = run.finish()
            ended[number] = Ended(
                run.counts.counts, run.counts.dwell, run.worked_by_hour(), balance.document()
            )  # fmt: skip
        return ended

    # ------------------------------------------------------------ kept between days

    def keep(self, day: int, folder: Path, logs: Path) -> None:
        """Write each site as it is at the end of a day, and what its world was told on it."""
        for number, run in self._runs.items():
            write_bytes(logs / _log(number, day), to_bytes(run.log()))
            write_bytes(folder / f"{number:03d}.state", to_bytes(run.kept()))

    def take_up(self, day: int, folder: Path, logs: Path) -> None:
        """Go on from what was kept at the end of a day."""
        for number, run in self._runs.items():
            told = [entry for past in range(day + 1) for entry in _read(logs / _log(number, past))]
            run.take_up(_read(folder / f"{number:03d}.state"), told)


def _log(number: int, day: int) -> str:
    return f"{number:03d}-{day:05d}.log"


def _read(path: Path) -> Any:
    return from_bytes(path.read_bytes(), str(path))

"""What a city keeps at the end of each day, so that it may be killed and started again.

Here live the folder and its done-marks; what a site keeps is said in ``centre.site``.  Only
``city.run`` and ``api.city`` import it.

Each day has a folder that is written whole before its mark; only the newest one is kept.  Logs of
what worlds were told, and tables, stay for all days.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sortsim.centre.site.days import DayTables
from sortsim.city.crew import Crew
from sortsim.city.sites import Delivery
from sortsim.core.atomic import write_bytes, write_text
from sortsim.core.errors import InputError, Problem
from sortsim.core.kept_objects import from_bytes, to_bytes

DONE = "done"
KEY = "key"


class Keeper:
    """Keeps the days of one city run in a folder.

    Parameters
    ----------
    folder
        Where; made if it is missing.
    key
        Names the run: what is kept under another key is not taken up.

    Raises
    ------
    InputError
        If the folder holds another run.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder
        self._logs, self._tables = folder / "logs", folder / "tables"
        for inside in (folder, self._logs, self._tables):
            inside.mkdir(parents=True, exist_ok=True)
        self._claim(key)
        done = sorted(path.parent for path in folder.glob(f"day-*/{DONE}"))
        self.day: int | None = int(done[-1].name.removeprefix("day-")) if done else None
        """Newest day that has been kept; none: nothing has."""
        for stale in folder.glob("day-*"):
            if not done or stale != done[-1]:
                shutil.rmtree(stale)

    def _claim(self, key: str) -> None:
        path = self.folder / KEY
        if path.is_file() and path.read_text("utf-8") != key:
            told = "holds the days of another run; name another folder, or remove this one"
            raise InputError([Problem(told, file=str(self.folder.parent))])
        write_text(path, key)

    @property
    def folders(self) -> tuple[Path, Path]:
        """The folder of the newest day, and that of the logs."""
        assert self.day is not None
        return self._of(self.day), self._logs

    def _of(self, day: int) -> Path:
        return self.folder / f"day-{day:05d}"

    def on_the_road(self) -> dict[int, list[Delivery]]:
        """Return what was on the road at the end of the newest day."""
        assert self.day is not None
        found: dict[int, list[Delivery]] = _read(self._of(self.day) / "road.state")
        return found

    def tables(self, day: int) -> dict[int, DayTables]:
        """Return the tables of a day, by site."""
        found: dict[int, DayTables] = _read(self._tables / f"{day:05d}.state")
        return found

    def keep(
        self, day: int, tables: Mapping[int, DayTables],
        on_the_road: Mapping[int, list[Delivery]], sites: Crew,
    ) -> None:  # fmt: skip
        """Keep the end of a day, mark it done, and drop the day before."""
        folder = self._of(day)
        folder.mkdir(exist_ok=True)
        sites.ask("keep", day, folder, self._logs)
        write_bytes(self._tables / f"{day:05d}.state", to_bytes(dict(tables)))
        write_bytes(folder / "road.state", to_bytes(dict(on_the_road)))
        write_text(folder / DONE, "")
        if self.day is not None:
            shutil.rmtree(self._of(self.day), ignore_errors=True)
        self.day = day

    def drop(self) -> None:
        """Remove all that was kept: the run has ended."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _read(path: Path) -> Any:
    return from_bytes(path.read_bytes(), str(path))

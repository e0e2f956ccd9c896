"""A replay of a run: the same run once more, filmed for a window, made into a page.

Here a record is found again by its scenario and seed, its run filmed, and the film held against
the record before anything is shown.  ``cli.replay`` and users of the library import it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sortsim.api.load import is_study, load_scenario
from sortsim.api.replay_scene import curves, scene_of
from sortsim.centre.film.film import Film
from sortsim.centre.film.moves import moves
from sortsim.centre.film.run import FilmedRun
from sortsim.centre.run import SAMPLE
from sortsim.core.atomic import write_text
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_MIN, Ticks, clock_to_ticks
from sortsim.core.errors import InputError, Problem
from sortsim.core.provenance import MODEL_VERSION
from sortsim.core.quiet_gc import quiet_gc
from sortsim.report.numbers import Lang
from sortsim.report.replay.page import replay_page
from sortsim.report.source import open_configurations
from sortsim.results.files import readable_folder
from sortsim.results.record import RunRecord
from sortsim.spec.from_rows import scenario_of
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

LEAD: Ticks = 20 * TICKS_PER_MIN
"""What is filmed before what is shown, so that pieces on their way are known."""
MOST_MINUTES = 180
HELD = ("inside_pieces", "waiting_pieces", "passed_pieces")
"""Columns of the table of stations in which a film must agree with its record."""


@dataclass(frozen=True, slots=True)
class Window:
    """What a replay shows."""

    begin: str = "20:00"
    """Time of the operating day, ``"HH:MM"``."""
    minutes: int = 10

    @property
    def file_name(self) -> str:
        """What a page is called that is given no name."""
        return f"replay-{self.begin.replace(':', '')}.html"

    def ticks(self) -> tuple[Ticks, Ticks, Ticks]:
        """Return begin of the film, begin and end of what is shown, since 06:00.

        Raises
        ------
        InputError
            The time is none, or the window is empty or too long.
        """
        problems = [] if _is_clock(self.begin) else [
            Problem("must be a time of day such as 20:00", key="--from", value=self.begin)
        ]  # fmt: skip
        if not 1 <= self.minutes <= MOST_MINUTES:
            told = f"must be between 1 and {MOST_MINUTES}"
            problems.append(Problem(told, key="--minutes", value=self.minutes))
        if problems:
            raise InputError(problems)
        shown = clock_to_ticks(self.begin)
        end = min(shown + self.minutes * TICKS_PER_MIN, TICKS_PER_DAY)
        return (shown - LEAD) // SAMPLE * SAMPLE, shown, end


def _is_clock(text: str) -> bool:
    hours, colon, minutes = text.partition(":")
    is_written = bool(colon) and hours.isdecimal() and minutes.isdecimal()
    return is_written and int(hours) < 24 and int(minutes) < 60


@dataclass(frozen=True, slots=True)
class Filmed:
    """Which run is filmed."""

    resolved: Resolved[Scenario]
    title: str
    title_zh: str
    seed: int | None = None
    replication: int = 0
    engine: str = "compiled"
    scale: float = 1.0
    record: RunRecord | None = None
    """The record that the film is held against, where there is one."""

    def shoot(self, window: Window, hear: Callable[[float], None] | None = None) -> Film:
        """Run up to the end of the window and return the film.

        Raises
        ------
        InputError
            The run does not come out as its record says.
        """
        ticks = window.ticks()
        run = FilmedRun.of(
            self.resolved, seed=self.seed, replication=self.replication, engine=self.engine,
            scale=self.scale, observer=_Hearing(hear), window=ticks,
        )  # fmt: skip
        with quiet_gc():
            film = run.shoot()
        if self.record is not None:
            _hold_against(self.record, run.sampler.table(), ticks[2])
        return film


@dataclass(frozen=True, slots=True)
class _Hearing:
    """Passes the share of the run on; takes no parcels."""

    hear: Callable[[float], None] | None

    def progressed(self, time_share: float, parcel_share: float) -> None:
        if self.hear is not None:
            self.hear(time_share)

    def parcels(self, rows: Any) -> bool:
        """Take the rows and keep none: a film needs no table of parcels."""
        del rows
        return True


def replay(
    source: str | Path,
    window: Window = Window(),
    *,
    configuration: str | None = None,
    scenario: str | Path | None = None,
    lang: Lang = "en",
    out: str | Path | None = None,
    hear: Callable[[float], None] | None = None,
) -> Path:
    """Write the replay of a window of a run as one page of HTML.

    Parameters
    ----------
    source
        Folder of a record or of several, as ``run`` and ``compare`` write them; or a scenario's
        file or name, which is run as it is.
    window
        What is shown.
    configuration
        Which of several records; its name or its folder's.
    scenario
        The scenario's file, for a record whose scenario reads tables of the user's own.
    lang
        Language of the page.
    out
        File to write; none: ``replay-HHMM.html`` in the folder, or in the working folder.
    hear
        Hears what share of the run is done, 0 to 1.

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    InputError
        Where there is no such record, it was made by another model, or it has no vehicles.
    """
    filmed, folder = find_run(source, configuration, scenario)
    path = Path(out) if out is not None else folder / window.file_name
    write_replay(filmed, path, window, lang, hear)
    return path


def write_replay(
    filmed: Filmed, path: Path, window: Window, lang: Lang, hear: Callable[[float], None] | None
) -> None:
    """Write the replay of a run that is found; see `replay`."""
    film = filmed.shoot(window, hear)
    write_text(path, page_of(film, filmed.title_zh if lang == "zh" else filmed.title, lang))


def page_of(film: Film, title: str, lang: Lang = "en") -> str:
    """Return the page of a film."""
    made = moves(film)
    return replay_page(scene_of(film, made), made, curves(film), title, lang)


# ---------------------------------------------------------------- which run


def find_run(
    source: str | Path, configuration: str | None = None, scenario: str | Path | None = None
) -> tuple[Filmed, Path]:
    """Return the run that a record or a scenario names, and the folder for its page.

    Raises
    ------
    InputError
        Where there is none, several without a choice, or one that cannot be run again.
    """
    if readable_folder(Path(source)).is_dir():
        record = _chosen(Path(source), configuration)
        assert record.path is not None
        return _of_record(record, scenario), record.path
    resolved = load_scenario(source)
    _refuse_study(resolved, str(source))
    own = resolved.scenario
    return Filmed(resolved, own.title, own.title_zh or own.title), Path()


def _chosen(folder: Path, configuration: str | None) -> RunRecord:
    found = open_configurations(folder)
    if configuration is None and len(found) == 1:
        return RunRecord.open(next(iter(found.values())).folder)
    if configuration not in found:
        told = f"choose one of {', '.join(found)}"
        raise InputError([Problem(told, str(folder), key="--configuration", value=configuration)])
    return RunRecord.open(found[configuration].folder)


def _of_record(record: RunRecord, scenario: str | Path | None) -> Filmed:
    manifest = record.manifest
    where = str(record.path)
    if manifest.get("model_version") != MODEL_VERSION:
        told = f"this sortsim has model {MODEL_VERSION}: run the scenario again"
        value = manifest.get("model_version")
        raise InputError([Problem(told, where, key="model_version", value=value)])
    resolved = _resolved(record) if scenario is None else load_scenario(scenario)
    if resolved.sha256 != manifest.get("scenario_sha256"):
        told = "the scenario is not the one that was run"
        raise InputError([Problem(told, where, key="scenario_sha256")])
    _refuse_study(resolved, where)
    title = str(manifest.get("title") or manifest["scenario"])
    return Filmed(
        resolved, title, str(manifest.get("title_zh") or title), manifest["seed"],
        manifest["replication"], manifest["engine"],
        float(manifest["scale"]) / resolved.scenario.run.scale, record,
    )  # fmt: skip


def _resolved(record: RunRecord) -> Resolved[Scenario]:
    """Return the scenario of a record's rows; tables of the user's own are not among them.

    Raises
    ------
    InputError
        Where the scenario reads such tables.
    """
    scenario = scenario_of(
        record.documents["scenario"], f"{record.path}/scenario.json", record.manifest.get("order")
    )
    demand = scenario.demand
    names = [demand.vehicles_csv, demand.hours_csv] if demand is not None else []
    names += [wave.csv for loop in scenario.loop.values() for wave in loop.wave.values()]
    if any(name is not None for name in names):
        told = "the scenario reads tables of its own; name its file with --scenario"
        raise InputError([Problem(told, str(record.path))])
    return Resolved(scenario, {}, (), {})


def _refuse_study(resolved: Resolved[Scenario], where: str) -> None:
    if is_study(resolved):
        told = "a study has sources and no vehicles; a replay shows a centre"
        raise InputError([Problem(told, where)])


# ---------------------------------------------------------------- held against the record


def _hold_against(record: RunRecord, sampled: Any, until: Ticks) -> None:
    """Raise unless the samples of the stations up to the film's end are those of the record."""
    minutes = until // TICKS_PER_MIN
    table = record.stations
    expected = table[table["minute"] <= min(minutes, int(np.max(sampled["minute"], initial=0)))]
    seen = sampled["minute"] <= minutes
    for name in HELD:
        if not np.array_equal(expected[name].to_numpy(), sampled[name][seen]):
            told = f"the run does not come out as its record says ({name} of the stations)"
            raise InputError([Problem(told, str(record.path))])

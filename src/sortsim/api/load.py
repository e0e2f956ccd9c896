"""Loading a scenario with every check there is, those of the centre too.

Here the loader of ``spec`` and the checks of ``centre`` meet; neither knows the other.  The other
verbs of ``api`` and the command line import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sortsim.centre.checks import every
from sortsim.core.errors import InputError, Problem
from sortsim.spec.load import load_document
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

MAIN_CENTRE = ("main-centre-manual", "main-centre-semi", "main-centre-auto")
"""The scenarios of the main job: one building fitted out three ways."""

ScenarioLike = str | Path | Resolved[Scenario]
"""A scenario, or the file or the name that it is loaded by."""


def load_scenario(
    path: str | Path, overlays: Sequence[str | Path] = (), sets: Sequence[str] = ()
) -> Resolved[Scenario]:
    """Load a scenario and check all of it.

    Parameters
    ----------
    path
        A file, or a name: looked for in the working folder, its ``scenarios`` folder and the
        package.
    overlays
        Files laid over it; two that give one key different values are in conflict unless the
        later one names the key in ``replaces``.
    sets
        ``key=value`` each, laid over all; the later one wins.

    Returns
    -------
    Resolved
        The scenario with the origin of every value.

    Raises
    ------
    InputError
        Something is wrong; every problem with file, line, column, key and value.
    """
    return load_document(
        path, Scenario, overlays=overlays, sets=sets, checks=(every.problems, _own_data)
    )


def as_resolved(scenario: ScenarioLike) -> Resolved[Scenario]:
    """Return a scenario as it is, or loaded where it is a path or a name."""
    return scenario if isinstance(scenario, Resolved) else load_scenario(scenario)


def is_study(resolved: Resolved[Scenario]) -> bool:
    """Return whether a scenario has sources in place of vehicles (rule T1)."""
    return resolved.scenario.demand is None and bool(resolved.scenario.source)


def _own_data(resolved: Resolved[Scenario]) -> Iterator[Problem]:
    """Yield what is wrong with the user's own vehicles or hourly volumes, row by row."""
    from sortsim.demand.plan import read_own

    scenario = resolved.scenario
    if scenario.demand is None and not scenario.source:
        yield resolved.problem("demand", "a scenario needs demand or a source")
        return
    try:
        read_own(resolved)
    except InputError as error:
        yield from error.problems

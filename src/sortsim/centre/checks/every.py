"""All that is wrong with a resolved scenario, at once, each at its file and line.

Here the findings of all checks are gathered; each check has a module of its own.  The api
and tests import it; it calls no engine and reads no file but sort plans and tapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sortsim.centre.checks import geometry, names, people, site, sorting, study, ways
from sortsim.centre.checks.finding import Finding
from sortsim.centre.fitout.lanes import named_lanes
from sortsim.core.errors import Problem
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario


def problems(resolved: Resolved[Scenario]) -> list[Problem]:
    """Return every problem of a scenario that its parts by themselves do not show.

    Parameters
    ----------
    resolved
        A scenario that has passed ``spec.load``: types, ranges and units are right.

    Returns
    -------
    list of Problem
        In the order of the checks: names, geometry, ways, sorting, people, site, study.
    """
    found = findings(resolved.scenario, folder_of(resolved))
    unique = dict.fromkeys(found)
    return [resolved.problem(f.key, f.message, f.suggestion) for f in unique]


def findings(scenario: Scenario, folder: Path = Path()) -> Iterator[Finding]:
    """Yield every finding; ``folder`` is where sort plans and tapes are named from."""
    yield from names.findings(scenario)
    yield from geometry.findings(scenario)
    yield from ways.findings(scenario)
    yield from ways.unreached(scenario)
    lanes = named_lanes(scenario)
    yield from sorting.findings(scenario, lanes, folder)
    yield from people.findings(scenario)
    yield from site.findings(scenario)
    yield from study.findings(scenario, lanes, folder)


def folder_of(resolved: Resolved[Scenario]) -> Path:
    """Return the folder of a scenario's main file, which its CSV files are named from."""
    return Path(resolved.files[0].path).parent if resolved.files else Path()

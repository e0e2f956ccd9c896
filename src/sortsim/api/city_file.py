"""A city's file: is it one, and loading it with every site of it.

Here nothing is run, so that a check imports little.  ``api.city``, the roadmap and the command
line import it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sortsim.api.load import load_scenario
from sortsim.city import checks
from sortsim.core.errors import InputError, Problem
from sortsim.core.provenance import sha256_of
from sortsim.spec.city import City
from sortsim.spec.load import load_document
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.spec.sources import find_scenario

DEFAULT_CITY = "city"
"""Name of the shipped city."""


@dataclass(frozen=True)
class LoadedCity:
    """A city with the scenarios of its sites."""

    city: Resolved[City]
    scenarios: Mapping[str, Resolved[Scenario]]

    @property
    def sha256(self) -> str:
        """Hash of all values, of the city and of every site."""
        return sha256_of([self.city.sha256, *(r.sha256 for r in self.scenarios.values())])


def load_city(path: str | Path = DEFAULT_CITY, sets: tuple[str, ...] = ()) -> LoadedCity:
    """Load a city and every site of it, with all checks.

    Parameters
    ----------
    path
        A file, or a name: looked for as scenarios are.
    sets
        ``key=value`` each, laid over the city's file.

    Raises
    ------
    InputError
        Something is wrong; every problem of every file.
    """
    city = load_document(path, City, sets=sets)
    scenarios: dict[str, Resolved[Scenario]] = {}
    found: list[Problem] = []
    for name, site in city.scenario.site.items():
        try:
            scenarios[name] = load_site(city, site.scenario, site.overlays)
        except InputError as error:
            found += [problem for problem in error.problems if problem not in found]
    found += checks.problems(city, scenarios)
    if found:
        raise InputError(found)
    return LoadedCity(city, scenarios)


def is_city(path: str | Path) -> bool:
    """Say whether a file, or the file of a name, is a city's: its sites name scenarios."""
    try:
        values = tomllib.loads(find_scenario(path).read_text("utf-8"))
    except (InputError, OSError, ValueError):
        return False
    sites = values.get("site")
    return isinstance(sites, dict) and any(
        isinstance(site, dict) and "scenario" in site for site in sites.values()
    )


def load_site(
    city: Resolved[City], scenario: str, overlays: Sequence[str] = ()
) -> Resolved[Scenario]:
    """Load the scenario of a site; its files are looked for beside the city's own first.

    Raises
    ------
    InputError
        Something is wrong with it; every problem.
    """
    return load_scenario(_beside(city, scenario), [_beside(city, one) for one in overlays])


def _beside(city: Resolved[City], name: str) -> str | Path:
    """Return a file beside the city's own where there is one of the name, else the name."""
    folder = Path(city.files[0].path).parent
    for path in (folder / name, folder / f"{name}.toml"):
        if path.is_file():
            return path
    return name

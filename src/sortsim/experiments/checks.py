"""What an experiment's file says that cannot be: unknown key figures, bases, levels, engines.

Here lives the search for problems within the file that types do not show; those of cells are
found in ``cells``.  ``api.experiment`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sortsim.core.errors import Problem
from sortsim.plant.engines import ENGINES
from sortsim.spec.experiment import Experiment
from sortsim.spec.resolved import Resolved
from sortsim.spec.suggest import nearest
from sortsim.stats.kpis import KPIS

SAMPLED = ("latin_hypercube", "sobol")


def problems(experiment: Resolved[Experiment]) -> Iterator[Problem]:
    """Yield every problem of a file that is otherwise well formed."""
    root = experiment.scenario
    if root.engine not in ENGINES:
        told = f"there is no such engine; known: {', '.join(ENGINES)}"
        yield experiment.problem("engine", told, nearest(root.engine, ENGINES))
    for number, kpi in enumerate(root.kpis):
        yield from _kpi(experiment, "kpis", kpi)
        if kpi in root.kpis[:number]:
            yield _valued(experiment, "kpis", "a key figure given twice", kpi)
    if root.replications.kpi is not None:
        yield from _kpi(experiment, "replications.kpi", root.replications.kpi)
    yield from _factors(experiment)
    yield from _comparisons(experiment)


def _kpi(experiment: Resolved[Experiment], key: str, kpi: str) -> Iterator[Problem]:
    if kpi not in KPIS:
        yield _valued(experiment, key, "there is no such key figure", kpi, KPIS)


def _factors(experiment: Resolved[Experiment]) -> Iterator[Problem]:
    root = experiment.scenario
    for name, one in root.factor.items():
        for level in one.levels if one.varies == "scenario" else ():
            if level not in root.base:
                key = f"factor.{name}.levels"
                yield _valued(experiment, key, "names no base", level, root.base)
        for base in one.keys_by_base:
            if base not in root.base:
                key = f"factor.{name}.keys_by_base.{base}"
                yield _valued(experiment, key, "names no base", None, root.base, base)
        if one.level and one.baseline is not None and one.baseline not in one.level:
            key = f"factor.{name}.baseline"
            yield _valued(experiment, key, "names no level", one.baseline, one.level)


def _comparisons(experiment: Resolved[Experiment]) -> Iterator[Problem]:
    root = experiment.scenario
    for name, one in root.comparison.items():
        at = f"comparison.{name}"
        yield from _kpi(experiment, f"{at}.kpi", one.kpi)
        if one.kpi in KPIS and one.kpi not in root.kpis:
            told = "is not among the experiment's kpis, which are chosen beforehand"
            yield _valued(experiment, f"{at}.kpi", told, one.kpi, root.kpis)
        if root.design.kind in SAMPLED:
            told = f"design {root.design.kind} has no cells that differ in one factor alone"
            yield _valued(experiment, f"{at}.factor", told, one.factor)
        elif one.factor not in root.factor:
            yield _valued(experiment, f"{at}.factor", "names no factor", one.factor, root.factor)
        elif one.against is not None:
            factor = root.factor[one.factor]
            levels = factor.levels or tuple(factor.level)
            if levels and one.against not in levels:
                told = f"is no level of {one.factor}: {', '.join(map(str, levels))}"
                yield _valued(experiment, f"{at}.against", told, one.against)


def _valued(
    experiment: Resolved[Experiment], key: str, message: str, value: object,
    known: Iterable[str] = (), word: str | None = None,
) -> Problem:  # fmt: skip
    """Return a problem of one value, also where it is an item of an array."""
    from dataclasses import replace

    hint = nearest(str(value if word is None else word), known)
    return replace(experiment.problem(key, message, hint), value=value)

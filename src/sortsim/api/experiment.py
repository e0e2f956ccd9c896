"""Loading an experiment: its file, its design, every cell as a checked scenario.

Here the file's model, the designs and the loader of scenarios meet.  ``sortsim`` itself, the
commands and the batch import it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from sortsim.api.load import load_scenario
from sortsim.core.errors import InputError, Problem
from sortsim.experiments import checks
from sortsim.experiments.cells import Cells
from sortsim.experiments.design.points import Points, axes_of, notes_of, points_of
from sortsim.experiments.plan import Comparison, ExperimentPlan, Factor, Replications
from sortsim.spec.document import PACKAGE_EXPERIMENTS
from sortsim.spec.experiment import Experiment, FactorSpec, ReplicationsSpec
from sortsim.spec.experiment_design import Rows
from sortsim.spec.load import load_document
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.spec.suggest import nearest
from sortsim.spec.units import unit_symbol

FOLDER = "experiments"


def load_experiment(path: str | Path) -> ExperimentPlan:
    """Load an experiment with every cell of its design.

    Parameters
    ----------
    path
        A file, or a name: looked for in the working folder, its ``experiments`` folder and the
        package.

    Raises
    ------
    InputError
        Something is wrong in the file, its CSV rows or a scenario that a cell has; every problem
        with file, line, column, key and value.
    """
    found = find_experiment(path)
    loaded = load_document(found, Experiment, checks=(checks.problems,))
    root = loaded.scenario
    points = points_of(root, _rows_file(loaded))
    cells = Cells(loaded, lambda name, over: _load(loaded, name, over)).all(points)
    return ExperimentPlan(
        name=root.name, question=root.question, question_zh=root.question_zh, seed=root.seed,
        factors=_factors(root, points), cells=cells, replications=_replications(root.replications),
        kpis=root.kpis, comparisons=_comparisons(root), design=root.design.kind,
        source=loaded.tree, engine=root.engine, keeps_records=root.keeps_records,
        notes=notes_of(root),
    )  # fmt: skip


def find_experiment(name: str | Path) -> Path:
    """Return the path of an experiment by its name.

    Raises
    ------
    InputError
        There is none; the nearest known name is given.
    """
    given = Path(name)
    inner = given.relative_to(FOLDER) if given.parts[:1] == (FOLDER,) else given
    for path in (given, Path(FOLDER) / given, PACKAGE_EXPERIMENTS / inner):
        for spelled in (path, path.with_name(f"{path.name}.toml") if path.name else path):
            if spelled.is_file():
                return spelled
    if given.exists():
        return given
    told = "no such file, and no experiment of this name in the package"
    hint = nearest(given.stem, package_experiments())
    raise InputError([Problem(told, file=str(name), suggestion=hint)])


def package_experiments() -> tuple[str, ...]:
    """Return the names of the experiments in the package, without ``.toml``, sorted."""
    return tuple(sorted(file.stem for file in PACKAGE_EXPERIMENTS.glob("*.toml")))


def is_experiment(path: str | Path) -> bool:
    """Say whether a file, or the file of a name, is an experiment's: it asks a question."""
    try:
        values = tomllib.loads(find_experiment(path).read_text("utf-8-sig"))
    except (InputError, OSError, ValueError):
        return False
    return bool({"question", "replications", "kpis"} & values.keys()) and "base" in values


def _rows_file(loaded: Resolved[Experiment]) -> Path | None:
    is_rows = isinstance(loaded.scenario.design, Rows)
    return loaded.path_of("design.file") if is_rows else None


def _load(
    experiment: Resolved[Experiment], name: str, overlays: Sequence[str]
) -> Resolved[Scenario]:
    """Load a scenario; its files are looked for beside the experiment's own first."""
    return load_scenario(_beside(experiment, name), [_beside(experiment, o) for o in overlays])


def _beside(experiment: Resolved[Experiment], name: str) -> str | Path:
    folder = Path(experiment.files[0].path).parent
    for path in (folder / name, folder / f"{name}.toml"):
        if path.is_file():
            return path
    return name


def _factors(root: Experiment, points: Points) -> tuple[Factor, ...]:
    """Return the factors; the levels of one that only rows name are those of the rows."""
    return tuple(
        Factor(
            axis.name, _keys(spec), spec.unit or _unit(spec),
            axis.levels or tuple(dict.fromkeys(point[axis.name] for point in points)),
            spec.label, spec.label_zh,
        )
        for axis, spec in zip(axes_of(root), root.factor.values(), strict=True)
    )  # fmt: skip


def _keys(spec: FactorSpec) -> tuple[str, ...]:
    by_base = (key for keys in spec.keys_by_base.values() for key in keys)
    named = (key for level in spec.level.values() for key in level.set)
    return tuple(dict.fromkeys((*spec.keys, *by_base, *named)))


def _unit(spec: FactorSpec) -> str:
    keys = _keys(spec)
    return unit_symbol(keys[0].rsplit(".", 1)[-1]) if keys and not spec.multiplies else ""


def _replications(spec: ReplicationsSpec) -> Replications:
    if spec.fixed is not None:
        return Replications(spec.fixed, spec.fixed, level=spec.level)
    return Replications(
        spec.least or 2, spec.most or 2, spec.kpi, spec.half_width, spec.half_width_share,
        spec.level,
    )  # fmt: skip


def _comparisons(root: Experiment) -> tuple[Comparison, ...]:
    return tuple(Comparison(c.kpi, c.factor, c.against) for c in root.comparison.values())

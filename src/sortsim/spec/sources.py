"""Which files a scenario is made of: names, the project's bounds, and ``extends``.

Here names become paths and files become layers; how layers merge is the rule of
``merge``.  Only ``load`` and ``catalogue`` import it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sortsim.core.errors import InputError, Problem
from sortsim.spec.annotate import build_tree
from sortsim.spec.document import (
    PACKAGE_SCENARIOS,
    Document,
    package_name,
    read_document,
    shown_name,
)
from sortsim.spec.merge import Layer, combine, override
from sortsim.spec.nodes import Table, children, dotted, find
from sortsim.spec.positions import KeyPath, Spot, Value
from sortsim.spec.suggest import nearest

RESERVED = ("extends", "replaces")
"""Keys at the top of a file that speak to the loader, not of the centre."""
_ROOT_MARKS = ("scenarios", "pyproject.toml", ".git")


def find_scenario(name: str | Path) -> Path:
    """Return the path of a scenario by its name.

    Looked for in the working folder, in its ``scenarios`` folder, then in the package, as
    written and with ``.toml`` after it.

    Raises
    ------
    InputError
        There is none; the nearest known name is given.
    """
    given = Path(name)
    packaged = given.relative_to("scenarios") if given.parts[:1] == ("scenarios",) else given
    found = _first_file([given, Path("scenarios") / given, PACKAGE_SCENARIOS / packaged])
    if found is not None:
        return found
    if given.exists():
        return given
    raise InputError(
        [
            Problem(
                "no such file, and no scenario of this name in the package",
                file=str(name),
                suggestion=nearest(given.stem, package_scenarios()),
            )
        ]
    )


def package_scenarios() -> tuple[str, ...]:
    """Return the names of the scenarios in the package, without ``.toml``, sorted."""
    files = PACKAGE_SCENARIOS.rglob("*.toml")
    return tuple(sorted(f.relative_to(PACKAGE_SCENARIOS).with_suffix("").as_posix() for f in files))


def project_root(path: Path) -> Path:
    """Return the folder that a scenario file must not reach out of.

    It is the nearest folder above the file with ``scenarios``, ``pyproject.toml`` or
    ``.git`` in it, else the file's own folder.
    """
    folder = path.resolve().parent
    for above in (folder, *folder.parents):
        if any((above / mark).exists() for mark in _ROOT_MARKS):
            return above
    return folder


@dataclass(slots=True)
class Sources:
    """Reads files, each once, and follows what they extend."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    """Everything found so far."""
    documents: dict[Path, Document] = field(default_factory=dict)
    """By absolute path, in the order of reading."""
    is_broken: bool = False
    """Whether a file could not be had, so that checking the rest would only mislead."""
    _layers: dict[Path, Layer] = field(default_factory=dict)

    def layer(self, path: Path, chain: tuple[Path, ...] = ()) -> Layer | None:
        """Return what a file and all it extends say, or ``None`` where it cannot be read."""
        full = path.resolve()
        if full in self._layers:
            return self._layers[full]
        document = self._read(full)
        if document is None:
            return None
        layer = self._extended(document, (*chain, full))
        self._layers[full] = layer
        return layer

    def _read(self, full: Path) -> Document | None:
        try:
            document = read_document(full)
        except InputError as error:
            self.problems.extend(error.problems)
            self.is_broken = True
            return None
        self.documents[full] = document
        return document

    def _extended(self, document: Document, chain: tuple[Path, ...]) -> Layer:
        values = {key: v for key, v in document.values.items() if key not in RESERVED}
        own, problems = build_tree(values, document.shown, document.positions)
        self.problems.extend(problems)
        replaces = self._replaces(document, own)
        parents = self._parents(document, chain)
        files = frozenset({document.shown})
        if not parents:
            return Layer(own, files, replaces)
        base, conflicts = combine(parents)
        self.problems.extend(conflicts)
        return Layer(override(base.table, own, replaces), files | base.files, replaces)

    # ------------------------------------------------------------ extends

    def _parents(self, document: Document, chain: tuple[Path, ...]) -> list[Layer]:
        parents = []
        for index, name in enumerate(self._strings(document, "extends")):
            path = self._locate(document, index, name, chain)
            layer = None if path is None else self.layer(path, chain)
            if layer is None:
                self.is_broken = True
            else:
                parents.append(layer)
        return parents

    def _locate(
        self, document: Document, index: int, name: str, chain: tuple[Path, ...]
    ) -> Path | None:
        """Return the file that one name of ``extends`` means, or report why there is none."""
        found = _first_file([document.path.parent / name, PACKAGE_SCENARIOS / name])
        fault, hint = self._fault(document, name, found, chain)
        if fault is None:
            return found
        self._report(document, ("extends", index), fault, value=name, suggestion=hint)
        return None

    def _fault(
        self, document: Document, name: str, found: Path | None, chain: tuple[Path, ...]
    ) -> tuple[str | None, str | None]:
        """Say what is wrong with one name of ``extends``, and what may have been meant."""
        beside = document.path.parent / name
        if not self._is_inside(beside if found is None else found, document):
            return f"leaves the project {self.root}", None
        if found is None:
            known = [*(f.name for f in document.path.parent.glob("*.toml")), *package_scenarios()]
            fault = "no such file beside this one or in the package"
            return fault, nearest(name, known)
        full = found.resolve()
        if full in chain:
            links = [*chain[chain.index(full) :], full]
            return f"extends itself: {' -> '.join(map(shown_name, links))}", None
        return None, None

    def _is_inside(self, path: Path, document: Document) -> bool:
        full = path.resolve()
        own = document.path.parent
        if package_name(full) is not None:
            return True
        bounds = [self.root]
        # An overlay from elsewhere may extend its neighbours, as if it were a project.
        bounds += [] if own.is_relative_to(self.root) else [project_root(document.path)]
        return any(full.is_relative_to(bound.resolve()) for bound in bounds)

    # ------------------------------------------------------------ reserved keys

    def _replaces(self, document: Document, own: Table) -> frozenset[KeyPath]:
        paths = set[KeyPath]()
        for index, key in enumerate(self._strings(document, "replaces")):
            path = split_key(key)
            node, reached = find(own, path) if path else (own, ())
            if path and reached == path:
                paths.add(path)
                continue
            known = [dotted((*reached, child)) for child, _ in children(node)]
            fault = "names a key that this file does not set"
            hint = nearest(key, known)
            self._report(document, ("replaces", index), fault, value=key, suggestion=hint)
        return frozenset(paths)

    def _strings(self, document: Document, key: str) -> list[str]:
        value = document.values.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
            return value
        example = f'{key} = ["{"base.toml" if key == "extends" else "loop.a.speed_m_per_s"}"]'
        shown = value if isinstance(value, str | int | float) else None
        self._report(
            document, (key,), f"must be an array of strings, such as {example}", value=shown
        )
        self.is_broken = self.is_broken or key == "extends"
        return []

    def _report(self, document: Document, path: KeyPath, message: str, **more: Value) -> None:
        spot: Spot = document.positions.at(path)
        key = str(path[0])
        self.problems.append(Problem(message, document.shown, spot.line, spot.column, key, **more))


def split_key(key: str) -> KeyPath | None:
    """Return the parts of a TOML dotted key, or ``None`` where it is none."""
    import tomllib

    try:
        value: Value = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return None
    path = list[str]()
    while isinstance(value, dict) and len(value) == 1:
        name, value = next(iter(value.items()))
        path.append(name)
    return tuple(path) if value == 0 else None


def _first_file(candidates: list[Path]) -> Path | None:
    for path in candidates:
        for spelled in (path, path.with_name(path.name + ".toml") if path.name else path):
            if spelled.is_file():
                return spelled
    return None

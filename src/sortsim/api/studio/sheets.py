"""Data sheets of the catalogue that fit a part of a scenario, and what one changes.

Here entries of the catalogue become changes of a variant; reading them is ``spec.catalogue``'s.
``cli`` imports it.

A sheet stands beneath the scenario's own words, as ``spec = "..."`` does: what a scenario file
says itself stays, and only what came from the catalogue or from nowhere changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sortsim.api.studio.variant import Variant
from sortsim.spec.catalogue import Catalogue, load_catalogue
from sortsim.spec.nodes import Leaf, Table, dotted, find, leaves
from sortsim.spec.patched import path_of
from sortsim.spec.positions import KeyPath
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario


@dataclass(frozen=True, slots=True)
class SheetSlot:
    """A part that takes data sheets."""

    part: str
    """Its dotted key."""
    present: str
    """The sheet that the scenario names."""
    sheets: Mapping[str, str]
    """What each that fits is, by name, the present one too."""


def slots(resolved: Resolved[Scenario]) -> tuple[SheetSlot, ...]:
    """Return the parts of a scenario that name a data sheet, with all that would fit."""
    catalogue = load_catalogue()
    about = catalogue.about()
    found = []
    for part, use in sorted(resolved.specs.items()):
        present = catalogue.entries.get(use.name)
        if present is None:
            continue
        names = [name for name, e in catalogue.entries.items() if _is_alike(present, e)]
        if len(names) > 1:
            found.append(SheetSlot(part, use.name, {name: about[name] for name in names}))
    return tuple(found)


def loaded(variant: Variant, part: str, name: str) -> Variant:
    """Return a variant with a data sheet loaded onto a part.

    Raises
    ------
    KeyError
        There is no such sheet.
    """
    catalogue = load_catalogue()
    base, path = variant.base, path_of(part)
    sheet = dict(leaves(catalogue.entries[name].without("about", "spec")))
    fresh = {
        dotted((*path, *inner)): leaf
        for inner, leaf in sheet.items()
        if not _is_own(base, (*path, *inner), catalogue)
    }
    mine = [key for key in variant.changes if _is_of_sheet(key, part, catalogue, base)]
    kept = variant.without(mine)
    return kept.with_leaves(fresh)


def _is_alike(present: Table, other: Table) -> bool:
    """Say whether an entry is of the same file and gives the same words as another."""
    if present.origin.file != other.origin.file:
        return False
    mine, theirs = dict(leaves(present)), dict(leaves(other))
    words = {path for path, leaf in mine.items() if isinstance(leaf.value, str)} - {("about",)}
    return mine.keys() == theirs.keys() and all(mine[p].value == theirs[p].value for p in words)


def _is_own(base: Resolved[Scenario], path: KeyPath, catalogue: Catalogue) -> bool:
    """Say whether the scenario's own files, or its overlays, give a value."""
    node, reached = find(base.nodes, path)
    return reached == path and isinstance(node, Leaf) and node.origin.file not in catalogue.files


def _is_of_sheet(key: str, part: str, catalogue: Catalogue, base: Resolved[Scenario]) -> bool:
    """Say whether a change is of a value that a part's data sheet gives."""
    inside = key.startswith(f"{part}.")
    return inside and not _is_own(base, path_of(key), catalogue)

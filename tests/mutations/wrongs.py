"""The list of small wrongs, and a copy of the package that has one of them.

Here lives the reading of `mutations.toml` and the making of a wrong package; which test must see
it is asked in `test_mutations`.  The program `docs/mutations.py` reads the list by itself.
"""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "sortsim"
PLANT = Path("plant", "reference")
"""Where the files of the list lie within the package."""


@dataclass(frozen=True)
class Mutation:
    """A textual wrong in the reference plant."""

    rule: str
    wrong: str
    file: str
    old: str
    new: str
    tests: list[str]
    """Each must fail under the wrong alone."""

    def __str__(self) -> str:
        """Return a short name for reports."""
        return f"{self.rule}-{self.file.removesuffix('.py')}-{self.wrong.replace(' ', '-')}"


def mutations() -> list[Mutation]:
    """Return the list."""
    text = Path(__file__).with_name("mutations.toml").read_text(encoding="utf-8")
    return [Mutation(**row) for row in tomllib.loads(text)["mutation"]]


def copied(folder: Path) -> Path:
    """Copy the package into a folder and return the copy; compiled files stay valid."""
    ignored = shutil.ignore_patterns("*.nbi", "*.nbc")  # machine code, large and kept by path
    return Path(shutil.copytree(PACKAGE, folder / "sortsim", ignore=ignored))


def mutated(folder: Path, mutation: Mutation) -> None:
    """Copy the package into a folder with one wrong in it."""
    path = copied(folder) / PLANT / mutation.file
    text = path.read_text(encoding="utf-8")
    assert text.count(mutation.old) == 1, f"{mutation.file} has not exactly one: {mutation.old}"
    path.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
    for stale in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
        stale.unlink()

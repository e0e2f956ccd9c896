"""The list of small wrongs in the compiled plant, and how soon random plants show one.

Here lives the reading of `mutations.toml`, the making of a wrong package and the search for a
plant that tells the engines apart; what must be found is asked in `test_wrongs`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "src" / "sortsim"
KERNEL = Path("plant", "kernel")
"""Where the files of the list lie within the package."""
LIST = Path(__file__).with_name("mutations.toml")
RESULTS = Path(__file__).parents[1] / "results.toml"
"""What the documentation shows; written by ``python -m tests.equivalence.results``."""
MOST = 2000
"""A wrong must show among so many plants."""


@dataclass(frozen=True)
class Wrong:
    """A textual wrong in the compiled plant."""

    rule: str
    wrong: str
    file: str
    old: str
    new: str

    def __str__(self) -> str:
        """Return a short name for reports."""
        return f"{self.rule}-{self.file.removesuffix('.py')}-{self.wrong.replace(' ', '-')}"


def wrongs() -> list[Wrong]:
    """Return the list."""
    return [Wrong(**row) for row in tomllib.loads(LIST.read_text(encoding="utf-8"))["mutation"]]


def put_in(folder: Path, wrong: Wrong | None, package: Path = PACKAGE) -> None:
    """Copy a package into a folder, with one wrong in it or with none."""
    ignored = shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc")
    copy = Path(shutil.copytree(package, folder / "sortsim", ignore=ignored, symlinks=True))
    if wrong is not None:
        path = copy / KERNEL / wrong.file
        text = path.read_text(encoding="utf-8")
        assert text.count(wrong.old) == 1, f"{wrong.file} has not exactly one: {wrong.old}"
        path.write_text(text.replace(wrong.old, wrong.new), encoding="utf-8")


def plants_needed(folder: Path, most: int = MOST) -> int | None:
    """Return how many numbered plants it took until the engines of a package differed."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.equivalence.numbered", "0", str(most)], cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(folder), "NUMBA_DISABLE_JIT": "1"},
        capture_output=True, text=True, timeout=1800, check=False,
    )  # fmt: skip
    if told.stdout.startswith("equal: "):
        return None
    found = re.match(r"differs: (\d+)\n", told.stdout)
    assert found, f"it did not run: {told.stdout}{told.stderr}"
    return int(found[1]) + 1

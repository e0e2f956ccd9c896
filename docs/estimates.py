"""Write the tables of every estimate in the shipped files into docs/model/assumptions.md.

Here lives a small program of its own that reads the TOML files of the catalogue and of
``scenarios/``; it knows nothing of the package.  A test imports ``page`` to see that the page is
up to date; people run ``python docs/estimates.py``.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "model" / "assumptions.md"
FOLDERS = ("src/sortsim/data/catalogue", "scenarios")
START = "<!-- estimates: written by docs/estimates.py -->"
END = "<!-- end of estimates -->"


@dataclass(frozen=True)
class Estimate:
    """One value of class ``estimate``."""

    key: str
    value: object
    low: object
    high: object
    reason: str

    @property
    def leaf(self) -> str:
        """Return the last part of the key, or the last two where the last is a law's name."""
        parts = self.key.split(".")
        return ".".join(parts[-2:])


def estimates(tree: object, key: str = "") -> Iterator[Estimate]:
    """Yield the annotated values of class ``estimate`` in a tree of TOML, in file order."""
    if isinstance(tree, list):
        for index, item in enumerate(tree):
            yield from estimates(item, f"{key}[{index}]")
    elif isinstance(tree, dict):
        if tree.get("class") == "estimate" and "value" in tree:
            low, high = tree.get("low"), tree.get("high")
            yield Estimate(key, tree["value"], low, high, str(tree.get("note", "")))
        else:
            for name, item in tree.items():
                yield from estimates(item, f"{key}.{name}" if key else name)


def files() -> list[Path]:
    """Return the shipped TOML files in order of path."""
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.toml"))]


def shown(value: object) -> str:
    """Return a value as a table shows it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}".replace(",", "\u202f").removesuffix(".0")
    return str(value).replace("|", "\\|")


def table(path: Path) -> str:
    """Return the Markdown table of a file's estimates; equal ones are one row."""
    equal: dict[tuple[str, ...], list[Estimate]] = {}
    for found in estimates(tomllib.loads(path.read_text(encoding="utf-8"))):
        cells = (shown(found.value), shown(found.low), shown(found.high), shown(found.reason))
        equal.setdefault((found.leaf, *cells), []).append(found)
    rows = []
    for (leaf, *rest), same in equal.items():
        key = f"`{same[0].key}`" if len(same) == 1 else f"`…{leaf}` in {len(same)} places"
        rows.append(f"| {key} | {' | '.join(rest)} |")
    if not rows:
        return ""
    head = f"### `{path.relative_to(ROOT).as_posix()}`\n\n"
    return head + "| key | base | low | high | reason |\n|---|---|---|---|---|\n" + "\n".join(rows)


def page() -> str:
    """Return what the page of assumptions should be: its text with fresh tables."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    tables = "\n\n".join(filter(None, map(table, files())))
    return f"{before}{START}\n\n{tables}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)

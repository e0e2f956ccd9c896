"""Write docs/model/mutations.md: the small wrongs on which the tests of the rules are tried.

Here lives a small program of its own that reads tests/mutations/mutations.toml; it knows nothing
of the package.  A test imports ``page`` to see that the page is up to date; people run
``python docs/mutations.py``.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "model" / "mutations.md"
LIST = ROOT / "tests" / "mutations" / "mutations.toml"
ORDER = "VPKLDTC"
"""Letters of the rules in the order of the pages of the model."""
HEAD = """# Wrongs

Each row is a small wrong put into the plain reference engine on purpose, and the test that must
fail for it. `nox -s verify` puts them in one by one, each into a copy of the package, runs the
named test alone and demands that it fails; without a wrong all of them pass. The list is
[mutations.toml](../../tests/mutations/mutations.toml); this page is written from it by
`python docs/mutations.py`.

| rule | the wrong | in | the test that sees it |
|---|---|---|---|
"""


def by_rule(row: dict[str, object]) -> tuple[int, int, str]:
    """Return where a row stands: by letter, number and what follows it."""
    letter, number, rest = re.fullmatch(r"([A-Z])(\d+)(.*)", str(row["rule"])).groups()  # type: ignore[union-attr]
    return ORDER.index(letter), int(number), rest


def page() -> str:
    """Return what the page should be."""
    rows = tomllib.loads(LIST.read_text(encoding="utf-8"))["mutation"]
    lines = []
    for row in sorted(rows, key=by_rule):
        place = f"`plant.reference.{row['file'].removesuffix('.py')}`"
        tests = ", ".join(f"`{test}`" for test in row["tests"])
        lines.append(f"| {row['rule']} | {row['wrong']} | {place} | {tests} |\n")
    return HEAD + "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)

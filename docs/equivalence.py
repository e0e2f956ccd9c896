"""Write docs/model/equivalence.md: how the two engines are held equal, and how that can fail.

Here lives a small program of its own that reads two lists of tests/equivalence; it knows nothing
of the package.  A test imports ``page`` to see that the page is up to date; people run
``python -m tests.equivalence.results`` and then ``python docs/equivalence.py``.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "model" / "equivalence.md"
LISTS = ROOT / "tests" / "equivalence"
ORDER = "VPKLDTC"
"""Letters of the rules in the order of the pages of the model."""
HEAD = """# Equal engines

The plain engine and the compiled one tell the same story of every plant: each act of each parcel
and bag at its instant and on its link (so its induction, chute and divert too), each departure with
its waterfall, each notice, both censuses wherever an advance ends. They are compared with `==`,
without a tolerance. `tests/equivalence` holds it so:

| compared | at every commit | before a release |
|---|---|---|
{compared}
A plant of the whole space has one or two loops with clocks of their own that share lanes and
tenders, a line with presort, X-ray, check, coding and unbagging, hand areas, a wheel line, free
queues with loss and overflow, take-away lines by lane, doors and sources; links of one to three
places; a look-ahead from one microsecond to seconds. Commands come at random, and at the very
instants of events. Advances end anywhere, too.

## How often each rule fires

Seen on the plain engine in the first {plants} numbered plants. A rule that fires in fewer than
three in a hundred fails the suite.

| rule | what is seen | in % of the plants |
|---|---|---|
"""
COMPARED = (
    ("random plants from the whole space, shrunk where they differ",
     "500 by Hypothesis, {plants} by number", "`nox -s equivalence -- 20000`"),
    ("the plants of the property tests, and loops alone", "150 each", "every tenth by number"),
    ("stations in random orders inside a window", "100", ""),
    ("two parts of the stations on two threads, and in turn", "100 each", ""),
    ("tables of one row that grow in the middle of a run", "100", ""),
    ("the kernel as plain Python, without the compiler", "60, and 40 without room", "1000"),
    ("days of the main scenarios: every station's trace by its digest, every column of the result",
     "a hundredth of the parcels", "whole days"),
)  # fmt: skip
WRONGS = """
## How the check can fail

Each row is a small wrong put into the compiled engine on purpose, and the number of plants until
the engines differed; within {most} each must. The list is
[mutations.toml](../../tests/equivalence/mutations/mutations.toml), and `nox -s equivalence` tries
all of it. For the plain engine see [wrongs](mutations.md).

| rule | the wrong | in | plants |
|---|---|---|---|
"""
MOST = 2000


def by_rule(rule: str) -> tuple[int, int, str]:
    """Return where a rule stands: by letter, number and what follows it."""
    letter, number, rest = re.fullmatch(r"([A-Z])(\d+)(.*)", rule).groups()  # type: ignore[union-attr]
    return ORDER.index(letter), int(number), rest


def name(row: dict[str, str]) -> str:
    """Return the name of a wrong among the results."""
    return f"{row['rule']}-{row['file'].removesuffix('.py')}-{row['wrong'].replace(' ', '-')}"


def page() -> str:
    """Return what the page should be."""
    results = tomllib.loads((LISTS / "results.toml").read_text(encoding="utf-8"))
    wrongs = tomllib.loads((LISTS / "mutations" / "mutations.toml").read_text(encoding="utf-8"))
    plants = results["plants"]
    compared = "".join(f"| {' | '.join(row)} |\n" for row in COMPARED).format(plants=plants)
    lines = [HEAD.format(plants=plants, compared=compared)]
    for effect, count in results["fired_in"].items():
        rule, _, seen = effect.partition(" ")
        lines.append(f"| {rule} | {seen} | {100 * count / plants:.1f} |\n")
    lines.append(WRONGS.format(most=MOST))
    for row in sorted(wrongs["mutation"], key=lambda row: by_rule(row["rule"])):
        place = f"`plant.kernel.{row['file'].removesuffix('.py')}`"
        needed = results["plants_needed"][name(row)]
        lines.append(f"| {row['rule']} | {row['wrong']} | {place} | {needed} |\n")
    return "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)

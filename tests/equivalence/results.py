"""Write results.toml: how often each rule fires, and how many plants each wrong takes.

``python -m tests.equivalence.results`` counts and tries everything, on two processes;
``python docs/equivalence.py`` then writes the page of the documentation from it.
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.equivalence.mutations.wrongs import RESULTS, Wrong, plants_needed, put_in, wrongs
from tests.equivalence.rules import RULES
from tests.equivalence.test_rules import PLANTS, counted

HEAD = """# How often each rule fires in the first numbered plants, and how many of them
# it takes to see each wrong; written by `python -m tests.equivalence.results`.
"""


def _tried(wrong: Wrong) -> int:
    with tempfile.TemporaryDirectory() as folder:
        put_in(Path(folder), wrong)
        return plants_needed(Path(folder)) or 0


def text() -> str:
    """Count the rules and try the wrongs; return the text of the file."""
    rules, different = counted()
    assert different == []
    with ThreadPoolExecutor(2) as processes:
        needed = list(processes.map(_tried, wrongs()))
    lines = [HEAD, f"plants = {PLANTS}\n", "[fired_in]"]
    lines += [f'"{rule}" = {rules[rule]}' for rule in RULES]
    lines += ["\n[plants_needed]"]
    lines += [f'"{wrong}" = {number}' for wrong, number in zip(wrongs(), needed, strict=True)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    RESULTS.write_text(text(), encoding="utf-8")
    sys.exit(0)

"""Breaking a rule on purpose breaks the test that is named for it.

Each test copies the package into a folder of its own, puts one small wrong of `mutations.toml`
into the reference plant there, and runs the named tests in a process of their own that finds the
copy first.  They may run beside each other.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutations.wrongs import ROOT, Mutation, copied, mutated, mutations

pytestmark = pytest.mark.verify
MUTATIONS = mutations()
REQUIRED = (
    {f"P{n}" for n in range(1, 14)}
    | {"P4a", "P11a", "P11b", "V2", "V3", "D2", "L1", "L2", "L3"}
    | {f"{letter}{n}" for letter in "KT" for n in range(1, 4)}
    | {f"C{n}" for n in range(4, 12)}
)
"""The rules of the plant that must have a wrong."""
PROBE = "import sortsim.plant.reference.plant as found; print(found.__file__)"


def ran(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the package of a folder instead of the installed one."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def checked(folder: Path, tests: list[str]) -> subprocess.CompletedProcess[str]:
    """Run some tests on the package of a folder."""
    plain = ("-p", "no:cacheprovider", "-p", "no:xdist", "-q", "-rf", "--tb=line")
    return ran(folder, "-m", "pytest", *plain, *tests)


def test_the_rules_of_the_plant_have_wrongs() -> None:
    """Every rule that the plant obeys has at least one wrong; no two are the same."""
    assert REQUIRED - {mutation.rule for mutation in MUTATIONS} == set()
    assert len({str(mutation) for mutation in MUTATIONS}) == len(MUTATIONS)


def test_without_a_wrong_the_named_tests_pass(tmp_path: Path) -> None:
    """The copy is what runs, and it is whole."""
    copy = copied(tmp_path)
    assert ran(tmp_path, "-c", PROBE).stdout.startswith(str(copy))
    named = sorted({test for mutation in MUTATIONS for test in mutation.tests})
    told = checked(tmp_path, named)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_a_wrong_is_seen(mutation: Mutation, tmp_path: Path) -> None:
    """The tests that are named for the rule fail, and they fail by themselves."""
    mutated(tmp_path, mutation)
    told = checked(tmp_path, mutation.tests)
    assert told.returncode == 1, f"nobody saw it, or nothing ran: {told.stdout}{told.stderr}"
    seen = set(re.findall(r"^FAILED ([^\s\[]+)", told.stdout, re.M))
    assert set(mutation.tests) - seen == set(), told.stdout

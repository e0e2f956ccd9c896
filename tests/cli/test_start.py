"""Starting is fast, help is there, and versions are told."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time

import pytest

from tests.cli.conftest import Command

COMMANDS = (
    "compare", "city", "run", "studio", "batch", "report", "replay", "export", "capacity", "size",
    "where", "shock", "one-more", "money", "check", "explain", "diff", "schema", "init", "bench",
    "doctor",
)  # fmt: skip
HEAVY = (
    "numpy", "pandas", "scipy", "matplotlib", "pydantic", "pyarrow", "simpy", "rich", "streamlit",
)  # fmt: skip
HELP = "from sortsim.cli.main import main; main(['--help'])"


def test_help_loads_nothing_heavy() -> None:
    """`sortsim --help` imports none of the packages that take long to load."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", HELP], capture_output=True, text=True, check=True
    )
    loaded = set(re.findall(r"\|\s+(\w+)$", done.stderr, re.M))
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_help_comes_at_once() -> None:
    """The best of some starts takes less than 0.2 s (alone on a machine: about 0.08 s)."""

    def start_s() -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", HELP], capture_output=True, check=True)
        return time.perf_counter() - began

    # Tests run side by side: of forty starts one has a processor to itself.
    assert any(start_s() < 0.2 for _ in range(40))


def test_the_group_lists_every_command(sortsim: Command) -> None:
    """Each with a short sentence, in the order of use."""
    said = sortsim("--help")
    assert said.code == 0
    assert re.findall(r"^  (\w[\w-]*)  +[A-Z].*\.$", said.out, re.M) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(sortsim: Command, name: str) -> None:
    """And takes --json, --quiet and --debug."""
    said = sortsim(name, "--help")
    assert said.code == 0
    assert f"  sortsim {name}" in said.out
    for option in ("--json", "--quiet", "--debug"):
        assert option in said.out
    assert max(map(len, said.out.splitlines())) <= 80


def test_the_module_is_the_command() -> None:
    """`python -m sortsim --version` says the version."""
    done = subprocess.run(
        [sys.executable, "-m", "sortsim", "--version"], capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"sortsim \d\S*\n", done.stdout)


def test_an_unknown_command_is_bad_input(sortsim: Command) -> None:
    """Usage goes to stderr with exit code 2."""
    said = sortsim("conquer")
    assert (said.code, said.out) == (2, "")
    assert "conquer" in said.err


def test_check_of_the_main_centre_takes_less_than_a_second() -> None:
    """Processor time of the best of three; a slow machine has as much more as Python itself takes.

    The yardstick is the import of NumPy and pydantic: a sixth of a second on the machine that the
    second is meant for.
    """

    def spent_s(*words: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *words], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    check = ("-m", "sortsim", "check", "main-centre-auto", "--json")
    yardstick = ("-c", "import numpy, pydantic")
    rounds = [(spent_s(*check), spent_s(*yardstick)) for _ in range(3)]
    least_s, least_yardstick_s = (min(times) for times in zip(*rounds, strict=True))
    assert least_s < max(1.0, 6 * least_yardstick_s)

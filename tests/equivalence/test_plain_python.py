"""Without the just-in-time compiler the kernel's functions are plain Python, and do the same."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT


def ran(first: int, last: int) -> str:
    """Compare numbered plants in a process without the compiler; return what it tells."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.equivalence.numbered", str(first), str(last)], cwd=ROOT,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True,
        timeout=1200, check=False,
    )  # fmt: skip
    return told.stdout + told.stderr


def test_the_kernel_as_plain_python_is_equal() -> None:
    """C1 to C11: the same functions over the same tables, run by the interpreter."""
    assert ran(0, 60).startswith("equal: 60")


@pytest.mark.verify
@pytest.mark.timeout(1300)
def test_the_kernel_as_plain_python_is_equal_on_more_plants() -> None:
    """C1 to C11, C12: a thousand plants; no row outside a table is asked for."""
    told = ran(1000, 2000)
    assert told.startswith("equal: 1000"), told

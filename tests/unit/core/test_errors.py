"""Errors cross from one process to another as they are."""

from __future__ import annotations

import copy
import multiprocessing

from sortsim.core.errors import InputError, Problem

ERROR = InputError([Problem("must be positive", "a.toml", 3, 1, "x", -1), Problem("no", key="y")])


def test_an_input_error_keeps_its_problems_in_another_process() -> None:
    """Each problem with file, line, key and value, not a problem a letter."""
    ours, theirs = multiprocessing.Pipe()
    theirs.send(ERROR)
    assert ours.recv().problems == ERROR.problems
    assert copy.copy(ERROR).problems == ERROR.problems

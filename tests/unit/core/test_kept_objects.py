"""Objects in files: what a run keeps comes back, and nothing else is let in."""

from __future__ import annotations

import os
import pickle
from typing import Any

import numpy as np
import pytest

from sortsim.core.errors import InputError
from sortsim.core.kept_objects import from_bytes, to_bytes
from sortsim.plant.contract import Act


class Harmful:
    """An object that would run a command where it is read."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.getpid, ()


def test_arrays_records_and_enumerations_come_back() -> None:
    """What a run is made of is the same after it was written and read."""
    record = np.array([(1, 2.5)], [("a", "i4"), ("b", "f8")])
    kept = {"record": record, "act": Act.SEIZED, "set": {1, 2}, "whole": np.int64(7)}
    found = from_bytes(to_bytes(kept), "state")
    assert np.array_equal(found.pop("record"), record)
    assert found == {"act": Act.SEIZED, "set": {1, 2}, "whole": 7}


@pytest.mark.parametrize("data", [pickle.dumps(Harmful()), b"nonsense", b""])
def test_what_no_run_keeps_is_refused(data: bytes) -> None:
    """A file that names a function, or is damaged, is an error with its name."""
    with pytest.raises(InputError, match=r"holds no state.*") as caught:
        from_bytes(data, "folder/state")
    assert caught.value.problems[0].file == "folder/state"


def test_functions_of_sortsim_may_not_be_called() -> None:
    """Only classes of sortsim may be named: none of its functions acts from a file."""
    harmful = b"csortsim.core.atomic\nwrite_text\n(Vpath\nVtext\ntR."
    with pytest.raises(InputError, match="is not of a run"):
        from_bytes(harmful, "state")

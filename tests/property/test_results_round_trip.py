"""Any parcels, cut in any way, come back from a record as they went in."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sortsim.results import parquet
from sortsim.results.schema import columns_of
from tests.unit.results.frames import CLASSES, chunk


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(0, 2**32 - 1))
def test_parcels_round_trip(cuts: list[int], seed: int) -> None:
    """Rows, order, dtypes and values are kept; bytes do not depend on the cuts."""
    whole = chunk(sum(cuts), seed)
    whole["loop_s"][::3] = np.nan
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "a.parquet", Path(folder) / "b.parquet"
        with parquet.ParcelWriter(first, CLASSES) as writer:
            start = 0
            for rows in cuts:
                writer.write({name: v[start : start + rows] for name, v in whole.items()})
                start += rows
        with parquet.ParcelWriter(second, CLASSES) as writer:
            writer.write(whole)
        assert first.read_bytes() == second.read_bytes()
        read = parquet.read_table(first)
    for column in columns_of("parcels"):
        given_values = whole[column.name]
        got = read[column.name]
        values = got.cat.codes.to_numpy() if column.dtype == "category" else got.to_numpy()
        np.testing.assert_array_equal(values, given_values)

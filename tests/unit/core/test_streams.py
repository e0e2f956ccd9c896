"""Streams found together are the streams found one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortsim.core.streams import Streams, stream

ROOTS = st.one_of(st.integers(0, 2**33), st.integers(0, 2**200))


@given(
    root=ROOTS,
    replication=st.one_of(st.integers(0, 9), st.integers(0, 2**70)),
    name=st.text(max_size=12),
    entities=st.integers(1, 5).flatmap(
        lambda k: st.lists(st.tuples(*[st.integers(0, 2**32 - 1)] * k), min_size=1, max_size=5)
    ),
)
def test_the_same_numbers_come_from_both(
    root: int, replication: int, name: str, entities: list[tuple[int, ...]]
) -> None:
    """Whatever the root, the name and the entities; out of order, and twice."""
    streams = Streams(root, replication, entities)
    for entity in (*reversed(entities), entities[0]):
        expected = stream(root, replication, name, *entity).random(7)
        assert np.array_equal(streams.uniforms(name, entity, 7), expected)


def test_an_entity_that_was_not_announced_has_its_stream_too() -> None:
    """It is made by itself."""
    streams = Streams(3, 1, [(1, 2)])
    assert np.array_equal(streams.uniforms("a", (1, 3), 4), stream(3, 1, "a", 1, 3).random(4))


def test_draws_go_where_they_are_wanted() -> None:
    """A given array is filled and returned."""
    out = np.zeros(5)
    assert Streams(3, 1, [(1, 2)]).uniforms("a", (1, 2), 5, out) is out
    assert np.array_equal(out, stream(3, 1, "a", 1, 2).random(5))


def test_numbers_of_two_words_are_refused() -> None:
    """They would be another key."""
    with pytest.raises(ValueError, match="below"):
        Streams(3, 1, [(1, 2**32)])

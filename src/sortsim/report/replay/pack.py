"""Columns of whole numbers as a few bytes of text that a browser unpacks by itself.

Here lives the packing; the page's ``unpack.js`` is its reverse.  Only ``report.replay`` imports
it.

Numbers of a column are cut into bytes, all first bytes together and so on, since those of higher
value are nearly all alike; gzip and base64 come last, which every browser can undo.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
LEVEL = 9
MOST = 2**52
"""Beyond it a browser's numbers are not exact."""


def packed(columns: Mapping[str, Ints]) -> tuple[dict[str, list[int]], str]:
    """Return by column its length and the bytes of a number, and the text of all of them.

    Parameters
    ----------
    columns
        Whole numbers, each at least -1 and below 2**52; -1 is packed as 0, all others one up.

    Raises
    ------
    ValueError
        Where a number is out of range.
    """
    sizes: dict[str, list[int]] = {}
    parts: list[bytes] = []
    for name, values in columns.items():
        raised = np.asarray(values, np.int64).ravel() + 1
        if len(raised) and (raised.min() < 0 or raised.max() > MOST):
            raise ValueError(f"column {name} does not fit")
        width = max(1, -(-int(raised.max()).bit_length() // 8)) if len(raised) else 1
        sizes[name] = [len(raised), width]
        planes = raised.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width]
        parts.append(np.ascontiguousarray(planes.T).tobytes())
    return sizes, text(b"".join(parts))


def text(data: bytes) -> str:
    """Return bytes as gzip in base64, the same for the same bytes."""
    return base64.b64encode(gzip.compress(data, LEVEL, mtime=0)).decode("ascii")


def deltas(values: Ints, starts: Ints) -> Ints:
    """Return each value less the one before it in its run; the first of a run less 0.

    Parameters
    ----------
    values
        Numbers that do not fall within a run.
    starts
        Index of the first number of each run.
    """
    found = np.diff(values, prepend=0)
    found[starts] = values[starts]
    return found


def columns_of(moves: Any, curves: Mapping[str, Ints]) -> dict[str, Ints]:
    """Return the columns of a replay.

    Parameters
    ----------
    moves
        With ``number``, ``count``, ``lane``, ``group``, ``parcels``, ``bag`` by piece and
        ``at_ms``, ``act``, ``place``, ``carrier`` by act.
    curves
        ``inside``, ``waiting`` and ``passed`` by minute and station.
    """
    starts = np.cumsum(moves.count) - moves.count
    since = deltas(moves.at_ms, starts)
    first = since[starts]
    since = np.delete(since, starts)
    is_inducted = moves.carrier >= 0
    return {
        "number": moves.number, "count": moves.count, "lane": moves.lane, "group": moves.group,
        "parcels": moves.parcels, "bag": moves.bag,
        "first": np.diff(first, prepend=0), "since": since, "act": moves.act,
        "place": moves.place, "carrier": moves.carrier[is_inducted],
        **{name: np.ascontiguousarray(table.T) for name, table in curves.items()},
    }  # fmt: skip

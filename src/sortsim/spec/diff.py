"""What differs between two resolved scenarios.

Here rows are compared by key, defaults too; printing them is the work of the command
line.  The api and the command line import it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sortsim.spec.resolved import Resolved, Row


@dataclass(frozen=True, slots=True)
class Difference:
    """One key that two scenarios do not share, or give different values."""

    kind: Literal["added", "removed", "changed"]
    """As seen on the way from the first scenario to the second."""
    key: str
    unit: str
    before: Any
    """Value in the first; ``None`` where added."""
    after: Any
    """Value in the second; ``None`` where removed."""
    origin_before: str | None
    """``file:line``, ``--set`` or ``default``; ``None`` where added."""
    origin_after: str | None

    def __str__(self) -> str:
        """Return one line: ``+ key = value``, ``- key = value`` or ``~ key: old -> new``."""
        unit = f" {self.unit}" if self.unit else ""
        if self.kind == "changed":
            return f"~ {self.key}: {self.before!r} -> {self.after!r}{unit}"
        sign, value = ("+", self.after) if self.kind == "added" else ("-", self.before)
        return f"{sign} {self.key} = {value!r}{unit}"


def diff(a: Resolved[Any], b: Resolved[Any]) -> tuple[Difference, ...]:
    """Compare two resolved scenarios by their values.

    Where values come from, their notes and their sources do not count; a value that is
    written out and one that is a default are the same if they are equal.

    Returns
    -------
    tuple of Difference
        Sorted by key; empty where the scenarios are the same.
    """
    before = {row["key"]: row for row in a.rows()}
    after = {row["key"]: row for row in b.rows()}
    keys = sorted(before.keys() | after.keys())
    found = (_difference(key, before.get(key), after.get(key)) for key in keys)
    return tuple(difference for difference in found if difference is not None)


def _difference(key: str, before: Row | None, after: Row | None) -> Difference | None:
    if before is not None and after is not None:
        if before["value"] == after["value"]:
            return None
        kind: Literal["added", "removed", "changed"] = "changed"
    else:
        kind = "added" if before is None else "removed"
    old, new = before or {}, after or {}
    return Difference(
        kind, key, (after or before or {})["unit"],
        old.get("value"), new.get("value"), old.get("origin"), new.get("origin"),
    )  # fmt: skip

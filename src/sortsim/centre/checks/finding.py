"""One thing that does not hold of a scenario, by its dotted key.

Here lives the record alone; ``every`` turns it into a problem with file and line.  The
modules of ``centre.checks`` import it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sortsim.spec.suggest import nearest


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at a key."""

    key: str
    message: str
    suggestion: str | None = None
    """The nearest known name."""


def unknown(key: str, what: str, name: str, known: Iterable[str]) -> Finding:
    """Return the finding that nothing of some kind has a name."""
    return Finding(key, f"there is no {what} '{name}'", nearest(name, known))

"""Faults that a model's own checks find, so that each is told at its own key.

Here lives the error that a pydantic validator of a part raises when it knows which of
its keys is wrong, or finds several faults at once.  The models of ``spec`` import it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong inside a part."""

    message: str
    key: tuple[str | int, ...] = ()
    """The way to the key from the part that is checked; empty is the part itself."""
    suggestion: str | None = None
    """The nearest known name."""


class FaultsError(ValueError):
    """Raised by a ``model_validator`` to report faults of a part, each at its key."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.message for fault in self.faults))


def refuse(faults: Iterable[Fault]) -> None:
    """Raise ``FaultsError`` if there are faults; do nothing if there are none."""
    found = tuple(faults)
    if found:
        raise FaultsError(found)

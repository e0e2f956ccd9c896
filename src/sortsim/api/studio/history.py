"""Going back and forth between variants.

Here live the steps that were made; what a variant is says ``variant``.  ``cli`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sortsim.api.studio.variant import Variant

MOST_STEPS = 500
"""Steps that can be undone; older ones are forgotten."""


@dataclass(frozen=True)
class History:
    """A variant, those before it and those that were undone; never changed."""

    now: Variant
    before: tuple[Variant, ...] = ()
    after: tuple[Variant, ...] = ()

    def then(self, variant: Variant) -> History:
        """Return the history with one more step; what was undone is forgotten."""
        if variant.changes == self.now.changes:
            return self
        return History(variant, (*self.before, self.now)[-MOST_STEPS:])

    def undone(self) -> History:
        """Return the history a step back; the same where there is none."""
        if not self.before:
            return self
        return History(self.before[-1], self.before[:-1], (self.now, *self.after))

    def redone(self) -> History:
        """Return the history a step forth again; the same where there is none."""
        if not self.after:
            return self
        return History(self.after[0], (*self.before, self.now), self.after[1:])

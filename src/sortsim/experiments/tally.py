"""How many replications of a cell count, and which are wanted next.

Here the stopping rule meets what is known of a cell's runs, in whatever order they ended; the
statistics are ``stats``'.  ``batch`` and ``results`` import it.

The decision after n replications looks at replications 0 to n - 1 alone.  So the number that counts
is the same for any number of workers, and a replication that ran ahead of the decision is kept on
disk and counts for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sortsim.stats.experiments.stopping import StoppingRule, look

Known = float | None


@dataclass
class CellTally:
    """What is known of one cell.

    A replication that failed gives no value and ends the asking for more: a cell with a broken run
    is not made narrow by more of them, and asks again when the run is done after all.
    """

    rule: StoppingRule
    values: dict[int, Known] = field(default_factory=dict)
    """By replication; ``None``: the run does not know the figure."""
    failed: set[int] = field(default_factory=set)
    _prefix: int = 0
    """So many replications from 0 on have ended."""
    _stopped_at: int | None = None

    def done(self, replication: int, value: Known) -> None:
        """Take a run's value."""
        self.values[replication] = value
        self._advance()

    def fail(self, replication: int) -> None:
        """Take a run's failure."""
        self.failed.add(replication)
        self._advance()

    @property
    def counted(self) -> int:
        """Replications that count, as far as is known; all of them once the cell has stopped."""
        return self._prefix if self._stopped_at is None else self._stopped_at

    @property
    def has_stopped(self) -> bool:
        """Whether no more are wanted."""
        return self._stopped_at is not None

    @property
    def wanted(self) -> int:
        """Replications that are wanted in any case."""
        if self._stopped_at is not None:
            return self._stopped_at
        return max(self.rule.least, min(self._prefix + 1, self.rule.most))

    def _advance(self) -> None:
        while self._stopped_at is None and self._ended(self._prefix):
            self._prefix += 1
            if self._prefix >= self.rule.least and self._is_enough(self._prefix):
                self._stopped_at = self._prefix

    def _ended(self, replication: int) -> bool:
        return replication in self.values or replication in self.failed

    def _is_enough(self, count: int) -> bool:
        if self.rule.is_fixed or count >= self.rule.most:
            return True
        if any(number < count for number in self.failed):
            return True
        first = [self.values[number] for number in range(count)]
        return look(first, replace(self.rule, least=count)).state != "running"

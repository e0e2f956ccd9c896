"""The errors sortsim raises on purpose, and the problem lines that users read.

Here live the error family and its message form; finding problems is the work
of the layer that knows the rule.  Every layer may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class SortsimError(Exception):
    """The base of every error that sortsim raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input, told so that it can be mended at once."""

    message: str
    """What is wrong, in one clause, with the limit where there is one."""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    key: str | None = None
    value: object = None
    suggestion: str | None = None
    """The nearest known name."""

    def __str__(self) -> str:
        """Return ``file:line:column: key = value: message; did you mean 'x'?``."""
        where = ":".join(str(p) for p in (self.file, self.line, self.column) if p is not None)
        key = self.key if self.value is None else f"{self.key} = {self.value!r}"
        hint = f"; did you mean '{self.suggestion}'?" if self.suggestion else ""
        return ": ".join(part for part in (where, key, self.message) if part) + hint


class InputError(SortsimError):
    """An input is wrong; carries every problem found (exit code 2)."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        """Say how it is made again in another process: from its problems, not from its text."""
        return type(self), (self.problems,)


class ConservationError(SortsimError):
    """Parcels or credits are not all accounted for at the end of a run (rule C11)."""


class RingError(SortsimError):
    """A ring of full buffers stands still (rule K3); the message names its members."""

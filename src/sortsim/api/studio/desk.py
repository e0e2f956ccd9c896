"""Two warm processes: one tells the bounds of a variant at once, the other simulates its day.

Here lives what they are asked and what becomes of faults; which question comes first is
``latest``'s matter.  ``cli`` and tests import it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sortsim.api.studio.bound_ahead import bounds_ahead
from sortsim.api.studio.day import BoundsFound, DayFound, HoursSoFar, NotFound
from sortsim.api.studio.latest import Heard, Latest
from sortsim.api.studio.tapes import Tapes
from sortsim.core.errors import SortsimError
from sortsim.core.processes import ProcessLostError
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

Say = Callable[[object], None]
IsDropped = Callable[[], bool]
MOST_KNOWN = 200
"""Answers that are kept."""


@dataclass(frozen=True)
class Question:
    """A day to be simulated or bounded."""

    resolved: Resolved[Scenario]
    seed: int | None = None


@dataclass(frozen=True)
class Answers:
    """All that is known of a variant so far."""

    day_number: int
    bounds_number: int
    bounds: BoundsFound | NotFound | None = None
    so_far: HoursSoFar | None = None
    day: DayFound | NotFound | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing more will come."""
        return self.day is not None and self.bounds is not None

    @property
    def hours_over(self) -> int:
        """Hours of the day that are simulated."""
        return len(self.so_far.rows) if self.so_far else 0


@dataclass
class Desk:
    """Answers variants; a newer question of an asker drops the one before it.

    Parameters
    ----------
    tell_bug
        Takes the traceback of a bug in one of the processes; none: nobody asks for it.
    """

    tell_bug: Callable[[str], None] | None = None
    _whole: dict[object, Answers] = field(init=False, default_factory=dict)
    _days: Latest = field(init=False)
    _bounds: Latest = field(init=False)

    def __post_init__(self) -> None:
        self._days = Latest(DayWork())
        self._bounds = Latest(BoundsWork())

    def ask(self, asker: str, resolved: Resolved[Scenario], seed: int | None = None) -> Answers:
        """Ask for the bounds and the measured day of a scenario.

        Parameters
        ----------
        asker
            Who asks; only the last question of each is answered.
        resolved
            A checked scenario of a centre.
        seed
            Root of every random stream; none: the scenario's.
        """
        question = Question(resolved, seed)
        return Answers(self._days.ask(asker, question), self._bounds.ask(asker, question))

    def hear(self, asker: str, known: Answers, seconds: float = 0.0) -> Answers:
        """Return what is known now, waiting at most so long for more.

        Parameters
        ----------
        asker
            Who asked.
        known
            What was known before.
        seconds
            How long to wait.
        """
        if known.bounds is None:
            for heard in self._bounds.hear(asker, known.bounds_number):
                known = replace(known, bounds=self._bounds_or_not(heard.said))
        if known.day is None:
            for heard in self._days.hear(asker, known.day_number, seconds):
                known = self._with(known, heard)
        elif known.bounds is None:
            for heard in self._bounds.hear(asker, known.bounds_number, seconds):
                known = replace(known, bounds=self._bounds_or_not(heard.said))
        return known

    def _with(self, known: Answers, heard: Heard) -> Answers:
        if isinstance(heard.said, HoursSoFar):
            return replace(known, so_far=heard.said)
        day = heard.said if isinstance(heard.said, DayFound) else self._not_found(heard.said)
        return replace(known, day=day)

    def _bounds_or_not(self, said: object) -> BoundsFound | NotFound:
        return said if isinstance(said, BoundsFound) else self._not_found(said)

    def _not_found(self, said: object) -> NotFound:
        if isinstance(said, ProcessLostError):
            return NotFound(f"{said}; change a value to try again")
        if not isinstance(said, NotFound):
            return NotFound("this day was dropped")
        if said.trace and self.tell_bug is not None:
            self.tell_bug(said.trace)
        return said

    def recall(self, key: object) -> Answers | None:
        """Return the whole answers that were remembered under a key."""
        return self._whole.get(key)

    def remember(self, key: object, answers: Answers) -> None:
        """Keep whole answers, so that a step back or a reloaded page shows them at once."""
        if isinstance(answers.day, DayFound):
            self._whole.pop(key, None)
            self._whole[key] = answers
        while len(self._whole) > MOST_KNOWN:
            del self._whole[next(iter(self._whole))]

    def forget(self, asker: str) -> None:
        """Drop an asker's question."""
        self._days.forget(asker)
        self._bounds.forget(asker)

    @property
    def process_ids(self) -> list[int]:
        """Numbers of the processes at work: two at most."""
        return [*self._days.process_ids, *self._bounds.process_ids]

    def end(self) -> None:
        """End both processes."""
        self._days.end()
        self._bounds.end()


# ---------------------------------------------------------------- in the processes


class TapedWork:
    """Answers questions of one kind, each with the tapes of the one before it."""

    def __init__(self) -> None:
        self._tapes = Tapes()

    def __call__(self, question: object, say: Say, is_dropped: IsDropped) -> object:
        """Return the answer to a question, or why there is none."""
        assert isinstance(question, Question)
        try:
            return self.answer(question, self._tapes, say, is_dropped)
        except SortsimError as error:
            return NotFound(str(error))
        except Exception as error:
            told = f"a bug, and our fault: {type(error).__name__}: {error}"
            return NotFound(told, traceback.format_exc())

    def answer(self, question: Question, tapes: Tapes, say: Say, is_dropped: IsDropped) -> object:
        """Return the answer to a question."""
        raise NotImplementedError


class DayWork(TapedWork):
    """Simulates days."""

    def answer(self, question: Question, tapes: Tapes, say: Say, is_dropped: IsDropped) -> object:
        """Return the day of a question, or that nobody waits for it any more."""
        from sortsim.api.studio.kept_run import DroppedError, simulated_day

        try:
            return simulated_day(
                question.resolved, tapes, seed=question.seed, say=say, is_dropped=is_dropped
            )
        except DroppedError:
            return NotFound("this day was dropped")


class BoundsWork(TapedWork):
    """Reckons bounds."""

    def answer(self, question: Question, tapes: Tapes, say: Say, is_dropped: IsDropped) -> object:
        """Return the bounds of a question; nothing is said on the way."""
        return bounds_ahead(question.resolved, tapes, seed=question.seed)

"""One person at work on one scenario: the variant now, its answer, pins, steps back and forth.

Here changes are made and questions asked; nothing is drawn.  ``cli`` and tests import it.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sortsim.api.studio.day import DayFound, mean_day
from sortsim.api.studio.desk import Answers, Desk
from sortsim.api.studio.history import History
from sortsim.api.studio.knobs import Knob, knobs_of
from sortsim.api.studio.sheets import loaded
from sortsim.api.studio.variant import Checked, Variant
from sortsim.spec.patched import Number
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

MOST_PINS = 8
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Pin:
    """A variant that is kept to be compared."""

    name: str
    variant: Variant
    day: DayFound


@dataclass
class Session:
    """What one page shows and asks.

    Attributes
    ----------
    base
        The scenario as its files say.
    desk
        Answers.
    seed
        Root of every random stream; none: the scenario's.
    days_before
        Days simulated before the measured one.
    """

    base: Resolved[Scenario]
    desk: Desk
    seed: int | None = None
    days_before: int = 0
    pins: list[Pin] = field(default_factory=list)
    knobs: tuple[Knob, ...] = field(init=False)
    history: History = field(init=False)
    checked: Checked = field(init=False)
    waited_s: float | None = None
    """From the last change to its whole answer; ``None``: not there yet, or known before."""
    waited_last_s: float | None = None
    """The last such time that is known."""
    _known: dict[str, Answers] = field(init=False, default_factory=dict)
    _askers: dict[str, str] = field(init=False, default_factory=dict)
    _shown: str = field(init=False)
    """Hash of the variant whose answers are shown."""
    _changed_at: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.name = f"page-{next(_numbers)}"
        self.knobs = knobs_of(self.base)
        self.history = History(Variant(self.base))
        self.checked = Checked(self.base)
        self._shown = self._base_hash = self.base.sha256
        # Another asker, so that no change drops what all changes are compared with.
        self._ask(self.base, f"{self.name}-base")

    # ------------------------------------------------------------ what is now

    @property
    def variant(self) -> Variant:
        """The variant now."""
        return self.history.now

    @property
    def answers(self) -> Answers:
        """What is known of the last variant without problems."""
        return self._known[self._shown]

    @property
    def base_answers(self) -> Answers:
        """What is known of the scenario as its files say."""
        return self._known[self._base_hash]

    @property
    def shown(self) -> str:
        """Hash of the scenario whose answers are shown."""
        return self._shown

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still to come."""
        return not (self.answers.is_whole and self.base_answers.is_whole)

    # ------------------------------------------------------------ changes

    def change(self, key: str, value: Number) -> None:
        """Set one value."""
        self._go(self.history.then(self.variant.with_value(key, value)))

    def give_back(self, key: str) -> None:
        """Set one value as the scenario has it."""
        self._go(self.history.then(self.variant.without([key])))

    def give_all_back(self) -> None:
        """Set every value as the scenario has it."""
        self._go(self.history.then(Variant(self.base)))

    def load_sheet(self, part: str, name: str) -> None:
        """Load a data sheet of the catalogue onto a part."""
        self._go(self.history.then(loaded(self.variant, part, name)))

    def undo(self) -> None:
        """Go a step back."""
        self._go(self.history.undone())

    def redo(self) -> None:
        """Go a step forth again."""
        self._go(self.history.redone())

    def take_up(self, pin: Pin) -> None:
        """Go on from a pinned variant."""
        self._go(self.history.then(pin.variant))

    def pin(self, name: str) -> bool:
        """Keep the variant now to be compared; return whether its day is known and has room."""
        day = self.answers.day
        if self.checked.problems or not isinstance(day, DayFound) or len(self.pins) >= MOST_PINS:
            return False
        self.pins.append(Pin(name or f"Pin {len(self.pins) + 1}", self.variant, day))
        return True

    def unpin(self, number: int) -> None:
        """Forget a pin."""
        del self.pins[number]

    # ------------------------------------------------------------ answers

    def listen(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> bool:
        """Take in what is known by now; return whether all is.

        Parameters
        ----------
        seconds
            So long it is waited for what is missing.
        clock
            Tells the time.
        """
        until = clock() + seconds
        while self.is_waiting:
            self._hear(min(0.1, max(0.0, until - clock())))
            if clock() >= until:
                break
        if not self.is_waiting and self._changed_at is not None:
            self.waited_s = self.waited_last_s = clock() - self._changed_at
            self._changed_at = None
        return not self.is_waiting

    def end(self) -> None:
        """Drop what was asked."""
        self.desk.forget(self.name)
        self.desk.forget(f"{self.name}-base")

    # ------------------------------------------------------------ asking

    def _go(self, history: History) -> None:
        if history is self.history:
            return
        self.history = history
        self.checked = history.now.checked()
        if self.checked.resolved is not None:
            self.waited_s, self._changed_at = None, time.monotonic()
            self._ask(self.checked.resolved, self.name)

    def _ask(self, resolved: Resolved[Scenario], asker: str) -> None:
        """Show a scenario's answers from now on, and ask for them where they are not known."""
        shown = self._shown = resolved.sha256
        known = self.desk.recall(self._key(shown))
        if known is not None:
            self._known[shown] = known
        is_asked = shown == self._base_hash and shown in self._known
        if known is not None or is_asked:
            self.desk.forget(self.name)
            return
        day = mean_day(resolved, self.days_before)
        self._known[shown] = self.desk.ask(asker, day, self.seed)
        self._askers[shown] = asker
        self._drop_old()

    def _hear(self, seconds: float) -> None:
        for key in dict.fromkeys((self._base_hash, self._shown)):
            known = self._known[key]
            if not known.is_whole:
                self._known[key] = self.desk.hear(self._askers[key], known, seconds)
                if self._known[key].is_whole:
                    self.desk.remember(self._key(key), self._known[key])

    def _key(self, sha256: str) -> object:
        return sha256, self.seed, self.days_before

    def _drop_old(self) -> None:
        for key in self._known.keys() - {self._base_hash, self._shown}:
            del self._known[key]
            self._askers.pop(key, None)

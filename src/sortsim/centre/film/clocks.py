"""How far a loop has turned at any instant, through stops and changes of speed.

Here the clock of a loop becomes stretches of even motion; the rules are those of the plant
(C7, C8).  Only ``centre.film`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sortsim.core.clock import Ticks
from sortsim.plant.contract import Act, LoopPlan, Speed


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``at`` on, passage ``first`` is at ``due`` and the next ones ``num / den`` later each.

    Where a loop stands still, ``due`` is when the passage would come if it went on at ``at``.
    """

    at: Ticks
    first: int
    due: Ticks
    num: int
    den: int
    is_running: bool

    def passage_from(self, instant: Ticks) -> int:
        """Return the first passage at or after an instant, none before ``first``."""
        if not self.is_running or instant <= self.due:
            return self.first
        return self.first - (-(instant - self.due) * self.den // self.num)

    def turned_at(self, instant: Ticks) -> float:
        """Return how far the loop has turned, in carriers; whole at a passage."""
        since = (instant if self.is_running else self.at) - self.due
        return self.first + since * self.den / self.num


def stretches(
    plan: LoopPlan, turns: Sequence[tuple[Ticks, Act]], speeds: Sequence[Speed]
) -> tuple[Stretch, ...]:
    """Return the stretches of a loop from the start of the run, in order of time.

    Parameters
    ----------
    plan
        The loop.
    turns
        Its stops and restarts, in order of time.
    speeds
        The commands that set its speed, in order of time.
    """
    now = Stretch(0, 0, plan.base, plan.num, plan.den, is_running=True)
    found = [now]
    told: list[tuple[Ticks, Act | Speed]] = [*turns, *((speed.at, speed) for speed in speeds)]
    for at, what in sorted(told, key=lambda item: item[0]):
        if isinstance(what, Speed):
            now = _paced(now, at, what)
        elif what == Act.STOPPED:
            now = _stopped(now, at)
        else:
            now = _restarted(now, at)
        found.append(now)
    return tuple(found)


def _stopped(now: Stretch, at: Ticks) -> Stretch:
    """Keep the time that remains to the next passage; one due now does not happen."""
    if not now.is_running:
        return now
    upcoming = now.passage_from(at)
    due = now.due + (upcoming - now.first) * now.num // now.den
    return Stretch(at, upcoming, due, now.num, now.den, is_running=False)


def _restarted(now: Stretch, at: Ticks) -> Stretch:
    if now.is_running:
        return now
    return replace(now, at=at, due=at + now.due - now.at, is_running=True)


def _paced(now: Stretch, at: Ticks, speed: Speed) -> Stretch:
    """Scale what remains to the next passage, rounded up."""
    still = _stopped(now, at)
    left = -(-(still.due - still.at) * speed.num * still.den // (speed.den * still.num))
    paced = replace(still, due=still.at + left, num=speed.num, den=speed.den)
    return _restarted(paced, at) if now.is_running else paced


def carrier_at(loop: LoopPlan, found: Sequence[Stretch], slot: int, at: Ticks) -> int:
    """Return the carrier that passes a slot at an instant at which one passes."""
    stretch = next(s for s in reversed(found) if s.at <= at or s is found[0])
    return (slot - stretch.passage_from(at)) % loop.carriers

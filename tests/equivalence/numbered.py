"""Numbered plants by the hundred, as a program: what runs in a process of its own.

``python -m tests.equivalence.numbered FIRST LAST [starved]`` compares the engines on the wide
plants of these numbers and stops at the first difference, with exit code 1 and the plant.
The kernel runs as plain Python where ``NUMBA_DISABLE_JIT=1`` says so; the installed package is
replaced by that of a folder where ``PYTHONPATH`` names one.
"""

from __future__ import annotations

import signal
import sys
import traceback

from tests.equivalence.comparison import compared
from tests.equivalence.starved import starved
from tests.strategies_plant import Case, numbered_lone_loop
from tests.strategies_wide import drawn_ends, numbered_wide_case

LONE_EVERY = 10
"""One in so many plants is a loop alone."""
LONGEST_S = 60
"""A plant takes a tenth of a second; one that takes so long never ends."""


def numbered(number: int) -> Case:
    """Return the plant of a number, wide or lone."""
    if number % LONE_EVERY == LONE_EVERY - 1:
        return numbered_lone_loop(number)
    return numbered_wide_case(number)


def differs(number: int, *, is_starved: bool = False) -> str:
    """Return how the engines differ on the plant of a number; nothing where they do not."""
    case = numbered(number)
    make = starved if is_starved else None
    try:
        return compared(case, drawn_ends(case, number), make)
    except Exception:  # whatever the wrong is, it shows
        return traceback.format_exc()


def _give_up(*_: object) -> None:
    raise TimeoutError(f"a plant is not done in {LONGEST_S} s")


def main(first: int, last: int, *, is_starved: bool) -> int:
    """Compare the engines on plants of these numbers; return the exit code."""
    signal.signal(signal.SIGALRM, _give_up)
    for number in range(first, last):
        signal.alarm(LONGEST_S)
        found = differs(number, is_starved=is_starved)
        if found:
            sys.stdout.write(f"differs: {number}\n{found}\n{numbered(number)}\n")
            return 1
    sys.stdout.write(f"equal: {last - first}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), is_starved="starved" in sys.argv[3:]))

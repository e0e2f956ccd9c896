"""B1 tuned for SimPy: one callback an event, no processes, arrivals and workers computed.

Here lives a peer, complete in one file; it shares no code with sortsim and imports none.  It
shows how fast plain SimPy can be made when speed is all; the yardstick is plain_simpy_b1.py.
Run ``python benchmarks/tuned_simpy_b1.py --help``; the model is told in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from heapq import heappush
from statistics import fmean
from typing import Any

import simpy

# Lengths are in slots of 0.6 m and times in passages of 0.24 s, so carriers count as integers.
N_CARRIERS = 500
SLOT_S = 0.24
INDUCTIONS = [start + 2 * i for start in (0, 250) for i in range(6)]
CHUTES = [(start + 1.2 * j) / 0.6 for start in (20.0, 170.0) for j in range(100)]
REJECT = 149.0 / 0.6
PARCELS_PER_H = 13_000
HEADWAY = 7
"""1.5 s on the lattice of 0.24 s."""
CHUTE_PLACES = 30
MAX_FAILED_PASSES = 3
NO_READ_SHARE = 0.02


class Act:
    """An event that calls one function; SimPy asks for no more of an event."""

    __slots__ = ("_defused", "_ok", "callbacks")

    def __init__(self, call: Callable[[Any], None]) -> None:
        self.callbacks = (call,)
        self._ok = True
        self._defused = False


class Loop:
    """The belt with its carriers, its chutes and its inductions."""

    def __init__(self, env: simpy.Environment, rng: random.Random, work: float) -> None:
        self.env = env
        self.queue: list[Any] = env._queue
        self.number = 0
        self.rng = rng
        self.work = work
        self.rate = PARCELS_PER_H / len(INDUCTIONS) / 3600.0 * SLOT_S
        self.is_loaded = [False] * N_CARRIERS
        self.ends: list[deque[float]] = [deque() for _ in CHUTES]
        self.parcels_in = self.discharged = self.rejected = self.failed = 0
        self.queue_times: list[float] = []
        self.loop_times: list[float] = []
        for slot in INDUCTIONS:
            Induction(self, slot)

    def at(self, due: float, call: Callable[[Any], None]) -> None:
        """Call a function at an instant; discharges of an instant come before loads."""
        self.number += 1
        heappush(self.queue, (due, 1, self.number, Act(call)))

    def send(self, slot: int, carrier: int) -> None:
        """Load a parcel on a carrier at an induction and let it ride to its goal."""
        now = self.env.now
        self.is_loaded[carrier] = True
        if self.rng.random() < NO_READ_SHARE:
            due = now + (REJECT - slot) % N_CARRIERS
            self.at(due, partial(self.leave, carrier, now, due, True))
            return
        chute = int(self.rng.random() * len(CHUTES))
        due = now + (CHUTES[chute] - slot) % N_CARRIERS
        self.at(due, partial(self.pass_chute, chute, carrier, now, due, 0))

    def pass_chute(
        self, chute: int, carrier: int, loaded: float, now: float, failed: int, _: Any
    ) -> None:
        """Take the parcel where there is room; the worker's end on it is known at once."""
        ends = self.ends[chute]
        while ends and ends[0] <= now:
            ends.popleft()
        if len(ends) < CHUTE_PLACES:
            ends.append((ends[-1] if ends else now) + self.work)
            self.leave(carrier, loaded, now, False, None)
            return
        self.failed += failed == 0
        if failed + 1 == MAX_FAILED_PASSES:
            due = now + (REJECT - CHUTES[chute]) % N_CARRIERS
            self.at(due, partial(self.leave, carrier, loaded, due, True))
            return
        due = now + N_CARRIERS
        self.at(due, partial(self.pass_chute, chute, carrier, loaded, due, failed + 1))

    def leave(self, carrier: int, loaded: float, now: float, rejected: bool, _: Any) -> None:
        """Free the carrier and count the parcel."""
        self.is_loaded[carrier] = False
        self.loop_times.append(now - loaded)
        if rejected:
            self.rejected += 1
        else:
            self.discharged += 1


class Induction:
    """A FIFO buffer whose next arrival is drawn when the one before it has been loaded."""

    def __init__(self, loop: Loop, slot: int) -> None:
        self.loop = loop
        self.slot = slot
        self.arrived = loop.rng.expovariate(loop.rate)
        self.act = Act(self.try_to_load)
        self.wait_for(math.ceil(self.arrived))

    def wait_for(self, passage: int) -> None:
        """Look at the carrier of a passage."""
        self.passage = passage
        self.act.callbacks = (self.try_to_load,)
        loop = self.loop
        loop.number += 1
        heappush(loop.queue, (passage, 1, loop.number, self.act))

    def try_to_load(self, _: Any) -> None:
        """Load the first parcel on the carrier that passes, if that is empty."""
        loop, passage = self.loop, self.passage
        carrier = (self.slot - passage) % N_CARRIERS
        if loop.is_loaded[carrier]:
            self.wait_for(passage + 1)
            return
        loop.queue_times.append(passage - self.arrived)
        loop.send(self.slot, carrier)
        self.arrived += loop.rng.expovariate(loop.rate)
        self.wait_for(max(math.ceil(self.arrived), passage + HEADWAY))

    def still_waiting(self, end: float) -> int:
        """Return how many have come by the end and were not loaded."""
        count, at = 0, self.arrived
        while at < end:
            count += 1
            at += self.loop.rng.expovariate(self.loop.rate)
        return count


def peak_megabytes() -> float | None:
    """Return the largest memory that this process has held [MB]; None where none can tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def run(hours: float, seed: int, chute_s: float = 45.0) -> dict[str, float | int | None]:
    """Return what B1 asks to be reported after a run from empty.

    Parameters
    ----------
    hours
        Simulated time [h], more than 0.
    seed
        Seed of the one random stream.
    chute_s
        Time in which a chute's worker removes a parcel [s]; 45, or 57 for the stress variant.
    """
    env, end = simpy.Environment(), hours * 3600.0 / SLOT_S
    loop = Loop(env, random.Random(seed), chute_s / SLOT_S)
    inductions = [act.callbacks[0].__self__ for *_, act in env._queue]  # type: ignore[attr-defined]
    started = time.perf_counter()
    env.run(until=end)
    wall_s = time.perf_counter() - started
    left = loop.discharged + loop.rejected
    queue = sorted(loop.queue_times)
    parcels_in = len(queue) + sum(induction.still_waiting(end) for induction in inductions)
    return {
        "parcels_in": parcels_in,
        "discharged": loop.discharged,
        "rejects": loop.rejected,
        "queue_mean_s": fmean(queue) * SLOT_S if queue else None,
        "queue_p95_s": queue[math.ceil(0.95 * len(queue)) - 1] * SLOT_S if queue else None,
        "loop_mean_s": fmean(loop.loop_times) * SLOT_S if left else None,
        "failed_pass_share": loop.failed / left if left else None,
        "wall_s": wall_s,
        "parcels_per_s": parcels_in / wall_s,
        "peak_mb": peak_megabytes(),
    }


def main() -> None:
    """Run B1 as the command line asks and print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=24.0, help="simulated hours (24)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random stream (1)")
    parser.add_argument("--chute-s", type=float, default=45.0, help="45, or 57 to stress chutes")
    parser.add_argument("--json", action="store_true", help="print one JSON object, one line")
    options = parser.parse_args()
    report = run(options.hours, options.seed, options.chute_s)
    if options.json:
        print(json.dumps(report))
        return
    for name, value in report.items():
        print(f"{name:18} {'-' if value is None else format(value, ',.6g')}")


if __name__ == "__main__":
    main()

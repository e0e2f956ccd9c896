"""B1 written the way a good SimPy user would write it: one process a parcel.

Here lives a frozen yardstick, complete in one file; it shares no code with sortsim and
imports none, so that no change there can move it.  Nothing imports it but its own test.
Run ``python benchmarks/plain_simpy_b1.py --help``; the model is told in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

import simpy

N_CARRIERS = 500
PITCH_M = 0.6
SPEED_M_PER_S = 2.5
SLOT_S = PITCH_M / SPEED_M_PER_S
LOOP_M = N_CARRIERS * PITCH_M
REVOLUTION_S = LOOP_M / SPEED_M_PER_S
INDUCTIONS_M = [start + 1.2 * i for start in (0.0, 150.0) for i in range(6)]
CHUTES_M = [start + 1.2 * j for start in (20.0, 170.0) for j in range(100)]
REJECT_M = 149.0
PARCELS_PER_H = 13_000
HEADWAY_S = 1.5
CHUTE_PLACES = 30
MAX_FAILED_PASSES = 3
NO_READ_SHARE = 0.02

Process = Generator[simpy.Event, Any, None]


@dataclass
class Tally:
    """What B1 asks to be reported, as raw samples."""

    parcels_in: int = 0
    discharged: int = 0
    rejected: int = 0
    failed_at_least_once: int = 0
    queue_s: list[float] = field(default_factory=list)
    loop_s: list[float] = field(default_factory=list)


class Induction:
    """A FIFO buffer in front of one point of the loop."""

    def __init__(self, env: simpy.Environment, position_m: float) -> None:
        self.position_m = position_m
        self.slot = round(position_m / PITCH_M)
        self.head_of_line = simpy.Resource(env)
        self.ready_s = 0.0


class Chute:
    """A chute with the worker who empties it."""

    def __init__(self, env: simpy.Environment, position_m: float, work_s: float) -> None:
        self.position_m = position_m
        self.held = 0
        self.filled = env.event()
        env.process(self.empty(env, work_s))

    def empty(self, env: simpy.Environment, work_s: float) -> Process:
        """Remove one parcel at a time for ever."""
        while True:
            if not self.held:
                self.filled = env.event()
                yield self.filled
            yield env.timeout(work_s)
            self.held -= 1

    def take(self) -> None:
        """Take one parcel and wake an idle worker."""
        self.held += 1
        if not self.filled.triggered:
            self.filled.succeed()


class Loop:
    """The belt with its carriers, its chutes and its inductions."""

    def __init__(self, env: simpy.Environment, rng: random.Random, chute_s: float) -> None:
        self.env = env
        self.rng = rng
        self.tally = Tally()
        self.is_loaded = [False] * N_CARRIERS
        self.chutes = [Chute(env, position_m, chute_s) for position_m in CHUTES_M]
        for position_m in INDUCTIONS_M:
            env.process(self.arrive(Induction(env, position_m)))

    def arrive(self, induction: Induction) -> Process:
        """Send parcels to an induction by a Poisson process."""
        rate_per_s = PARCELS_PER_H / len(INDUCTIONS_M) / 3600.0
        while True:
            yield self.env.timeout(self.rng.expovariate(rate_per_s))
            self.tally.parcels_in += 1
            self.env.process(self.parcel(induction))

    def parcel(self, induction: Induction) -> Process:
        """Live the life of one parcel."""
        arrived_s = self.env.now
        with induction.head_of_line.request() as turn:
            yield turn
            carrier = yield from self.await_carrier(induction)
        self.is_loaded[carrier] = True
        loaded_s = self.env.now
        self.tally.queue_s.append(loaded_s - arrived_s)
        if self.rng.random() < NO_READ_SHARE:
            yield from self.ride(induction.position_m, REJECT_M)
            self.leave(carrier, loaded_s, rejected=True)
        else:
            yield from self.seek_chute(induction, carrier, loaded_s)

    def await_carrier(self, induction: Induction) -> Generator[simpy.Event, Any, int]:
        """Wait for an empty carrier at least a headway after the last load; return it."""
        earliest_s = max(self.env.now, induction.ready_s)
        passage = math.ceil(earliest_s / SLOT_S - 1e-9)
        if (first_s := passage * SLOT_S) > self.env.now:
            yield self.env.timeout(first_s - self.env.now)
        while self.is_loaded[carrier := (induction.slot - passage) % N_CARRIERS]:
            passage += 1
            yield self.env.timeout(SLOT_S)
        induction.ready_s = self.env.now + HEADWAY_S
        return carrier

    def ride(self, from_m: float, to_m: float) -> Process:
        """Ride to the next time that a point is passed."""
        yield self.env.timeout((to_m - from_m) % LOOP_M / SPEED_M_PER_S)

    def seek_chute(self, induction: Induction, carrier: int, loaded_s: float) -> Process:
        """Try the chute on each pass; after too many failed ones leave at the reject chute."""
        chute = self.rng.choice(self.chutes)
        yield from self.ride(induction.position_m, chute.position_m)
        failed = 0
        while chute.held >= CHUTE_PLACES:
            failed += 1
            if failed == MAX_FAILED_PASSES:
                yield from self.ride(chute.position_m, REJECT_M)
                break
            yield self.env.timeout(REVOLUTION_S)
        else:
            chute.take()
        self.tally.failed_at_least_once += failed > 0
        self.leave(carrier, loaded_s, rejected=failed == MAX_FAILED_PASSES)

    def leave(self, carrier: int, loaded_s: float, rejected: bool) -> None:
        """Free the carrier and count the parcel."""
        self.is_loaded[carrier] = False
        self.tally.loop_s.append(self.env.now - loaded_s)
        if rejected:
            self.tally.rejected += 1
        else:
            self.tally.discharged += 1


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
    env = simpy.Environment()
    loop = Loop(env, random.Random(seed), chute_s)
    started = time.perf_counter()
    env.run(until=hours * 3600.0)
    wall_s = time.perf_counter() - started
    tally = loop.tally
    left = tally.discharged + tally.rejected
    queue_s = sorted(tally.queue_s)
    return {
        "parcels_in": tally.parcels_in,
        "discharged": tally.discharged,
        "rejects": tally.rejected,
        "queue_mean_s": fmean(queue_s) if queue_s else None,
        "queue_p95_s": queue_s[math.ceil(0.95 * len(queue_s)) - 1] if queue_s else None,
        "loop_mean_s": fmean(tally.loop_s) if left else None,
        "failed_pass_share": tally.failed_at_least_once / left if left else None,
        "wall_s": wall_s,
        "parcels_per_s": tally.parcels_in / wall_s,
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

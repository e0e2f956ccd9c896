"""Plain recursions of queues, and the real stations on the same tapes.

A wait in a busy queue is so variable that a mean to one per cent takes tens of millions of
customers, too many for stations that are written to be read.  So each case runs the real
station on the first replications and demands that every start of service is, to the tick, that
of the textbook recursion (Lindley; Kiefer and Wolfowitz) on the same tape; the recursion then
runs on and is held against theory by the pass rule.  For tests alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sortsim.plant.contract import Act
from sortsim.plant.engines import make_engine
from tests.analytic.samples import FloatArray, IntArray
from tests.builders_plant import Departures, feed, load, queue_plan

LOST = -1
STATIONS_RUN = 3
"""Replications that the real station runs, too."""
PIECES_RUN = 2000
"""Customers of each of them."""


@dataclass
class Starts:
    """Starts of service by replication and customer, ``LOST`` where there was none."""

    arrivals: IntArray
    services: IntArray
    starts: IntArray

    def after(self, warm_up: int) -> Starts:
        """Return the same without the first customers."""
        return Starts(*(a[:, warm_up:] for a in (self.arrivals, self.services, self.starts)))

    @property
    def waits(self) -> IntArray:
        """Return waits for service; only where nobody is lost."""
        return self.starts - self.arrivals

    @property
    def lost(self) -> FloatArray:
        """Return 1 where a customer was lost, else 0."""
        return np.asarray(self.starts == LOST, dtype=np.float64)

    def drawn(self, blocks: int = 0) -> FloatArray:
        """Return mean gap and mean work by replication, of shape ``(replications, 2)``.

        With ``blocks`` the mean gaps of that many arrivals each stand beside them.
        """
        width = self.arrivals.shape[1] - 1
        gap = (self.arrivals[:, -1] - self.arrivals[:, 0]) / width
        columns = [gap, self.services.mean(axis=1)]
        if blocks:
            columns += list(np.diff(self.arrivals[:, ::blocks], axis=1).T / blocks)
        return np.column_stack(columns)

    def found(self) -> IntArray:
        """Return how many each customer found in the system: Poisson arrivals see time averages."""
        served = self.starts != LOST
        departures = np.where(served, self.starts + self.services, np.iinfo(np.int64).max)
        before = np.cumsum(served, axis=1) - served
        gone = [
            np.searchsorted(np.sort(leave), come)
            for leave, come in zip(departures, self.arrivals, strict=True)
        ]
        return np.asarray(before - np.asarray(gone), dtype=np.int64)


def lindley(arrivals: IntArray, services: IntArray) -> Starts:
    """Return starts at one server: a piece starts when it has come and the one before is done."""
    before = np.cumsum(services, axis=1) - services
    starts = before + np.maximum.accumulate(arrivals - before, axis=1)
    return Starts(arrivals, services, starts)


def several_servers(arrivals: IntArray, services: IntArray, servers: int) -> Starts:
    """Return starts at c servers, FIFO: the server that is free first takes the next piece."""
    free = np.zeros((len(arrivals), servers), dtype=np.int64)
    rows, starts = np.arange(len(arrivals)), np.empty_like(arrivals)
    for n in range(arrivals.shape[1]):
        server = free.argmin(axis=1)
        starts[:, n] = np.maximum(arrivals[:, n], free[rows, server])
        free[rows, server] = starts[:, n] + services[:, n]
    return Starts(arrivals, services, starts)


def one_server_with_room(arrivals: IntArray, services: IntArray, room: int) -> Starts:
    """Return starts at one server where who finds ``room`` pieces inside is lost.

    A piece that leaves at the instant of an arrival is still found (rule C5).
    """
    leaving = np.full((len(arrivals), room), -1, dtype=np.int64)
    rows, starts = np.arange(len(arrivals)), np.full_like(arrivals, LOST)
    oldest = np.zeros(len(arrivals), dtype=np.int64)
    last = np.full(len(arrivals), -1, dtype=np.int64)
    for n in range(arrivals.shape[1]):
        come = arrivals[:, n]
        takes = leaving[rows, oldest] < come
        start = np.maximum(come, last)
        leave = start + services[:, n]
        starts[takes, n] = start[takes]
        leaving[rows[takes], oldest[takes]] = last[takes] = leave[takes]
        oldest[takes] = (oldest[takes] + 1) % room
    return Starts(arrivals, services, starts)


def servers_alone(arrivals: IntArray, services: IntArray, servers: int) -> Starts:
    """Return starts at c servers without a queue: who finds all of them at work is lost."""
    free = np.full((len(arrivals), servers), -1, dtype=np.int64)
    rows, starts = np.arange(len(arrivals)), np.full_like(arrivals, LOST)
    for n in range(arrivals.shape[1]):
        come = arrivals[:, n]
        server = free.argmin(axis=1)
        takes = free[rows, server] < come
        starts[takes, n] = come[takes]
        free[rows[takes], server[takes]] = (come + services[:, n])[takes]
    return Starts(arrivals, services, starts)


# ---------------------------------------------------------------- the real station


def station_starts(
    arrivals: IntArray, services: IntArray, servers: int, room: int | None
) -> IntArray:
    """Return the starts of service of one replication at a desk between a source and a sink."""
    trace: list[Any] = []
    engine = make_engine("reference", queue_plan(servers, room=room), Departures(), trace)
    sent = arrivals - 1  # the link to the desk takes a tick
    engine.command(feed(0, load(len(sent), work={"work": services}, arrivals=sent)))
    engine.advance(int(arrivals[-1] + services.sum()) + 2)
    starts = np.full(len(sent), LOST, dtype=np.int64)
    for at, _, act, piece, _ in trace:
        if act == Act.STARTED:
            starts[piece] = at
    return starts


def assert_station_is(twin: Starts, *, servers: int = 1, room: int | None = None) -> None:
    """Demand that the real station starts every piece when the recursion does, to the tick."""
    for arrivals, services, starts in list(
        zip(twin.arrivals, twin.services, twin.starts, strict=True)
    )[:STATIONS_RUN]:
        n = min(PIECES_RUN, len(arrivals))
        real = station_starts(arrivals[:n], services[:n], servers, room)
        assert np.array_equal(real, starts[:n])

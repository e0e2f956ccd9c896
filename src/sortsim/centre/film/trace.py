"""A trace that keeps the records of a window and counts what came before it.

Here lives the sieve that a plant's trace goes through while it runs; what the records show is
said in ``film``.  Only ``centre.film`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import TICKS_PER_H, Ticks
from sortsim.plant.contract import Act, LoopPlan, PlantPlan, TraceRecord

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.void]
ROW = np.dtype([("at", "i8"), ("station", "i4"), ("act", "i4"), ("piece", "i8"), ("link", "i4")])
BAG_NUMBERS, BAGS_A_CHUTE = 2**40, 2**24
"""How a bag's number says its loop and chute: ``(station + 1) * 2**40 + chute * 2**24 + n``."""
LOADING: Ticks = 4 * TICKS_PER_H
"""Loadings are kept for so long before the window: no vehicle stands longer at its lane."""
_TURNING = (Act.STOPPED, Act.RESTARTED)


class WindowTrace(list[TraceRecord]):
    """Takes the records of a run and keeps those of ``[begin, end)``.

    Parameters
    ----------
    plan
        The plant.
    begin, end
        The window [ticks].

    Attributes
    ----------
    in_chutes
        Parcels in the bag of each bagging chute at ``begin``, by its link.
    staged
        Pieces in each lane at ``begin``, by station.
    unloaded
        Pieces that each door had unloaded at ``begin``, by station.
    bags
        Parcels in each bag formed here, by its number, as far back as loadings are kept.
    """

    def __init__(self, plan: PlantPlan, begin: Ticks, end: Ticks) -> None:
        super().__init__()
        self._begin, self._end = begin, end
        self._bag_size, self._chute_link = bagging_chutes(plan)
        self._content: Ints = np.zeros(len(plan.links), np.int64)
        self._staged: Ints = np.zeros(len(plan.stations), np.int64)
        self._kept: list[Rows] = []
        self._loadings: list[Rows] = []
        self._turns: list[Rows] = []
        self.unloaded: Ints = np.zeros(len(plan.stations), np.int64)
        self.bags: dict[int, int] = {}
        self.in_chutes: Ints = self._content
        self.staged: Ints = self._staged

    def extend(self, records: Iterable[TraceRecord]) -> None:
        """Take records one by one, from the reference engine."""
        self.take_rows(np.array([tuple(record) for record in records], ROW))

    def append(self, record: TraceRecord) -> None:
        """Take one record."""
        self.extend([record])

    def take_rows(self, records: Rows) -> None:
        """Take records as an array with the fields of ``ROW``."""
        if not len(records):
            return
        at = records["at"]
        self._turns.append(plain(records[np.isin(records["act"], _TURNING)]))
        is_before = at < self._begin
        if is_before.any():
            self._count(records[is_before])
        is_in = (at >= self._begin) & (at < self._end)
        if is_in.any():
            self._kept.append(plain(records[is_in]))

    def rows(self) -> Rows:
        """Return the records of the window in order of time; a station's keep their order."""
        return _in_order(self._kept)

    def loadings(self) -> Rows:
        """Return the loadings of the hours before the window, in order of time."""
        return _in_order(self._loadings)

    def turns(self) -> Rows:
        """Return every stop and restart of the run so far, in order of time."""
        return _in_order(self._turns)

    # ------------------------------------------------------------ before the window

    def _count(self, records: Rows) -> None:
        act = records["act"]
        np.add.at(self.unloaded, records["station"][act == Act.UNLOADED], 1)
        np.add.at(self._staged, records["station"][act == Act.STAGED], 1)
        is_loaded = act == Act.LOADED
        np.subtract.at(self._staged, records["station"][is_loaded], 1)
        is_late = records["at"] >= self._begin - LOADING
        if (is_loaded & is_late).any():
            self._loadings.append(plain(records[is_loaded & is_late]))
        self._count_chutes(records[(act == Act.DISCHARGED) | (act == Act.BAG_CLOSED)])

    def _count_chutes(self, records: Rows) -> None:
        """Add to the bags what was discharged, and take out what closed, chute by chute."""
        is_closed = records["act"] == Act.BAG_CLOSED
        link = records["link"].astype(np.int64)
        link[is_closed] = self.chute_links(records["piece"][is_closed])
        is_bagging = self._bag_size[link] > 0
        order = np.flatnonzero(is_bagging)[np.argsort(link[is_bagging], kind="stable")]
        link, is_closed, piece = link[order], is_closed[order], records["piece"][order]
        so_far = np.cumsum(~is_closed)
        before = 0
        last = -1
        for n in np.flatnonzero(is_closed).tolist():
            this = int(link[n])
            if this != last:
                first = int(np.searchsorted(link, this))
                before = int(so_far[first - 1]) if first else 0
            self._content[this] += so_far[n] - before
            in_bag = min(int(self._content[this]), int(self._bag_size[this]))
            self._content[this] -= in_bag
            self.bags[int(piece[n])] = in_bag
            before, last = int(so_far[n]), this
        self._add_open(link, is_closed)

    def _add_open(self, link: Ints, is_closed: npt.NDArray[np.bool_]) -> None:
        """Add what was discharged after the last closing of each chute."""
        last_closed = np.full(len(self._content), -1, np.int64)
        where = np.flatnonzero(is_closed)
        np.maximum.at(last_closed, link[where], where)
        is_open = ~is_closed & (np.arange(len(link)) > last_closed[link])
        np.add.at(self._content, link[is_open], 1)

    def chute_links(self, bags: Ints) -> Ints:
        """Return the link of the chute that each bag formed here was closed at."""
        station = bags // BAG_NUMBERS - 1
        chute = bags % BAG_NUMBERS // BAGS_A_CHUTE
        found = [
            self._chute_link[s, c] for s, c in zip(station.tolist(), chute.tolist(), strict=True)
        ]
        return np.array(found, np.int64)


def bagging_chutes(plan: PlantPlan) -> tuple[Ints, Mapping[tuple[int, int], int]]:
    """Return the bag size by link, 0 where a link is of no bagging chute, and links by chute."""
    size: Ints = np.zeros(len(plan.links), np.int64)
    links: dict[tuple[int, int], int] = {}
    for s, station in enumerate(plan.stations):
        if isinstance(station, LoopPlan):
            for c, chute in enumerate(station.chutes):
                links[s, c] = chute.out
                size[chute.out] = chute.bag_size
    return size, links


def plain(records: Any) -> Rows:
    """Return records as an array of their own with the fields of ``ROW``."""
    made: Rows = np.empty(len(records), ROW)
    for name in ROW.names or ():
        made[name] = records[name]
    return made


def _in_order(parts: list[Rows]) -> Rows:
    rows = np.concatenate(parts) if parts else np.empty(0, ROW)
    made: Rows = rows[np.argsort(rows["at"], kind="stable")]
    return made

"""The records of a film piece by piece: what each did, and the link or carrier it then took.

Here every act gets the link that its station's plan says, carriers get their numbers, and parcels
find the bag they fell into.  ``api.replay`` imports it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.centre.film.clocks import carrier_at
from sortsim.centre.film.film import Film
from sortsim.centre.film.trace import BAG_NUMBERS, bagging_chutes
from sortsim.core.clock import TICKS_PER_S
from sortsim.plant.contract import Act, DoorPlan, LoopPlan, WheelLinePlan

Ints = npt.NDArray[np.int64]
TICKS_PER_MS = TICKS_PER_S // 1000
_UNTOLD = (Act.FINISHED, Act.STAGED, Act.STOPPED, Act.RESTARTED)
"""Acts that move nothing: a piece stays with its server, or came where its link ends."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Pieces in order of their first act, and their acts one after the other.

    Arrays by piece have shape ``(n_pieces,)``, those by act ``(n_acts,)``.
    """

    number: Ints
    count: Ints
    """Acts of each piece; its first follows the last of the piece before."""
    lane: Ints
    """Lane it is meant for; -1 where nothing says so."""
    group: Ints
    """Conservation group; -1 for a bag that was formed here."""
    parcels: Ints
    bag: Ints
    """Index of the bag that it fell into here; -1 for none."""
    at_ms: Ints
    """Since the film's beginning."""
    act: Ints
    place: Ints
    """The link it takes or came by; the station of the act where it takes none."""
    carrier: Ints
    """Carrier of an induction; -1 elsewhere."""


def moves(film: Film) -> Moves:
    """Return the moves of every piece that a film's records name."""
    rows = film.rows[~np.isin(film.rows["act"], _UNTOLD) & (film.rows["piece"] >= 0)]
    numbers, first, index = np.unique(rows["piece"], return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first, kind="stable"), kind="stable")
    order = np.argsort(rank[index], kind="stable")
    number = numbers[np.argsort(first, kind="stable")]
    ranks = rank[index]
    rows, ranks = rows[order], ranks[order]
    link = _links(film, rows)
    bag, in_bag = _bags(film, rows, ranks, link, number)
    known = np.clip(np.searchsorted(film.pieces.number, number), 0, len(film.pieces.number) - 1)
    return Moves(
        number=number,
        count=np.bincount(ranks, minlength=len(number)),
        lane=_lanes(film, number, known, ranks, link),
        group=_column(film, number, known, "group", -1),
        parcels=_parcels(film, number, known, in_bag),
        bag=bag,
        at_ms=(rows["at"] - film.begin) // TICKS_PER_MS,
        act=rows["act"].astype(np.int64),
        place=np.where(link >= 0, link, rows["station"]),
        carrier=_carriers(film, rows, link),
    )


def _column(film: Film, number: Ints, known: Ints, name: str, missing: int) -> Ints:
    if not len(film.pieces.number):
        return np.full(len(number), missing, np.int64)
    found: Ints = getattr(film.pieces, name)[known]
    return np.where(film.pieces.number[known] == number, found, missing)


def _parcels(film: Film, number: Ints, known: Ints, in_bag: Mapping[int, int]) -> Ints:
    parcels = _column(film, number, known, "parcels", 1)
    for n in np.flatnonzero(number >= BAG_NUMBERS).tolist():
        parcels[n] = in_bag.get(int(number[n]), film.bags.get(int(number[n]), 1))
    return parcels


def _lanes(film: Film, number: Ints, known: Ints, ranks: Ints, link: Ints) -> Ints:
    """Return the lanes that pieces are meant for: a bag's is the one that it travels to."""
    lane = _column(film, number, known, "lane", -1)
    lane_of = np.full(len(film.plan.stations) + 1, -1, np.int64)
    for s, station in enumerate(film.plan.stations):
        lane_of[s] = getattr(station, "lane", -1)
    target = np.array([*(lk.target for lk in film.plan.links), len(film.plan.stations)], np.int64)
    staged = lane_of[target[link]]
    is_told = staged >= 0
    is_own = number[ranks[is_told]] >= BAG_NUMBERS
    lane[ranks[is_told][is_own]] = staged[is_told][is_own]
    return lane


def _links(film: Film, rows: npt.NDArray[np.void]) -> Ints:
    """Return the link that each act takes or came by; -1 for none."""
    link = rows["link"].astype(np.int64)
    act, station = rows["act"], rows["station"]
    for what, field, kind in (
        (Act.UNLOADED, "out", DoorPlan),
        (Act.TO_CODING, "coding_out", LoopPlan),
        (Act.REJECTED, "reject_out", LoopPlan),
        (Act.OVERRAN, "end_out", WheelLinePlan),
    ):
        by_station = np.array([
            getattr(s, field) if isinstance(s, kind) and getattr(s, field) is not None else -1
            for s in film.plan.stations
        ], np.int64)  # fmt: skip
        is_meant = (act == what) & (link < 0)
        link[is_meant] = by_station[station[is_meant]]
    _, by_chute = bagging_chutes(film.plan)
    for n in np.flatnonzero(act == Act.BAG_CLOSED).tolist():
        chute = int(rows["piece"][n]) % BAG_NUMBERS >> 24
        link[n] = by_chute[int(station[n]), chute]
    return link


def _carriers(film: Film, rows: npt.NDArray[np.void], link: Ints) -> Ints:
    """Return the carrier of each induction, from the loop's clock and the induction's slot."""
    slots = {
        number: induction.slot
        for station in film.plan.stations
        if isinstance(station, LoopPlan)
        for induction in station.inductions
        for number in induction.links
    }
    found = np.full(len(rows), -1, np.int64)
    for n in np.flatnonzero(rows["act"] == Act.INDUCTED).tolist():
        s, at = int(rows["station"][n]), int(rows["at"][n])
        loop = film.plan.stations[s]
        assert isinstance(loop, LoopPlan)
        found[n] = carrier_at(loop, film.clocks[s], slots[int(link[n])], at)
    return found


def _bags(
    film: Film, rows: npt.NDArray[np.void], ranks: Ints, link: Ints, number: Ints
) -> tuple[Ints, dict[int, int]]:
    """Return the bag of each parcel and the parcels in each bag, by its number.

    Bags take those that lie in the chute, first come, first.
    """
    size, _ = bagging_chutes(film.plan)
    is_open = (rows["act"] == Act.DISCHARGED) & (size[link] > 0)
    meant = np.flatnonzero(is_open | (rows["act"] == Act.BAG_CLOSED))
    meant = meant[np.lexsort((rows["act"][meant], rows["at"][meant]))]
    inside: dict[int, deque[int]] = {}
    in_bag: dict[int, int] = {}
    bag = np.full(len(number), -1, np.int64)
    for n in meant.tolist():
        chute = int(link[n])
        if chute not in inside:
            inside[chute] = deque([-1] * int(film.in_chutes[chute]))
        held = inside[chute]
        if is_open[n]:
            held.append(int(ranks[n]))
            continue
        count = min(len(held), int(size[chute]))
        in_bag[int(rows["piece"][n])] = count
        for _ in range(count):
            piece = held.popleft()
            if piece >= 0:
                bag[piece] = int(ranks[n])
    return bag, in_bag

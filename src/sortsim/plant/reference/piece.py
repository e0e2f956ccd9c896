"""A piece (件) on its way through the plant: a parcel or a bag, and the rows it came from.

Here live the reference engine's view of a load, the piece and the account of its
time.  What stations do to pieces is said in their own modules.  Every module of
``plant.reference`` may import it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sortsim.core.clock import Ticks
from sortsim.plant.contract import Act, Departure, Load, Stage

NO_TIME: list[Ticks] = [0] * len(Stage)


class Rows:
    """The columns of a load as memory views: Python reads them fast and keeps no copy."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.gate = load.gate
        self.order: Sequence[int] = load.order.data
        self.piece_id: Sequence[int] = load.piece_id.data
        self.is_parcel: Sequence[int] = load.is_parcel.data
        self.lane: Sequence[int] = load.lane.data
        self.wrong_lane: Sequence[int] = load.wrong_lane.data
        self.missort: Sequence[int] = load.missort.data
        self.area: Sequence[int] = load.area.data
        self.carriers: Sequence[int] = load.carriers.data
        self.no_reads: Sequence[int] = load.no_reads.data
        self.screen: Sequence[int] = load.screen.data
        self.alarm: Sequence[int] = load.alarm.data
        self.failed: Sequence[int] = load.failed.data
        self.group: Sequence[int] = load.group.data
        self.decilitres: Sequence[int] = load.decilitres.data
        self.first_child: Sequence[int] = load.first_child.data
        self.children: Sequence[int] = load.children.data
        self.parcels: Sequence[int] = load.parcels.data
        self.work: dict[str, Sequence[int]] = {p: c.data for p, c in load.work.items()}

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.piece_id)


class Piece:
    """A parcel or a bag; a bag formed here holds its parcels in ``contents``."""

    __slots__ = (
        "bagged", "contents", "id", "lane", "laps", "missorted", "no_reads", "parcels", "read",
        "rejects", "row", "rows", "screen", "since", "spent", "staged", "visits",
    )  # fmt: skip

    def __init__(self, rows: Rows, row: int, since: Ticks) -> None:
        self.rows = rows
        self.row = row
        self.id: int = rows.piece_id[row]
        self.lane: int = rows.lane[row]
        self.screen: int = rows.screen[row]
        self.no_reads: int = rows.no_reads[row]
        self.parcels: int = rows.parcels[row]
        self.since = since
        self.spent = NO_TIME.copy()
        self.read = False
        """Its label has been read."""
        self.missorted = self.bagged = False
        self.laps = self.rejects = 0
        self.staged: Ticks = -1
        self.contents: list[Piece] | None = None
        self.visits: dict[str, int] | None = None
        """Uses of work columns so far."""

    @property
    def decilitres(self) -> int:
        """Volume of this piece [0.1 L]."""
        if self.contents is None:
            return self.rows.decilitres[self.row]
        return sum(parcel.decilitres for parcel in self.contents)

    def account(self, stage: int, now: Ticks) -> None:
        """Book the time since the last account to a stage."""
        self.spent[stage] += now - self.since
        self.since = now

    def missort(self, threshold: int) -> None:
        """Give the piece the wrong lane if its draw is below a station's threshold (P13)."""
        if self.rows.missort[self.row] < threshold and not self.missorted:
            self.missorted = True
            self.lane = self.rows.wrong_lane[self.row]

    def lane_when_read(self, threshold: int) -> int:
        """Return the lane that a station with a threshold will sort it to."""
        if self.rows.missort[self.row] < threshold and not self.missorted:
            return self.rows.wrong_lane[self.row]
        return self.lane

    def work(self, purpose: str) -> Ticks:
        """Return the drawn work for a purpose; a later visit reads another row's draw."""
        column = self.rows.work[purpose]
        if self.visits is None:
            self.visits = {purpose: 1}
            return column[self.row]
        visit = self.visits.get(purpose, 0)
        self.visits[purpose] = visit + 1
        return column[(self.row + visit * 7919) % len(column)]

    def children(self) -> range:
        """Return the rows of the parcels in a bag that came with a vehicle."""
        first = self.rows.first_child[self.row]
        return range(first, first + self.rows.children[self.row])


def form_bag(number: int, parcels: list[Piece], now: Ticks) -> Piece:
    """Return a bag (集包) of parcels; its work draws are those of its first parcel (P11)."""
    first = parcels[0]
    bag = Piece(first.rows, first.row, now)
    bag.id = number
    bag.lane = first.lane
    bag.contents = parcels
    bag.parcels = sum(parcel.parcels for parcel in parcels)
    bag.screen = False
    bag.read = True
    bag.missorted = True  # a bag is not missorted a second time: its parcels were sorted
    return bag


def departures(piece: Piece, at: Ticks, act: Act, vehicle: int, lane: int) -> Iterable[Departure]:
    """Return one departure for every parcel in a piece."""
    if piece.contents is not None:
        return _of_bag_formed(piece, at, act, vehicle, lane)
    if piece.rows.is_parcel[piece.row]:
        return (_departure(piece, piece.row, piece.spent, at, act, vehicle, lane),)
    piece.bagged = True
    rows = piece.children()
    return [_departure(piece, row, piece.spent, at, act, vehicle, lane) for row in rows]


def _of_bag_formed(bag: Piece, at: Ticks, act: Act, vehicle: int, lane: int) -> Iterator[Departure]:
    assert bag.contents is not None
    for parcel in bag.contents:
        spent = [own + shared for own, shared in zip(parcel.spent, bag.spent, strict=True)]
        parcel.bagged, parcel.staged = True, bag.staged
        is_parcel = parcel.rows.is_parcel[parcel.row]
        for row in (parcel.row,) if is_parcel else parcel.children():  # else a bag sorted whole
            yield _departure(parcel, row, spent, at, act, vehicle, lane)


def _departure(
    piece: Piece, row: int, spent: list[Ticks], at: Ticks, act: Act, vehicle: int, lane: int
) -> Departure:
    return Departure(
        piece.rows.load, row, at, act, vehicle, lane, piece.staged,
        piece.laps, piece.rejects, piece.missorted, piece.bagged, spent,
    )  # fmt: skip


def groups(piece: Piece) -> Iterator[int]:
    """Yield the conservation group of every parcel in a piece (C11)."""
    if piece.contents is not None:
        for parcel in piece.contents:
            yield from groups(parcel)
    elif piece.rows.is_parcel[piece.row]:
        yield piece.rows.group[piece.row]
    else:
        for row in piece.children():
            yield piece.rows.group[row]

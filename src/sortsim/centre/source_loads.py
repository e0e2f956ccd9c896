"""What study sources send (rule T1): arrivals by law, in batches, or from a tape.

Here a source's stream is drawn in chunks, so that memory stays bounded however long the
run is.  Vehicles' loads are in ``loads``.  The assembly of a run in ``centre`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sortsim.centre.fitout.model import Fitout
from sortsim.centre.loads import code_laws, failed_reads
from sortsim.centre.works import work_ticks
from sortsim.core.clock import NEVER, TICKS_PER_H, TICKS_PER_S, Ticks, instant
from sortsim.core.streams import stream
from sortsim.demand import laws
from sortsim.plant.contract import MISSORT_SCALE, WORLD, IntArray, Load
from sortsim.spec.csv_text import CellError, Columns, CsvRow, number, read_rows
from sortsim.spec.equipment.study import Source
from sortsim.spec.scenario import Scenario

Floats = npt.NDArray[np.float64]
CHUNK = 16_384
"""Arrivals drawn at a time."""
IDS_PER_STATION = 2**32
"""Numbers set apart for the pieces of one source station."""
LATEST_S = 10.0**9


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Arrivals of one source in order of time; ``lane`` is -1 where it is drawn."""

    at: IntArray
    lane: IntArray


@dataclass(frozen=True, slots=True)
class SourceTape:
    """The loads of one source station, in order of time."""

    scenario: Scenario
    fitout: Fitout
    name: str
    station: int
    number: int
    """Number among the stations of its source."""
    seed: int
    replication: int
    until: Ticks
    folder: Path

    @property
    def source(self) -> Source:
        """The source as described."""
        return self.scenario.source[self.name]

    def loads(self) -> Iterator[Load]:
        """Yield loads of at most about ``CHUNK`` pieces; none arrives at or after ``until``.

        Raises
        ------
        InputError
            If the source's tape has broken rows.
        """
        serial = 0
        for chunk, arrivals in enumerate(self._arrivals()):
            if len(arrivals.at):
                yield self._load(arrivals, chunk, serial)
                serial += len(arrivals.at)

    def _arrivals(self) -> Iterator[Arrivals]:
        """Yield this station's arrivals: its own stream, or its cards of the one dealt."""
        of_source = len(self.fitout.sources[self.name])
        is_dealt = self.source.split == "deal" or self.source.tape_csv is not None
        entity = 0 if is_dealt else self.number
        seen = 0
        for arrivals in self._stream(entity):
            first = (self.number - seen) % of_source if is_dealt else 0
            step = of_source if is_dealt else 1
            seen += len(arrivals.at)
            yield Arrivals(arrivals.at[first::step], arrivals.lane[first::step])

    def _stream(self, entity: int) -> Iterator[Arrivals]:
        """Yield the arrivals of a stream until its time or its number of pieces is up."""
        left = NEVER if self.source.pieces_max is None else self.source.pieces_max
        end = self.until
        if self.source.until_h is not None:
            end = min(end, round(self.source.until_h * TICKS_PER_H))
        drawn = self._tape() if self.source.tape_csv is not None else self._drawn(entity)
        for arrivals in drawn:
            in_time = int(np.searchsorted(arrivals.at, end, side="left"))
            count = min(in_time, left)
            yield Arrivals(arrivals.at[:count], arrivals.lane[:count])
            left -= count
            if count < len(arrivals.at) or not left:
                return

    def _drawn(self, entity: int) -> Iterator[Arrivals]:
        """Yield arrivals by law without end; the first comes one gap after ``first_s``."""
        source, clock, chunk = self.source, instant(self.source.first_s), 0
        if source.gap is None:
            return
        while True:
            at = clock + np.cumsum(laws.ticks(source.gap, self._uniforms("gap", entity, chunk)))
            clock = int(at[-1])
            if source.batch is not None:
                sizes = laws.numbers(source.batch, self._uniforms("batch", entity, chunk))
                at = np.repeat(at, sizes)
            yield Arrivals(at, np.full(len(at), -1, dtype=np.int64))
            chunk += 1

    def _uniforms(self, purpose: str, entity: int, chunk: int, count: int = CHUNK) -> Floats:
        name = f"source.{self.name}.{purpose}"
        return stream(self.seed, self.replication, name, entity, chunk).random(count)

    def _tape(self) -> Iterator[Arrivals]:
        assert self.source.tape_csv is not None
        lanes = {lane.name: index for index, lane in enumerate(self.fitout.lanes)}
        rows = read_tape(self.folder / self.source.tape_csv, lanes)
        for first in range(0, len(rows.at), CHUNK):
            yield Arrivals(rows.at[first : first + CHUNK], rows.lane[first : first + CHUNK])

    def _load(self, arrivals: Arrivals, chunk: int, serial: int) -> Load:
        """Return a load of single parcels; each takes any area that its lane allows."""
        n = len(arrivals.at)
        draw = partial(self._uniforms, entity=self.number, chunk=chunk, count=n)
        lane = np.floor(draw("lane") * self.source.lanes).astype(np.int64)
        lane = np.where(arrivals.lane >= 0, arrivals.lane, lane)
        no, yes, one = np.zeros(n, np.int64), np.ones(n, np.bool_), np.ones(n, np.int64)
        area = self.fitout.areas.codes(lane, ~yes, np.ones((n, 3)), np.ones(n))
        reads = code_laws(self.scenario, self.fitout.areas).fail_share[area]
        fail_share = 1 - (1 - self.source.no_read_share) * (1 - reads)
        missort = np.floor(draw("missort") * MISSORT_SCALE).astype(np.int64)
        return Load(
            vehicle=WORLD, order=np.arange(n, dtype=np.int64),
            piece_id=self.station * IDS_PER_STATION + serial + np.arange(n, dtype=np.int64),
            is_parcel=yes, lane=lane, wrong_lane=(lane + 1) % max(1, len(self.fitout.lanes)),
            missort=missort if len(self.fitout.lanes) > 1 else no + MISSORT_SCALE, area=area,
            carriers=one, no_reads=failed_reads(fail_share, draw("no_read")), screen=~yes,
            alarm=no, failed=~yes, group=no, decilitres=10 * one, first_child=no, children=no,
            parcels=one, arrivals=arrivals.at,
            work={p: work_ticks(w, draw(f"work.{p}")) for p, w in self.fitout.works.items()},
        )  # fmt: skip


def source_tapes(
    scenario: Scenario,
    fitout: Fitout,
    *,
    seed: int,
    until: Ticks,
    replication: int = 0,
    folder: Path = Path(),
) -> tuple[SourceTape, ...]:
    """Return the tapes of all source stations, in order of station.

    Parameters
    ----------
    scenario, fitout
        The study and its assembly.
    seed, replication
        Keys of the streams.
    until
        End of the run [ticks]; nothing arrives at or after it.
    folder
        Folder that tapes' files are named from.
    """
    return tuple(
        SourceTape(scenario, fitout, name, station, n, seed, replication, until, folder)
        for name, stations in fitout.sources.items()
        for n, station in enumerate(stations)
    )


def read_tape(path: Path, lanes: dict[str, int]) -> Arrivals:
    """Return the arrivals in a CSV ``arrival_s[,lane]``, sorted by time, equal ones as written.

    Raises
    ------
    InputError
        If the file cannot be read or has broken rows; each with its row number.
    """

    def convert(row: CsvRow) -> tuple[Ticks, int]:
        at = number(row, "arrival_s", whole=False, largest=LATEST_S)
        name = row.text("lane")
        if name and name not in lanes:
            raise CellError("lane", "no lane has this name")
        return round(at * TICKS_PER_S), lanes[name] if name else -1

    rows = read_rows(path, Columns(("arrival_s",), ("lane",)), convert)
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    by_time = table[np.argsort(table[:, 0], kind="stable")]
    return Arrivals(by_time[:, 0], by_time[:, 1])

"""A film of a run: what is needed to tell where every piece was within a window of time.

Here live inert data; ``run`` makes them, ``api.replay`` hands them to ``report.replay``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.centre.film.clocks import Stretch
from sortsim.centre.world.visit import Visit
from sortsim.core.clock import Ticks
from sortsim.plant.contract import Census, PlantPlan

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is known of the pieces that came in vehicles or from sources, by ascending number."""

    number: Ints
    lane: Ints
    """True lane; -1 for a bag that is opened here."""
    group: Ints
    """Conservation group."""
    parcels: Ints


@dataclass(frozen=True, slots=True)
class Unloading:
    """A vehicle that was given to a door."""

    at: Ticks
    station: int
    vehicle: int
    pieces: int
    unloaded: int
    """Pieces handed over before the film begins."""


@dataclass(frozen=True, slots=True)
class Film:
    """The records of ``[begin, end)`` and what stood where at ``begin``."""

    plan: PlantPlan
    day_start: Ticks
    """06:00 of the measured day, or of the first day of a study."""
    begin: Ticks
    """First instant recorded; the lead before ``shown``."""
    shown: Ticks
    """First instant to be shown."""
    end: Ticks
    rows: Rows
    """Fields at, station, act, piece, link; in order of time."""
    clocks: Mapping[int, tuple[Stretch, ...]]
    """By loop station."""
    pieces: Pieces
    bags: Mapping[int, int]
    """Parcels in bags that were formed here, by number."""
    in_chutes: Ints
    """Parcels in the bag of each bagging chute at ``begin``, by link."""
    staged: Ints
    """Pieces in each lane at ``begin``, by station."""
    loadings: Rows
    """Loadings of the hours before ``begin``."""
    unloadings: Sequence[Unloading]
    visits: Sequence[Visit]
    docks: Sequence[tuple[str, int]]
    """Group and number of every outbound door."""
    lanes: Sequence[str]
    """Names of lanes by index."""
    lane_groups: Sequence[str]
    groups: Sequence[str]
    """Names of conservation groups by index."""
    censuses: Sequence[Census]
    """One a minute from ``begin`` on."""

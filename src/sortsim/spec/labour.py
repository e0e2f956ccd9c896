"""Pools of workers, their shifts, breaks and moves (rules L1, L2, D1).

Here live the descriptions of labour; which station draws on which pool is said
by the station.  Everything above ``spec`` may import it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sortsim.spec.base import ClockTime, Count, CountOrZero, Part, Positive


class Shift(Part):
    """One shift (班次) of a pool, every day of the run."""

    start: ClockTime
    end: ClockTime
    """Up to, not including; before ``start``: on the next day."""
    workers: CountOrZero
    """People present [persons]."""


class Break(Part):
    """A break (休息): so many of every hundred people present are away."""

    start: ClockTime
    end: ClockTime
    away_share: Annotated[float, Field(gt=0, le=1)] = 1.0


class Pool(Part):
    """A crew (班组) that stations draw from."""

    shift: dict[str, Shift]
    pause: dict[str, Break] = Field(default_factory=dict)
    night_rate_factor: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Work rate from 00:00 to 06:00, over the day's."""
    wage: str = "sorter"
    """Key of the wage in ``economy``."""


class PoolMove(Part):
    """A scheduled move of workers from one pool to another, every day (rule L1)."""

    at: ClockTime
    until: ClockTime
    source: str
    target: str
    workers: Count


class RepairCrew(Part):
    """Repair crews (维修班): so many repairs at a time (rule D2)."""

    crews: Count
    travel_s: Positive = 60.0
    """Time from the alarm to the start of the repair [s]."""

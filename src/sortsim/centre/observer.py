"""Who watches a run: progress for a bar, tables in pieces for a writer.

Here live the hooks and the watcher that does nothing; bars are drawn in ``cli``, files
written in ``results``.  ``centre``, ``experiments`` and ``api`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy.typing as npt

Table = dict[str, npt.NDArray[Any]]
"""Columns by name, all of one length."""


class Observer(Protocol):
    """Watches one run."""

    def progressed(self, time_share: float, parcel_share: float) -> None:
        """Hear how far the run is.

        Parameters
        ----------
        time_share
            Simulated time over the run's, 0 to 1.
        parcel_share
            Parcels that have left over the parcels that come, 0 to 1; the truer of the two for
            the time left, since a run's work goes with its parcels.
        """

    def parcels(self, rows: Mapping[str, npt.NDArray[Any]]) -> bool:
        """Take finished parcel rows; return whether they are taken.

        Rows that are taken are not kept in the result, so memory stays bounded.
        """


class NoObserver:
    """Watches nothing and takes nothing."""

    def progressed(self, time_share: float, parcel_share: float) -> None:
        """Do nothing."""

    def parcels(self, rows: Mapping[str, npt.NDArray[Any]]) -> bool:
        """Take no rows: the result keeps them."""
        del rows
        return False

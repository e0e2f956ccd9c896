"""Conservation: at the end of a run every parcel is somewhere (rule C11).

Here lives the balance by class and direction and the account of where parcels are; it
is struck by ``centre.run`` after every run.  ``centre`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.centre.tally import Tally
from sortsim.core.errors import ConservationError

Ints = npt.NDArray[np.int64]
STATIONS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the parcels of a run are at its end; arrays by conservation group, int64."""

    names: tuple[str, ...]
    """Group names, ``flow/class``."""
    tally: Tally
    inside: Ints
    """Inside the plant."""
    at_doors: Ints
    """On vehicles whose unloading has not begun."""
    planned: Mapping[str, int]
    """Parcels planned, by flow."""
    not_docked: Mapping[str, int]
    """Parcels on vehicles in the yard or at the gate, by flow."""
    not_arrived: Mapping[str, int]

    def accounted(self) -> Ints:
        """Return the parcels of docked vehicles that are accounted for, by group."""
        t = self.tally
        return t.departed + t.on_board + t.seized + t.lost + self.inside + self.at_doors

    def document(self) -> dict[str, object]:
        """Return the balance as a document: by group, and by flow what never docked."""
        t = self.tally
        columns = {
            "docked": t.drawn,
            "departed": t.departed,
            "on_outbound_vehicles": t.on_board,
            "inside": self.inside,
            "at_doors": self.at_doors,
            "seized": t.seized,
            "lost": t.lost,
        }
        by_group = {
            name: {key: int(counts[i]) for key, counts in columns.items()}
            for i, name in enumerate(self.names)
            if t.drawn[i]
        }
        return {
            "by_group": by_group,
            "planned": dict(self.planned),
            "in_yard_or_gate": dict(self.not_docked),
            "not_arrived": dict(self.not_arrived),
            "is_balanced": True,
        }


def check(balance: Balance, by_station: Mapping[str, Mapping[int, int]]) -> None:
    """Raise unless every parcel is accounted for, by class and direction.

    Parameters
    ----------
    balance
        Where parcels are.
    by_station
        Station name to group to parcels inside, for the account.

    Raises
    ------
    ConservationError
        Naming each group that does not balance, and where its parcels are.
    """
    missing = balance.tally.drawn - balance.accounted()
    lines = [
        f"{balance.names[i]}: {int(missing[i]):+d} of {int(balance.tally.drawn[i])} parcels"
        for i in np.flatnonzero(missing)
    ]
    lines += _flow_lines(balance)
    if lines:
        where = _where(by_station, {int(i) for i in np.flatnonzero(missing)})
        raise ConservationError("\n".join(["parcels are not all accounted for", *lines, *where]))


def _flow_lines(balance: Balance) -> list[str]:
    lines = []
    for flow, planned in balance.planned.items():
        of_flow = [i for i, name in enumerate(balance.names) if name.startswith(f"{flow}/")]
        docked = int(balance.tally.drawn[of_flow].sum())
        known = docked + balance.not_docked[flow] + balance.not_arrived[flow]
        if known != planned:
            lines.append(f"{flow}: {planned} planned, {known} docked, waiting or not arrived")
    return lines


def _where(by_station: Mapping[str, Mapping[int, int]], groups: set[int]) -> list[str]:
    found = {
        name: sum(count for group, count in counts.items() if group in groups)
        for name, counts in by_station.items()
    }
    rows = sorted(((n, c) for n, c in found.items() if c), key=lambda row: (-row[1], row[0]))
    return [f"  {name}: {count} inside" for name, count in rows[:STATIONS_SHOWN]]


def by_group(counts: Mapping[str, Mapping[int, int]], groups: int) -> Ints:
    """Return parcels inside by conservation group, summed over stations, shape ``(groups,)``."""
    total = np.zeros(groups, np.int64)
    for station in counts.values():
        for group, count in station.items():
            total[group] += count
    return total


def zeros(flows: Sequence[str]) -> dict[str, int]:
    """Return a count of nothing by flow."""
    return dict.fromkeys(flows, 0)

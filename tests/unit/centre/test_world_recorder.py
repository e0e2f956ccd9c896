"""The recorder: rows of parcels, what waits for a vehicle, and the balance at the end."""

from __future__ import annotations

import numpy as np
import pytest

from sortsim.centre.conservation import Balance, check
from sortsim.centre.tally import new_tally
from sortsim.core.errors import ConservationError


def balance(*, departed: int) -> Balance:
    """Return a balance of ten parcels of one group, two of them inside."""
    tally = new_tally(2, 24)
    tally.drawn[0] = 10
    tally.departed[0] = departed
    inside = np.array([2, 0])
    flows = {"outbound": 10, "inbound": 0}
    nothing = {"outbound": 0, "inbound": 0}
    names = ("outbound/small", "inbound/small")
    return Balance(names, tally, inside, np.zeros(2, np.int64), flows, nothing, nothing)


def test_a_run_that_accounts_for_all_parcels_balances() -> None:
    """Eight departed and two are inside."""
    struck = balance(departed=8)
    check(struck, {})
    assert struck.document()["by_group"] == {
        "outbound/small": {
            "docked": 10, "departed": 8, "on_outbound_vehicles": 0, "inside": 2,
            "at_doors": 0, "seized": 0, "lost": 0,
        }
    }  # fmt: skip


def test_a_missing_parcel_stops_the_run_with_an_account() -> None:
    """The message names the group, the number, and where its parcels are."""
    with pytest.raises(ConservationError) as error:
        check(balance(departed=7), {"loop.1": {0: 2}, "lane.9": {1: 5}})
    assert "outbound/small: +1 of 10 parcels" in str(error.value)
    assert "loop.1: 2 inside" in str(error.value)
    assert "lane.9" not in str(error.value)

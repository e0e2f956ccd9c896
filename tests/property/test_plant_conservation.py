"""Nothing is lost and nothing is made, in any random plant at any instant (C4, C11)."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sortsim.centre.credit_balance import unaccounted
from sortsim.core.clock import Ticks
from sortsim.plant.contract import Act, Departure, Load, Unload
from tests.builders_plant import Departures
from tests.strategies_plant import HORIZON, Case, cases, outcome


def parcels_come(case: Case, until: Ticks) -> list[int]:
    """Return the numbers of the parcels that have come by an instant, those in bags too."""
    come: list[int] = []
    for command in case.commands:
        if isinstance(command, Unload) and command.at < until:
            tape = command.load
            for position, row in enumerate(tape.order.tolist()):
                if tape.arrivals is None or tape.arrivals[position] < until:
                    come += [int(tape.piece_id[r]) for r in _parcels(tape, row)]
    return sorted(come)


def _parcels(tape: Load, row: int) -> range:
    if tape.is_parcel[row]:
        return range(row, row + 1)
    first = int(tape.first_child[row])
    return range(first, first + int(tape.children[row]))


def ids(departures: list[Departure]) -> list[int]:
    return [int(d.load.piece_id[d.row]) for d in departures]


@given(cases(), st.integers(1, HORIZON))
def test_every_parcel_is_somewhere_once(case: Case, cut: int) -> None:
    """C11: what came has left or is inside, each parcel once, at any instant."""
    case.until = cut * case.unit
    run = outcome(case)
    seen = sorted([row[0] for row in run.left] + [row[0] for row in run.held])
    assert seen == parcels_come(case, case.until)


@given(cases(), st.integers(1, HORIZON))
def test_groups_inside_are_those_of_the_parcels_inside(case: Case, cut: int) -> None:
    """C11: the account by class and direction counts the very parcels that are inside."""
    case.until = cut * case.unit
    run = outcome(case)
    by_group: Counter[int] = Counter()
    for groups in run.inside.values():
        by_group.update(groups)
    held = list(run.engine.remaining())
    assert by_group == Counter(int(d.load.group[d.row]) for d in held)


@given(cases(), st.lists(st.integers(1, HORIZON), min_size=1, max_size=8))
def test_every_credit_is_somewhere(case: Case, cuts: list[int]) -> None:
    """C4, C11: credits in hand, pieces and signals on their way and places taken are the places."""
    for cut in cuts:
        case.until = cut * case.unit
        census = outcome(case).engine.credit_census()
        assert list(unaccounted(case.plan, census)) == []
        assert min(map(int, census.in_hand), default=0) >= 0


@given(cases())
def test_the_waterfall_adds_up(case: Case) -> None:
    """The stages of a parcel that left add up to its time since the gate, or since its arrival."""
    came = {
        int(tape.piece_id[row]): int(tape.arrivals[position])
        for command in case.commands
        if isinstance(command, Unload) and (tape := command.load).arrivals is not None
        for position, top in enumerate(tape.order.tolist())
        for row in _parcels(tape, top)
    }
    for piece, at, act, *rest in outcome(case).left:
        load_gate = next(
            c.load.gate for c in case.commands
            if isinstance(c, Unload) and piece in c.load.piece_id
        )  # fmt: skip
        spent = rest[-1]
        assert sum(spent) == at - came.get(piece, load_gate), (piece, Act(act))
        assert min(spent) >= 0


@given(cases())
def test_a_trace_is_only_watched(case: Case) -> None:
    """Whether a trace is kept or not, the same parcels leave in the same way."""
    from sortsim.plant.engines import make_engine

    ledger = Departures()
    engine = make_engine("reference", case.plan, ledger, None)
    for command in sorted(case.commands, key=lambda command: command.at):
        engine.command(command)
    engine.advance(case.until)
    left = sorted((int(d.load.piece_id[d.row]), d.at, tuple(d.spent)) for d in ledger)
    assert left == [(row[0], row[1], row[-1]) for row in outcome(case).left]


@given(cases())
def test_a_census_counts_what_is_inside(case: Case) -> None:
    """The census' parcels by station are those of the account by group."""
    run = outcome(case)
    for station, (_, parcels) in zip(
        run.engine.stations, (s.count() for s in run.engine.stations), strict=True
    ):
        assert parcels == sum(run.inside[station.plan.name].values())

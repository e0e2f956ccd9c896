"""Stories of infeed lines, in ticks: belt, merge, presort (rules P2, P4, K1, K2, C6)."""

from __future__ import annotations

from typing import Any

from sortsim.plant.contract import ANY, FAILED, SCREEN, UNBAG, Act
from tests.builders_plant import Sketch, Told, load


def merge(*arrivals: list[int], returns: tuple[bool, ...] = (), **line: Any) -> Told:
    """Run a line fed by sources a, b, ...; pieces of source n are numbered from 10 n."""
    s = Sketch()
    for name in "abc"[: len(arrivals)]:
        s.number(name)
    feeds = []
    for n, times in enumerate(arrivals):
        name = "abc"[n]
        s.source(name, s.link(name, "line", returns=returns[n : n + 1] == (True,)))
        feeds.append(s.feed(name, load(len(times), first_id=10 * n, arrivals=times)))
    s.line("line", {ANY: (s.link("line", "out"),)}, **line)
    s.sink("out")
    return s.run(*feeds)


def test_a_piece_rides_the_belt() -> None:
    """P2: from its arrival at 1 it is carried for the transport time."""
    run = merge([0], transport=50, headway=3)
    assert run.times(Act.LEFT_LINE) == [(51, 0)]
    assert run.spent(0) == {"LINE": 51, "STAGING": 1}


def test_one_piece_a_headway() -> None:
    """P2: pieces that arrive together leave a headway apart."""
    run = merge([0, 0, 0, 40], transport=10, headway=7)
    assert run.times(Act.LEFT_LINE) == [(11, 0), (18, 1), (25, 2), (51, 3)]


def test_a_merge_is_fifo_by_arrival_and_then_by_link() -> None:
    """K2, C6: at one instant the lower link comes first, whoever sent first."""
    run = merge([5, 6], [4, 5], transport=10, headway=1)
    assert run.times(Act.LEFT_LINE) == [(15, 10), (16, 0), (17, 11), (18, 1)]


def test_at_one_instant_the_lower_link_comes_first_though_the_other_sent_first() -> None:
    """C5, C6: b sends at 5 over a way of 5, a at 9 over a way of 1; both come at 10."""
    for kind in ("line", "desk"):
        s = Sketch()
        s.source("a", s.link("a", kind, 1, places=9))
        s.source("b", s.link("b", kind, 5, places=9))
        exits = {ANY: (s.link(kind, "out"),)}
        if kind == "line":
            s.line(kind, exits, transport=1, headway=1)
        else:
            s.desk(kind, exits, work=1)
        s.sink("out")
        run = s.run(
            s.feed("a", load(1, arrivals=[9])), s.feed("b", load(1, first_id=1, arrivals=[5]))
        )
        assert [piece for _, piece in run.times(Act.LEFT_PLANT)] == [0, 1]


def test_returns_go_before_what_waits() -> None:
    """K2: a return that comes at 13 leaves at the next headway, before pieces that came first."""
    run = merge([0, 0, 0], [12], returns=(False, True), transport=10, headway=5)
    assert run.times(Act.LEFT_LINE) == [(11, 0), (16, 10), (21, 1), (26, 2)]


def test_returns_are_not_carried_again() -> None:
    """K2: a return is put in at the end of the line; on an idle line it leaves at once."""
    run = merge([], [12], returns=(False, True), transport=50, headway=5)
    assert run.times(Act.LEFT_LINE) == [(13, 10)]


def test_a_return_that_comes_with_the_headway_goes_first() -> None:
    """C5: at the instant at which the line may let one pass, a message of that instant counts."""
    run = merge([0, 0], [15], returns=(False, True), transport=10, headway=5)
    assert run.times(Act.LEFT_LINE) == [(11, 0), (16, 10), (21, 1)]


def test_a_line_holds_no_more_than_its_places() -> None:
    """P2, C4: two places, dealt to its only door; the third piece waits for the first to leave."""
    s = Sketch()
    s.door("door", s.link("door", "line", 2, 3, places=2))
    s.line("line", {ANY: (s.link("line", "out"),)}, transport=100, headway=1)
    s.sink("out")
    run = s.run(s.feed("door", load(3, work={"unload": 10})))
    # 0 leaves the line at 10 + 2 + 100; that is news at the door 3 later.
    assert run.times(Act.UNLOADED) == [(10, 0), (20, 1), (115, 2)]


# ---------------------------------------------------------------- presort


def presort(columns: dict[str, Any], *, places: tuple[int | None, int | None] = (None, None),
            n: int = 4, by_lane: bool = False, work: int = 1000) -> Told:  # fmt: skip
    """Run a line with desks x and y behind it: areas (or lanes) 0 and 1, and sinks for the rest."""
    s = Sketch()
    s.source("source", s.link("source", "line"))
    to_x = s.link("line", "x", 1, 1, places[0])
    to_y = s.link("line", "y", 1, 1, places[1])
    rest = {key: (s.link("line", name),) for key, name in
            {SCREEN: "xray", UNBAG: "unbag", FAILED: "failed"}.items()}  # fmt: skip
    s.line("line", {0: (to_x,), 1: (to_y,), ANY: (to_x, to_y)} | ({} if by_lane else rest),
           headway=10, by_lane=by_lane)  # fmt: skip
    for name in "xy":
        s.desk(name, {ANY: (s.link(name, "out"),)}, work=work)
    s.sink("xray", "unbag", "failed", "out")
    return s.run(s.feed("source", load(n, arrivals=[0] * n, **columns)), until=900)


def gone_to(run: Told) -> dict[int, str]:
    """Return where each piece went."""
    found: dict[int, str] = {}
    for line in run.story(Act.STARTED, Act.LEFT_PLANT):
        _, station, _, piece = line.split()
        found.setdefault(int(piece), station)
    return found


def test_the_presort_goes_by_screening_then_bags_then_failures_then_area() -> None:
    """P3, P4, P4a: the first reason to leave the common way decides."""
    run = presort({
        "screen": [True, False, False, False], "lane": [-1, -1, 0, 0],
        "failed": [True, True, True, False], "area": [0, 0, 0, 1],
    })  # fmt: skip
    assert gone_to(run) == {0: "xray", 1: "unbag", 2: "failed", 3: "y"}


def test_a_take_away_belt_goes_by_lane() -> None:
    """P11b: keyed by lane, it asks for nothing else."""
    run = presort({"lane": [1, 0, 1, 0], "screen": True}, by_lane=True, work=5)
    assert gone_to(run) == {0: "y", 1: "x", 2: "y", 3: "x"}


def test_the_way_with_most_credits_is_taken_then_the_first() -> None:
    """C6: of 3 and 2 places the first; of 2 and 2 the first; of 1 and 2 the second."""
    # A desk keeps its first piece at work, whose place is back before the next headway.
    run = presort({"area": 9}, places=(3, 2), n=7)
    sent = {p: "x" if link == 1 else "y" for link, p in _sent(run)}
    assert [sent[p] for p in range(7)] == ["x", "x", "x", "y", "y", "x", "y"]


def _sent(run: Told) -> list[tuple[int, int]]:
    """Return link and piece of what lies in the desks, in service or queue."""
    found = []
    for name in "xy":
        station = run.engine.stations[run.names.index(name)]
        found += [(1 if name == "x" else 2, piece.id) for piece in station.held()]
    return found


def test_a_blocked_first_piece_blocks_the_line() -> None:
    """C6, K1: the first piece alone is tried; those for a free way wait behind it."""
    run = presort({"area": [0, 0, 0, 1]}, places=(1, None), work=100)
    # x starts 0 at 3 and 1 at 103: piece 2 has a place at 104 (news of the start at 103).
    assert run.times(Act.LEFT_LINE) == [(2, 0), (12, 1), (104, 2), (114, 3)]


def test_a_return_may_pass_a_blocked_first_piece() -> None:
    """C6, K2: the first return is tried instead; the blocked piece stays first of the others."""
    s = Sketch()
    s.source("a", s.link("a", "line"))
    s.source("b", s.link("b", "line", returns=True))
    to_x, to_y = s.link("line", "x", places=1), s.link("line", "y")
    s.line("line", {0: (to_x,), 1: (to_y,), ANY: (to_y,)}, headway=10)
    s.desk("x", {ANY: (s.link("x", "y"),)}, work=100)
    s.sink("y")
    run = s.run(
        s.feed("a", load(3, arrivals=[0, 0, 0])),
        s.feed("b", load(1, first_id=9, area=1, arrivals=[50])),
    )
    assert run.times(Act.LEFT_LINE) == [(2, 0), (12, 1), (51, 9), (104, 2)]


def test_a_blocked_return_blocks_the_line() -> None:
    """C6: the first return alone is tried, even if a piece of the belt had a way."""
    s = Sketch()
    s.source("a", s.link("a", "line"))
    s.source("b", s.link("b", "line", returns=True))
    to_x, to_y = s.link("line", "x", places=1), s.link("line", "y")
    s.line("line", {0: (to_x,), 1: (to_y,), ANY: (to_y,)}, headway=10)
    s.desk("x", {ANY: (s.link("x", "y"),)}, work=100)
    s.sink("y")
    run = s.run(
        s.feed("a", load(3, area=[0, 0, 1], arrivals=[0, 0, 60])),
        s.feed("b", load(1, first_id=9, area=0, arrivals=[50])),
    )
    assert run.times(Act.LEFT_LINE) == [(2, 0), (12, 1), (104, 9), (114, 2)]


def test_news_of_room_counts_at_its_very_instant() -> None:
    """C5: credit and headway at one instant: the piece leaves then."""
    s = Sketch()
    s.source("a", s.link("a", "line"))
    s.line("line", {ANY: (s.link("line", "x", 1, 1, places=1),)}, headway=2)
    s.desk("x", {ANY: (s.link("x", "y"),)}, work=1)
    s.sink("y")
    run = s.run(s.feed("a", load(3, arrivals=[0, 0, 0])))
    assert run.times(Act.LEFT_LINE) == [(2, 0), (4, 1), (6, 2)]

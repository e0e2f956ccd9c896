"""Days of the studio: kept tapes are exact, the day is that of a run, newer questions go first."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sortsim.api.lean import run_lean
from sortsim.api.load import load_scenario
from sortsim.api.outlook import outlook
from sortsim.api.simulate import RunOptions
from sortsim.api.studio.bound_ahead import bounds_ahead
from sortsim.api.studio.day import DAY_SETS, DayFound, NotFound, mean_day
from sortsim.api.studio.desk import Desk
from sortsim.api.studio.kept_run import DroppedError, simulated_day
from sortsim.api.studio.latest import Latest
from sortsim.api.studio.session import Session
from sortsim.api.studio.tapes import Tapes
from sortsim.api.studio.variant import Variant
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from tests.builders_studio import SPEED, WAIT_S, small_centre


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Resolved[Scenario]:
    """Return a small centre with a loop."""
    return small_centre(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """Return two warm processes."""
    made = Desk()
    yield made
    made.end()
    assert made.process_ids == []


def _day(variant: Variant, tapes: Tapes) -> DayFound:
    resolved = variant.checked().resolved
    assert resolved is not None
    return replace(simulated_day(mean_day(resolved), tapes), simulated_s=0.0)


# ---------------------------------------------------------------- the day


def test_the_day_is_that_of_sortsim_run(centre: Resolved[Scenario]) -> None:
    """With the sets that the page names, every key figure is the same."""
    found = _day(Variant(centre).with_value(SPEED, 2.0), Tapes())
    meant = load_scenario(centre.files[0].path, (), [*DAY_SETS, f"{SPEED}=2.0"])
    kpis = run_lean(meant, RunOptions()).kpis
    assert found.kpis == {key: row["value"] for key, row in kpis.items()}
    assert [row.hour_of_day for row in found.rows] == [*range(6, 24), *range(6)]


def test_kept_tapes_change_nothing(centre: Resolved[Scenario]) -> None:
    """Speeds, counts, crews, laws of work, reads, volume: as with tapes drawn anew."""
    tapes, variant = Tapes(), Variant(centre)
    _day(variant, tapes)
    for key, value, is_kept in (
        (SPEED, 2.0, True),
        ("loop.sorter.read_rate", 0.9, True),
        ("door_group.in.pieces_per_worker_h", 300.0, True),
        ("run.scale", 0.5, False),
    ):
        variant = variant.with_value(key, value)
        kept, anew = _day(variant, tapes), _day(variant, Tapes())
        assert kept.tapes_kept is is_kept, key
        assert replace(kept, tapes_kept=False) == anew, key


def test_the_bounds_are_those_of_a_record(centre: Resolved[Scenario]) -> None:
    """The hardest asked first."""
    day = mean_day(centre)
    found = bounds_ahead(day, Tapes())
    assert [row.ratio for row in found.rows] == sorted((r.ratio for r in found.rows), reverse=True)
    meant = {one.bound.resource: one.bound.ratio for one in outlook(day).bounds}
    assert {row.area: row.ratio for row in found.rows} == meant


def test_a_dropped_day_stops_at_once(centre: Resolved[Scenario]) -> None:
    """And its tapes serve the next day all the same."""
    tapes, asked = Tapes(), iter([False] * 40 + [True])
    with pytest.raises(DroppedError):
        simulated_day(mean_day(centre), tapes, is_dropped=lambda: next(asked))
    assert _day(Variant(centre), tapes) == replace(_day(Variant(centre), Tapes()), tapes_kept=True)


def test_hours_are_told_as_they_pass(centre: Resolved[Scenario]) -> None:
    """Twenty-four times, each with one hour more; what has arrived is not revised."""
    said: list[object] = []
    found = simulated_day(mean_day(centre), Tapes(), say=said.append)
    lengths = [len(one.rows) for one in said]  # type: ignore[attr-defined]
    assert lengths == list(range(1, 25))
    last = said[-1].rows  # type: ignore[attr-defined]
    assert [row.arrived for row in last] == [row.arrived for row in found.rows]


# ---------------------------------------------------------------- sessions and processes


def _echo(
    question: object, say: Callable[[object], None], is_dropped: Callable[[], bool]
) -> object:
    """Say a question back; a number waits so long, unless it is dropped."""
    import time

    if question == "die":
        os._exit(3)
    if isinstance(question, float):
        until = time.monotonic() + question
        while time.monotonic() < until and not is_dropped():
            time.sleep(0.005)
    return question, is_dropped()


def _whole(latest: Latest, asker: str, number: int) -> object:
    for _ in range(600):
        for heard in latest.hear(asker, number, 0.1):
            if heard.is_last:
                return heard.said
    raise AssertionError("no answer")


def test_a_newer_question_drops_the_older_of_the_same_asker() -> None:
    """Another asker's question is answered all the same, and nothing of the old one is heard."""
    latest = Latest(_echo)
    try:
        old, other = latest.ask("a", 60.0), latest.ask("b", "b's")
        new = latest.ask("a", "a's")
        assert _whole(latest, "b", other) == ("b's", False)
        assert _whole(latest, "a", new) == ("a's", False)
        assert latest.hear("a", old) == []
    finally:
        latest.end()


def test_a_process_that_dies_is_told_of_and_followed_by_another() -> None:
    """The next question has an answer."""
    latest = Latest(_echo)
    try:
        assert "ended with code 3" in str(_whole(latest, "a", latest.ask("a", "die")))
        assert _whole(latest, "a", latest.ask("a", "again")) == ("again", False)
        assert len(latest.process_ids) == 1
    finally:
        latest.end()


def test_a_session_compares_undoes_and_pins(centre: Resolved[Scenario], desk: Desk) -> None:
    """A step back shows at once what was known; a mistake leaves the last day standing."""
    session = Session(centre, desk)
    assert session.listen(WAIT_S)
    base = session.answers.day
    session.change("run.scale", 0.5)
    assert session.listen(WAIT_S)
    assert session.pin("half")
    half = session.answers.day
    assert isinstance(base, DayFound)
    assert isinstance(half, DayFound)
    assert half.planned_parcels == pytest.approx(base.planned_parcels / 2, rel=0.01)
    session.undo()
    assert not session.is_waiting
    assert session.answers.day == base
    session.change(SPEED, -1.0)
    assert [p.key for p in session.checked.problems] == [SPEED]
    assert session.answers.day == base
    session.take_up(session.pins[0])
    assert (session.answers.day, session.checked.problems) == (half, ())
    session.end()


def test_what_cannot_run_is_told_in_words(centre: Resolved[Scenario], desk: Desk) -> None:
    """A day that fails gives a sentence and not an exception."""
    day = mean_day(centre).scenario.model_copy(update={"demand": None})
    asked = desk.ask("me", replace(centre, scenario=day))
    for _ in range(200):
        asked = desk.hear("me", asked, 0.1)
        if asked.is_whole:
            break
    assert isinstance(asked.day, NotFound)
    assert "needs it" in asked.day.message or "bug" in asked.day.message


def test_a_bug_is_told_in_a_sentence_and_its_traceback_to_who_asks_for_it() -> None:
    """Both processes say what went wrong; where it was is for a developer."""
    traces: list[str] = []
    made = Desk(traces.append)
    try:
        asked = made.ask("me", "no scenario at all")  # type: ignore[arg-type]
        for _ in range(600):
            asked = made.hear("me", asked, 0.1)
            if asked.is_whole:
                break
    finally:
        made.end()
    for answer in (asked.day, asked.bounds):
        assert isinstance(answer, NotFound)
        assert answer.message.startswith("a bug, and our fault: AttributeError: 'str' object")
    assert len(traces) == 2
    assert all(trace.startswith("Traceback") and "seeded" in trace for trace in traces)


def _memory_mb(pid: int) -> float:
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _held(pid: int) -> tuple[int, int]:
    """Return open files and threads of a process."""
    return len(os.listdir(f"/proc/{pid}/fd")), len(os.listdir(f"/proc/{pid}/task"))


def _hundred(session: Session, every: int) -> None:
    for number in range(100):
        session.change(SPEED, 2.0 + 0.005 * number)
        if number % every == every - 1:
            assert session.listen(WAIT_S)


def _leak(session: Session, every: int) -> None:
    """Make a hundred changes twice; what is held after the second is what was after the first."""
    ids = session.desk.process_ids
    _hundred(session, every)
    before = [_held(pid) for pid in [*ids, os.getpid()]]
    memory = [_memory_mb(pid) for pid in ids]
    threads = threading.active_count()
    for number in range(100):
        session.change("door_group.in.doors", 4 + number % 5)
        session.undo() if number % 10 == 9 else None
        if number % every == every - 1:
            assert session.listen(WAIT_S)
    assert session.desk.process_ids == ids
    assert [_held(pid) for pid in [*ids, os.getpid()]] == before
    assert threading.active_count() == threads
    for pid, was in zip(ids, memory, strict=True):
        assert _memory_mb(pid) < was + 30
    assert len(session.history.before) <= 200


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux what is held")
def test_a_hundred_changes_leak_nothing(centre: Resolved[Scenario], desk: Desk) -> None:
    """No process, file or thread more, and no memory, after a hundred changes and a hundred more.

    Nine of ten are followed so soon by the next that their day is dropped.
    """
    session = Session(centre, desk)
    assert session.listen(WAIT_S)
    _leak(session, every=20)
    session.end()


@pytest.mark.verify
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux what is held")
def test_two_hundred_whole_days_leak_nothing(centre: Resolved[Scenario], desk: Desk) -> None:
    """Likewise where every day is awaited."""
    session = Session(centre, desk)
    assert session.listen(WAIT_S)
    _leak(session, every=1)
    session.end()


@pytest.mark.bench
def test_the_main_centre_is_timed(record_property: Callable[[str, object], None]) -> None:
    """From a change to the whole mean day of the main centre, the median of five; bounds sooner."""
    made = Desk()
    try:
        session = Session(load_scenario("main-centre-auto"), made)
        assert session.listen(WAIT_S)
        waited = []
        for number in range(5):
            session.change("loop.small_out.speed_m_per_s", 2.3 + 0.05 * number)
            assert session.listen(WAIT_S)
            waited.append(session.waited_s or 0.0)
        record_property("median_s", sorted(waited)[2])
        assert sorted(waited)[2] < 20
    finally:
        made.end()

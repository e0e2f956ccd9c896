"""Study sources: streams by law, in batches, dealt or each its own, and tapes (rule T1)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sortsim.centre.fitout.build import build
from sortsim.centre.source_loads import CHUNK, IDS_PER_STATION, read_tape, source_tapes
from sortsim.core.clock import TICKS_PER_H, TICKS_PER_S
from sortsim.core.errors import InputError
from sortsim.spec.scenario import Scenario

EXPONENTIAL = {"law": "exponential", "mean_s": 2.0}
STEADY = {"law": "deterministic", "value_s": 0.25}


def study(**source: object) -> Scenario:
    queue = {"servers": 1, "work": {"law": "exponential", "mean_s": 1.0}, "to": "sink.out"}
    return Scenario.model_validate({
        "schema_version": 1, "name": "study", "sink": {"out": {}}, "queue": {"q": queue},
        "source": {"s": {"to": "queue.q", **source}},
    })  # fmt: skip


def zone_study(**source: object) -> Scenario:
    loop = {
        "carriers": 50, "carrier_pitch_m": 0.6, "speed_m_per_s": 2.0,
        "zone": {"a": {"position_m": 0.0, "inductions": 3, "spacing_m": 1.2, "headway_s": 1.0}},
        "chute_group": {"c": {
            "count": 4, "first_position_m": 12.0, "spacing_m": 1.2, "kind": "loose",
            "buffer_pieces": 5, "chutes_per_tender": 1, "to": "sink.out",
            "work": {"law": "deterministic", "value_s": 3.0},
        }},
    }  # fmt: skip
    return Scenario.model_validate({
        "schema_version": 1, "name": "study", "sink": {"out": {}}, "loop": {"x": loop},
        "source": {"s": {"to": "loop.x.zone.a", "lanes": 4, **source}},
    })  # fmt: skip


def arrivals(scenario: Scenario, hours: float, folder: Path = Path()) -> list[np.ndarray]:
    """Return the arrivals of each station of the source."""
    until = round(hours * TICKS_PER_H)
    tapes = source_tapes(scenario, build(scenario), seed=1, until=until, folder=folder)
    every = []
    for tape in tapes:
        parts = [load.arrivals for load in tape.loads() if load.arrivals is not None]
        every.append(np.concatenate(parts) if parts else np.zeros(0, np.int64))
    return every


def test_a_stream_begins_one_gap_after_its_first_instant_and_ends_before_the_run_does() -> None:
    """A gap of 0.25 s from 10 s on, to 11 s: 10.25, 10.5, 10.75; half-open at the end."""
    (at,) = arrivals(study(gap=STEADY, first_s=10.0), 11 / 3600)

    assert at.tolist() == [10_250_000, 10_500_000, 10_750_000]


def test_a_stream_ends_at_its_own_hour_or_number_of_pieces() -> None:
    """``until_h`` and ``pieces_max`` each end it."""
    assert len(arrivals(study(gap=STEADY, until_h=0.5), 1.0)[0]) == 7199
    assert len(arrivals(study(gap=STEADY, pieces_max=10), 1.0)[0]) == 10
    assert len(arrivals(study(gap=STEADY, pieces_max=0), 1.0)[0]) == 0


def test_a_long_stream_comes_in_chunks_with_numbers_that_go_on() -> None:
    """Memory is bounded: no load is longer than a chunk; numbers are unique and rising."""
    scenario = study(gap=STEADY)
    fitout = build(scenario)
    (tape,) = source_tapes(scenario, fitout, seed=1, until=6 * TICKS_PER_H)
    loads = list(tape.loads())
    numbers = np.concatenate([load.piece_id for load in loads])

    assert [len(load.order) for load in loads] == [CHUNK] * 5 + [6 * 14_400 - 1 - 5 * CHUNK]
    assert numbers.tolist() == list(
        range(tape.station * IDS_PER_STATION, tape.station * IDS_PER_STATION + len(numbers))
    )


def test_gaps_follow_their_law() -> None:
    """Mean and variance of exponential gaps of 2 s."""
    (at,) = arrivals(study(gap=EXPONENTIAL), 20.0)
    gaps = np.diff(at) / TICKS_PER_S

    assert gaps.mean() == pytest.approx(2.0, rel=0.03)
    assert gaps.std() == pytest.approx(2.0, rel=0.05)


def test_batches_arrive_together() -> None:
    """Every arrival brings three pieces at one instant."""
    batch = {"law": "deterministic", "value_s": 3.0}
    (at,) = arrivals(study(gap=STEADY, batch=batch), 1 / 3600)

    assert at.tolist() == [250_000] * 3 + [500_000] * 3 + [750_000] * 3


def test_each_induction_of_a_zone_has_its_own_stream() -> None:
    """Three inductions: three streams of the stated rate."""
    streams = arrivals(zone_study(gap=EXPONENTIAL), 2.0)

    assert len(streams) == 3
    assert all(len(at) == pytest.approx(3600, rel=0.1) for at in streams)
    assert not set(streams[0].tolist()) & set(streams[1].tolist())


def test_one_stream_is_dealt_in_turn_over_the_inductions() -> None:
    """Together they are one stream of the stated rate, its pieces dealt one by one."""
    streams = arrivals(zone_study(gap=STEADY, split="deal"), 1 / 3600 * 2)

    assert [at.tolist() for at in streams] == [
        [250_000, 1_000_000, 1_750_000], [500_000, 1_250_000], [750_000, 1_500_000],
    ]  # fmt: skip


def test_a_dealt_stream_goes_on_where_the_last_chunk_ended() -> None:
    """The deal is the same whatever the size of a chunk: nothing is lost or doubled."""
    streams = arrivals(zone_study(gap=STEADY, split="deal"), 3.0)
    together = np.sort(np.concatenate(streams))

    assert together.tolist() == [250_000 * (n + 1) for n in range(3 * 14_400 - 1)]


def test_lanes_are_uniform_and_unread_pieces_have_their_share() -> None:
    """Four lanes alike; 2 % of the pieces are not read."""
    scenario = zone_study(gap=STEADY, no_read_share=0.02)
    tape = source_tapes(scenario, build(scenario), seed=1, until=TICKS_PER_H)[0]
    (load,) = tape.loads()

    assert np.bincount(load.lane) / len(load.lane) == pytest.approx([0.25] * 4, abs=0.02)
    assert (load.no_reads > 0).mean() == pytest.approx(0.02, abs=0.006)


def test_a_tape_is_replayed_in_order_of_time(tmp_path: Path) -> None:
    """Rows may be in any order; lanes are named."""
    (tmp_path / "tape.csv").write_text("arrival_s,lane\n3.5,2\n1,1\n2,\n", encoding="utf-8")
    tape = read_tape(tmp_path / "tape.csv", {"1": 0, "2": 1})

    assert tape.at.tolist() == [1_000_000, 2_000_000, 3_500_000]
    assert tape.lane.tolist() == [0, -1, 1]
    (at,) = arrivals(study(tape_csv="tape.csv", lanes=2), 1.0, tmp_path)
    assert at.tolist() == tape.at.tolist()


def test_a_broken_row_of_a_tape_is_told_with_its_number(tmp_path: Path) -> None:
    """A lane that is none, at row 3."""
    (tmp_path / "tape.csv").write_text("arrival_s,lane\n1,1\n2,9\n", encoding="utf-8")
    with pytest.raises(InputError, match="no lane has this name") as refused:
        read_tape(tmp_path / "tape.csv", {"1": 0})

    assert [problem.line for problem in refused.value.problems] == [3]

"""A credit that is lost on the way stops the run with an account of its link (rules C4, C11)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sortsim.centre.credit_balance import LINKS_SHOWN, check_credits, unaccounted
from sortsim.centre.run import simulate_centre
from sortsim.centre.study import simulate_study
from sortsim.core.clock import Ticks
from sortsim.core.errors import ConservationError
from sortsim.plant.contract import CreditCensus, LinkPlan, PlantPlan, SinkPlan, SourcePlan
from sortsim.plant.reference.link import Link
from sortsim.spec.load import load_scenario

STUDY = """
schema_version = 1
name = "study"
run = { warm_up_days = 0 }

[source.calls]
gap = { law = "deterministic", value_s = 600.0 }
to = "queue.desk"
transfer = { transport_s = 2.0, signal_s = 2.0, places = 5 }

[queue.desk]
servers = 1
work = { law = "deterministic", value_s = 30.0 }
to = "sink.out"

[sink.out]
"""


def two_links(*columns: tuple[int, int]) -> tuple[PlantPlan, CreditCensus]:
    """Return a plan with a link of 5 places and one without limit, and a census of them."""
    stations = (SourcePlan("source", "source", "source", 0), SinkPlan("sink", "sink", "sink"))
    plan = PlantPlan(stations, (LinkPlan(0, 1, 1, 1, 5), LinkPlan(0, 1, 1, 1, None)), 1)
    return plan, CreditCensus(7, *(np.array(column, np.int64) for column in columns))


def test_credits_wherever_they_are_add_up_to_the_places() -> None:
    """C4: in hand, with pieces on the way, at the receiver, on their way back."""
    assert list(unaccounted(*two_links((1, 0), (1, 0), (2, 0), (1, 0)))) == []


def test_a_credit_too_few_or_too_many_is_told_with_its_link() -> None:
    """C11: the account names both stations and says where the other credits are."""
    (told,) = unaccounted(*two_links((1, 0), (1, 0), (1, 0), (1, 0)))
    assert told == (
        "link 0 source -> sink: -1 of 5 places: 1 in hand, 1 pieces on the way, "
        "1 held at the receiver, 1 on their way back"
    )
    (told,) = unaccounted(*two_links((6, 0), (0, 0), (0, 0), (0, 0)))
    assert "+1 of 5 places" in told


def test_a_credit_spent_twice_is_told_though_the_sum_is_right() -> None:
    """C4: nobody may hold fewer than no credit."""
    (told,) = unaccounted(*two_links((-1, 0), (3, 0), (3, 0), (0, 0)))
    assert "-1 in hand" in told


def test_an_account_of_many_links_is_cut() -> None:
    """A centre has thousands of links: a message names the first and counts the rest."""
    stations = (SourcePlan("source", "source", "source", 0), SinkPlan("sink", "sink", "sink"))
    plan = PlantPlan(stations, (LinkPlan(0, 1, 1, 1, 5),) * (LINKS_SHOWN + 3), 1)
    nothing = np.zeros(len(plan.links), np.int64)

    class Empty:
        def credit_census(self) -> CreditCensus:
            return CreditCensus(0, nothing, nothing, nothing, nothing)

    with pytest.raises(ConservationError, match=r"and 3 more links$") as told:
        check_credits(plan, Empty())  # type: ignore[arg-type]
    assert len(str(told.value).splitlines()) == LINKS_SHOWN + 2


# ---------------------------------------------------------------- whole runs


def lose_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the third news of room of the run be lost."""
    whole, heard = Link.release, []

    def release(link: Link, now: Ticks) -> None:
        heard.append(link)
        if len(heard) != 3:
            whole(link, now)

    monkeypatch.setattr(Link, "release", release)


def test_a_study_whose_credits_balance_runs_to_its_end(tmp_path: Path) -> None:
    """C11: the study that the next test breaks is whole."""
    path = tmp_path / "study.toml"
    path.write_text(STUDY, encoding="utf-8")
    assert simulate_study(load_scenario(path)).totals["left"] == 143


def test_a_study_that_lost_a_credit_stops_with_its_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C11: four of five places are left at the end; all pieces are accounted for."""
    path = tmp_path / "study.toml"
    path.write_text(STUDY, encoding="utf-8")
    lose_one(monkeypatch)
    with pytest.raises(ConservationError) as told:
        simulate_study(load_scenario(path), engine="reference")
    first, second = str(told.value).splitlines()
    assert first == "credits are not all accounted for"
    assert second == (
        "link 0 source.calls.1 -> queue.desk: -1 of 5 places: 4 in hand, 0 pieces on the way, "
        "0 held at the receiver, 0 on their way back"
    )


def test_a_centre_that_lost_a_credit_stops_with_its_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """C11: every parcel is accounted for, but one place of one link is not."""
    lose_one(monkeypatch)
    with pytest.raises(ConservationError, match=r"^credits are not all .*\nlink \d+ .*: -1 of"):
        simulate_centre(
            load_scenario("scenarios/main-centre-auto.toml"), scale=0.001, engine="reference"
        )

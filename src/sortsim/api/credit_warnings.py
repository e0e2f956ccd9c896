"""Links whose places are too few for the rate asked of them (rule C4), and Kwo's rules (S4).

Here links of the plan meet the expected flows; the plan is made in ``centre.fitout``.  Only
modules of ``api`` and tests import it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from sortsim.centre.capacity_bounds import ExpectedFlows
from sortsim.centre.fitout.model import Fitout
from sortsim.core.clock import TICKS_PER_S
from sortsim.plant.contract import LinePlan, LinkPlan, PlantPlan
from sortsim.spec.equipment.loops import Loop
from sortsim.spec.scenario import Scenario
from sortsim.stats.bounds import credit_limited_per_h
from sortsim.stats.loop_bounds import KwoCheck, kwo_check

Pair = tuple[str, str]


def starved_links(fitout: Fitout, flows: ExpectedFlows) -> Iterator[str]:
    """Yield one line for each pair of parts whose links have credits for less than is asked.

    The rate of a link is that of its pair of parts in the busiest hour over the number of
    their links; the round trip is transport, the time on the belt where the receiver is a
    line, and the signal back.
    """
    plan = fitout.plan
    pairs = [_pair(plan, link) for link in plan.links]
    count = Counter(pairs)
    told: set[Pair] = set()
    for link, pair in zip(plan.links, pairs, strict=True):
        rate = flows.between.get(pair)
        if rate is None or link.places is None or pair in told:
            continue
        asked = float(rate.max()) / count[pair]
        able = credit_limited_per_h(link.places, _round_trip_s(plan, link))
        if able < asked:
            told.add(pair)
            yield (
                f"{pair[0]} -> {pair[1]}: {link.places} places a link allow {able:,.0f} pieces an "
                f"hour (round trip {_round_trip_s(plan, link):.0f} s), {asked:,.0f} are asked for"
            )


def _pair(plan: PlantPlan, link: LinkPlan) -> Pair:
    return _part(plan, link.source), _part(plan, link.target)


def _part(plan: PlantPlan, station: int) -> str:
    """Return the part that flows are counted by: a loop for its zones' feeders."""
    area = plan.stations[station].area
    return area.split(".zone.")[0]


def _round_trip_s(plan: PlantPlan, link: LinkPlan) -> float:
    target = plan.stations[link.target]
    is_belt = isinstance(target, LinePlan) and not link.returns
    stay = target.transport if isinstance(target, LinePlan) and is_belt else 0
    return (link.transport + stay + link.signal) / TICKS_PER_S


def kwo_of(loop: Loop, pieces_per_h: float) -> KwoCheck:
    """Return Kwo's rules for one zone of one deck of a loop, asked for its part of a rate.

    A zone's inductions load beside each other, so their loading times divide by their number;
    chutes take a piece while it passes.
    """
    zones = list(loop.zone.values())
    share = pieces_per_h / 60 / (loop.sets * loop.decks * len(zones))
    loading_min = min(zone.headway_s / zone.inductions for zone in zones) / 60
    return kwo_check(
        speed_m_per_min=loop.speed_m_per_s * 60,
        pitch_m=loop.carrier_pitch_m,
        parts_per_carrier=1.0,
        loading_min=loading_min,
        unloading_min=loop.carrier_pitch_m / loop.speed_m_per_s / 60,
        loading_rate_per_min=share,
        unloading_rate_per_min=share,
    )


def kwo_warnings(scenario: Scenario, flows: ExpectedFlows) -> Iterator[str]:
    """Yield one line for each of Kwo's rules that a loop breaks in its busiest hour."""
    for name, loop in scenario.loop.items():
        asked = float(flows.pieces.get(f"loop.{name}", np.zeros(24)).max())
        check = kwo_of(loop, asked)
        if not check.capacity_holds:
            yield (
                f"loop.{name}: Kwo's capacity rule fails: a zone of a deck is asked for "
                f"{check.required_per_min:.0f} pieces a minute, {check.capacity_per_min:.0f} "
                "carriers pass"
            )
        elif not check.speed_holds:
            yield (
                f"loop.{name}: Kwo's speed rule fails: {check.carriers_per_min:.0f} carriers a "
                f"minute pass a zone whose inductions load at most {check.fastest_per_min:.0f}; "
                "carriers go by empty"
            )

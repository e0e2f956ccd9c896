"""Cross-belt loops: one station a deck, with its feeders, inductions and chutes (P7 to P11).

Here a loop's geometry becomes slots and links; sort plans are dealt in ``sort_plan``.
Every deck sorts every lane of its loop, and the decks share the pieces by room.  Only
``fitout.build`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sortsim.centre.fitout import tenders
from sortsim.centre.fitout.draft import Deck, Draft, Entry, threshold
from sortsim.centre.fitout.geometry import (
    chute_positions,
    deck_base,
    exact,
    induction_positions,
    passage_interval,
    slot_at_or_after,
    slot_at_or_before,
)
from sortsim.centre.fitout.sort_plan import pairs
from sortsim.centre.fitout.staging import link_to_lanes
from sortsim.centre.fitout.waves import plans_of
from sortsim.core.clock import duration
from sortsim.plant.contract import ANY, ChutePlan, Exits, InductionPlan, LinePlan, LoopPlan
from sortsim.spec.equipment.common import Transfer
from sortsim.spec.equipment.loops import ChuteGroup, Loop, Zone


@dataclass(frozen=True, slots=True)
class DeckParts:
    """What is reserved beside a deck."""

    deck: Deck
    feeders: Mapping[str, int]
    """Feeding line by zone; none where no line feeds the loop."""
    tenders: Mapping[str, Sequence[int]]
    """Tender station of each chute, by chute group."""


def reserve(draft: Draft) -> list[DeckParts]:
    """Reserve the decks of all sets with their feeders and tenders."""
    made = []
    fed = {feed for line in draft.scenario.line.values() for feed in line.feeds}
    for name, loop in draft.scenario.loop.items():
        for n in range(loop.sets * loop.decks):
            station_name = f"loop.{name}.{n // loop.decks + 1}.{n % loop.decks + 1}"
            station = draft.reserve(f"loop.{name}", station_name, machine=True)
            deck = Deck(name, n % loop.decks, station, _induction_numbers(loop))
            draft.decks[name].append(deck)
            feeders = _reserve_feeders(draft, deck, loop) if f"loop.{name}" in fed else {}
            made.append(DeckParts(deck, feeders, _reserve_tenders(draft, deck, loop)))
    return made


def _induction_numbers(loop: Loop) -> dict[str, tuple[int, ...]]:
    """Return induction numbers by zone: the unmanned first, then the manned zones in turn.

    A crew staffs the first so many, so a short one is spread evenly over the zones.
    """
    numbers: dict[str, list[int]] = {name: [] for name in loop.zone}
    unmanned = [name for name, zone in loop.zone.items() if zone.pool is None]
    in_order = [name for name in unmanned for _ in range(loop.zone[name].inductions)]
    manned = [name for name in loop.zone if name not in unmanned]
    most = max((loop.zone[name].inductions for name in manned), default=0)
    in_order += [name for k in range(most) for name in manned if k < loop.zone[name].inductions]
    for number, name in enumerate(in_order):
        numbers[name].append(number)
    return {name: tuple(found) for name, found in numbers.items()}


def _reserve_feeders(draft: Draft, deck: Deck, loop: Loop) -> dict[str, int]:
    feeders = {}
    for zone_name, zone in loop.zone.items():
        part = f"loop.{deck.loop}.zone.{zone_name}"
        name = f"{draft.names[deck.station]}.{zone_name}"
        feeders[zone_name] = draft.reserve(part, name)
        draft.entries[f"loop.{deck.loop}"].append(Entry(feeders[zone_name], zone.feeder_places))
    return feeders


def _reserve_tenders(draft: Draft, deck: Deck, loop: Loop) -> dict[str, list[int]]:
    name = draft.names[deck.station]
    return {
        group_name: tenders.reserve(
            draft, f"loop.{deck.loop}.chute_group.{group_name}", f"{name}.{group_name}",
            group.count, group.chutes_per_tender, is_bagging=group.kind == "bagging",
        )
        for group_name, group in loop.chute_group.items()
    }  # fmt: skip


# ---------------------------------------------------------------- feeders and inductions


def describe_feeders(draft: Draft, made: Sequence[DeckParts]) -> None:
    """Describe the feeding line of every zone; it takes the induction with most room."""
    for parts in made:
        loop = draft.scenario.loop[parts.deck.loop]
        for zone_name, index in parts.feeders.items():
            zone = loop.zone[zone_name]
            transfer = Transfer(transport_s=zone.infeed_transport_s, signal_s=zone.infeed_signal_s)
            links = link_to_zone(draft, index, parts.deck, zone_name, transfer)
            draft.describe(index, LinePlan(
                draft.names[index], "feeder", draft.part_of[index],
                duration(zone.feeder_transport_s), duration(zone.feeder_headway_s), {ANY: links},
            ))  # fmt: skip


def link_to_zone(
    draft: Draft, source: int, deck: Deck, zone_name: str, transfer: Transfer
) -> tuple[int, ...]:
    """Return new links from a station to every induction of a zone of a deck."""
    zone = draft.scenario.loop[deck.loop].zone[zone_name]
    return tuple(
        link_to_induction(draft, source, deck, zone_name, number, transfer)
        for number in range(zone.inductions)
    )


def link_to_induction(
    draft: Draft, source: int, deck: Deck, zone_name: str, number: int, transfer: Transfer
) -> int:
    """Return a new link from a station to one induction of a zone, by its number in the zone."""
    loop = draft.scenario.loop[deck.loop]
    zone = loop.zone[zone_name]
    _, offset_s = slot_at_or_after(loop, induction_positions(zone)[number])
    placed = transfer.model_copy(update={"places": zone.buffer_pieces})
    link = draft.link(source, deck.station, placed, extra_s=offset_s)
    draft.induction_links[deck.station, deck.zones[zone_name][number]].append(link)
    return link


def _inductions(draft: Draft, deck: Deck, loop: Loop) -> tuple[InductionPlan, ...]:
    plans: dict[int, InductionPlan] = {}
    for zone_number, (name, zone) in enumerate(loop.zone.items()):
        for number, position in zip(deck.zones[name], induction_positions(zone), strict=True):
            slot, _ = slot_at_or_after(loop, position)
            links = tuple(draft.induction_links[deck.station, number])
            plans[number] = InductionPlan(slot, zone_number, duration(zone.headway_s), links)
    return tuple(plans[number] for number in sorted(plans))


def _staff_zones(draft: Draft, deck: Deck, zones: Mapping[str, Zone]) -> None:
    """Note who staffs the inductions: one crew a deck, told with the unmanned ones as one number.

    ``checks.people`` refuses zones of several pools, whose crews would overwrite each other.
    """
    unmanned = sum(zone.inductions for zone in zones.values() if zone.pool is None)
    pools = {z.pool.removeprefix("pool.") for z in zones.values() if z.pool is not None}
    if pools:
        (pool,) = pools
        manned = sum(zone.inductions for zone in zones.values()) - unmanned
        draft.staff(pool, deck.station, manned, unmanned)


# ---------------------------------------------------------------- chutes and the deck


def describe_decks(draft: Draft, made: Sequence[DeckParts], folder: Path) -> None:
    """Describe every deck and its tenders; all links into inductions exist by now."""
    for name, loop in draft.scenario.loop.items():
        plans, changes = plans_of(draft.lanes, loop, folder)
        for parts in (p for p in made if p.deck.loop == name):
            draft.waves.extend(change.at_station(parts.deck.station) for change in changes)
            _describe_deck(draft, loop, parts, plans)
            _staff_zones(draft, parts.deck, loop.zone)


def _describe_deck(
    draft: Draft,
    loop: Loop,
    parts: DeckParts,
    plans: tuple[Mapping[int, tuple[int, ...]], ...],
) -> None:
    index = parts.deck.station
    interval = passage_interval(loop)
    reject_slot, reject_out = _reject(draft, loop, parts.deck)
    draft.describe(index, LoopPlan(
        draft.names[index], "loop", f"loop.{parts.deck.loop}",
        carriers=loop.carriers, num=interval.numerator, den=interval.denominator,
        base=deck_base(loop, parts.deck.number), inductions=_inductions(draft, parts.deck, loop),
        chutes=_chutes(draft, loop, parts, plans), reserved=loop.allocation == "reserved",
        scanner_slots=scanner_slots(loop), no_read=loop.no_read,
        coding_slot=slot_at_or_before(loop, exact(loop.coding_position_m))[0],
        coding_out=draft.coding_outs.get(index), reject_slot=reject_slot, reject_out=reject_out,
        max_laps=loop.max_laps, sort_plans=plans,
        missort_threshold=threshold(loop.missort_share),
    ))  # fmt: skip


def scanner_slots(loop: Loop) -> tuple[int, ...]:
    """Return the slots of the scanners of a loop."""
    positions = loop.scanner_position_m
    several = positions if isinstance(positions, tuple) else (positions,)
    return tuple(slot_at_or_before(loop, exact(position))[0] for position in several)


def _reject(draft: Draft, loop: Loop, deck: Deck) -> tuple[int, int | None]:
    """Return slot and link of the reject chute; the way off the carrier lattice is travelled."""
    slot, offset_s = slot_at_or_before(loop, exact(loop.reject_position_m))
    if loop.reject_to is None:
        return slot, None
    transfer = loop.reject_transfer
    longer = transfer.model_copy(update={"transport_s": transfer.transport_s + offset_s})
    links = draft.link_to(deck.station, loop.reject_to, longer)
    return slot, links[deck.number % len(links)]


def _chutes(
    draft: Draft, loop: Loop, parts: DeckParts, plans: Sequence[Mapping[int, tuple[int, ...]]]
) -> tuple[ChutePlan, ...]:
    chutes: list[ChutePlan] = []
    for name, group in loop.chute_group.items():
        lanes: list[set[int]] = [set() for _ in range(group.count)]
        for lane, number in (item for plan in plans for item in pairs(plan)):
            if 0 <= number - len(chutes) < group.count:
                lanes[number - len(chutes)].add(lane)
        stations = parts.tenders[name]
        _describe_tenders(draft, parts.deck, name, group, stations, lanes)
        for position, station in zip(chute_positions(group), stations, strict=True):
            chutes.append(_chute(draft, loop, parts.deck, group, position, station))
    return tuple(chutes)


def _chute(
    draft: Draft, loop: Loop, deck: Deck, group: ChuteGroup, position: Fraction, station: int
) -> ChutePlan:
    """Return a chute; a bagging chute has one frame, a loose one its buffer, as places."""
    slot, offset_s = slot_at_or_before(loop, position)
    is_bagging = group.kind == "bagging"
    places = 1 if is_bagging else max(1, group.buffer_pieces)
    transfer = group.transfer.model_copy(update={"places": places})
    out = draft.link(deck.station, station, transfer, extra_s=offset_s)
    return ChutePlan(slot, out, group.parcels_per_bag if is_bagging else 0, group.buffer_pieces)


def _describe_tenders(
    draft: Draft,
    deck: Deck,
    name: str,
    group: ChuteGroup,
    stations: Sequence[int],
    lanes: Sequence[set[int]],
) -> None:
    work = draft.purpose(f"loop.{deck.loop}.chute_group.{name}", group.work)
    pool = group.pool if group.chutes_per_tender else None
    is_machine = group.kind == "bagging" and not group.chutes_per_tender
    for station, own in tenders.lanes_by_station(stations, lanes).items():
        exits = _tender_exits(draft, group, station, own)
        tenders.describe(draft, station, pool, work, exits, is_unlimited=is_machine)


def _tender_exits(draft: Draft, group: ChuteGroup, station: int, lanes: list[int]) -> Exits:
    """Return where bags and pieces go: to the lanes, to be sorted again, or to a sink."""
    transfer = Transfer(transport_s=group.bag_transport_s, signal_s=group.transfer.signal_s,
                        places=group.lane_places)  # fmt: skip
    if group.to is not None:
        unlimited = transfer.model_copy(update={"places": None})
        return {ANY: draft.link_to(station, group.to, unlimited)}
    if group.bags_to is not None:
        return {ANY: draft.link_to(station, group.bags_to, transfer)}
    return link_to_lanes(draft, station, lanes, transfer)

"""Parts for study and test: sources, free queues and sinks (rules T1 to T3).

Here they become stations and links to any other part; what a source sends is drawn in
``centre.sources``.  Only ``fitout.build`` imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sortsim.centre.fitout.draft import Deck, Draft, Entry, with_places
from sortsim.centre.fitout.loops import link_to_induction, link_to_zone
from sortsim.plant.contract import ANY, DeskPlan, SinkPlan, SourcePlan, Stage
from sortsim.spec.equipment.common import Transfer
from sortsim.spec.equipment.study import Queue

Linker = Callable[[int], int]
"""Makes the one link of a source station to where it feeds."""


@dataclass(frozen=True, slots=True)
class SourceStation:
    """A reserved source station and the link that it will have."""

    index: int
    link: Linker


def reserve(draft: Draft) -> list[SourceStation]:
    """Reserve queues and sinks, then a source station for every entry that a source feeds."""
    for name in draft.scenario.queue:
        part = f"queue.{name}"
        draft.entries[part].append(Entry(draft.reserve(part, part)))
    for name in draft.scenario.sink:
        part = f"sink.{name}"
        draft.entries[part].append(Entry(draft.reserve(part, part)))
    made = []
    for name, source in draft.scenario.source.items():
        for n, linker in enumerate(_linkers(draft, source.to, source.transfer)):
            index = draft.reserve(f"source.{name}", f"source.{name}.{n + 1}")
            made.append(SourceStation(index, linker))
    return made


def _linkers(draft: Draft, target: str, transfer: Transfer) -> list[Linker]:
    """Return what links a source to each entry of its target, or to each induction of a zone."""
    if ".zone." not in target:
        return [_to_entry(draft, entry, transfer) for entry in draft.entries[target]]
    loop_name, zone_name = target.removeprefix("loop.").split(".zone.", 1)
    zone = draft.scenario.loop[loop_name].zone[zone_name]
    return [
        _to_induction(draft, deck, zone_name, number, transfer)
        for deck in draft.decks[loop_name]
        for number in range(zone.inductions)
    ]


def _to_induction(draft: Draft, deck: Deck, zone: str, number: int, transfer: Transfer) -> Linker:
    return lambda index: link_to_induction(draft, index, deck, zone, number, transfer)


def _to_entry(draft: Draft, entry: Entry, transfer: Transfer) -> Linker:
    placed = with_places(transfer, entry.places)
    return lambda index: draft.link(index, entry.station, placed)


def links_into(draft: Draft, source: int, target: str, transfer: Transfer) -> tuple[int, ...]:
    """Return new links from a station to a part, or to the inductions of a zone of a loop."""
    if ".zone." not in target:
        return draft.link_to(source, target, transfer)
    loop_name, zone_name = target.removeprefix("loop.").split(".zone.", 1)
    return tuple(
        link
        for deck in draft.decks[loop_name]
        for link in link_to_zone(draft, source, deck, zone_name, transfer)
    )


def describe(draft: Draft, sources: list[SourceStation]) -> None:
    """Describe sources, queues and sinks."""
    for source in sources:
        part, name = draft.part_of[source.index], draft.names[source.index]
        draft.describe(source.index, SourcePlan(name, "source", part, source.link(source.index)))
    for name, queue in draft.scenario.queue.items():
        _describe_queue(draft, f"queue.{name}", queue)
    for name in draft.scenario.sink:
        (index,) = draft.stations[f"sink.{name}"]
        draft.describe(index, SinkPlan(draft.names[index], "sink", f"sink.{name}"))


def _describe_queue(draft: Draft, part: str, queue: Queue) -> None:
    (index,) = draft.stations[part]
    exits = {ANY: links_into(draft, index, queue.to, queue.transfer)}
    overflow = None
    if queue.full == "overflow" and queue.overflow_to is not None:
        overflow = links_into(draft, index, queue.overflow_to, queue.transfer)[0]
    draft.describe(index, DeskPlan(
        draft.names[index], "queue", part, Stage.HAND, queue.servers, queue.servers,
        *draft.purpose(part, queue.work), "pass", exits, room=queue.room, overflow=overflow,
    ))  # fmt: skip

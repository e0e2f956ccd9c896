"""A cross-belt loop told plainly: every tick, every carrier, every point, nothing left out.

It has no mailbox, no calendar and no sleep, and shares no code with an engine, so that it can
tell whether the shortcuts of one are only shortcuts (rules P7 to P10, C7, C8).  Sources feed
its inductions and sinks take from its chutes; for tests alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from sortsim.core.clock import Ticks
from sortsim.plant.contract import (
    Act,
    ChangePlan,
    ChuteGate,
    CloseBags,
    Command,
    Crew,
    InductionPlan,
    Load,
    LoopPlan,
    PlantPlan,
    Restart,
    Speed,
    Stop,
    Unload,
)

Story = list[tuple[Ticks, int, int, int]]


@dataclass
class Parcel:
    """A parcel; where it is said by the list it is in."""

    number: int
    lane: int
    wrong_lane: int
    draw: int
    carriers: int
    no_reads: int
    link: int
    """The link it came by."""
    read: bool = False
    laps: int = 0
    lead: int = -1
    """Its first carrier."""
    refused: bool = False
    lap_began: int = 0


class Belt:
    """When carriers pass: `base + k * num // den`, counted from each stop and speed (C8)."""

    def __init__(self, base: Ticks, num: int, den: int) -> None:
        self.base, self.num, self.den = base, num, den
        self.k = self.passage = 0
        self.left: Ticks | None = None
        """Time left to the next passage while the belt stands."""

    def due(self) -> Ticks:
        """Return the instant of the next passage."""
        return self.base + self.k * self.num // self.den

    def obey(self, command: Command, now: Ticks) -> None:
        """Stop, go on, or change speed."""
        if isinstance(command, Stop) and self.left is None:
            self.left = self.due() - now
        elif isinstance(command, Restart) and self.left is not None:
            self.base, self.k, self.left = now + self.left, 0, None
        elif isinstance(command, Speed):
            left = self.due() - now if self.left is None else self.left
            scaled = -((-left * command.num * self.den) // (command.den * self.num))
            self.num, self.den = command.num, command.den
            if self.left is None:
                self.base, self.k = now + scaled, 0
            else:
                self.left = scaled

    def passes(self, now: Ticks) -> bool:
        """Return whether carriers pass now; count the passage."""
        if self.left is not None or self.due() != now:
            return False
        self.k += 1
        self.passage += 1
        return True


class NaiveLoop:
    """One loop of a plan whose other stations are sources and sinks."""

    def __init__(self, plan: PlantPlan) -> None:
        self.links = plan.links
        number, loop = next((i, s) for i, s in enumerate(plan.stations) if isinstance(s, LoopPlan))
        self.number, self.plan = number, loop
        self.belt = Belt(loop.base, loop.num, loop.den)
        self.carriers: list[Parcel | None] = [None] * loop.carriers
        self.queues: list[deque[tuple[Ticks, Parcel]]] = [deque() for _ in loop.inductions]
        self.ready = [0] * len(loop.inductions)
        self.staffed = len(loop.inductions)
        self.credit = {i: link.places for i, link in enumerate(plan.links)}
        self.bags: list[list[Parcel]] = [[] for _ in loop.chutes]
        self.buffers: list[list[Parcel]] = [[] for _ in loop.chutes]
        self.open = [True] * len(loop.chutes)
        self.closing = [False] * len(loop.chutes)
        self.flushing = [False] * len(loop.chutes)
        self.bag_numbers = [
            count((number + 1) * 2**40 + i * 2**24) for i in range(len(loop.chutes))
        ]
        self.sort_plan = loop.sort_plans[0]
        self.coming: list[tuple[Ticks, int, Callable[[], None]]] = []
        self.dealt: list[tuple[int, int] | None] = [None] * loop.carriers
        """By carrier: the zone that it entered last and the induction it was dealt to there."""
        self.turn: dict[int, int] = {}
        self.story: Story = []

    # ------------------------------------------------------------ links

    def has_credit(self, link: int) -> bool:
        return self.credit[link] is None or (self.credit[link] or 0) > 0

    def send(self, link: int, now: Ticks) -> None:
        """Spend a credit; the sink gives it back when the piece has come."""
        plan = self.links[link]
        if plan.places is None:
            return
        self.credit[link] = (self.credit[link] or 0) - 1
        self.coming.append((now + plan.transport + plan.signal, link, lambda: self.hear(link)))

    def hear(self, link: int) -> None:
        """Hear of room; at a bagging chute that is a new bag."""
        self.credit[link] = (self.credit[link] or 0) + 1
        for number, chute in enumerate(self.plan.chutes):
            if chute.out == link and chute.bag_size:
                self.hang(number)

    # ------------------------------------------------------------ a tick

    def run(self, tapes: list[tuple[int, Load]], commands: list[Command], until: Ticks) -> Story:
        """Return what happens, in order of time."""
        arrivals = {link: self._arrivals(link, tape) for link, tape in tapes}
        for now in range(until):
            self.now = now
            for command in commands:
                if command.at == now:
                    self.obey(command)
            for message in sorted((m for m in self.coming if m[0] == now), key=lambda m: m[1]):
                message[2]()
            for induction, queue in zip(self.plan.inductions, self.queues, strict=True):
                for link in sorted(induction.links):
                    queue.extend(arrivals.get(link, {}).get(now, ()))
            if self.belt.passes(now):
                self.passage(self.belt.passage - 1)
        return self.story

    def _arrivals(self, link: int, tape: Load) -> dict[Ticks, list[tuple[Ticks, Parcel]]]:
        came: dict[Ticks, list[tuple[Ticks, Parcel]]] = {}
        assert tape.arrivals is not None
        for row, sent in zip(tape.order.tolist(), tape.arrivals.tolist(), strict=True):
            at = sent + self.links[link].transport
            number, lane, wrong, draw, carriers, no_reads = (
                int(column[row])
                for column in (
                    tape.piece_id, tape.lane, tape.wrong_lane, tape.missort, tape.carriers,
                    tape.no_reads,
                )
            )  # fmt: skip
            parcel = Parcel(number, lane, wrong, draw, carriers, no_reads, link)
            came.setdefault(at, []).append((at, parcel))
        return came

    def note(self, act: Act, number: int, link: int = -1) -> None:
        self.story.append((self.now, act, number, link))

    def obey(self, command: Command) -> None:
        stood = self.belt.left is not None
        self.belt.obey(command, self.now)
        if stood != (self.belt.left is not None):
            self.note(Act.RESTARTED if stood else Act.STOPPED, -1)
        if isinstance(command, ChuteGate):
            self.open[command.chute] = command.is_open
        elif isinstance(command, Crew):
            self.staffed = command.workers
        elif isinstance(command, CloseBags):
            for chute in self.sort_plan.get(command.lane, ()):
                self.close_part_full(chute)
        elif isinstance(command, ChangePlan):
            self.change_plan(self.plan.sort_plans[command.sort_plan])

    # ------------------------------------------------------------ chutes

    def close(self, chute: int) -> None:
        self.bags[chute] = []
        self.note(Act.BAG_CLOSED, next(self.bag_numbers[chute]))
        self.send(self.plan.chutes[chute].out, self.now)

    def hang(self, chute: int) -> None:
        size = self.plan.chutes[chute].bag_size
        self.bags[chute] = self.buffers[chute][:size]
        self.buffers[chute] = self.buffers[chute][size:]
        is_due = self.closing[chute] or self.flushing[chute] or len(self.bags[chute]) == size
        if not self.buffers[chute]:
            self.closing[chute] = self.flushing[chute] = False
        if self.bags[chute] and is_due:
            self.close(chute)

    def close_part_full(self, chute: int) -> None:
        if not self.plan.chutes[chute].bag_size:
            return
        if self.bags[chute]:
            self.close(chute)
        else:
            self.closing[chute] = bool(self.buffers[chute])

    def change_plan(self, plan: dict[int, tuple[int, ...]] | object) -> None:
        assert isinstance(plan, dict)
        for number, chute in enumerate(self.plan.chutes):
            before, after = ({lane for lane, own in p.items() if number in own}
                             for p in (self.sort_plan, plan))  # fmt: skip
            if chute.bag_size and before != after:
                if self.bags[number]:
                    self.close(number)
                else:
                    self.flushing[number] = bool(self.buffers[number])
        self.sort_plan = plan

    def takes(self, chute: int) -> bool:
        plan = self.plan.chutes[chute]
        if not self.open[chute] or self.flushing[chute]:
            return False
        room_beyond = bool(plan.bag_size) and len(self.buffers[chute]) < plan.buffer
        return self.has_credit(plan.out) or room_beyond

    def put(self, chute: int, parcel: Parcel) -> None:
        plan = self.plan.chutes[chute]
        if not plan.bag_size:
            self.send(plan.out, self.now)
        elif not self.has_credit(plan.out):
            self.buffers[chute].append(parcel)
        else:
            self.bags[chute].append(parcel)
            if len(self.bags[chute]) == plan.bag_size:
                self.close(chute)

    # ------------------------------------------------------------ a passage

    def at(self, slot: int, passage: int) -> Parcel | None:
        """Return the parcel whose first carrier is at a slot."""
        carrier = (slot - passage) % self.plan.carriers
        parcel = self.carriers[carrier]
        return parcel if parcel is not None and parcel.lead == carrier else None

    def off(self, parcel: Parcel, act: Act, link: int = -1) -> None:
        self.carriers = [None if held is parcel else held for held in self.carriers]
        self.note(act, parcel.number, link)

    def passage(self, passage: int) -> None:
        """Let every point meet its carrier, in the order of rule C7."""
        plan = self.plan
        for slot in plan.scanner_slots:
            self.scan(self.at(slot, passage))
        for number, chute in enumerate(plan.chutes):
            self.meet_chute(number, self.at(chute.slot, passage))
        self.meet_coding(self.at(plan.coding_slot, passage))
        self.meet_reject(self.at(plan.reject_slot, passage), passage)
        if plan.reserved:
            self.deal(passage)
        for number, induction in enumerate(plan.inductions):
            self.induct(number, induction, passage)

    def scan(self, parcel: Parcel | None) -> None:
        if parcel is None or parcel.read:
            return
        if parcel.refused and self.plan.no_read != "round":
            return  # on its way to the reject or coding point
        if parcel.no_reads:
            parcel.no_reads -= 1
            parcel.refused = True
            self.note(Act.READ_FAILED, parcel.number)
            return
        parcel.read = True
        if parcel.draw < self.plan.missort_threshold:
            parcel.lane = parcel.wrong_lane

    def meet_chute(self, number: int, parcel: Parcel | None) -> None:
        if parcel is None or not parcel.read or number not in self.sort_plan.get(parcel.lane, ()):
            return
        if self.takes(number):
            self.off(parcel, Act.DISCHARGED, self.plan.chutes[number].out)
            self.put(number, parcel)
        elif self.open[number]:
            parcel.refused = True

    def meet_coding(self, parcel: Parcel | None) -> None:
        out = self.plan.coding_out
        if parcel is None or parcel.read or not parcel.refused or self.plan.no_read != "coding":
            return
        if out is not None and self.has_credit(out):
            self.off(parcel, Act.TO_CODING)
            self.send(out, self.now)

    def meet_reject(self, parcel: Parcel | None, passage: int) -> None:
        if parcel is None:
            return
        is_unread = not parcel.read and self.plan.no_read == "reject"
        if is_unread and not parcel.refused:
            return
        if not is_unread:
            whole_lap = parcel.read and passage - parcel.lap_began >= self.plan.carriers
            if not (parcel.refused or whole_lap):
                return
            parcel.laps += 1
            parcel.lap_began = passage
            parcel.refused = not parcel.read and not self.plan.scanner_slots  # nobody reads it
            self.note(Act.LAPPED, parcel.number)
        out = self.plan.reject_out
        is_over = is_unread or parcel.laps > self.plan.max_laps
        if is_over and out is not None and self.has_credit(out):
            self.off(parcel, Act.REJECTED)
            self.send(out, self.now)

    # ------------------------------------------------------------ inductions

    def has_piece(self, induction: int) -> bool:
        """Return whether a staffed induction has a piece that came before this instant."""
        queue = self.queues[induction]
        return induction < self.staffed and bool(queue) and queue[0][0] < self.now

    def zones(self) -> Iterator[tuple[int, list[int]]]:
        zones: dict[int, list[int]] = {}
        for number, induction in enumerate(self.plan.inductions):
            zones.setdefault(induction.zone, []).append(number)
        yield from zones.items()

    def deal(self, passage: int) -> None:
        """Deal the free carriers that enter a zone now to its inductions in turn."""
        for zone, members in self.zones():
            entry = self.plan.inductions[members[0]].slot
            carrier = (entry - passage) % self.plan.carriers
            self.dealt[carrier] = None
            if self.carriers[carrier] is not None:
                continue
            first = self.turn.get(zone, 0)
            for place in (*range(first, len(members)), *range(first)):
                if self.has_piece(members[place]):
                    self.dealt[carrier] = (zone, place)
                    self.turn[zone] = (place + 1) % len(members)
                    break

    def may_take(self, number: int, carrier: int) -> bool:
        dealt = self.dealt[carrier]
        zone = self.plan.inductions[number].zone
        members = dict(self.zones())[zone]
        return dealt is None or dealt[0] != zone or dealt[1] <= members.index(number)

    def induct(self, number: int, induction: InductionPlan, passage: int) -> None:
        if not self.has_piece(number) or self.ready[number] > self.now:
            return
        parcel = self.queues[number][0][1]
        lead = (induction.slot - passage) % self.plan.carriers
        wanted = [lead, lead - 1][: parcel.carriers]
        if any(self.carriers[c] for c in wanted) or not self.may_take(number, lead):
            return
        self.queues[number].popleft()
        for carrier in wanted:
            self.carriers[carrier] = parcel
        parcel.lead, parcel.lap_began, parcel.refused = lead, passage, False
        self.ready[number] = self.now + induction.headway
        self.note(Act.INDUCTED, parcel.number, parcel.link)
        if not self.plan.scanner_slots:
            self.scan(parcel)


def naive_story(plan: PlantPlan, commands: tuple[Command, ...], until: Ticks) -> Story:
    """Return what the only loop of a plan does: instants, acts and numbers, in order."""
    loop = NaiveLoop(plan)
    tapes = [
        (next(i for i, link in enumerate(plan.links) if link.source == c.station), c.load)
        for c in commands
        if isinstance(c, Unload)
    ]
    return loop.run(tapes, [c for c in commands if c.station == loop.number], until)

"""A cross-belt loop (交叉带): carriers, inductions, scanner, chutes (rules P7 to P10, C7, C8).

Here lives the turn of a loop: what happens at a passage, and when the next one
matters.  Carriers are not moved: a ride notes the passage at which it meets its
next point.  Chutes, inductions, rides and the passage clock have modules of their own.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping
from heapq import heappop, heappush

from sortsim.core.clock import NEVER, Ticks
from sortsim.plant.contract import (
    Act,
    Broke,
    ChangePlan,
    ChuteGate,
    CloseBags,
    Command,
    Crew,
    LoopPlan,
    Restart,
    Speed,
    Stage,
)
from sortsim.plant.reference.allocation import Allocation
from sortsim.plant.reference.calendar import LAST, Calendar
from sortsim.plant.reference.chute import BAG_NUMBERS, Chute
from sortsim.plant.reference.induction import Induction
from sortsim.plant.reference.link import Link
from sortsim.plant.reference.passages import PassageClock
from sortsim.plant.reference.piece import Piece
from sortsim.plant.reference.ride import Ride
from sortsim.plant.reference.station import Station

INDUCTION, ON_LOOP, EXTRA = int(Stage.INDUCTION), int(Stage.LOOP), int(Stage.EXTRA_LAPS)


class Loop(Station[LoopPlan]):
    """Wakes at the passages that matter; a passage goes through its points in order (C7)."""

    __slots__ = (
        "allocation", "bag_links", "by_link", "calendar", "chutes", "chutes_of_lane", "clock",
        "coding_order", "coding_out", "failures", "hangings", "inductions", "lanes_of_chute",
        "lap", "missorts", "reads_on_induction", "reject_out", "rides", "running_since",
        "runs_for", "size", "staffed", "upcoming", "upcoming_at", "upcoming_loads", "waiting",
    )  # fmt: skip

    def connect(self) -> None:
        plan, links = self.plan, self.plant.links
        self.clock = PassageClock(plan.base, plan.num, plan.den)
        self.size = plan.carriers
        self.reads_on_induction = not plan.scanner_slots
        self.lap: Ticks = plan.carriers * plan.num // plan.den
        self.rides: list[Ride | None] = [None] * plan.carriers
        self.calendar = Calendar(plan)
        self.missorts = plan.missort_threshold
        self.inductions = [Induction(i, induction) for i, induction in enumerate(plan.inductions)]
        self.staffed = len(self.inductions)
        self.by_link = {link: ind for ind in self.inductions for link in ind.plan.links}
        self.upcoming_loads: list[tuple[Ticks, int]] = []
        """Instant from which a passage may load a piece, index of its induction; a heap."""
        self.waiting: list[int] = []
        """Indices of the inductions whose instant has come and no free carrier yet, in order."""
        self.chutes = [
            Chute(i, c, links[c.out], (self.index + 1) * BAG_NUMBERS + i * 2**24)
            for i, c in enumerate(plan.chutes)
        ]
        self.bag_links = {chute.out.index: chute for chute in self.chutes if chute.size}
        self.hangings: list[tuple[Ticks, int, int, Link]] = []
        """News of bags that hang."""
        self.coding_order = self.calendar.coding_order
        self.coding_out = None if plan.coding_out is None else links[plan.coding_out]
        self.reject_out = None if plan.reject_out is None else links[plan.reject_out]
        self.allocation = Allocation(self.inductions, self.size) if plan.reserved else None
        self._put_in_force(plan.sort_plans[0])
        self.failures = iter(plan.running_failures)
        self.upcoming, self.upcoming_at = 0, NEVER
        """The passage that the alarm was set for, and its instant."""
        self.running_since: Ticks = 0
        self.runs_for: Ticks = next(self.failures, NEVER)
        """Running time left to the next failure, counted from ``running_since``."""

    # ------------------------------------------------------------ messages

    def deliver(self, due: Ticks, link: Link, piece: Piece) -> None:
        """Line up a piece at its induction; only the first in line may matter before others."""
        induction = self.by_link[link.index]
        if not induction.expect(due, piece, link):
            return
        self._look_out_for(induction)
        if due < self.alarm.due and self.stopped_at is None:
            wake = self.clock.at(self.clock.from_instant(due + 1))
            if wake < self.alarm.due:
                self.alarm.set(wake)

    def _look_out_for(self, induction: Induction) -> None:
        """Note from when on the first piece in line may be loaded: after its arrival (C7)."""
        soonest = induction.queue[0][0] + 1
        if induction.ready_at > soonest and self.allocation is None:
            soonest = induction.ready_at  # carriers are dealt without regard to headways
        heappush(self.upcoming_loads, (soonest, induction.index))

    def promise_room(self, due: Ticks, link: Link) -> None:
        """Take news of room; a new bag matters at once, any other room at the next passage."""
        if link.index not in self.bag_links:
            heappush(self.room, (due, self.next_order(), link))
            return
        heappush(self.hangings, (due, link.index, self.next_order(), link))
        if due < self.alarm.due:
            self.alarm.set(due)

    def hear_messages(self, until: Ticks) -> None:
        room, hangings = self.room, self.hangings
        while room and room[0][0] <= until:
            heappop(room)[2].credit += 1
        while hangings and hangings[0][0] <= until:
            due, _, _, link = heappop(hangings)
            link.credit += 1
            self._note_bag(self.bag_links[link.index].hang(due), due)

    def settle(self) -> None:
        """Read what has passed a scanner; bags are heard at once, pieces line up when sent."""
        self.integrate(self.env.now)
        self._read_up_to(self.clock.from_instant(self.env.now) - 1)

    def _note_bag(self, bag: Piece | None, now: Ticks) -> None:
        if bag is not None:
            self.note(now, Act.BAG_CLOSED, bag.id)

    # ------------------------------------------------------------ commands

    def obey(self, command: Command, now: Ticks) -> None:
        if isinstance(command, ChangePlan):
            self._change_plan(self.plan.sort_plans[command.sort_plan], now)
        elif isinstance(command, CloseBags):
            for index in self.chutes_of_lane.get(command.lane, ()):
                self._note_bag(self.chutes[index].close_part_full(now), now)
        elif isinstance(command, ChuteGate):
            self.chutes[command.chute].is_open = command.is_open
        elif isinstance(command, Crew):
            self.staffed = command.workers
        elif isinstance(command, Speed):
            self.clock.set_interval(command.num, command.den, now)
            self.lap = self.size * command.num // command.den
        else:
            was_stopped = self.stopped_at is not None
            super().obey(command, now)
            if isinstance(command, Restart) and was_stopped:
                self.clock.restart(now)
                self.running_since = now

    def stop(self, now: Ticks) -> None:
        if self.stopped_at is None:
            self.clock.stop(now)
            self.runs_for -= now - self.running_since
        super().stop(now)

    def _put_in_force(self, sort_plan: Mapping[int, tuple[int, ...]]) -> None:
        self.chutes_of_lane = sort_plan
        lanes: list[set[int]] = [set() for _ in self.chutes]
        for lane, chutes in sort_plan.items():
            for chute in chutes:
                lanes[chute].add(lane)
        self.lanes_of_chute = lanes
        self.calendar.put_in_force(sort_plan)

    def _change_plan(self, sort_plan: Mapping[int, tuple[int, ...]], now: Ticks) -> None:
        """Displace bags whose lane goes; decide anew for every piece on a carrier (P10)."""
        before = self.lanes_of_chute
        self._put_in_force(sort_plan)
        for chute, old, new in zip(self.chutes, before, self.lanes_of_chute, strict=True):
            if chute.size and old != new:
                self._note_bag(chute.displace(now), now)
        last = self.clock.from_instant(now) - 1
        self._read_up_to(last)
        for carrier, ride in enumerate(self.rides):
            if ride is not None and ride.carrier == carrier:
                self.calendar.enter(ride, last, (carrier + last) % self.size, LAST)

    # ------------------------------------------------------------ time

    def turn(self, now: Ticks) -> None:
        self.integrate(now)
        if self.commands:
            self.upcoming_at = NEVER  # a command may move the passages
            self.hear(now)
        else:
            self.hear_messages(now)
        if now - self.running_since >= self.runs_for and self.stopped_at is None:
            self._fail(now)
        if self.stopped_at is None:
            if now == self.upcoming_at:
                self._pass(self.upcoming, now)
            else:
                self._pass_if_due(now)

    def _pass_if_due(self, now: Ticks) -> None:
        """Let carriers pass if a passage falls on this instant, for which the alarm was not set."""
        passage = self.clock.from_instant(now)
        if self.clock.at(passage) == now:
            self._pass(passage, now)

    def _fail(self, now: Ticks) -> None:
        """Stand still by the running clock, and tell the world (D2)."""
        self.stop(now)
        self.runs_for = next(self.failures, NEVER)
        self.plant.tell(Broke(now, self.index))

    def _earliest(self, now: Ticks) -> Ticks:
        """Return the earliest instant at which a turn is needed; pieces and room wake no loop."""
        due = self.next_timer(now) if self.stopped_at is None else self.next_while_stopped()
        return self.commands[0][0] if self.commands and self.commands[0][0] < due else due

    def next_timer(self, now: Ticks) -> Ticks:
        """Return the next passage that matters, the next new bag, or the next failure."""
        entered, clock = self.calendar.passages, self.clock
        passage = entered[0] if entered else NEVER
        due = clock.at(passage) if entered else NEVER
        earliest = self._earliest_load(now + 1)
        if earliest <= due and earliest < NEVER:
            passage = clock.from_instant(earliest)
            due = clock.at(passage)
        self.upcoming, self.upcoming_at = passage, due
        failure = self.running_since + self.runs_for
        wake = due if due < failure else failure
        return min(wake, self.hangings[0][0]) if self.hangings else wake

    def next_while_stopped(self) -> Ticks:
        return self.hangings[0][0] if self.hangings else NEVER

    def _earliest_load(self, soonest: Ticks) -> Ticks:
        """Return the earliest instant from which a passage may load a piece."""
        for index in self.waiting:
            if index < self.staffed:
                return soonest
        return max(soonest, self.upcoming_loads[0][0]) if self.upcoming_loads else NEVER

    # ------------------------------------------------------------ a passage

    def _pass(self, passage: int, now: Ticks) -> None:
        """Let every point meet its carrier: scanners, chutes, coding, reject, inductions (C7)."""
        meetings = self.calendar.meetings.get(passage)
        if meetings is not None:
            while meetings:
                order, ride = heappop(meetings)
                if ride.read_at <= passage:
                    self._read(ride)
                if order < 0:
                    self._scan(ride, now)
                    self.calendar.enter(ride, passage, (ride.carrier + passage) % self.size, order)
                elif order < self.coding_order:
                    self._try_chute(ride, self.chutes[order], passage, now)
                elif order == self.coding_order:
                    self._try_coding(ride, passage, now)
                else:
                    self._count_lap(ride, passage, now)
            heappop(self.calendar.passages)
            del self.calendar.meetings[passage]
        self._induct(passage, now)

    def _scan(self, ride: Ride, now: Ticks) -> None:
        """Read the label, or note that it could not be read (P9)."""
        piece = ride.piece
        if piece.no_reads > 0:
            piece.no_reads -= 1
            self.note(now, Act.READ_FAILED, piece.id)
            ride.refused = True
        else:
            self._read(ride)

    def _read(self, ride: Ride) -> None:
        ride.read_at = NEVER
        ride.piece.read = True
        if self.missorts:
            ride.piece.missort(self.missorts)

    def _read_up_to(self, passage: int) -> None:
        """Read the labels that have passed their scanner by a passage."""
        for ride in self.rides:
            if ride is not None and ride.read_at <= passage:
                self._read(ride)

    def _try_chute(self, ride: Ride, chute: Chute, passage: int, now: Ticks) -> None:
        if not chute.has_room():
            ride.refused = ride.refused or chute.is_open
            self.calendar.enter(ride, passage, chute.slot, chute.index)
            return
        self._unload(ride, now)
        if self.trace is not None:
            self.note(now, Act.DISCHARGED, ride.piece.id, chute.out.index)
        if chute.size:
            self._note_bag(chute.take(ride.piece, now), now)
        else:
            chute.out.send(ride.piece, now)

    def _try_coding(self, ride: Ride, passage: int, now: Ticks) -> None:
        if self.coding_out is not None and self.coding_out.credit:
            self._unload(ride, now)
            self.note(now, Act.TO_CODING, ride.piece.id)
            self.coding_out.send(ride.piece, now)
        else:
            self.calendar.enter(ride, passage, self.plan.coding_slot, self.coding_order)

    def _count_lap(self, ride: Ride, passage: int, now: Ticks) -> None:
        """At the reject point a failed lap is counted, and the piece may leave (C7, P10)."""
        piece = ride.piece
        is_over = not piece.read and self.plan.no_read == "reject"
        if not is_over:
            piece.laps += 1
            ride.refused = False
            ride.since_passage = passage
            self.note(now, Act.LAPPED, piece.id)
            is_over = piece.laps > self.plan.max_laps
        if is_over and self.reject_out is not None and self.reject_out.credit:
            self._unload(ride, now)
            piece.rejects += 1
            self.note(now, Act.REJECTED, piece.id)
            self.reject_out.send(piece, now)
        else:
            self.calendar.enter(ride, passage, self.plan.reject_slot, LAST)

    def _unload(self, ride: Ride, now: Ticks) -> None:
        """Free the carriers together; time beyond one lap counts as extra laps."""
        self.rides[ride.carrier] = None
        if ride.carriers == 2:
            self.rides[ride.carrier - 1] = None
        self.working -= ride.carriers
        self.passed += 1
        piece = ride.piece
        extra = now - ride.loaded_at - self.lap
        if extra > 0:
            piece.spent[EXTRA] += extra
            piece.spent[ON_LOOP] -= extra
        piece.account(ON_LOOP, now)

    # ------------------------------------------------------------ inductions

    def _induct(self, passage: int, now: Ticks) -> None:
        """Offer the passing carriers to the inductions in order of index (P7)."""
        if self.allocation is not None:
            self.allocation.deal(passage, now, self.rides, self.staffed)
        upcoming, waiting = self.upcoming_loads, self.waiting
        while upcoming and upcoming[0][0] <= now:
            index = heappop(upcoming)[1]
            if index not in waiting:
                insort(waiting, index)
        for index in tuple(waiting):
            induction = self.inductions[index]
            carrier = (induction.slot - passage) % self.size
            if self.rides[carrier] is not None:
                continue
            if index < self.staffed and self._try_load(induction, carrier, passage, now):
                waiting.remove(index)

    def _try_load(self, induction: Induction, carrier: int, passage: int, now: Ticks) -> bool:
        """Load the head of line on a free carrier if it may take it; tell if it did."""
        arrived, piece, link = induction.queue[0]
        if induction.ready_at > now:
            return False
        carriers = piece.rows.carriers[piece.row]
        if arrived >= now or (carriers == 2 and self.rides[carrier - 1] is not None):
            return False
        if self.allocation is not None and not self.allocation.allows(carrier, induction, passage):
            return False
        induction.queue.popleft()
        induction.ready_at = now + induction.headway
        if induction.queue:
            self._look_out_for(induction)
        self._load(Ride(piece, carrier, carriers, now, passage), induction.slot, link, now)
        link.release(now)
        return True

    def _load(self, ride: Ride, slot: int, link: Link, now: Ticks) -> None:
        piece = ride.piece
        self.rides[ride.carrier] = ride
        if ride.carriers == 2:
            self.rides[ride.carrier - 1] = ride
        self.working += ride.carriers
        piece.account(INDUCTION, now)
        if self.trace is not None:
            self.note(now, Act.INDUCTED, piece.id, link.index)
        if self.reads_on_induction and not piece.read:
            self._scan(ride, now)  # read on the induction
        self.calendar.enter(ride, ride.since_passage, slot, LAST)

    # ------------------------------------------------------------ accounts

    def integrate(self, now: Ticks) -> None:
        """Book the time since the last turn; a loop is never blocked."""
        elapsed = now - self.mark
        self.mark = now
        if self.stopped_at is None:
            self.busy_ticks += self.working * elapsed
        else:
            self.stopped_ticks += elapsed

    def inside(self) -> Iterator[Piece]:
        yield from super().inside()
        yield from (piece for ind in self.inductions for piece in ind.coming(self.env.now))

    def held(self) -> Iterator[Piece]:
        yield from (piece for ind in self.inductions for piece in ind.waiting(self.env.now))
        for carrier, ride in enumerate(self.rides):
            if ride is not None and ride.carrier == carrier:
                yield ride.piece
        for chute in self.chutes:
            yield from chute.held()

    def waiting_count(self) -> int:
        now = self.env.now
        return sum(1 for induction in self.inductions for _ in induction.waiting(now))

    def capacity(self) -> int:
        return self.size

"""What every station of the reference has: a mailbox, an alarm, one turn an instant.

Here lives the law of time and order (rules C2, C5): messages lie in the mailbox
until they are due, the station's alarm rings at its earliest due instant, and a turn
hears, ends timers, then decides.  What a station decides is
said in the module of its kind; only those import this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sortsim.core.clock import NEVER, Ticks
from sortsim.plant.contract import Act, Command, Pace, Restart, StationPlan, Stop
from sortsim.plant.reference.alarm import Alarm

if TYPE_CHECKING:
    from sortsim.plant.reference.link import Link
    from sortsim.plant.reference.piece import Piece
    from sortsim.plant.reference.plant import ReferencePlant

P = TypeVar("P", bound=StationPlan)
Message = tuple[Ticks, int, int, "Link", "Piece"]
"""Due instant, link index, order of sending, link, piece."""


class Station(Generic[P]):
    """A station of the plant; its subclasses say what its kind does."""

    __slots__ = (
        "alarm", "blocked_ticks", "busy_ticks", "commands", "env", "inbox", "index", "is_blocked",
        "mark", "next_order", "pace", "passed", "plan", "plant", "room", "stopped_at",
        "stopped_ticks", "trace", "working",
    )  # fmt: skip

    def __init__(self, index: int, plan: P, plant: ReferencePlant) -> None:
        self.index = index
        self.plan = plan
        self.plant = plant
        self.env: Any = plant.env  # its clock holds whole ticks, which SimPy types as a float
        self.inbox: list[Message] = []
        self.room: list[tuple[Ticks, int, Link]] = []
        self.commands: list[tuple[Ticks, int, Command]] = []
        self.alarm = Alarm(plant.env, self.turn, self._earliest)
        self.pace = (1, 1)
        self.stopped_at: Ticks | None = None
        self.working = 0
        """Servers at work, or carriers loaded."""
        self.is_blocked = False
        self.busy_ticks = self.blocked_ticks = self.stopped_ticks = self.passed = 0
        self.mark: Ticks = 0
        self.next_order = plant.next_order
        self.trace = plant.trace

    def connect(self) -> None:
        """Look up the links of the plan once all stations exist."""

    # ------------------------------------------------------------ time and order

    def turn(self, now: Ticks) -> None:
        """Hear what is due, end timers, decide (rule C5)."""
        self.integrate(now)
        if self.commands:
            self.hear(now)
        else:
            self.hear_messages(now)
        if self.stopped_at is None:
            self.end_timers(now)
            self.decide(now)

    def hear(self, now: Ticks) -> None:
        """Apply all messages due: commands first, then by link, then by order of sending."""
        if self.commands and self.commands[0][0] <= now:
            self.hear_messages(now - 1)
            while self.commands and self.commands[0][0] <= now:
                self.obey(heappop(self.commands)[2], now)
        self.hear_messages(now)

    def hear_messages(self, until: Ticks) -> None:
        """Apply the messages due up to and including an instant; only state changes."""
        room, inbox = self.room, self.inbox
        while room and room[0][0] <= until:
            heappop(room)[2].credit += 1
        while inbox and inbox[0][0] <= until:
            due, _, _, link, piece = heappop(inbox)
            self.accept(piece, link, due)

    def deliver(self, due: Ticks, link: Link, piece: Piece) -> None:
        """Put a piece into the mailbox; the station wakes for it unless it is deaf."""
        heappush(self.inbox, (due, link.index, self.next_order(), link, piece))
        if due < self.alarm.due and not self.is_deaf():
            self.alarm.set(due)

    def promise_room(self, due: Ticks, link: Link) -> None:
        """Put news of room into the mailbox; only a blocked station wakes for it."""
        heappush(self.room, (due, self.next_order(), link))
        if self.is_blocked and due < self.alarm.due:
            self.alarm.set(due)

    def command(self, command: Command) -> None:
        """Take a command of the world (rule C10)."""
        heappush(self.commands, (command.at, self.next_order(), command))
        if command.at < self.alarm.due:
            self.alarm.set(command.at)

    def open(self) -> None:
        """Set the alarm for the first time; no turn has been taken."""
        first = self._earliest(self.env.now)
        if first < NEVER:
            self.alarm.set(first)

    def _earliest(self, now: Ticks) -> Ticks:
        """Return the earliest instant at which a turn is needed."""
        due = self.next_timer(now) if self.stopped_at is None else self.next_while_stopped()
        if self.inbox and self.inbox[0][0] < due and not self.is_deaf():
            due = self.inbox[0][0]
        if self.is_blocked and self.room and self.room[0][0] < due:
            due = self.room[0][0]
        if self.commands and self.commands[0][0] < due:
            due = self.commands[0][0]
        return due

    # ------------------------------------------------------------ what kinds say

    def next_timer(self, now: Ticks) -> Ticks:
        """Return the earliest due instant of the station's own timers, after a turn at ``now``."""
        return NEVER

    def next_while_stopped(self) -> Ticks:
        """Return the earliest due instant of what goes on while the station stands still."""
        return NEVER

    def accept(self, piece: Piece, link: Link, at: Ticks) -> None:
        """Take in a piece that arrives; only state changes."""
        raise NotImplementedError

    def is_deaf(self) -> bool:
        """Whether a piece that arrives cannot change anything before the station's next turn."""
        return False

    def end_timers(self, now: Ticks) -> None:
        """End the station's own timers that are due."""

    def decide(self, now: Ticks) -> None:
        """Hand over, then start."""

    def held(self) -> Iterator[Piece]:
        """Yield the pieces inside, those in the mailbox apart."""
        return iter(())

    def waiting_count(self) -> int:
        """Return the pieces that wait for service."""
        return 0

    def capacity(self) -> int:
        """Return the servers present."""
        return 1

    def passed_by(self, now: Ticks) -> int:
        """Return the pieces handed on before an instant."""
        return self.passed

    def waits_for(self) -> set[Station[Any]]:
        """Return the stations that could take the pieces that have no room to go."""
        return set()

    def can_stir(self) -> bool:
        """Whether something is due here without any other station's doing, be it a restart."""
        if self.room or self.commands or self.stopped_at is not None:
            return True
        is_awaited = any(True for _ in self.on_the_way(self.inbox))
        return is_awaited or self.next_timer(self.env.now) < NEVER

    def shift(self, stopped_at: Ticks, now: Ticks) -> None:
        """Delay the timers by the time for which the station stood still (rule C8)."""

    # ------------------------------------------------------------ commands

    def obey(self, command: Command, now: Ticks) -> None:
        """Carry out a command that every kind of station knows; kinds add theirs."""
        if isinstance(command, Pace):
            self.pace = (command.num, command.den)
        elif isinstance(command, Stop):
            self.stop(now)
        elif isinstance(command, Restart) and self.stopped_at is not None:
            self.shift(self.stopped_at, now)
            self.stopped_at = None
            self.note(now, Act.RESTARTED, -1)

    def stop(self, now: Ticks) -> None:
        """Stand still with all that is carried; what was due at this instant does not happen."""
        if self.stopped_at is None:
            self.stopped_at = now
            self.note(now, Act.STOPPED, -1)

    # ------------------------------------------------------------ accounts

    def paced(self, work: Ticks) -> Ticks:
        """Return the duration of some work at the present pace, at least one tick."""
        num, den = self.pace
        return work * num // den or 1

    def integrate(self, now: Ticks) -> None:
        """Book the time since the last turn as busy, blocked or stopped."""
        elapsed = now - self.mark
        self.mark = now
        if self.stopped_at is not None:
            self.stopped_ticks += elapsed
        elif self.working or self.is_blocked:
            self.busy_ticks += self.working * elapsed
            self.blocked_ticks += self.is_blocked * elapsed

    def note(self, now: Ticks, act: Act, piece_id: int, link: int = -1) -> None:
        """Write a trace record if a trace is kept."""
        if self.trace is not None:
            self.trace.append((now, self.index, act, piece_id, link))

    def settle(self) -> None:
        """Take in what has arrived while deaf, so that accounts are up to the present."""
        self.integrate(self.env.now)
        self.hear_messages(self.env.now - 1)

    def inside(self) -> Iterator[Piece]:
        """Yield every piece inside or on its way here."""
        yield from self.held()
        yield from self.on_the_way(self.inbox)

    def count(self) -> tuple[int, int]:
        """Return the pieces inside and on the way here, and the parcels in them."""
        parcels = [piece.parcels for piece in self.inside()]
        return len(parcels), sum(parcels)

    def on_the_way(self, mailbox: list[Message]) -> Iterator[Piece]:
        """Yield the pieces in a mailbox."""
        for message in mailbox:
            if message[4].since < self.env.now:  # a source posts ahead of time
                yield message[4]

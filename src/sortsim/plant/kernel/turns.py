"""One turn of a station: hear what is due, end timers, decide (rule C5).

Here lives the order inside a turn, for all kinds; what a kind does is said in its module.
Only ``windows`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel import (
    desk,
    door,
    lane,
    line,
    loop,
    sink,
    source,
    tenders,
    wheel_line,
)
from sortsim.plant.kernel.access import chutes, commands, dues, loads, loops, stations
from sortsim.plant.kernel.jit import kernel
from sortsim.plant.kernel.links import first_news
from sortsim.plant.kernel.lists import delay_jobs
from sortsim.plant.kernel.names import (
    BOARD,
    CHANGE_PLAN,
    CHUTE_GATE,
    CLOSE_BAGS,
    CREW,
    DESK,
    DOOR,
    LANE,
    LINE,
    LOOP,
    NEVER,
    NONE,
    PACE,
    RESTART,
    RESTARTED,
    SINK,
    SOURCE,
    SPEED,
    STOP,
    STOPPED,
    TENDERS,
    UNLOAD,
    WHEEL_LINE,
)
from sortsim.plant.kernel.passages import set_interval
from sortsim.plant.kernel.records import Command, Plant, Station
from sortsim.plant.kernel.station import integrate, note


@kernel
def turn(plant: Plant, s: int, now: int) -> None:
    """Take a station's turn, and note when it needs the next one."""
    station = stations(plant, s)
    integrate(station, now)
    if station.commands != NONE:
        hear_commands(plant, s, station, now)
    hear(plant, s, station, now)
    if station.stopped_at == NONE:
        act(plant, s, station, now)
    dues(plant, s).at = next_due(plant, s, station, now)
    station.turns += 1


@kernel
def hear(plant: Plant, s: int, station: Station, until: int) -> None:
    """Take in what has arrived, where that has an effect of its own."""
    if station.kind == LANE:
        lane.hear(plant, s, station, until)
    elif station.kind == TENDERS:
        tenders.hear(plant, station, until)
    elif station.kind == LOOP:
        loop.hear(plant, s, station, until)
    elif station.kind == DESK:
        desk.hear(plant, s, station, until)
    elif station.kind == SINK:
        sink.hear(plant, s, station, until)


@kernel
def act(plant: Plant, s: int, station: Station, now: int) -> None:
    """End timers and decide."""
    if station.kind == LOOP:
        loop.act(plant, s, station, now)
    elif station.kind == DESK:
        desk.act(plant, s, station, now)
    elif station.kind == LINE:
        line.act(plant, s, station, now)
    elif station.kind == DOOR:
        door.act(plant, s, station, now)
    elif station.kind == TENDERS:
        tenders.act(plant, s, station, now)
    elif station.kind == LANE:
        lane.act(plant, s, station, now)
    elif station.kind == WHEEL_LINE:
        wheel_line.act(plant, s, station, now)
    elif station.kind == SOURCE:
        source.act(plant, station, now)


@kernel
def next_due(plant: Plant, s: int, station: Station, now: int) -> int:
    """Return the earliest instant at which a station needs a turn."""
    due = NEVER
    if station.stopped_at == NONE:
        due = next_timer(plant, station, now)
        if station.is_blocked:
            due = min(due, first_news(plant, station, now))
    elif station.kind == DESK and station.room != NONE:
        due = desk.next_unheard(plant, station)
    elif station.kind == SINK:
        due = sink.next_timer(plant, station)
    if station.kind == LOOP:
        due = min(due, loop.next_hanging(plant, station))
    if station.commands != NONE:
        due = min(due, commands(plant, station.commands).at)
    return due


@kernel
def next_timer(plant: Plant, station: Station, now: int) -> int:
    """Return the earliest due instant of a station's own timers and of arrivals that matter."""
    if station.kind == LOOP:
        return loop.next_timer(plant, station, now)
    if station.kind == DESK:
        return desk.next_timer(plant, station, now)
    if station.kind == LINE:
        return line.next_timer(plant, station, now)
    if station.kind == DOOR:
        return station.finish
    if station.kind == TENDERS:
        return tenders.next_timer(plant, station)
    if station.kind == LANE:
        return lane.next_timer(plant, station)
    if station.kind == WHEEL_LINE:
        return wheel_line.next_timer(plant, station, now)
    if station.kind == SOURCE:
        return source.next_timer(plant, station)
    return sink.next_timer(plant, station)


# ------------------------------------------------------------------ commands


@kernel
def hear_commands(plant: Plant, s: int, station: Station, now: int) -> None:
    """Obey the commands of this instant, after what came before it (C5, C10)."""
    if commands(plant, station.commands).at > now:
        return
    hear(plant, s, station, now - 1)
    while station.commands != NONE and commands(plant, station.commands).at <= now:
        c = station.commands
        command = commands(plant, c)
        station.commands = command.next
        if command.kind == BOARD:
            if station.kind == LANE:
                lane.board(plant, station, c)
                continue
        elif station.kind == LOOP:
            _obey_loop(plant, s, station, command, now)
        else:
            _obey(plant, s, station, command, now)
        command.next = plant.free_commands
        plant.free_commands = c
        plant.commands_alive -= 1


@kernel
def _obey(plant: Plant, s: int, station: Station, command: Command, now: int) -> None:
    """Carry out a command of the world at any station but a loop."""
    if command.kind == UNLOAD:
        _take_load(plant, station, command.a, now)
    elif command.kind == PACE:
        station.pace_num, station.pace_den = command.a, command.b
    elif command.kind == CREW:
        station.crew = min(command.a, station.positions)
    elif command.kind == STOP:
        if station.stopped_at == NONE:
            station.stopped_at = now
            note(plant, now, s, STOPPED, NONE)
    elif command.kind == RESTART and station.stopped_at != NONE:
        _shift(plant, station, now)
        station.stopped_at = NONE
        note(plant, now, s, RESTARTED, NONE)


@kernel
def _take_load(plant: Plant, station: Station, l: int, now: int) -> None:  # noqa: E741
    """Let a vehicle stand at a door, or a tape follow at a source."""
    load = loads(plant, l)
    if station.kind == SOURCE and load.n_order == 0:
        load.is_unloaded = 1
        return
    load.docked = now
    load.next = NONE
    if station.loads_head == NONE:
        station.loads_head = station.loads_tail = l
    else:
        loads(plant, station.loads_tail).next = l
        station.loads_tail = l


@kernel
def _shift(plant: Plant, station: Station, now: int) -> None:
    """Delay timers by the time for which the station stood still (C8)."""
    stood = now - station.stopped_at
    if station.kind == DOOR:
        door.shift(station, stood)
    elif station.kind == LINE:
        line.shift(plant, station, now)
    elif station.kind == DESK or station.kind == TENDERS or station.kind == LANE:
        delay_jobs(plant, station, stood)
    elif station.kind == WHEEL_LINE:
        wheel_line.shift(plant, station, now)


@kernel
def _obey_loop(plant: Plant, s: int, station: Station, command: Command, now: int) -> None:
    """Carry out a command of the world at a loop."""
    this = loops(plant, station.loop)
    this.upcoming_at = NEVER  # a command may move the passages
    if command.kind == STOP:
        loop.stop(plant, s, station, now)
    elif command.kind == RESTART:
        loop.restart(plant, s, station, now)
    elif command.kind == SPEED:
        set_interval(this, command.a, command.b, now)
        this.lap = this.length * command.a // command.b
    elif command.kind == CREW:
        this.staffed = min(command.a, this.inductions)
    elif command.kind == CHUTE_GATE:
        chutes(plant, this.first_chute + command.a).is_open = command.b
    elif command.kind == CLOSE_BAGS:
        loop.close_bags(plant, s, station, command.a, now)
    elif command.kind == CHANGE_PLAN:
        loop.change_plan(plant, s, station, command.a, now)
    elif command.kind == PACE:
        station.pace_num, station.pace_den = command.a, command.b

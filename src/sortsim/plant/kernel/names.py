"""Numbers that have names in the kernel: kinds, outcomes, commands, notices, states.

Here live constants alone, as plain integers; those that both engines share come from
``plant.contract``.  Only ``plant.kernel`` imports it.
"""

from __future__ import annotations

from sortsim.core import clock
from sortsim.plant.contract import ALARM as ALARM
from sortsim.plant.contract import ANY as ANY
from sortsim.plant.contract import FAILED as FAILED
from sortsim.plant.contract import SCREEN as SCREEN
from sortsim.plant.contract import UNBAG as UNBAG
from sortsim.plant.contract import WORLD as WORLD
from sortsim.plant.contract import Act, Stage
from sortsim.plant.kernel.records import NONE as NONE
from sortsim.plant.kernel.records import STAGES as STAGES

NEVER = clock.NEVER
WITHOUT_LIMIT = 2**31 - 1
FIRST_KEY = 5
"""Added to an exit key to make it an index: the least key is -5."""

SOURCE, DOOR, LINE, DESK, WHEEL_LINE, LOOP, TENDERS, LANE, SINK = range(9)
PASS, SCREENS, CHECKS, OPENS, CODES, SORTS = range(6)
OUTCOMES = ("pass", "screen", "check", "open", "code", "hand")
ROUND, REJECT, CODING = range(3)
NO_READS = ("round", "reject", "coding")
SEIZED_ALARM = 2

UNLOAD, PACE, CREW, STOP, RESTART, SPEED, CHUTE_GATE, CHANGE_PLAN, CLOSE_BAGS, BOARD = range(10)
DOOR_EMPTY, VEHICLE_DONE, FULL_LOAD_STAGED, BROKE = range(4)

FREE, INSIDE, OPENED = range(3)
"""State of a piece: its number is free; a piece, or a bag formed here; a bag
that was opened, some of whose parcels have still to be handed over."""

YARD, AT_DOOR, ON_LINE, INDUCTION, ON_LOOP, EXTRA_LAPS, IN_CHUTE, STAGING, ON_WHEEL = (
    int(stage)
    for stage in (
        Stage.YARD, Stage.DOOR, Stage.LINE, Stage.INDUCTION, Stage.LOOP, Stage.EXTRA_LAPS,
        Stage.CHUTE, Stage.STAGING, Stage.WHEEL,
    )
)  # fmt: skip

UNLOADED = int(Act.UNLOADED)
LEFT_LINE = int(Act.LEFT_LINE)
STARTED = int(Act.STARTED)
FINISHED = int(Act.FINISHED)
HANDED_OVER = int(Act.HANDED_OVER)
SEIZED = int(Act.SEIZED)
OPENED_BAG = int(Act.OPENED)
INDUCTED = int(Act.INDUCTED)
READ_FAILED = int(Act.READ_FAILED)
LAPPED = int(Act.LAPPED)
DISCHARGED = int(Act.DISCHARGED)
TO_CODING = int(Act.TO_CODING)
REJECTED = int(Act.REJECTED)
BAG_CLOSED = int(Act.BAG_CLOSED)
BAG_HUNG = int(Act.BAG_HUNG)
DIVERTED = int(Act.DIVERTED)
OVERRAN = int(Act.OVERRAN)
STAGED = int(Act.STAGED)
LOADED = int(Act.LOADED)
LOST = int(Act.LOST)
LEFT_PLANT = int(Act.LEFT_PLANT)
STOPPED = int(Act.STOPPED)
RESTARTED = int(Act.RESTARTED)
HELD = int(Act.HELD)

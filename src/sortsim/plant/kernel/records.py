"""How the kernel's data lie: one record type a concept, one table a record type.

Here live the layouts alone; ``tables`` fills them, ``access`` reads them, and the modules of
the stations say what they mean.  Only ``plant.kernel`` imports it.

Pieces, queues, jobs and rides hold each other by index; -1 is none.  Times are ticks.  The
number of a station, link, way, chute, induction or lane is that of the plan.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sortsim.plant.names import Stage

NONE = -1


def _record(*groups: tuple[str, str], size: int | None = None) -> np.dtype[np.void]:
    """Return a record type of groups of fields: NumPy's letter and the names.

    With a size it has so many bytes, so that records begin with a cache line, or share one.
    """
    fields = [(name, letter) for letter, names in groups for name in names.split()]
    packed = np.dtype(fields, align=True)
    if size is None:
        return packed
    places = packed.fields
    assert places is not None
    return np.dtype(
        {
            "names": [name for name, _ in fields],
            "formats": [places[name][0] for name, _ in fields],
            "offsets": [places[name][1] for name, _ in fields],
            "itemsize": size,
        },
        align=True,
    )


STATION = _record(
    # what every turn asks for, and who sends something here: 64 bytes
    ("i8", "mark stopped_at free_at"),
    ("u1", "kind is_blocked waits_for_news is_unlimited"),
    ("i4", "inside parcels working crew commands queue jobs_head jobs_tail pieces_a_turn"),
    # accounts, pace and ways on: 64 bytes
    ("i8", "busy blocked passed turns stopped"),
    ("i4", "starts pace_num pace_den exits exit_keys out"),
    # lines, desks and doors: 64 bytes
    ("i8", "work headway transport finish"),
    ("i4", "by_lane outcome stage purpose room returns loads_head position"),
    # a lane and its vehicle, or a loop's row: 64 bytes
    ("i8", "staged_parcels coming loaded room_parcels room_decilitres"),
    ("i4", "full_load is_told boards_head boards_tail lane loop"),
    # tenders and desks: 64 bytes
    ("i8", "bag_work loose_work"),
    ("i4", "bag_purpose loose_purpose ways_head ways_tail first_out outs"),
    ("i4", "overflow positions loads_tail entries_a_turn end_out diverts"),
    # the rest: 64 bytes
    ("i8", "threshold end_travel"),
    ("i4", "lane_diverts at_end_head at_end_tail"),
    size=384,
)  # fmt: skip
"""A station; ``queue`` and ``returns`` are its queues, ``loop`` its row in the table of loops;
``waits_for_news``, ``pieces_a_turn`` and ``entries_a_turn`` are said in ``windows``."""

DUE = _record(("i8", "at"), ("i4", "bucket next previous level"), size=32)
"""The earliest instant at which a station needs a turn, and its place in the agenda."""

LINK = _record(
    ("i8", "transport signal"),
    ("i4", "source target places queue chute induction is_return news news_head"),
    size=64,
)
"""A link; ``news`` is where its ring of news of room begins, with room for ``places``."""

ROOM = _record(("i8", "first_news"), ("i4", "credit news"))
"""What a sender knows of the room behind a link: its credit, and the news that is under way."""

QUEUE = _record(("i4", "head tail unheard count heard"), size=32)
"""Pieces by arrival, then by link: those that are here, then those on their way."""

STAGES = len(Stage)

PIECE = _record(
    # what its way asks for: 64 bytes
    ("i8", "due ready since"),
    ("i4", "next previous link load row lane order carrier"),
    ("u1", "state is_read is_missorted is_bagged is_bag screen carriers is_refused"),
    # the rest: 64 bytes
    ("i8", "id staged began hung"),
    ("i4", "way parcels decilitres husk first_sheet"),
    ("i2", "no_reads laps rejects area"),
    ("u2", "missort"),
    ("u1", "failed is_parcel"),
    # the account of its time, and what is seldom asked for: 128 bytes
    (f"{STAGES}i8", "spent"),
    ("u4", "visited revisited"),
    ("i4", "number entries"),
)  # fmt: skip
"""A parcel or a bag; four cache lines, one behind the other, so that they lie in one page.

``due`` is its arrival at the station at the end of its ``link``; ``ready`` its end of the belt,
of the work or of the way to the next divert, or its loading on a loop; ``order`` its place among
jobs that end together, the order of the point that it meets next on a loop, or the parcels that
an opened bag has still to hand over; ``began`` the passage at which its lap began, or its entry
to a wheel line; ``way`` its ways on and then the link that it will take at tenders, or the number
of its next divert on a wheel line; ``husk`` the bag it came out of here; ``hung`` when the bag
after it hung; ``missort`` the upper 16 bits of its draw; ``spent`` the ticks by stage; ``number``
its row in the load as that was given.  A bag formed here has a manifest of so many ``entries``
from its ``first_sheet`` on.  A bit of ``visited`` is set when it has drawn for a purpose, of
``revisited`` when it has done so again."""

ENTRY = _record(
    ("i8", "since"), ("i4", "load number"), ("i2", "laps rejects"),
    ("u1", "is_missorted is_bagged"), (f"{STAGES}i8", "spent"),
)  # fmt: skip
"""A parcel on the manifest of a bag formed here, as it was when it fell in.

``since`` it lay in the chute."""

CELL = _record(("i8", "value"))
"""One number of a table of numbers."""

CENSUS = _record(("i8", "inside parcels waiting capacity"))

SMALL = _record(("i4", "value"))

COUNT = _record(("u2", "value"))

LOAD = _record(
    ("i8", "rows work gate docked"),
    ("i4", "vehicle n_rows n_order to_come is_unloaded next"),
    ("i8", "places arrivals"),
    size=128,
)
"""A vehicle's or source's load; rows, work, places and arrivals are addresses of its own tables.

``to_come`` are its pieces that are in the plant."""

ROW = _record(
    ("i8", "piece_id"),
    ("u4", "missort"),
    ("i4", "decilitres first_child children parcels number"),
    ("i2", "lane wrong_lane area no_reads group"),
    ("u1", "is_parcel carriers screen alarm failed"),
)
"""One row of a load, see ``Load``; ``number`` is its row there.

Here rows lie in the order of unloading, then those of the parcels in bags, so that a door goes
through memory from one end to the other; ``first_child`` counts in that order."""

WAY = _record(("i8", "stamp"), ("i4", "first count head tail next is_active"))
"""Links to choose from, and at a desk the finished pieces that wait to take one of them."""

DIVERT = _record(("i8", "travel"), ("i4", "out"))

SPAN = _record(("i4", "first count"))

CHOICE = _record(("i4", "chute slot"))
"""A chute of a lane and its slot, so that a ride finds its way in one place."""

"""Part of a list of numbers."""

LOOP = _record(
    ("i8", "begins_at first num den frozen lap running_since runs_for upcoming upcoming_at scan"),
    ("i8", "present turned bucket"),
    ("i4", "length staffed first_induction inductions first_chute chutes calendar buckets"),
    ("i4", "carriers is_reserved first_zone zones reads_on_induction scanners scanner_slots"),
    ("i4", "no_read coding_slot coding_out reject_slot reject_out max_laps sort_plan lanes"),
    ("i4", "sort_plans chute_lanes failures failure failure_count hangs_head rides"),
)
"""A deck; ``turned`` and ``bucket`` are its ``present`` passage modulo carriers and modulo
buckets; its calendar is empty for the next ``scan - 1`` passages."""

CHUTE = _record(
    # what a piece asks for: 64 bytes
    ("i4", "slot out bag_size buffer_room is_open is_flushing is_closing is_hanging"),
    ("i4", "first_sheet last_sheet bag_count buffer_count bag_parcels bag_decilitres"),
    ("i4", "buffer_head buffer_tail"),
    ("i8", "number bags hang_due"),
    ("i4", "hang_next entries first_load first_row first_lane"),
    size=128,
)
"""A chute; the bag that hangs has a manifest of so many ``entries``, and the load, row and lane of
the ``first`` piece in it."""

INDUCTION = _record(("i8", "headway ready_at"), ("i4", "slot zone place queue is_cut_off"))

ZONE = _record(("i4", "first members turn entry"))

CARRIER = _record(("i8", "dealt_at"), ("i4", "ride zone place"))

COMMAND = _record(("i8", "at a b c d e"), ("i4", "kind next"))
"""A command in the list of its station, or a vehicle in the line of its lane."""

NOTICE = _record(("i8", "at a b c"), ("i4", "station kind"))

TRACE = _record(("i8", "at piece"), ("i4", "station act link"))

MAIL = _record(("i8", "due"), ("i4", "link piece"))
"""What a station sent and nobody has delivered yet; ``piece`` is -1 for news of room."""

PLANT = _record(
    # addresses of the tables
    ("i8", "stations dues wheel readies rooms links queues pieces visits entries next_sheets"),
    ("i8", "loads ways way_links exits news loops chutes inductions zones zone_members carriers"),
    ("i8", "calendar scanners failures sort_plans"),
    ("i8", "sort_chutes chute_lanes diverts lane_diverts divert_lists"),
    ("i8", "commands notices departures trace mail order"),
    ("i8", "marks group_counts credit_counts census"),
    # counters and limits
    ("i8", "n_stations n_chutes n_purposes n_groups look_ahead looks_around levels shift window"),
    ("i8", "known ahead until stamp"),
    ("i8", "most_parcels most_children"),
    ("i8", "free_pieces free_count pieces_count pieces_room is_deferred"),
    ("i8", "free_sheets free_sheet_count sheets_count"),
    ("i8", "notices_count notices_room departures_count departures_room trace_count trace_room"),
    ("i8", "leaving_at leaving_by leaving_on leaving_lane"),
    ("i8", "mail_count mail_room free_commands commands_alive loads_alive windows"),
)
"""The plant: where its tables are, and its counters; two threads have one each.

``free_pieces`` are numbers given back, ``pieces_count`` those that were ever in use, and
``free_count`` all that may be taken, those never used among them; so are sheets."""

# What the functions of the kernel take: the names of record types in their signatures.
Plant = Any
Station = Any
Piece = Any
Loop = Any
Chute = Any
Queue = Any
Link = Any
Way = Any
Zone = Any
Induction = Any
Command = Any
Load = Any
Row = Any

BY_NAME = {
    "Plant": PLANT,
    "Station": STATION,
    "Piece": PIECE,
    "Loop": LOOP,
    "Chute": CHUTE,
    "Queue": QUEUE,
    "Link": LINK,
    "Way": WAY,
    "Zone": ZONE,
    "Induction": INDUCTION,
    "Command": COMMAND,
    "Load": LOAD,
    "Row": ROW,
}
"""Record type by the name that annotations give it."""

"""How the kernel's data lie: one record type a concept, one table a record type.

Here live the layouts alone; ``tables`` fills them, ``access`` reads them, and the modules of
the stations say what they mean.  Only ``plant.kernel`` imports it.

Pieces, queues, jobs and rides hold each other by index; -1 is none.  Times are ticks.  The
number of a station, link, way, chute, induction or lane is that of the plan.
"""

from __future__ import annotations

from typing import Any

import numpy as np

NONE = -1


def _record(*groups: tuple[str, str]) -> np.dtype[np.void]:
    """Return a record type of groups of fields: NumPy's letter and the names."""
    fields = [(name, letter) for letter, names in groups for name in names.split()]
    return np.dtype(fields, align=True)


STATION = _record(
    # every kind
    ("i8", "mark busy blocked stopped passed stopped_at pace_num pace_den free_at"),
    ("i8", "kind commands queue returns first_out outs first_influence influences"),
    ("i8", "working is_blocked crew positions starts"),
    ("i8", "pieces_a_turn jobs_head jobs_tail ways_head ways_tail"),
    # exits, work and accounts of a kind
    ("i8", "work bag_work loose_work headway transport finish end_travel threshold"),
    ("i8", "exits exit_keys by_lane purpose bag_purpose loose_purpose stage outcome out end_out"),
    ("i8", "room overflow is_unlimited loop lane diverts lane_diverts"),
    # a lane and its vehicle
    ("i8", "staged_parcels coming loaded room_parcels room_decilitres"),
    ("i8", "full_load is_told boards_head boards_tail"),
    # a door or a source and its vehicles
    ("i8", "loads_head loads_tail position at_end_head at_end_tail"),
)  # fmt: skip
"""A station; ``queue`` and ``returns`` are its queues, ``loop`` its row in the table of loops."""

DUE = _record(("i8", "at"))
"""The earliest instant at which a station needs a turn, by station."""

INFLUENCE = _record(("i8", "station delay"))
"""Somebody who can touch a station, and how long that takes at least."""

LINK = _record(
    ("i8", "transport signal credit"),
    ("i8", "source target places queue chute induction is_return news news_head news_count"),
)
"""A link; ``news`` is where its ring of news of room begins, with room for ``places``."""

QUEUE = _record(("i8", "head tail unheard count heard"))
"""Pieces by arrival, then by link: those that are here, then those on their way."""

PIECE = _record(
    ("i8", "due ready order started since id staged lap_began"),
    ("i8", "next previous link way out load row lane parcels decilitres"),
    ("i8", "carrier no_reads laps rejects first_inside last_inside husk left"),
    ("u1", "state is_read is_missorted is_bagged is_bag screen carriers is_refused"),
)
"""A parcel or a bag.

``due`` is its arrival at the station at the end of its ``link``; ``ready`` its end of the belt,
of the work or of the way to the next divert; ``husk`` the opened bag it came from."""

CELL = _record(("i8", "value"))
"""One number of a table of numbers."""

SMALL = _record(("i8", "value"))

LOAD = _record(
    ("i8", "rows order arrivals gate docked"),
    ("i8", "vehicle n_rows n_order to_come is_unloaded next"),
)
"""A vehicle's or source's load; the first three are addresses of its own tables."""

ROW = _record(
    ("i8", "piece_id missort"),
    ("i8", "lane wrong_lane area no_reads group decilitres first_child children parcels"),
    ("u1", "is_parcel carriers screen alarm failed"),
)
"""One row of a load, see ``Load``."""

WAY = _record(("i8", "stamp"), ("i8", "first count head tail next is_active"))
"""Links to choose from, and at a desk the finished pieces that wait to take one of them."""

DIVERT = _record(("i8", "travel"), ("i8", "out"))

SPAN = _record(("i8", "first count"))
"""Part of a list of numbers."""

LOOP = _record(
    ("i8", "begins_at first num den frozen lap running_since runs_for upcoming upcoming_at scan"),
    ("i8", "present turned bucket"),
    ("i8", "length staffed first_induction inductions first_chute chutes calendar buckets"),
    ("i8", "carriers is_reserved first_zone zones reads_on_induction scanners scanner_slots"),
    ("i8", "no_read coding_slot coding_out reject_slot reject_out max_laps sort_plan lanes"),
    ("i8", "sort_plans chute_lanes failures failure failure_count hangs_head hangs_tail rides"),
)
"""A deck; ``turned`` and ``bucket`` are its ``present`` passage modulo carriers and modulo
buckets; its calendar is empty for the next ``scan - 1`` passages."""

CHUTE = _record(
    ("i8", "number bags hang_due"),
    ("i8", "slot out bag_size buffer_room is_open is_closing is_flushing"),
    ("i8", "bag_head bag_tail bag_count buffer_head buffer_tail buffer_count hang_next is_hanging"),
)

INDUCTION = _record(
    ("i8", "headway ready_at"), ("i8", "slot zone place queue is_cut_off")
)

ZONE = _record(("i8", "first members turn entry"))

CARRIER = _record(("i8", "dealt_at"), ("i8", "ride zone place"))

COMMAND = _record(("i8", "at order a b c d e"), ("i8", "kind next"))
"""A command in the list of its station, or a vehicle in the line of its lane."""

NOTICE = _record(("i8", "at a b c"), ("i8", "station kind"))

TRACE = _record(("i8", "at piece"), ("i8", "station act"))

MAIL = _record(("i8", "due"), ("i8", "link piece"))
"""What a station sent and nobody has delivered yet; ``piece`` is -1 for news of room."""

PLANT = _record(
    # addresses of the tables
    ("i8", "stations dues clocks readies influences links queues pieces spent visits loads ways"),
    ("i8", "way_links exits news loops chutes inductions zones zone_members carriers calendar"),
    ("i8", "scanners failures sort_plans"),
    ("i8", "sort_chutes chute_lanes diverts lane_diverts divert_lists"),
    ("i8", "commands notices departures trace mail order work_columns"),
    ("i8", "marks group_counts credit_counts"),
    # counters and limits
    ("i8", "n_stations n_lanes n_purposes n_groups look_ahead looks_around ahead until stamp"),
    ("i8", "most_parcels most_children"),
    ("i8", "free_pieces free_count pieces_count is_deferred"),
    ("i8", "notices_count notices_room departures_count departures_room trace_count trace_room"),
    ("i8", "mail_count mail_room free_commands commands_alive loads_alive turns windows"),
)
"""The plant: where its tables are, and its counters; two threads have one each."""

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

"""The tables of the kernel by name: ``pieces(plant, p)`` is piece ``p``, to read and write.

Here live names alone.  Only ``plant.kernel`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel import records
from sortsim.plant.kernel.jit import column_in, table, tables_of_load, value_at

stations = table("stations", records.STATION)
dues = table("dues", records.DUE)
wheel = table("wheel", records.SMALL)
"""First station of each bucket of the agenda, by window and level."""
links = table("links", records.LINK)
queues = table("queues", records.QUEUE)
pieces = table("pieces", records.PIECE)
spent = column_in("pieces", "spent", records.PIECE, records.CELL)
"""Ticks of a piece by stage, ``(plant, p, stage)``."""
visits = table("visits", records.COUNT)
"""Uses of work columns by piece and purpose, ``p * n_purposes + purpose``, see ``piece``."""
entries = table("entries", records.ENTRY)
"""What is in bags formed here, by sheet and place on it, see ``manifest``."""
spent_by_entry = column_in("entries", "spent", records.ENTRY, records.CELL)
"""Ticks of a parcel in a bag by stage, ``(plant, e, stage)``."""
next_sheets = table("next_sheets", records.SMALL)
loads = table("loads", records.LOAD)
ways = table("ways", records.WAY)
way_links = table("way_links", records.SMALL)
exits = table("exits", records.SMALL)
"""Way by station and exit key, ``station.exits + key + FIRST_KEY``."""
rooms = table("rooms", records.ROOM)
news = table("news", records.CELL)
"""Instants at which news of room arrives, a ring a link."""
loops = table("loops", records.LOOP)
chutes = table("chutes", records.CHUTE)
inductions = table("inductions", records.INDUCTION)
readies = table("readies", records.CELL)
"""From when a passage may load the head of line of an induction, by induction."""
zones = table("zones", records.ZONE)
zone_members = table("zone_members", records.SMALL)
"""Inductions by zone and place."""
carriers = table("carriers", records.CARRIER)
calendar = table("calendar", records.SMALL)
"""First ride that meets a point, by loop and passage modulo buckets."""
scanners = table("scanners", records.SMALL)
failures = table("failures", records.CELL)
sort_plans = table("sort_plans", records.SPAN)
"""Part of ``sort_chutes``, by loop, sort plan and lane."""
sort_chutes = table("sort_chutes", records.CHOICE)
chute_lanes = table("chute_lanes", records.SMALL)
"""A number for the set of lanes of a chute, by loop, sort plan and chute."""
diverts = table("diverts", records.DIVERT)
lane_diverts = table("lane_diverts", records.SPAN)
"""Part of ``divert_lists``, by wheel line and lane."""
divert_lists = table("divert_lists", records.SMALL)
commands = table("commands", records.COMMAND)
notices = table("notices", records.NOTICE)
departures = table("departures", records.CELL)
trace = table("trace", records.TRACE)
mail = table("mail", records.MAIL)
marks = table("marks", records.SMALL)
"""A mark by station, for the search of rings."""
group_counts = table("group_counts", records.CELL)
"""Parcels by station and conservation group."""
credit_counts = table("credit_counts", records.CELL)
"""Places by link, in hand, coming, held, returning."""
census = table("census", records.CENSUS)
order = table("order", records.SMALL)
"""Stations in the order in which they run inside a window; any order gives the same trace."""

rows = tables_of_load("rows", records.ROW)
places_of = tables_of_load("places", records.SMALL)
"""Where a row of the load lies in its ``rows``."""
arrivals_of = tables_of_load("arrivals", records.CELL)
work_value = value_at
"""A number of a load's work, given its address: ``row * n_purposes + purpose``."""

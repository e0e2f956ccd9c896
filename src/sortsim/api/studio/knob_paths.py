"""Which values of a scenario are its main ones, and what they are called.

Here lives the list alone: keys with a star for any name, in the order of the flow.  Which of them
a scenario has, with what value and limits, is the work of ``knobs``, the only one to import it.
"""

from __future__ import annotations

KNOB_PATHS: tuple[tuple[str, str], ...] = (
    ("run.scale", "Volume, times the scenario's"),
    ("demand.chain.inbound_per_outbound", "Inbound per outbound parcel"),
    ("demand.screening.alarm_share", "X-ray alarms"),
    ("yard.places", "Places in the yard"),
    ("door_group.*.doors", "Doors"),
    ("door_group.*.crew", "Workers at a door"),
    ("door_group.*.pieces_per_worker_h", "Loose pieces a worker"),
    ("door_group.*.bags_per_worker_h", "Bags a worker"),
    ("door_group.*.setup_s", "Time to set up a vehicle"),
    ("line.*.count", "Lines"),
    ("line.*.headway_s", "Least time between two pieces"),
    ("line.*.failure_share", "Pieces that fail the presort"),
    ("xray.*.count", "Machines"),
    ("xray.*.work.value_s", "Time a piece"),
    ("xray.*.work.mean_s", "Mean time a piece"),
    ("desk.*.positions", "Work places"),
    ("desk.*.work.mean_s", "Mean time a piece"),
    ("loop.*.speed_m_per_s", "Speed"),
    ("loop.*.carrier_pitch_m", "Carrier pitch"),
    ("loop.*.carriers", "Carriers"),
    ("loop.*.sets", "Sets of decks"),
    ("loop.*.read_rate", "Reads that succeed"),
    ("loop.*.max_laps", "Laps before the reject chute"),
    ("loop.*.zone.*.inductions", "Inductions"),
    ("loop.*.zone.*.headway_s", "Least time between two loads of an induction"),
    ("loop.*.chute_group.*.count", "Chutes"),
    ("loop.*.chute_group.*.buffer_pieces", "Pieces a chute holds"),
    ("loop.*.chute_group.*.parcels_per_bag", "Parcels in a full bag"),
    ("loop.*.chute_group.*.chutes_per_tender", "Chutes a bag worker"),
    ("wheel_line.*.count", "Lines"),
    ("wheel_line.*.headway_s", "Least time between two pieces"),
    ("wheel_line.*.chute_places", "Places of a slide"),
    ("hand_area.*.positions", "Work places, first step"),
    ("hand_area.*.second_positions", "Work places, second step"),
    ("hand_area.*.work.mean_s", "Mean time, first step"),
    ("hand_area.*.second_work.mean_s", "Mean time, second step"),
    ("pool.*.shift.*.workers", "Workers"),
    ("pool.*.night_rate_factor", "Pace at night, times that by day"),
    ("repair_crew.*.crews", "Repair crews"),
    ("economy.wage_yuan_per_h.*", "Wage"),
    ("economy.electricity_yuan_per_kwh", "Electricity"),
    ("economy.rent_yuan_per_m2_month", "Rent"),
)
"""Key and label; names between are told before the label: ``zone a · Inductions``."""

PARTS = {
    "run": "Volume", "demand": "Volume", "yard": "Yard", "door_group": "Doors",
    "line": "Infeed line", "xray": "X-ray", "desk": "Desk", "loop": "Loop",
    "wheel_line": "Wheel line", "hand_area": "Hand sorting", "pool": "People",
    "repair_crew": "Repair crew", "economy": "Prices",
}  # fmt: skip
"""What a part is called, by the first word of its keys."""
NAMELESS = ("run", "demand", "yard", "economy")
"""Parts of which a centre has one."""

"""How many units of each part there are: what takes floor, power and capital.

Here lives the counting alone; prices and energy live elsewhere.  The rest of ``centre``
imports it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sortsim.spec.equipment.common import Footprint
from sortsim.spec.scenario import Scenario


def units(scenario: Scenario) -> dict[str, int]:
    """Return units by part key; a desk's unit is a position, a loop's a set, a hand area is one."""
    return {part: count for part, (count, _) in footprints(scenario).items()}


def footprints(scenario: Scenario) -> Mapping[str, tuple[int, Footprint]]:
    """Return units and the footprint of one unit, by part key, in the order of the flow."""
    made: dict[str, tuple[int, Footprint]] = {}
    for name, group in scenario.door_group.items():
        made[f"door_group.{name}"] = group.doors, group.footprint
    for name, line in scenario.line.items():
        made[f"line.{name}"] = line.count, line.footprint
    for name, xray in scenario.xray.items():
        made[f"xray.{name}"] = xray.count, xray.footprint
    for name, desk in scenario.desk.items():
        made[f"desk.{name}"] = desk.positions, desk.footprint
    for name, loop in scenario.loop.items():
        made[f"loop.{name}"] = loop.sets, loop.footprint
    for name, wheel in scenario.wheel_line.items():
        made[f"wheel_line.{name}"] = wheel.count, wheel.footprint
    for name, hand in scenario.hand_area.items():
        made[f"hand_area.{name}"] = 1, hand.footprint
    return made

"""X-ray machines, dealt over the lines that name them (rule P3).

Here each machine gets its line, its way back to it, and the check desk of its alarms.
Only ``fitout.build`` imports it.
"""

from __future__ import annotations

from sortsim.centre.fitout.draft import Draft, key
from sortsim.centre.fitout.returns import lines_naming, link_back
from sortsim.plant.contract import ALARM, ANY, DeskPlan, Stage
from sortsim.spec.equipment.desks import Xray


def reserve(draft: Draft) -> None:
    """Reserve the machines."""
    for name, xray in draft.scenario.xray.items():
        for n in range(xray.count):
            draft.reserve(f"xray.{name}", f"xray.{name}.{n + 1}", machine=True)


def describe(draft: Draft) -> dict[int, tuple[int, ...]]:
    """Describe the machines; return the links from each line to its machines."""
    to_machines: dict[int, list[int]] = {}
    for name, xray in draft.scenario.xray.items():
        lines = lines_naming(draft, "xray", name)
        for number, index in enumerate(draft.stations[f"xray.{name}"]):
            line = lines[number % len(lines)]
            to_machines.setdefault(line, []).append(draft.link(line, index, xray.transfer))
            _describe_machine(draft, name, xray, index, number, line)
    return {line: tuple(links) for line, links in to_machines.items()}


def _describe_machine(
    draft: Draft, name: str, xray: Xray, index: int, number: int, line: int
) -> None:
    desks = draft.stations[key("desk", xray.check)]
    alarm = draft.link(index, desks[number % len(desks)], xray.alarm_transfer)
    exits = {ANY: (link_back(draft, index, line),), ALARM: (alarm,)}
    purpose, work = draft.purpose(f"xray.{name}", xray.work)
    draft.describe(index, DeskPlan(
        draft.names[index], "xray", f"xray.{name}", Stage.XRAY, 1, 1, purpose, work,
        "screen", exits,
    ))  # fmt: skip

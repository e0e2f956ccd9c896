"""The answer of a search for capacity as a table for a terminal, with a sentence a centre.

Here live the rich renderables; printing is the work of ``cli``.  ``cli`` imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from sortsim.report.numbers import NOTHING, is_number, long_count, percent, short_count

CRITERIA = {"by_service": "service", "by_backlog": "backlog alone"}
LIMITS = {
    "on_planned_share": "the share on time",
    "next_day_share": "the next-day promises",
    "backlog_end_parcels": "the backlog",
}
Found = Mapping[str, Any]
Cell = Callable[[Found], str]


def capacity_table(content: Mapping[str, Any]) -> Table:
    """Return a column a centre: what it sustains, what breaks first, bounds, the whole city."""
    centres: Mapping[str, Found] = content["configurations"]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("passes a day", no_wrap=True)
    for name in centres:
        table.add_column(name, justify="right", overflow="fold")
    for words, cell in _rows(centres):
        table.add_row(words, *(cell(found) for found in centres.values()))
    return table


def _rows(centres: Mapping[str, Found]) -> Sequence[tuple[str, Cell]]:
    rows: list[tuple[str, Cell]] = [
        ("required", lambda f: long_count(f["required_passes_per_day"]))
    ]
    for key, words in CRITERIA.items():
        rows += [
            (f"by {words}", lambda f, k=key: root_cell(f[k])),  # type: ignore[misc]
            ("  of the required day", lambda f, k=key: _share(f[k]["of_required_day"])),  # type: ignore[misc]
            ("  of the mean day", lambda f, k=key: _share(f[k]["of_mean_day"])),  # type: ignore[misc]
            ("  breaks first at", lambda f, k=key: _station(f[k]["breaks_at"])),  # type: ignore[misc]
        ]
    rows += [
        ("binds", lambda f: CRITERIA[f["binds"]]),
        ("bound of the busiest hour", lambda f: _bound(f["bounds"]["busiest_hour"])),
        ("bound of the whole day", lambda f: _bound(f["bounds"]["whole_day"])),
    ]
    city = next((found["city"] for found in centres.values() if found["city"]), None)
    if city is not None:
        rows.append((f"centres for {short_count(city['annual_parcels'])} a year", _centres))
        rows.append(("  by backlog alone", lambda f: _centres(f, "by_backlog")))
    return rows


def root_cell(root: Found) -> str:
    """Return a root with its half-width; a bracket of one replication is said to be one."""
    if root["passes_per_day"] is None:
        return "no load keeps it"
    told = long_count(root["passes_per_day"])
    if root["bound"] == "at_least":
        return f"at least {told}"
    if not is_number(root["half_width"]):
        return told
    half = short_count(root["half_width"], digits=2)
    return f"{told} ±{half}" + ("" if root["interval"] == "replications" else "*")


def _share(share: float | None) -> str:
    return NOTHING if share is None else percent(share)


def _station(found: Mapping[str, Any] | None) -> str:
    return NOTHING if found is None else str(found["station"])


def _bound(bound: Mapping[str, Any] | None) -> str:
    if bound is None:
        return NOTHING
    return f"{long_count(bound['passes_per_day'])} ({bound['station']})"


def _centres(found: Found, criterion: str = "by_service") -> str:
    city = found["city"]
    if city is None or city[criterion]["centres"] is None:
        return NOTHING
    row = city[criterion]
    told = f"{row['centres']}"
    if is_number(row["low"]) and is_number(row["high"]) and row["low"] != row["high"]:
        told += f" ({row['low']} to {row['high']})"
    most = "at most " if row["bound"] == "at_most" else ""
    return f"{most}{told}, {row['exact']:.2f} exactly"


# ---------------------------------------------------------------- sentences


def capacity_lines(content: Mapping[str, Any]) -> list[Text]:
    """Return a sentence a centre, and what a star means where there is one."""
    lines = [
        Text.assemble((f"{found['title']}: ", "bold"), sentence(found))
        for found in content["configurations"].values()
    ]
    if any(f[key]["interval"] == "bracket" for f in content["configurations"].values()
           for key in CRITERIA):  # fmt: skip
        told = "* one replication: the bracket of its root, not an interval over replications"
        lines.append(Text(told, style="dim"))
    return lines


def sentence(found: Found) -> str:
    """Return in a sentence what a centre sustains and what limits it."""
    service, backlog = found["by_service"], found["by_backlog"]
    if service["passes_per_day"] is None:
        return _without_service(service, backlog, found["limits"])
    root = found["capacity"]
    told = f"sustains {root_cell(root).rstrip('*')} passes a day"
    share = f"{_share(root['of_required_day'])} of the required day"
    if root["bound"] == "at_least":
        return f"{told}, {share}: the largest load tried is kept; {_runs(found)}."
    where = f"; it breaks first at {root['breaks_at']['station']}" if root["breaks_at"] else ""
    return f"{told}, {share}, limited by {LIMITS[root['limited_by']]}{where}; {_runs(found)}."


def _runs(found: Found) -> str:
    count = found["runs"]["done"]
    return f"{count} run{'s' if count > 1 else ''}"


def _without_service(service: Found, backlog: Found, limits: Mapping[str, float]) -> str:
    least = service["at_least_load"]
    shares = [
        f"{percent(least[key])} of {words}"
        for key, words in (("on_planned_share", "the parcels on time"),
                           ("next_day_share", "the next-day promises"))
        if least.get(key) is not None
    ]  # fmt: skip
    return (
        f"no load keeps the share on time of {percent(limits['on_planned_share_min'])}: at the "
        f"least tried, {long_count(least['passes'])} passes a day, it keeps {', '.join(shares)}. "
        f"By backlog alone it sustains {root_cell(backlog).rstrip('*')} passes a day."
    )

"""``sortsim city --roadmap``: which site falls short in which month.

Here what the roadmap prints; the work is ``api.roadmap``'s.  ``cli.city`` imports it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sortsim.cli.durations import told
from sortsim.cli.errors import note

if TYPE_CHECKING:
    from sortsim.api.roadmap import RoadmapProgress

OK, SHORT = ".", {"on_planned_share": "L", "next_day_share": "N"}
BOTH = "B"


def run_roadmap(
    file: str, sets: tuple[str, ...], jobs: int | None, others: Mapping[str, Any], *,
    as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Run the roadmap of a city and tell what came of it."""
    from sortsim.api.roadmap import RoadmapOptions, render_roadmap, roadmap

    names = tuple(name.strip() for name in (others["sites"] or "").split(",") if name.strip())
    options = RoadmapOptions(others["days_a_month"], names, jobs)
    made = roadmap(file, options, others["out"], sets=sets, listen=_Watch(is_quiet=quiet))
    if not others["no_figures"]:
        render_roadmap(made.folder, others["lang"])
    if as_json:
        from sortsim.cli.output import one_line

        one_line(dict(made.told) | {"folder": made.folder.as_posix()})
        return
    _show(made.told)
    if not quiet:
        note(f"results in {made.folder.as_posix()}")


class _Watch:
    """Tells on stderr which fit-out has been looked at, and the time left."""

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_quiet = is_quiet
        self._began = time.monotonic()

    def __call__(self, progress: RoadmapProgress) -> None:
        if self._is_quiet:
            return
        spent = time.monotonic() - self._began
        left = told(spent / progress.share * (1 - progress.share)) if progress.share else ""
        state = "settled" if progress.is_done else "one more day run"
        told_of = f"{progress.site} ({progress.fit_out}) {state}"
        note(f"{progress.share:.0%}, {told_of}, about {left} left")


def _show(roadmap: Mapping[str, Any]) -> None:
    from rich.table import Table

    from sortsim.cli.output import console

    years = list(roadmap["years"])
    table = Table(title=f"{roadmap['title']}: months that fall short")
    table.add_column("site", no_wrap=True)
    table.add_column("upgrades")
    for year in years:
        table.add_column(year, no_wrap=True)
    for name, found in roadmap["sites"].items():
        for variant in ("with", "without"):
            if variant == "without" and len(found["fit_outs"]) == 1:
                continue
            cells = [_months(found["months"], variant, year) for year in years]
            table.add_row(name if variant == "with" else "", variant, *cells)
    out = console()
    out.print(table)
    out.print(
        "A letter a month, January first: . carries it; it falls short by L on planned departure, "
        "N next day, B both."
    )
    for sentence in roadmap["sentences"]:
        out.print(sentence)


def _months(months: Sequence[Mapping[str, Any]], variant: str, year: str) -> str:
    return "".join(
        _letter(month[variant]["failed"]) for month in months if month["month"].startswith(year)
    )


def _letter(failed: Sequence[str]) -> str:
    if len(failed) > 1:
        return BOTH
    return SHORT[failed[0]] if failed else OK

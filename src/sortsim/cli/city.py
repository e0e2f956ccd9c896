"""``sortsim city``: all sites of a city over days, a season or the year.

Here the command's words and what it prints; the work is ``api.city``'s.  ``cli.main`` imports it.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from sortsim.cli.durations import told
from sortsim.cli.errors import note
from sortsim.cli.options import Engine, common

if TYPE_CHECKING:
    from pathlib import Path

    from sortsim.city.run import Progress

HELP = """Simulate all sites of a city side by side, parcel by parcel, day after day.

Vehicles that leave one site arrive at the next after their time on the road, with the very parcels
that were loaded. Without FILE it is Wenzhou: the municipal main centres, the county centres and
the gateways by air, rail and mail that the plan names.

\b
Examples:
  sortsim city --days 7 --start 2025-11-08
  sortsim city --days 365 --out results/year
  sortsim city --days 2 --set scale=0.02 --json
  sortsim city my-city.toml --days 30 --jobs 2
  sortsim city --roadmap

FILE is a path or a name, as for scenarios. A run that is interrupted, or killed, goes on from its
last finished day when the same command is given again. The results are a folder with the tables
site_days, site_hours, site_costs and lane_days, city.json, and figures.

With --roadmap it is the three years of the plan, once with the upgrades of the sites on their
dates and once without any, and which site falls short in which month: roadmap.json, roadmap.csv
and a figure.
"""


@click.command(help=HELP, short_help="All sites of a city, a day, a season or the year.")
@click.argument("file", metavar="[FILE]", default="city")
@click.option("--days", type=click.IntRange(min=1), default=365, show_default=True, metavar="N",
              help="Days to report, after the warm-up.")  # fmt: skip
@click.option("--start", metavar="DATE", help="First reported day.  [default: the file's]")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N",
              help="Processes.  [default: one a processor]")  # fmt: skip
@click.option("--engine", type=Engine(), default="compiled", show_default=True,
              help="Which engine simulates the plants.")  # fmt: skip
@click.option("--replication", type=click.IntRange(min=0), default=0, metavar="K",
              help="Number of the replication.")  # fmt: skip
@click.option("--out", metavar="DIR", help="Folder for the results.  "
              "[default: results/ and the city's name]")  # fmt: skip
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE",
              help="Set one value of the city's file, such as scale=0.1.")  # fmt: skip
@click.option("--scale", type=click.FloatRange(0, 100), metavar="X",
              help="Multiply the volume, as --set scale=X.")  # fmt: skip
@click.option("--roadmap", is_flag=True,
              help="The years of the plan, with the sites' upgrades and without.")  # fmt: skip
@click.option("--sites", metavar="NAME,NAME", help="Of the roadmap: these sites alone.")
@click.option("--days-a-month", type=click.IntRange(min=1), default=1, show_default=True,
              metavar="N", help="Of the roadmap: busiest days a month to look at.")  # fmt: skip
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True,
              help="Language of the figures.")  # fmt: skip
@common
def city(
    file: str, *, days: int, start: str | None, jobs: int | None, engine: str, replication: int,
    as_json: bool, quiet: bool, **others: Any,
) -> None:  # fmt: skip
    """Run a city."""
    from sortsim.api.city import CityOptions, simulate_city
    from sortsim.api.city_file import load_city

    scale = others["scale"]
    sets = others["sets"] if scale is None else (*others["sets"], f"scale={scale}")
    if others["roadmap"]:
        from sortsim.cli.city_roadmap import run_roadmap

        run_roadmap(file, sets, jobs, others, as_json=as_json, quiet=quiet)
        return
    first = None if start is None else _date(start)
    loaded = load_city(file, sets)
    options = CityOptions(days, first, jobs, engine, replication)
    watch = _Watch(is_quiet=quiet)
    try:
        made = simulate_city(loaded, options, others["out"], watch)
    except KeyboardInterrupt:
        if engine == "compiled" and watch.days_done:
            note(f"{watch.days_done} days are kept; the same command goes on from there")
        raise
    if not others["no_figures"]:
        _draw(made.folder, others["lang"], is_quiet=quiet)
    if as_json:
        from sortsim.cli.output import one_line

        one_line(dict(made.summary) | {"folder": made.folder.as_posix()})
        return
    _show(made.summary)
    if not quiet:
        note(f"results in {made.folder.as_posix()}")


def _draw(folder: Path, lang: Any, *, is_quiet: bool) -> None:
    from sortsim.api.city import render_city

    render_city(folder, lang, None if is_quiet else lambda name: note(f"figure {name}"))


def _date(text: str) -> dt.date:
    from sortsim.core.errors import InputError, Problem

    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        told = "there is no such date; write it as 2025-11-11"
        raise InputError([Problem(told, key="--start", value=text)]) from None


class _Watch:
    """Tells progress on stderr: a line that goes on in a terminal, one a day elsewhere."""

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_quiet = is_quiet
        self._began: tuple[float, float] | None = None
        self.days_done = 0
        """Days that have ended, warm-up days and those kept from before with them."""

    def __call__(self, progress: Progress) -> None:
        done = (progress.day + progress.share_of_day) / progress.days
        self.days_done = progress.day
        now = time.monotonic()
        if self._began is None:
            # What was kept from before, and the first window's set-up, tell nothing of the pace.
            self._began = now, done
        if self._is_quiet:
            return
        began, at = self._began
        left = "" if done <= at else f", {told((now - began) / (done - at) * (1 - done))} left"
        line = f"day {progress.day + 1} of {progress.days}, {done:.1%}{left}"
        if sys.stderr.isatty():
            click.echo(f"\r{line:<60}", err=True, nl=done >= 1)
        elif progress.share_of_day >= 1:
            note(line)


def _show(summary: Mapping[str, Any]) -> None:
    from rich.table import Table

    from sortsim.cli.output import console

    table = Table(title=f"{summary['title']}, {summary['days']} days from {summary['start']}")
    table.add_column("site")
    for name in ("passes", "a day", "peak day", "on planned", "next day", "broken", "yuan/pass"):
        table.add_column(name, justify="right")
    for name, site in summary["sites"].items():
        table.add_row(
            name, f"{site['passes']:,}", f"{site['passes_per_day']:,.0f}",
            f"{site['peak_day_passes']:,}", _per_cent(site["on_planned_share"]),
            _per_cent(site["next_day_share"]), f"{site['days_broken']} d",
            "" if site["cost_per_pass_yuan"] is None else f"{site['cost_per_pass_yuan']:.2f}",
        )  # fmt: skip
    out = console()
    out.print(table)
    out.print(_margins(summary["sites"]))
    for line in _sentences(summary["whole"]):
        out.print(line)


def _margins(sites: Mapping[str, Mapping[str, Any]]) -> Any:
    from rich.table import Table

    table = Table(title="Capacity by site: an upper bound, or the largest day carried")
    table.add_column("site")
    for name in ("capacity a day", "largest day", "margin", "by", "broken", "first broken"):
        table.add_column(name, justify="right")
    for name, site in sites.items():
        capacity, margin = site["capacity_parcels_per_day"], site["margin_share"]
        table.add_row(
            name, "" if capacity is None else f"{capacity:,}",
            f"{site['largest_day_planned_parcels']:,}",
            "" if margin is None else f"{margin:+.1%}", site["margin_by"] or "",
            f"{site['days_broken']} d", site["first_day_broken"] or "",
        )  # fmt: skip
    return table


def _sentences(whole: Mapping[str, Any]) -> list[str]:
    revenue = whole["cost_over_revenue_share"]
    return [
        f"Passes: {whole['passes']:,}; next-day promises to the delta kept: "
        f"{_per_cent(whole['next_day_delta_share'])}; X-rayed: {_per_cent(whole['xray_share'])}.",
        f"Village routes: {whole['village_routes']}, served three days a week or more: "
        f"{_per_cent(whole['village_routes_served_share']) or 'not known without a whole week'}.",
        f"Sorting costs {whole['cost_yuan'] / 1e6:,.1f} M yuan, {_per_cent(revenue)} of revenue.",
    ]


def _per_cent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"

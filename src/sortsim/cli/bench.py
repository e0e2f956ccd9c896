"""``sortsim bench``: how fast sortsim is here, and whether it did the whole work.

Here the command's words and its course; measuring is ``api``'s, tables are ``bench_tables``'.
``cli.main`` imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from sortsim.cli.errors import ExitCode, note
from sortsim.cli.options import Engine, common, layers

HELP = """Measure sortsim on this machine, with all counts asserted.

\b
Examples:
  sortsim bench                          B1, the design day, the tape floor
  sortsim bench b1 --runs 5 --seed 1     the published protocol
  sortsim bench b1 --hours 2 --engine compiled --json
  sortsim bench centre my-centre.toml --scale 0.1

b1 is one loop for a day: both engines, a frozen plain SimPy program as the yardstick, and peers
that are installed, in turns, each in a process of its own. centre is the design day of FILE, by
default main-centre-auto. Exit code 1 where a count, a trace or the reference's speed is off.
"""
CASES = ("b1", "centre")


@click.command(help=HELP, short_help="Measure speed here, counts asserted.")
@click.argument("case", metavar="[b1|centre]", required=False, type=click.Choice(CASES))
@click.argument("file", metavar="[FILE]", required=False)
@click.option("--engine", type=Engine(), help="Measure this engine alone.  [default: both]")
@click.option("--hours", type=click.FloatRange(0, 24 * 7, min_open=True), metavar="H",
              help="Simulated hours of b1.  [default: 24]")  # fmt: skip
@click.option("--scale", type=click.FloatRange(0, 100, min_open=True), metavar="X",
              help="Multiply the centre's demand.  [default: 1]")  # fmt: skip
@click.option("--full", is_flag=True, help="Run the centre by the reference at that scale too, "
              "not at 0.02: many minutes.")  # fmt: skip
@click.option("--runs", type=click.IntRange(min=1), default=1, metavar="N", show_default=True,
              help="Turns; each takes the next seed, medians are shown.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**62), metavar="N",
              help="Root of all random numbers.  [default: the scenario's]")  # fmt: skip
@click.option("--peer", "peers", multiple=True, metavar="NAME=COMMAND",
              help="A further program of b1, which takes --hours, --seed, --chute-s and --json "
              "as the yardstick does; may be given several times.")  # fmt: skip
@click.option("--markdown", is_flag=True, help="Print rows for docs/benchmarks.md.")
@layers
@common
@click.pass_context
def bench(
    ctx: click.Context, /, case: str | None, as_json: bool, quiet: bool, markdown: bool,
    **given: Any,
) -> None:  # fmt: skip
    """Measure speed."""
    _refuse(case, given)
    say = (lambda _: None) if quiet else note
    cases = CASES if case is None else (case,)
    made = [_prepared(name, given) for name in cases]
    found = {name: measure(say) for name, measure in zip(cases, made, strict=True)}
    _show(found, is_one=case is not None, as_json=as_json, markdown=markdown)
    faults = [f"{name}: {fault}" for name, told in found.items() for fault in told["faults"]]
    for fault in faults:
        note(f"sortsim: a check of the benchmark failed: {fault}")
    if faults:
        ctx.exit(ExitCode.OUR_FAULT)


def _refuse(case: str | None, given: dict[str, Any]) -> None:
    """Refuse what the case has no use for, before anything is measured."""
    b1_only, centre_only = ("hours", "peers"), ("file", "scale", "full")
    foreign = {"b1": centre_only, "centre": b1_only, None: ("sets", "overlays", "file")}[case]
    names = {"file": "FILE", "sets": "--set", "overlays": "--overlay", "peers": "--peer"}
    for option in foreign:
        if given[option]:
            where = "without a case" if case is None else f"with the case {case}"
            raise click.UsageError(f"{names.get(option, f'--{option}')} makes no sense {where}")
    if given["full"] and given["engine"] == "compiled":
        raise click.UsageError("--full makes no sense without the reference")


Measure = Callable[[Callable[[str], None]], dict[str, Any]]


def _prepared(case: str, given: dict[str, Any]) -> Measure:
    """Load the scenario of a case and return what measures it."""
    return _b1(given) if case == "b1" else _centre(given)


def _b1(given: dict[str, Any]) -> Measure:
    from sortsim.api.bench import B1Options, bench_b1
    from sortsim.api.bench_b1 import B1
    from sortsim.api.load import load_scenario

    resolved = load_scenario(B1, given["overlays"], given["sets"])
    options = B1Options(
        hours=given["hours"] or 24.0, peers=_peers(given["peers"]), **_shared(given)
    )
    return lambda say: bench_b1(resolved, options, say)


def _centre(given: dict[str, Any]) -> Measure:
    from sortsim.api.bench_day import CENTRE, DayOptions, bench_centre
    from sortsim.api.load import load_scenario

    resolved = load_scenario(given["file"] or CENTRE, given["overlays"], given["sets"])
    options = DayOptions(scale=given["scale"] or 1.0, is_full=given["full"], **_shared(given))
    return lambda say: bench_centre(resolved, options, say)


def _shared(given: dict[str, Any]) -> dict[str, Any]:
    from sortsim.plant.engines import ENGINES

    engines = ENGINES if given["engine"] is None else (given["engine"],)
    return {"engines": engines, "seed": given["seed"], "runs": given["runs"]}


def _peers(texts: tuple[str, ...]) -> dict[str, str]:
    from sortsim.core.errors import InputError, Problem

    found = {}
    for text in texts:
        name, equals, command = text.partition("=")
        if not (name and equals and command.strip()):
            raise InputError([Problem("must be NAME=COMMAND", key="--peer", value=text)])
        found[name] = command
    return found


def _show(found: dict[str, dict[str, Any]], *, is_one: bool, as_json: bool, markdown: bool) -> None:
    if as_json:
        from sortsim.cli.output import one_line

        one_line(next(iter(found.values())) if is_one else found)
        return
    from sortsim.cli.bench_tables import print_rows, show_b1, show_centre

    for case, told in found.items():
        if markdown:
            print_rows(told)
        else:
            (show_b1 if case == "b1" else show_centre)(told)

"""``sortsim check``: every problem of scenarios, cities and experiments at once.

Here the command's words and what it prints; the checks are ``spec``'s and ``centre``'s.
``cli.main`` imports it.
"""

from __future__ import annotations

import click

from sortsim.cli.errors import ExitCode
from sortsim.cli.options import common, layers
from sortsim.core.errors import InputError, Problem

HELP = """Check scenarios, cities and experiments; list every problem with its line, key and value.

\b
Examples:
  sortsim check main-centre-auto
  sortsim check scenarios/*.toml
  sortsim check experiments/three-configurations.toml
  sortsim check my-centre.toml --set loop.main.speed_m_per_s=2.2 --json

Exit code 0 where there is no problem, 2 where there is one.
"""


@click.command(help=HELP, short_help="List every problem of scenarios.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@layers
@common
@click.pass_context
def check(
    ctx: click.Context, files: tuple[str, ...], overlays: tuple[str, ...],
    sets: tuple[str, ...], as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Check scenarios."""
    found = {file: _problems(file, overlays, sets) for file in files}
    if as_json:
        from sortsim.cli.output import one_line

        rows = [
            {"file": file, "ok": not problems, "problems": [_as_json(p) for p in problems]}
            for file, problems in found.items()
        ]
        one_line({"ok": not any(found.values()), "files": rows})
    else:
        _show(found, quiet=quiet)
    if any(found.values()):
        ctx.exit(ExitCode.BAD_INPUT)


def _problems(file: str, overlays: tuple[str, ...], sets: tuple[str, ...]) -> tuple[Problem, ...]:
    from sortsim.api.city_file import is_city, load_city
    from sortsim.api.experiment import is_experiment, load_experiment
    from sortsim.api.load import load_scenario

    try:
        if is_city(file):
            load_city(file, sets)
        elif is_experiment(file):
            _refuse_layers(overlays, sets)
            load_experiment(file)
        else:
            load_scenario(file, overlays, sets)
    except InputError as error:
        return error.problems
    return ()


def _refuse_layers(overlays: tuple[str, ...], sets: tuple[str, ...]) -> None:
    """Refuse what is laid over an experiment: its file says all that it runs."""
    given = [*(("--overlay", one) for one in overlays), *(("--set", one) for one in sets)]
    if given:
        told = "an experiment takes none; write it into its file"
        raise InputError([Problem(told, key=option, value=value) for option, value in given])


def _as_json(problem: Problem) -> dict[str, object]:
    names = ("message", "file", "line", "column", "key", "value", "suggestion")
    return {name: getattr(problem, name) for name in names}


def _show(found: dict[str, tuple[Problem, ...]], *, quiet: bool) -> None:
    from sortsim.cli.errors import note
    from sortsim.cli.output import plural

    for file, problems in found.items():
        for problem in problems:
            note(str(problem))
        if problems:
            note(f"{file}: {plural(len(problems), 'problem')}")
        elif not quiet:
            click.echo(f"{file}: no problem")

"""Options that several commands share, and values that need more than click's types.

Here lives no command; heavy modules are imported when a value is looked at.  The commands
import it.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from sortsim.cli.errors import State

F = TypeVar("F", bound=Callable[..., Any])


def _debug(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(State).is_debug = True


def common(command: F) -> F:
    """Give a command ``--json``, ``--quiet`` and ``--debug``."""
    for option in (
        click.option("--debug", is_flag=True, expose_value=False, is_eager=True, callback=_debug,
                     help="Show where an error comes from."),
        click.option("--quiet", "-q", is_flag=True, help="Say nothing but results and errors."),
        click.option("--json", "as_json", is_flag=True,
                     help="Print one object on one line, with stable keys."),
    ):  # fmt: skip
        command = option(command)
    return command


def layers(command: F) -> F:
    """Give a command ``--set`` and ``--overlay``."""
    command = click.option(
        "--overlay", "overlays", multiple=True, metavar="FILE",
        help="Lay a file over the scenario; may be given several times.",
    )(command)  # fmt: skip
    return click.option(
        "--set", "sets", multiple=True, metavar="KEY=VALUE",
        help="Set one value, such as loop.main.speed_m_per_s=2.2; may be given several times.",
    )(command)  # fmt: skip


class Engine(click.ParamType[str]):
    """The name of an engine that there is."""

    name = "engine"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return the names there are."""
        from sortsim.plant.engines import ENGINES

        return f"[{'|'.join(ENGINES)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, or refuse one that there is not."""
        from sortsim.plant.engines import ENGINES

        if value not in ENGINES:
            self.fail(f"there is no engine {value!r}; known: {', '.join(ENGINES)}", param, ctx)
        return str(value)


def running(command: F) -> F:
    """Give a command the options of a run."""
    options = (
        click.option("--fail-if", "limits", multiple=True, metavar="LIMIT",
                     help="Exit with code 4 where a key figure breaks a limit, such as "
                     "'on_planned_share<0.98'; may be given several times."),
        click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True,
                     help="Language of tables, sentences and figures."),
        click.option("--no-figures", is_flag=True, help="Draw no figures."),
        click.option("--jobs", type=click.IntRange(min=1), metavar="N",
                     help="Runs at a time.  [default: one a processor]"),
        click.option("--margin", type=click.Choice(["fluid", "search", "none"]), default="fluid",
                     show_default=True, help="How the margin is found: estimated from the run, or "
                     "by reruns (about seven more runs each)."),
        click.option("--scale", type=click.FloatRange(0, 100), default=1.0, metavar="X",
                     help="Multiply the demand; what is required stays as it is."),
        click.option("--out", metavar="DIR", help="Folder for the results.  "
                     "[default: results/ and the scenario's name]"),
        click.option("--engine", type=Engine(), default="compiled", show_default=True,
                     help="Which engine simulates the plant."),
        click.option("--replications", type=click.IntRange(min=1), metavar="R",
                     help="Runs with different random numbers; two or more give half-widths.  "
                     "[default: the scenario's]"),
        click.option("--seed", type=click.IntRange(0, 2**63 - 1), metavar="N",
                     help="Root of all random numbers.  [default: the scenario's]"),
    )  # fmt: skip
    for option in options:
        command = option(command)
    return command


def paired(replications: int) -> Callable[[F], F]:
    """Return what gives a command the options of paired runs; so many replications by default."""

    def with_options(command: F) -> F:
        options = (
            click.option("--lang", type=click.Choice(["en", "zh"]), default="en",
                         show_default=True, help="Language of tables and figures."),
            click.option("--no-figures", is_flag=True, help="Draw no figure."),
            click.option("--jobs", type=click.IntRange(min=1), metavar="N",
                         help="Runs at a time.  [default: one a processor]"),
            click.option("--scale", type=click.FloatRange(0, 100), default=1.0, metavar="X",
                         help="Multiply the demand."),
            click.option("--out", metavar="DIR", help="Folder for the results.  [default: "
                         "results/, the scenario's name and the command's]"),
            click.option("--engine", type=Engine(), default="compiled", show_default=True,
                         help="Which engine simulates the plant."),
            click.option("--replications", type=click.IntRange(min=1), default=replications,
                         show_default=True, metavar="R",
                         help="Runs of each with different random numbers."),
            click.option("--seed", type=click.IntRange(0, 2**63 - 1), metavar="N",
                         help="Root of all random numbers.  [default: the scenario's]"),
        )  # fmt: skip
        for option in options:
            command = option(command)
        return command

    return with_options


def searching(command: F) -> F:
    """Give a command the options of a search: many runs, of which it makes one answer."""
    options = (
        click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True,
                     help="Language of the figures."),
        click.option("--engine", type=Engine(), default="compiled", show_default=True,
                     help="Which engine simulates the plant."),
        click.option("--seed", type=click.IntRange(0, 2**63 - 1), metavar="N",
                     help="Root of all random numbers.  [default: the scenario's]"),
        click.option("--jobs", type=click.IntRange(min=1), metavar="N",
                     help="Runs at a time; the answer does not depend on it.  "
                     "[default: one a processor]"),
    )  # fmt: skip
    for option in options:
        command = option(command)
    return command


def as_typed(words: Sequence[str]) -> str:
    """Return the command for the manifest, without folders of this machine.

    A path below the working folder becomes relative, any other absolute one its last part.
    """
    return shlex.join(["sortsim", *map(_without_folders, words)])


def _without_folders(word: str) -> str:
    head, equals, tail = word.partition("=")
    if equals and os.path.isabs(tail):
        return f"{head}={_without_folders(tail)}"
    if not os.path.isabs(word):
        return word
    path, here = Path(word), Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name

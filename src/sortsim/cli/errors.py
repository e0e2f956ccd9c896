"""Exit codes, and how an error is told.

Here lives the turning of an exception into one sentence and a code; nothing is caught elsewhere.
``cli.main`` and the commands import it.
"""

from __future__ import annotations

import os
import sys
import traceback
from dataclasses import dataclass
from enum import IntEnum

import click

from sortsim.core.errors import ConservationError, InputError, RingError, SortsimError


class ExitCode(IntEnum):
    """What the shell learns; a contract."""

    DONE = 0
    """Done, also when a centre fails its target."""
    OUR_FAULT = 1
    BAD_INPUT = 2
    RUNS_FAILED = 3
    LIMIT_BROKEN = 4
    INTERRUPTED = 130


@dataclass
class State:
    """What all of a command's parts know."""

    command: tuple[str, ...] = ()
    """The words after ``sortsim``."""
    is_debug: bool = False


def note(message: str) -> None:
    """Say something on stderr."""
    click.echo(message, err=True)


def explain_error(error: BaseException, state: State) -> int:
    """Tell an error on stderr and return the exit code.

    Parameters
    ----------
    error
        What ended the command.
    state
        Says whether the traceback is to be shown.
    """
    if state.is_debug and not isinstance(error, click.exceptions.Exit):
        note("".join(traceback.format_exception(error)))
    code = _told(error)
    if code is None:
        return _bug(error, state)
    return code


def _told(error: BaseException) -> int | None:
    """Tell an error that is not a bug; ``None`` where it is one."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.ClickException):
        error.show()
        return ExitCode.BAD_INPUT
    if isinstance(error, InputError):
        tell_problems(error)
        return ExitCode.BAD_INPUT
    if isinstance(error, KeyboardInterrupt | click.Abort):
        note("interrupted: nothing half-written is left")
        return ExitCode.INTERRUPTED
    if isinstance(error, BrokenPipeError):
        _silence_stdout()
        return ExitCode.DONE
    return _told_fault(error)


def _told_fault(error: BaseException) -> int | None:
    """Tell an error of the machine or of a check of the model; ``None`` where it is a bug."""
    if isinstance(error, ConservationError | RingError):
        kind = "a check of the run failed" if isinstance(error, ConservationError) else "stuck"
        note(f"sortsim: {kind}: {error}")
        return ExitCode.OUR_FAULT
    if isinstance(error, SortsimError):
        note(f"sortsim: {error}")
        return ExitCode.OUR_FAULT
    if isinstance(error, MemoryError):
        note("sortsim: there is not memory enough; try --jobs 1 or a smaller --scale")
        return ExitCode.OUR_FAULT
    if isinstance(error, OSError) and error.errno is not None and error.filename is not None:
        note(f"sortsim: {error.strerror}: {error.filename}")
        return ExitCode.OUR_FAULT
    return None


def tell_problems(error: InputError) -> None:
    """Tell every problem of an input, one a line, and how many there are where there are many."""
    for problem in error.problems:
        note(str(problem))
    if len(error.problems) > 1:
        note(f"{len(error.problems)} problems")


def _bug(error: BaseException, state: State) -> int:
    what = f"{type(error).__name__}: {error}".strip().splitlines()[0].removesuffix(":")
    shown = "" if state.is_debug else " Run it again with --debug to see where."
    note(f"sortsim: a bug, and our fault ({what}).{shown}")
    return ExitCode.OUR_FAULT


def _silence_stdout() -> None:
    """Let Python end without complaint where the reader of a pipe has gone (`| head`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

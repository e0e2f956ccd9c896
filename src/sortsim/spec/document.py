"""One TOML file, read and checked to be one: its values, positions and hash.

Here live the size limit, the refusals of what is no text and the syntax errors; what
the keys mean is not known here.  Only the reading modules of ``spec`` import it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sortsim.core.errors import InputError, Problem
from sortsim.core.provenance import sha256_of_bytes
from sortsim.spec.nodes import dotted
from sortsim.spec.positions import Positions, find_positions

LARGEST_BYTES = 5_000_000
"""A scenario file beyond this is refused unread; big tables belong in CSV files."""
PACKAGE_DATA = Path(__file__).resolve().parent.parent / "data"
"""Scenarios and the catalogue that come with the package."""
PACKAGE_SCENARIOS = PACKAGE_DATA / "scenarios"
"""In a source checkout a link to the checkout's ``scenarios``."""
PACKAGE_EXPERIMENTS = PACKAGE_DATA / "experiments"
"""Likewise of the checkout's ``experiments``."""


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file as read."""

    path: Path
    """Absolute, links followed."""
    shown: str
    """Its name in messages: relative to the working folder where it lies inside."""
    values: dict[str, Any]
    positions: Positions
    sha256: str


def shown_name(path: Path) -> str:
    """Return the name of a file in messages.

    Relative to the working folder where the file lies inside it; a file of the package is
    ``sortsim/data/...`` wherever that is installed; any other is absolute.
    """
    full, here = path.resolve(), Path.cwd().resolve()
    if full.is_relative_to(here) and not full.is_relative_to(PACKAGE_DATA):
        return full.relative_to(here).as_posix()
    return package_name(full) or full.as_posix()


def package_name(path: Path) -> str | None:
    """Return ``sortsim/data/...`` for a file of the package, ``None`` for any other."""
    full = path.resolve()
    folders = {
        PACKAGE_SCENARIOS.resolve(): "sortsim/data/scenarios",
        PACKAGE_EXPERIMENTS.resolve(): "sortsim/data/experiments",
        PACKAGE_DATA: "sortsim/data",
    }
    for folder, name in folders.items():
        if full.is_relative_to(folder):
            return (Path(name) / full.relative_to(folder)).as_posix()
    return None


def read_document(path: Path) -> Document:
    """Read one TOML file.

    Raises
    ------
    InputError
        The file is missing, a folder, unreadable, larger than 5 MB, empty, not text, or
        not TOML; the problem has line and column where there is one.
    """
    shown = shown_name(path)
    data = read_bytes(path, shown, LARGEST_BYTES, "keep big tables in CSV files")
    text = _decode(data, shown)
    positions = find_positions(text)
    values = _parse(text, shown, positions)
    if not values:
        raise _refusal(shown, "holds no keys")
    return Document(path.resolve(), shown, values, positions, sha256_of_bytes(data))


def read_bytes(path: Path, shown: str, largest: int, advice: str) -> bytes:
    """Return the bytes of a regular file of at most ``largest`` bytes that is not empty."""
    if not path.exists():
        raise _refusal(shown, "no such file")
    if path.is_dir():
        raise _refusal(shown, "is a folder, not a file")
    if not path.is_file():
        raise _refusal(shown, "is not a regular file")
    size = path.stat().st_size
    if size > largest:
        raise _refusal(shown, f"is {size / 1e6:.1f} MB, more than {largest / 1e6:.0f} MB; {advice}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _refusal(shown, f"cannot be read: {error.strerror}") from error
    if not data.strip():
        raise _refusal(shown, "is empty")
    return data


def _decode(data: bytes, shown: str) -> str:
    if b"\0" in data:
        raise _refusal(shown, f"is not text: a NUL byte at offset {data.index(0)}")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refusal(shown, "is not UTF-8 text; save it as UTF-8", line) from error


def _parse(text: str, shown: str, positions: Positions) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([_syntax_problem(str(error), text, shown, positions)]) from error
    except RecursionError as error:
        raise _refusal(shown, "nests arrays or tables too deeply") from error


def _syntax_problem(message: str, text: str, shown: str, positions: Positions) -> Problem:
    if positions.repeated and re.match(r"Cannot (overwrite|declare|mutate|define)", message):
        path, first, again = positions.repeated
        return Problem(
            f"given twice; first on line {first.line}",
            file=shown, line=again.line, column=again.column, key=dotted(path),
        )  # fmt: skip
    match = re.search(r" \((?:at line (\d+), column (\d+)|at end of document)\)$", message)
    told = message[: match.start()] if match else message
    if match and match[1]:
        line, column = int(match[1]), int(match[2])
    else:
        line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    told = f"not valid TOML: {told[:1].lower()}{told[1:]}"
    return Problem(told + _time_advice(text, line), file=shown, line=line, column=column)


def _time_advice(text: str, line: int) -> str:
    """Say what is likely meant where a time of day lacks its quotes (a TOML 1.0 trap)."""
    match = re.search(r"=\s*(\d{1,2}:\d{2})\s*(#.*)?$", text.split("\n")[line - 1])
    return f'; write a time of day in quotes: "{match[1]}"' if match else ""


def _refusal(shown: str, message: str, line: int | None = None) -> InputError:
    return InputError([Problem(message, file=shown, line=line)])

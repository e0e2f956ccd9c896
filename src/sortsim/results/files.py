"""The text of a record's JSON and CSV files, and the folder to read it from.

Here live the forms that make equal inputs equal bytes; writing whole or not at all is in
``core.atomic``, what stands in the files elsewhere.  ``results``, ``report`` and ``api`` import it.
"""

from __future__ import annotations

import csv
import glob
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sortsim.core.errors import InputError, Problem


def to_json(value: object) -> str:
    """Return JSON text with numpy numbers as plain ones; NaN and infinity become ``null``.

    Keys keep their order, so equal inputs give equal bytes; ends with a newline.
    """
    return json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def plain(value: object) -> object:
    """Return a value made of dict, list, str, int, float, bool and None only."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic | np.ndarray):
        return plain(value.tolist())
    if isinstance(value, float) and not np.isfinite(value):
        return None
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def read_object(path: Path, what: str) -> dict[str, Any]:
    """Return the object of a JSON file.

    Parameters
    ----------
    path
        The file.
    what
        What it holds, for the message where it is missing.

    Raises
    ------
    InputError
        If it is missing or broken.
    """
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise InputError([Problem(f"there is no {what} here", file=str(path))]) from None
    except ValueError as error:
        raise InputError([Problem(f"broken JSON: {error}", file=str(path))]) from error
    return found


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSON file that is a list of objects; none where there is no file.

    Raises
    ------
    InputError
        If it is broken.
    """
    try:
        found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return []
    except ValueError as error:
        raise InputError([Problem(f"broken JSON: {error}", file=str(path))]) from error
    return found


def to_csv(rows: Sequence[Mapping[str, object]], names: Sequence[str]) -> bytes:
    """Return CSV as UTF-8 with a byte-order mark, which spreadsheets need for Chinese."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, lineterminator="\r\n", restval="")
    writer.writeheader()
    writer.writerows([{name: row.get(name) for name in names} for row in rows])
    return text.getvalue().encode("utf-8-sig")


def readable_folder(path: Path) -> Path:
    """Return the folder to read for a path.

    It is the path itself, or the old folder where a writer was killed while replacing it.
    """
    if path.exists():
        return path
    asides = path.parent.glob(f".{glob.escape(path.name)}.*.tmp.old")
    return max((aside for aside in asides if aside.is_dir()), default=path)

"""Values written as TOML, so that a scenario can stand in one file by itself.

Here lives the writing alone; reading is ``document``'s.  ``experiments`` and ``api`` import it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from sortsim.spec.nodes import dotted
from sortsim.spec.positions import KeyPath


def to_toml(values: Mapping[str, Any]) -> str:
    """Return a document that reads back as the same values.

    Parameters
    ----------
    values
        Tables as mappings, arrays as lists, strings, numbers, booleans; no ``None``.
    """
    return "\n".join(_table(values, ())) + "\n"


def _table(values: Mapping[str, Any], path: KeyPath) -> Iterator[str]:
    """Yield a table's own lines, then those of the tables in it."""
    plain = {key: value for key, value in values.items() if not isinstance(value, Mapping)}
    if path and (plain or not values):
        yield f"\n[{dotted(path)}]"
    for key, value in plain.items():
        yield f"{dotted((key,))} = {toml_value(value)}"
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _table(value, (*path, key))


def toml_value(value: Any) -> str:
    """Return one value as TOML: a mapping as an inline table, a list as an array."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON's escapes are TOML's too, but for DEL, which TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{dotted((key,))} = {toml_value(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    return str(value)

"""The limits that the scenario language sets to a number, by its key.

Here the JSON Schema of the model is walked along a key; what a scenario says of its own values is
in ``knobs``.  Only modules of ``api.studio`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sortsim.spec.positions import KeyPath
from sortsim.spec.scenario import Scenario

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most that a number may be; ``None``: there is no such limit."""

    low: float | None = None
    high: float | None = None
    is_low_open: bool = False
    """The least itself is not allowed."""
    is_high_open: bool = False
    is_whole: bool = False

    def sentence(self) -> str:
        """Return the limits in a few words; empty where there are none."""
        above = "more than" if self.is_low_open else "at least"
        below = "less than" if self.is_high_open else "at most"
        told = [f"{above} {_shown(self.low)}"] if self.low is not None else []
        told += [f"{below} {_shown(self.high)}"] if self.high is not None else []
        return ", ".join(told)


def _shown(number: float) -> str:
    return f"{number:,.10g}".replace(",", " ")


def limits_of(path: KeyPath) -> Limits:
    """Return the limits of the number at a key; none where the key is not known."""
    found: list[Schema] = [_schema()]
    for name in path:
        found = [below for one in found for below in _below(one, str(name))]
    numbers = [one for one in found if one.get("type") in ("number", "integer")]
    return _limits(numbers[0]) if numbers else Limits()


@cache
def _schema() -> Schema:
    return Scenario.model_json_schema(by_alias=True)


def _below(schema: Schema, name: str) -> Iterator[Schema]:
    """Yield what may stand at a name of a table."""
    for one in _meant(schema):
        child = one.get("properties", {}).get(name, one.get("additionalProperties"))
        if isinstance(child, Mapping):
            yield from _meant(child)


def _meant(schema: Schema) -> Iterator[Schema]:
    """Yield the schemas behind references and alternatives."""
    if "$ref" in schema:
        yield from _meant(_schema()["$defs"][schema["$ref"].rsplit("/", 1)[-1]])
        return
    options = schema.get("anyOf") or schema.get("oneOf")
    if options is None:
        yield schema
        return
    for option in options:
        yield from _meant(option)


def _limits(schema: Schema) -> Limits:
    low, high = schema.get("minimum"), schema.get("maximum")
    low_open, high_open = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    return Limits(
        low=low if low_open is None else low_open,
        high=high if high_open is None else high_open,
        is_low_open=low_open is not None,
        is_high_open=high_open is not None,
        is_whole=schema["type"] == "integer",
    )

"""A scenario with some values changed, checked anew.

Here a model becomes another one; where a value came from is not kept, so this is for variants made
by the program, not for what users type.  ``centre`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sortsim.spec.scenario import Scenario

Keys = tuple[str, ...]


def changed(scenario: Scenario, values: Mapping[Keys, object]) -> Scenario:
    """Return a scenario with values set.

    Parameters
    ----------
    scenario
        The scenario.
    values
        New value by its keys from the root, such as ``("door_group", "in", "doors")``.

    Raises
    ------
    ValueError
        If a value is out of its range.
    """
    tree = scenario.model_dump(by_alias=True, round_trip=True)
    for keys, value in values.items():
        _set(tree, keys, value)
    try:
        return Scenario.model_validate(tree)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"{place}: {first['msg']}") from None


def _set(tree: dict[str, Any], keys: Keys, value: object) -> None:
    for key in keys[:-1]:
        tree = tree[key]
    tree[keys[-1]] = value

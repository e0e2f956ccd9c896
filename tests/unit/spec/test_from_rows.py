"""A scenario comes back from the rows of its record."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sortsim.core.errors import InputError
from sortsim.spec.from_rows import order_of, rows_by_path, scenario_of
from sortsim.spec.load import load_document
from sortsim.spec.scenario import Scenario

NAMES = ("main-centre-manual", "main-centre-semi", "main-centre-auto")


@pytest.mark.parametrize("name", NAMES)
def test_rows_give_back_the_scenario(name: str) -> None:
    """Every value, defaults and dates and lists too, whatever names are quoted."""
    resolved = load_document(name, Scenario)
    assert scenario_of(resolved.rows()) == resolved.scenario


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_names_comes_back_where_it_was_kept(name: str) -> None:
    """Stations are numbered in it: without it the same values may make another run."""
    scenario = load_document(name, Scenario).scenario
    rows = load_document(name, Scenario).rows()
    again = scenario_of(rows, order=order_of(scenario))
    assert json.dumps(again.model_dump(mode="json", by_alias=True)) == json.dumps(
        scenario.model_dump(mode="json", by_alias=True)
    )


def _row(key: str, value: Any) -> dict[str, Any]:
    return {"key": key, "value": value}


def test_quoted_names_and_numbers_of_items() -> None:
    """A name with a dot is one part; numbered parts are the items of a list, in order."""
    rows = [_row('economy.wage_yuan_per_h."a.b"', 20), _row("event.10", 1)]
    assert list(rows_by_path(rows)) == [
        ("economy", "wage_yuan_per_h", "a.b"), ("event", "10"),
    ]  # fmt: skip
    scenario = scenario_of(
        [_row("schema_version", 1), _row("name", "x"), _row('economy.wage_yuan_per_h."a.b"', 20)]
    )
    assert scenario.economy is not None
    assert scenario.economy.wage_yuan_per_h == {"a.b": 20.0}


def test_rows_of_another_version_are_refused_all_at_once() -> None:
    """Each key that this version does not know or want otherwise is one problem."""
    rows = [_row("schema_version", 2), _row("name", "x"), _row("teleporter", 1)]
    with pytest.raises(InputError) as caught:
        scenario_of(rows, "r/scenario.json")
    assert {p.key for p in caught.value.problems} == {"schema_version", "teleporter"}
    assert {p.file for p in caught.value.problems} == {"r/scenario.json"}

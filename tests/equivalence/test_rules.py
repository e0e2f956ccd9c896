"""Random plants show every rule: an equality that was never asked proves nothing."""

from __future__ import annotations

from collections import Counter
from functools import cache

from tests.equivalence.comparison import difference, engine, story
from tests.equivalence.numbered import numbered
from tests.equivalence.rules import RULES, fired_in
from tests.strategies_wide import drawn_ends

PLANTS = 1000
LEAST = 0.03
"""A rule that fires in a smaller share of the plants is not tried enough."""


@cache
def counted() -> tuple[Counter[str], list[str]]:
    """Compare the engines on the first numbered plants; count in how many each rule fired."""
    rules: Counter[str] = Counter()
    different = []
    for number in range(PLANTS):
        case = numbered(number)
        ends = drawn_ends(case, number)
        fired, expected = fired_in(case, ends)
        rules.update(fired)
        found = difference(expected, story(case, engine("compiled"), ends))
        if found:
            different.append(f"{number}: {found}")
    return rules, different


def test_the_first_numbered_plants_are_equal() -> None:
    """C1 to C11: the very plants in which the rules are counted are equal in both engines."""
    assert counted()[1] == []


def test_every_rule_fires_often_enough() -> None:
    """Each effect of a rule is seen in at least three plants of a hundred."""
    rules, _ = counted()
    assert set(rules) <= set(RULES)
    assert {rule: rules[rule] for rule in RULES if rules[rule] < LEAST * PLANTS} == {}

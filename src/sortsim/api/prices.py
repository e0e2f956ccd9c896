"""Prices that follow the values a search chooses.

Here the price of a part moves with its own specification; the arithmetic of a year's cost is
``stats.yearly_cost``'s.  Only ``api.size`` and tests import it.

A catalogue entry of a cross-belt sorter is priced by its nominal rate, ``v / pitch x decks``, so a
loop whose speed, pitch or decks are chosen costs in that proportion.  Other parts are priced by
units (doors, lines, machines, positions, sets).  A value that its part's price does not know, such
as the number of inductions, costs nothing unless a price is given for one more of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sortsim.api.facts import machines
from sortsim.api.free import OPTION, Free, fitting, numbers
from sortsim.centre.checks.site import floor_m2, most_on_shift, usable_m2
from sortsim.centre.world.shifts import rotas
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H
from sortsim.core.errors import InputError, Problem
from sortsim.spec.failures import dated
from sortsim.spec.nodes import dotted
from sortsim.spec.patched import Number, path_of, with_values
from sortsim.spec.positions import KeyPath
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.stats.yearly_cost import fixed_items

RATED = ("speed_m_per_s", "carrier_pitch_m", "decks")
PRICE_OPTION = "--price"


@dataclass(frozen=True)
class Pricing:
    """Prices of a scenario whose values are chosen.

    Attributes
    ----------
    base
        The scenario as it was priced.
    more_yuan
        Price of one more of a value in each unit of its part, by key [yuan].
    """

    base: Scenario
    more_yuan: Mapping[str, float] = field(default_factory=dict)
    _rosters: dict[tuple[tuple[str, Number], ...], dict[str, float]] = field(default_factory=dict)

    def followed(self, values: Mapping[str, Number]) -> dict[str, float]:
        """Return the prices that follow chosen values, by key of ``capex_yuan``.

        Parameters
        ----------
        values
            Chosen number by dotted key.
        """
        made: dict[str, float] = {}
        for key, value in values.items():
            path = path_of(key)
            price = _price_path(self.base, path)
            if price is None or dotted(price) in values:
                continue
            now = made.get(dotted(price), float(_number(self.base, price)))
            if path[0] == "loop" and len(path) == 3 and path[2] in RATED:
                ratio = float(value) / float(_number(self.base, path))
                now *= 1 / ratio if path[2] == "carrier_pitch_m" else ratio
            elif key in self.more_yuan:
                now += self.more_yuan[key] * (float(value) - float(_number(self.base, path)))
            else:
                continue
            made[dotted(price)] = max(0.0, now)
        return {key: yuan for key, yuan in made.items() if yuan}

    def all_values(self, values: Mapping[str, Number]) -> dict[str, Number]:
        """Return chosen values and the prices that follow them."""
        return {**values, **self.followed(values)}

    def fixed_yuan(self, values: Mapping[str, Number]) -> float:
        """Return the yearly cost that chosen values decide without any run [yuan]."""
        scenario = self.changed(values)
        people = tuple((k, v) for k, v in values.items() if k.startswith("pool"))
        if people not in self._rosters:
            self._rosters[people] = roster_h(scenario)
        return sum(fixed_of(scenario, self._rosters[people]).values())

    def changed(self, values: Mapping[str, Number]) -> Scenario:
        """Return the scenario with chosen values, unchecked."""
        pairs = {path_of(key): value for key, value in self.all_values(values).items()}
        return with_values(self.base, pairs)


def fixed_of(scenario: Scenario, hours_by_wage: Mapping[str, float]) -> dict[str, float]:
    """Return the yearly cost that a specification and its roster decide, by item [yuan]."""
    assert scenario.economy is not None
    building = 0.0 if scenario.site is None else scenario.site.building_m2
    return fixed_items(machines(scenario), hours_by_wage, scenario.economy, building)


def roster_h(scenario: Scenario) -> dict[str, float]:
    """Return the worker-hours of a day's roster by wage key, moves and breaks as on a run's day."""
    end = 2 * TICKS_PER_DAY
    moves, events = list(scenario.pool_move.values()), dated(scenario.event.values(), 1)
    found: dict[str, float] = {}
    for name, rota in rotas(scenario.pool, moves, events, end).items():
        wage = scenario.pool[name].wage
        hours = rota.worker_ticks(TICKS_PER_DAY, end) / TICKS_PER_H
        found[wage] = found.get(wage, 0.0) + hours
    return found


def site_excess(scenario: Scenario) -> float:
    """Return by how much a specification breaks the limits of its site, as shares added up."""
    site = scenario.site
    if site is None:
        return 0.0
    doors = sum(group.doors for group in scenario.door_group.values())
    over = (
        floor_m2(scenario) / max(usable_m2(site), 1e-9),
        doors / max(site.doors_max, 1),
        most_on_shift(scenario)[1] / max(site.workers_on_shift_max, 1),
    )
    return sum(max(0.0, share - 1 - 1e-9) for share in over)


def _price_path(scenario: Scenario, path: KeyPath) -> KeyPath | None:
    """Return where the price of a value's part stands; ``None`` where the part has none."""
    if len(path) < 3:
        return None
    parts = getattr(scenario, str(path[0]), None)
    if not isinstance(parts, dict) or not hasattr(parts.get(path[1]), "footprint"):
        return None
    return (path[0], path[1], "footprint", "capex_yuan")


def _number(part: object, path: KeyPath) -> Number:
    for name in path:
        part = part[name] if isinstance(part, dict) else getattr(part, str(name))
    assert isinstance(part, int | float)
    return part


def parse_prices(
    resolved: Resolved[Scenario], free: Sequence[Free], texts: Sequence[str]
) -> dict[str, float]:
    """Return the price of one more of a free value by key.

    Parameters
    ----------
    resolved
        The scenario.
    free
        What is free.
    texts
        ``key=yuan`` each, the key as for a free value.

    Raises
    ------
    InputError
        With every text that is no price, or whose key is not free or has no part with a price.
    """
    freed = [key for one in free for key in one.keys]
    made: dict[str, float] = {}
    problems = []
    for text in texts:
        pattern, _, yuan = text.partition("=")
        keys = [key for key in fitting(pattern.strip(), list(numbers(resolved))) if key in freed]
        keys = [key for key in keys if _price_path(resolved.scenario, path_of(key))]
        try:
            made |= dict.fromkeys(keys, float(yuan))
        except ValueError:
            problems.append(Problem("must be key=yuan", key=PRICE_OPTION, value=text))
            continue
        if not keys:
            told = f"names no value that {OPTION} frees, of a part with a price"
            problems.append(Problem(told, key=PRICE_OPTION, value=text))
    if problems:
        raise InputError(problems)
    return made

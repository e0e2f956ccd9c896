"""Limits on key figures that a script sets with ``--fail-if``.

Here a limit such as ``auto.on_planned_share<0.98`` is read and judged; what follows from a broken
one is the commands' business.  ``run`` and ``compare`` import it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sortsim.core.errors import InputError, Problem

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt,
}  # fmt: skip
_PATTERN = re.compile(r"^\s*(?:(?P<name>[^<>=]+)\.)?(?P<kpi>\w+)\s*(?P<sign><=|>=|<|>)\s*"
                      r"(?P<limit>[-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*$")  # fmt: skip
Kpis = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit; it is broken where the comparison is true."""

    text: str
    name: str | None
    """Configuration; ``None``: each of them."""
    kpi: str
    sign: str
    limit: float

    def is_broken_by(self, row: Mapping[str, Any] | None) -> bool:
        """Return whether a key figure breaks the limit; an unknown one does.

        A figure known only to be more than a bound is taken for the bound where the limit is an
        upper one that the bound breaks already.
        """
        if row is None:
            return True
        value = row.get("value")
        if value is None:
            return True
        return _COMPARE[self.sign](float(value), self.limit)


def parse_limits(texts: Iterable[str], names: Sequence[str], known: Sequence[str]) -> list[Limit]:
    """Return the limits, checked before any run.

    Parameters
    ----------
    texts
        As typed.
    names
        Configurations that will be there.
    known
        Keys of the figures that will be there.

    Raises
    ------
    InputError
        With every limit that cannot be read, or names what will not be there.
    """
    limits, problems = [], []
    for text in texts:
        found = _parse(text, names, known)
        if isinstance(found, Limit):
            limits.append(found)
        else:
            problems.append(found)
    if problems:
        raise InputError(problems)
    return limits


def _parse(text: str, names: Sequence[str], known: Sequence[str]) -> Limit | Problem:
    from sortsim.spec.suggest import nearest

    match = _PATTERN.match(text)
    if match is None or match["limit"].count(".") > 1:
        return Problem("must be like auto.on_planned_share<0.98", key="--fail-if", value=text)
    name, kpi = match["name"], match["kpi"]
    if name is not None and name not in names:
        told = f"no configuration '{name}'; there is {', '.join(names)}"
        return Problem(told, key="--fail-if", value=text, suggestion=nearest(name, names))
    if kpi not in known:
        hint = nearest(kpi, known)
        return Problem(f"no key figure '{kpi}'", key="--fail-if", value=text, suggestion=hint)
    return Limit(text, name, kpi, match["sign"], float(match["limit"]))


def broken(limits: Iterable[Limit], kpis: Mapping[str, Kpis]) -> Iterator[str]:
    """Yield one sentence for each limit that a configuration breaks.

    Parameters
    ----------
    limits
        From `parse_limits`.
    kpis
        Key figures by configuration.
    """
    for limit in limits:
        for name, rows in kpis.items():
            if limit.name in (None, name) and limit.is_broken_by(rows.get(limit.kpi)):
                yield f"limit broken: {limit.text}: {name} has {_shown(rows.get(limit.kpi))}"


def _shown(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "no such figure"
    if row.get("value") is not None:
        return f"{row['value']:.6g} {row.get('unit', '')}".strip()
    bound = row.get("more_than")
    return "no value" if bound is None else f"more than {bound:.6g} {row.get('unit', '')}".strip()

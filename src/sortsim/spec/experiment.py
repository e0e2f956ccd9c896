"""An experiment: the question, what is varied, how often it is run, what is looked at.

Here live the parameters of ``experiments/*.toml``; whether keys and key figures are known is
checked in ``experiments``.  ``experiments`` and ``api`` import it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sortsim.spec.base import Count, Part, Positive, Share
from sortsim.spec.experiment_design import Design, FullFactorial
from sortsim.spec.fault import Fault, refuse
from sortsim.spec.scenario import Name

Level = bool | int | float | str
Scale = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
FactorName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
RESERVED = frozenset(
    {
        "base", "carries", "cell", "cell_name", "deviation", "half_width", "high", "key", "kpi",
        "low", "max", "mean", "median", "min", "n", "p05", "p25", "p75", "p95",
        "planned_parcels", "replication", "seed", "status", "unit", "value",
    }
)  # fmt: skip
"""Columns of the result tables, which no factor may be called by."""


class Base(Part):
    """A scenario before factors are set."""

    scenario: str
    """File or name of the scenario."""
    overlays: tuple[str, ...] = ()
    set: dict[str, Any] = Field(default_factory=dict)
    """Values by dotted key, in every cell."""
    scale: Scale = 1.0
    """Multiplies the demand, besides that of the experiment."""


class NamedLevel(Part):
    """A level that is a name for several values, or for files laid over the scenario."""

    overlays: tuple[str, ...] = ()
    set: dict[str, Any] = Field(default_factory=dict)
    """Values by dotted key."""


class FactorSpec(Part):
    """One thing that is varied: by levels, from low to high, or by named levels."""

    varies: Literal["keys", "scenario", "scale"] = "keys"
    """``scenario``: levels are names of bases; ``scale``: they multiply the demand."""
    keys: tuple[str, ...] = ()
    """Dotted keys that take the level together; ``*`` stands for any name."""
    keys_by_base: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Keys by base where the configurations differ; none: the factor does nothing there."""
    multiplies: bool = False
    """Whether a level multiplies what each key has, instead of taking its place."""
    levels: tuple[Level, ...] = ()
    low: float | None = None
    high: float | None = None
    integer: bool = False
    """Whether a value between low and high is a whole number."""
    log: bool = False
    """Whether values are spread evenly in their logarithm."""
    level: dict[str, NamedLevel] = Field(default_factory=dict)
    baseline: Level | None = None
    """Level of the others' cells in ``one_at_a_time``; none: the first."""
    unit: str = ""
    label: str = ""
    label_zh: str = ""
    reason: str = ""
    """Why these levels."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        refuse([*self._of_levels(), *self._of_range(), *self._of_keys()])
        return self

    def _of_levels(self) -> Iterator[Fault]:
        given = [bool(self.levels), self.low is not None or self.high is not None, bool(self.level)]
        if sum(given) > 1:
            yield Fault("must have one of levels, low with high, and level tables, not several")
        if len(set(map(repr, self.levels))) < len(self.levels):
            yield Fault("must not name a level twice", ("levels",))
        if self.varies == "scale":
            for index, level in enumerate(self.levels):
                if isinstance(level, bool | str) or not 0 < level <= 100:
                    yield Fault("must be a number above 0 and at most 100", ("levels", index))

    def _of_range(self) -> Iterator[Fault]:
        if (self.low is None) != (self.high is None):
            yield Fault("a range needs both low and high", ("low",) if self.high is None else ())
        if self.low is None or self.high is None:
            return
        if self.low >= self.high:
            yield Fault(f"must be greater than low = {self.low:g}", ("high",))
        if self.log and self.low <= 0:
            yield Fault("must be greater than 0 where log = true", ("low",))
        if self.integer and not (self.low.is_integer() and self.high.is_integer()):
            yield Fault("must be whole where integer = true", ("low",))
        if self.varies == "scale" and not 0 < self.low < self.high <= 100:
            yield Fault("must be above 0 and at most 100", ("low",))

    def _of_keys(self) -> Iterator[Fault]:
        has_keys = bool(self.keys or self.keys_by_base)
        if self.varies != "keys" and (has_keys or self.level or self.multiplies):
            yield Fault(f"a factor that varies the {self.varies} sets no keys", ("varies",))
        if self.varies == "scenario" and self.low is not None:
            yield Fault("scenarios are levels, not a range", ("low",))
        if self.varies == "keys" and has_keys == bool(self.level):
            yield Fault("needs keys, or level tables that say what each level sets")
        if self.keys and self.keys_by_base:
            yield Fault("must not stand beside keys", ("keys_by_base",))


class ReplicationsSpec(Part):
    """How often each cell is run: a fixed number, or until a key figure is known well enough."""

    fixed: Count | None = None
    least: Count | None = None
    most: Count | None = None
    kpi: str | None = None
    half_width: Positive | None = None
    """Wanted half-width, in the unit of the key figure."""
    half_width_share: Share | None = None
    """Wanted half-width over the absolute mean."""
    level: Annotated[float, Field(gt=0, lt=1)] = 0.95
    """Confidence level."""

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        widths = (self.half_width, self.half_width_share)
        sequential = (self.least, self.most, self.kpi, *widths)
        if self.fixed is not None:
            if any(value is not None for value in sequential):
                yield Fault("must not stand beside least, most, kpi or a half-width", ("fixed",))
        elif None in (self.least, self.most, self.kpi) or sum(w is not None for w in widths) != 1:
            yield Fault("needs fixed, or least, most, kpi and one of half_width, half_width_share")
        elif self.least is not None and self.most is not None:
            if self.least < 2:
                yield Fault("must be at least 2: one run has no half-width", ("least",))
            if self.most < self.least:
                yield Fault(f"must be at least least = {self.least}", ("most",))


class ComparisonSpec(Part):
    """Levels of a factor held against each other on a key figure."""

    kpi: str
    factor: str
    against: Level | None = None
    """Baseline level; none: every pair."""


class Experiment(Part):
    """The root of an experiment's file."""

    schema_version: Literal[1]
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
    question: Name
    question_zh: str = ""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    engine: str = "compiled"
    scale: Scale = 1.0
    """Multiplies the demand in all cells."""
    keeps_records: bool = False
    """Whether every run leaves its whole record, parcels too."""
    kpis: Annotated[tuple[str, ...], Field(min_length=1)]
    """Key figures chosen beforehand, in the order of the tables."""
    base: Annotated[dict[str, Base], Field(min_length=1, max_length=100)]
    factor: dict[FactorName, FactorSpec] = Field(default_factory=dict)
    design: Design = Field(default_factory=lambda: FullFactorial(kind="full_factorial"))
    replications: ReplicationsSpec
    comparison: dict[str, ComparisonSpec] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        refuse([*self._names(), *self._scenarios(), *self._ranges()])
        return self

    def _names(self) -> Iterator[Fault]:
        for name in self.factor:
            if name in RESERVED:
                yield Fault("is a column of the result tables; call it otherwise", ("factor", name))

    def _scenarios(self) -> Iterator[Fault]:
        choosing = [name for name, one in self.factor.items() if one.varies == "scenario"]
        if len(choosing) > 1:
            yield Fault("a second factor that varies the scenario", ("factor", choosing[1]))
        if not choosing and len(self.base) > 1:
            told = 'several bases need a factor with varies = "scenario" that chooses among them'
            yield Fault(told, ("base",))

    def _ranges(self) -> Iterator[Fault]:
        kind = self.design.kind
        for name, one in self.factor.items():
            is_listed = kind == "rows" or bool(one.levels or one.level)
            if not is_listed and (one.low is None or kind == "full_factorial"):
                more = "" if kind == "full_factorial" else ", or low and high"
                told = f"design {kind} needs levels of this factor{more}"
                yield Fault(told, ("factor", name))

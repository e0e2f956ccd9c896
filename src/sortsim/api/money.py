"""What records say of money: costs a pass, what automating pays, the green ledger.

Here records are gathered by configuration and given to ``stats``; tables and figures are
``report.money``'s.  Users of the library and the command line import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sortsim.api import money_facts as from_record
from sortsim.api.money_facts import RecordFacts
from sortsim.core.errors import InputError, Problem
from sortsim.results.query import configuration_rank
from sortsim.results.record import RunRecord
from sortsim.spec.suggest import nearest
from sortsim.stats.green import LedgerLine, ledger
from sortsim.stats.money_model import MoneyModel, Outcome, Pair, Plant
from sortsim.stats.money_prices import Value
from sortsim.stats.money_year import missort_share, year_amounts

if TYPE_CHECKING:
    import pandas as pd

    from sortsim.report.money import MoneyReport
    from sortsim.report.numbers import Lang

SAMPLES, SEED = 2000, 1
DISCOUNT = "economy.discount_share_per_year"


@dataclass(frozen=True)
class MoneyOptions:
    """How the money is reckoned."""

    samples: int = SAMPLES
    """Samples of the Latin hypercube."""
    seed: int = SEED
    """Root of its random stream."""
    discount_share: float | None = None
    """Discount rate a year in place of the scenarios'; it does not vary then."""
    base: str | None = None
    """Configuration that is changed; ``None``: every one but ``to``."""
    to: str | None = None
    """Configuration it is changed into; ``None``: the last."""

    def check(self) -> None:
        """Raise `InputError` where a number is out of range."""
        problems = []
        if self.samples < 1:
            problems.append(Problem("must be at least 1", key="samples", value=self.samples))
        if self.seed < 0:
            problems.append(Problem("must be at least 0", key="seed", value=self.seed))
        rate = self.discount_share
        if rate is not None and not 0 <= rate <= 1:
            told = "must be a share from 0 to 1, such as 0.06"
            problems.append(Problem(told, key="discount_share", value=rate))
        if problems:
            raise InputError(problems)


@dataclass(frozen=True)
class Money:
    """The money of records side by side."""

    model: MoneyModel
    options: MoneyOptions
    base: Outcome
    sampled: Outcome
    drivers: Sequence[str]
    ends: Outcome
    """At the low then the high end of each driver, all others at their base."""
    facts: Mapping[str, RecordFacts]
    """The record of most passes of each configuration."""
    green: Mapping[str, Sequence[LedgerLine]]

    @property
    def report(self) -> MoneyReport:
        """Its tables."""
        from sortsim.report.money import MoneyReport

        return MoneyReport(
            model=self.model, base=self.base, sampled=self.sampled, drivers=self.drivers,
            ends=self.ends, green=self.green,
            energy={name: facts.energy for name, facts in self.facts.items()},
            day_kinds={name: facts.day_kind for name, facts in self.facts.items()},
            titles={name: _titles(facts) for name, facts in self.facts.items()},
            settings={
                "samples": self.options.samples, "seed": self.options.seed,
                "discount_share": self.options.discount_share,
            },
            notes=notes(self),
        )  # fmt: skip

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Tables by name: cost, interval, automation, tornado, energy, green, input."""
        return self.report.tables

    def as_json(self) -> dict[str, object]:
        """Return the object of ``sortsim money --json``."""
        return self.report.as_json()


def money(
    folders: str | Path | Sequence[str | Path],
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
    discount_share: float | None = None,
    base: str | None = None,
    to: str | None = None,
    out: str | Path | None = None,
    figures: bool = True,
    lang: Lang = "en",
) -> Money:
    """Reckon costs a pass, what automating pays and the green ledger from records.

    Parameters
    ----------
    folders
        Folders of comparisons or of records; two days of one configuration are put together.
    samples
        Samples of the Latin hypercube, at least 1.
    seed
        Root of its random stream.
    discount_share
        Discount rate a year, 0 to 1, in place of the scenarios'.
    base, to
        Configurations of the change that is asked about; ``None``: from every one to the last.
    out
        Folder for tables and figures; ``None``: nothing is written.
    figures
        Whether figures are drawn too.
    lang
        Language of the figures, ``"en"`` or ``"zh"``.

    Raises
    ------
    InputError
        A folder has no record, a record cannot be used, or an option is out of range.
    """
    many = [folders] if isinstance(folders, str | Path) else list(folders)
    made = reckon(many, MoneyOptions(samples, seed, discount_share, base, to))
    if out is not None:
        from sortsim.report.money import write_money

        write_money(made.report, Path(out), lang=lang, figures=figures)
    return made


def reckon(folders: Sequence[str | Path], options: MoneyOptions) -> Money:
    """Return the money of the records in folders; nothing is written.

    Raises
    ------
    InputError
        As `money`.
    """
    options.check()
    found = _gathered([Path(folder) for folder in folders])
    pairs = _pairs(list(found), options)
    plants = {name: _plant(days, options.discount_share) for name, days in found.items()}
    model = MoneyModel(plants, pairs)
    base = model.base()
    drivers, ends = model.one_at_a_time()
    main = {name: days[0] for name, days in found.items()}
    return Money(
        model, options, base, model.sampled(options.samples, options.seed), drivers, ends, main,
        {name: _ledger(facts, plants[name]) for name, facts in main.items()},
    )  # fmt: skip


def _gathered(folders: Sequence[Path]) -> dict[str, list[RecordFacts]]:
    """Return the records by configuration, each one's day of most passes first."""
    from sortsim.report.source import open_configurations

    found: dict[str, list[RecordFacts]] = {}
    problems: list[Problem] = []
    for folder in folders:
        try:
            for name, source in open_configurations(folder).items():
                facts = from_record.facts_of(name, RunRecord.open(source.folder))
                found.setdefault(name, []).append(facts)
        except InputError as error:
            problems += error.problems
    for name, days in found.items():
        days.sort(key=lambda facts: -facts.day.passes)
        problems += _clashes(name, days)
    if problems:
        raise InputError(problems)
    return {name: found[name] for name in sorted(found, key=configuration_rank)}


def _clashes(name: str, days: Sequence[RecordFacts]) -> Iterator[Problem]:
    """Yield what keeps records of one configuration from being days of one centre."""
    first = days[0]
    for other in days[1:]:
        where = str(other.record.path)
        if other.scenario.name != first.scenario.name:
            told = f"is another centre than the {name} of {first.record.path}"
            yield Problem(told, file=where, key="name", value=other.scenario.name)
        elif abs(other.day.planned - first.day.planned) < 0.05 * first.day.planned:
            told = (
                f"asks for as many parcels as the {name} of {first.record.path}; give one of them"
            )
            yield Problem(told, file=where)


def _pairs(names: Sequence[str], options: MoneyOptions) -> list[Pair]:
    problems = [
        Problem(
            f"no such configuration; there are {', '.join(names)}", key=f"--{key}", value=value,
            suggestion=nearest(value, names),
        )
        for key, value in (("base", options.base), ("to", options.to))
        if value is not None and value not in names
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    to = options.to or next((n for n in reversed(names) if n != options.base), names[-1])
    if options.base is not None and options.base == to:
        told = "is the configuration it is changed into; give two different ones"
        raise InputError([Problem(told, key="--base", value=options.base)])
    return [(name, to) for name in names if name != to and options.base in (None, name)]


def _plant(days: Sequence[RecordFacts], discount_share: float | None) -> Plant:
    first = days[0]
    values = from_record.priced_values(first)
    machines, units = from_record.machine_values(first)
    if discount_share is not None:
        values = [_overridden(v, discount_share) if v.key == DISCOUNT else v for v in values]
    return Plant(
        [facts.day for facts in days], from_record.year_of(first), [*values, *machines], units
    )


def _overridden(value: Value, base: float) -> Value:
    return replace(
        value, base=base, low=None, high=None, cls="stated", source=None, note="--discount-rate"
    )


def _ledger(facts: RecordFacts, plant: Plant) -> list[LedgerLine]:
    from sortsim.stats.money_prices import prices_at

    prices = prices_at(plant.values, plant.units, {}, 1)
    year = year_amounts(plant.days, plant.work, prices)
    used = float((year.loaded_kwh + year.empty_kwh + year.building_kwh - year.roof_kwh)[0])
    kwh = max(0.0, used) * plant.work.centres
    return ledger(from_record.green_facts(facts, kwh), from_record.stated_values(facts))


def _titles(facts: RecordFacts) -> tuple[str, str]:
    manifest = facts.record.manifest
    english = str(manifest.get("title") or facts.name)
    return english, str(manifest.get("title_zh") or english)


def notes(made: Money) -> list[str]:
    """Return what a reader must know of these records, each once."""
    told = []
    for name, facts in made.facts.items():
        scale = float(facts.record.manifest.get("scale", 1.0))
        if scale != 1:
            told.append(f"demand is scaled by {scale:g}, so machines and crews are dear a pass")
        plant = made.model.plants[name]
        day, share, centres = facts.day, missort_share(plant.days), plant.work.centres
        if abs(day.missorts - share * day.passes) > 0.005 * day.passes:
            told.append(
                f"{name}: missorts of the measured day are those of its own parcels, of which few"
                f" were sorted by its end; the year takes their share, {share:.2%}"
            )
        if centres > 1.0005:
            told.append(
                f"{name} sorts {1 / centres:.1%} of its year's passes; the same passes take"
                f" {centres:.2f} such centres"
            )
    if len({plant.year.total for plant in made.model.plants.values()}) > 1:
        told.append("the configurations were asked for different passes: a change compares those")
    return list(dict.fromkeys(told))

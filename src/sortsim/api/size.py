"""The cheapest specification that keeps the promise on the design day.

Here a scenario with free values becomes a search and its runs; which specification is run next is
``size_plan``, the form of the answer ``size_object``.  Users of the library and the command line
import it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortsim.api.curve import scales_of
from sortsim.api.free import OPTION, Free, parse_free
from sortsim.api.lean import RunFound
from sortsim.api.load import ScenarioLike, as_resolved, is_study
from sortsim.api.outlook import outlook
from sortsim.api.prices import Pricing, parse_prices, site_excess
from sortsim.api.rounds import RoundsAgenda
from sortsim.api.simulate import RunOptions, check_options
from sortsim.api.size_plan import MISSED, Outcome, Screened, SizePlan, Wish
from sortsim.api.workers import Event, Failure, Listener, Task, work_through
from sortsim.centre.checks.every import problems
from sortsim.core.errors import InputError, Problem, SortsimError
from sortsim.demand.chain import targets
from sortsim.demand.plan import read_own
from sortsim.results.searches import refuse_file
from sortsim.spec.patched import Number, patched
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.stats.curve import CurveRun
from sortsim.stats.yearly_cost import yearly_items

if TYPE_CHECKING:
    from sortsim.report.numbers import Lang

RUNS, REPLICATIONS = 40, 3
LEAST_RUNS = 4


@dataclass(frozen=True)
class SizeOptions:
    """How a specification is looked for."""

    runs: int = RUNS
    """No more runs than these."""
    replications: int = REPLICATIONS
    """Of a specification that is confirmed."""
    scale: float = 1.0
    """Multiplies the demand, for a try; crews and counts are not scaled."""
    seed: int | None = None
    engine: str = "compiled"
    prices: tuple[str, ...] = ()
    """``key=yuan``: price of one more of a free value in each unit of its part."""


@dataclass
class CentreReckoner:
    """Money and limits of a centre's values, without a run."""

    resolved: Resolved[Scenario]
    pricing: Pricing
    scale: float

    def fixed_yuan(self, values: Mapping[str, Number]) -> float:
        """Return the yearly cost that values alone decide [yuan]."""
        return self.pricing.fixed_yuan(values)

    def excess(self, values: Mapping[str, Number]) -> float:
        """Return by how much they break the limits of the site, as shares added up."""
        return site_excess(self.pricing.changed(values))

    def built(self, values: Mapping[str, Number]) -> Resolved[Scenario]:
        """Return the scenario with values and the prices that follow them."""
        return patched(self.resolved, self.pricing.all_values(values), OPTION)

    def screen(self, values: Mapping[str, Number]) -> Screened | None:
        """Return why values need no run: a limit of the site, a part amiss, a bound."""
        try:
            made = self.built(values)
        except InputError as error:
            return Screened(error.problems[0].message, MISSED)
        found = problems(made)
        if found:
            at_site = all((problem.key or "").startswith("site.") for problem in found)
            return Screened(found[0].message, None if at_site else MISSED)
        return self._out_of_bounds(made)

    def _out_of_bounds(self, made: Resolved[Scenario]) -> Screened | None:
        """Return what the bound of the whole day rules out: more than an area's day can pass."""
        allowed = 1 + made.scenario.carries.backlog_growth_share_max
        for area in outlook(made, scale=self.scale).bounds:
            ratio = sum(area.required_by_h) / max(sum(area.capacity_by_h), 1e-9)
            if area.capacity_by_h and ratio > allowed:
                told = f"{area.bound.resource} would have {ratio:.0%} of a day's work"
                return Screened(told, 1 / ratio - 1)
        return None


@dataclass
class SizeSearch:
    """The search for one centre's specification."""

    name: str
    reckoner: CentreReckoner
    plan: SizePlan
    options: RunOptions
    year_passes: float
    found: dict[Wish, RunFound] = field(default_factory=dict)

    @property
    def runs_left(self) -> int:
        """Runs that it may still make."""
        return self.plan.runs_left

    def round(self) -> Sequence[Wish]:
        """Return the runs of the next round; none: the search is over."""
        return self.plan.round()

    def task(self, wish: Wish) -> Task:
        """Return the run of a candidate."""
        number, replication = wish
        made = self.reckoner.built(self.plan.candidates[number].values)
        options = replace(self.options, replication=replication)
        return Task(f"{self.name} {number}/{replication}", made, options, None)

    def hear(self, wish: Wish, found: RunFound) -> None:
        """Take note of what a run found."""
        self.found[wish] = found
        run = CurveRun(1.0, wish[1], found.planned_parcels, found.kpis, found.verdict["conditions"])
        self.plan.hear(wish, Outcome(run.slack, sum(self.items(found).values())))

    def items(self, found: RunFound) -> dict[str, float]:
        """Return the yearly cost of a run by item [yuan]."""
        scenario = self.reckoner.resolved.scenario
        assert scenario.economy is not None
        is_peak = scenario.run.measured_day == "design"
        return yearly_items(found.kpis, scenario.economy, self.year_passes, is_peak=is_peak)

    def miss(self, wish: Wish, failure: Failure) -> bool:
        """Leave out a candidate that cannot be run; any other failure ends the search."""
        self.plan.miss(wish, failure.message)
        return failure.fault in ("input", "model")


@dataclass(frozen=True)
class Sizing:
    """The specification found, and all that was tried."""

    content: Mapping[str, Any]
    """As ``--json`` prints it."""

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``size.json``."""
        return dict(self.content)


def _silent(event: Event) -> None:
    """Hear what happens and do nothing."""


def size(
    scenario: ScenarioLike,
    free: Mapping[str, str] | Sequence[str],
    *,
    options: SizeOptions | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    lang: Lang = "en",
    listen: Listener = _silent,
) -> Sizing:
    """Find the cheapest specification that keeps the promise on the design day.

    Parameters
    ----------
    scenario
        From `load_scenario`, or a file or a name to load.
    free
        What may be chosen: range by key, or ``key=range`` each; ranges are ``lo..hi``,
        ``lo..hi..step`` or ``a,b,c``.
    options
        Runs, replications, scale, seed, prices; ``None``: the defaults.
    jobs
        Runs at a time; ``None``: one a processor.  The answer does not depend on it.
    out
        Folder for ``best.toml``, ``size.json``, ``size.csv`` and the figures; ``None``: no file.
    lang
        Language of the figures.
    listen
        Hears what happens.

    Returns
    -------
    Sizing
        The best specification, its cost and figures, and every candidate.

    Raises
    ------
    InputError
        Before any run: the scenario, a range, a price or an option is wrong.
    SortsimError
        A run failed for a reason that no specification explains.
    """
    chosen = options or SizeOptions()
    texts = [f"{k}={v}" for k, v in free.items()] if isinstance(free, Mapping) else list(free)
    search = search_of(as_resolved(scenario), texts, chosen)
    if out is not None:
        refuse_file(Path(out))
    agenda = RoundsAgenda([search])
    work_through(agenda, jobs or os.cpu_count() or 1, listen)
    if agenda.fatal:
        raise SortsimError("\n".join(f"{n}: {f.message}" for n, f in agenda.fatal.items()))
    from sortsim.api.size_object import size_object

    made = Sizing(size_object(search))
    if out is not None:
        from sortsim.report.size import render_size

        render_size(Path(out), made.content, lang)
    return made


def search_of(
    resolved: Resolved[Scenario], texts: Sequence[str], options: SizeOptions
) -> SizeSearch:
    """Return the search for a specification, before its first run.

    Raises
    ------
    InputError
        With all that is wrong with options, ranges and prices.
    """
    run = RunOptions(
        seed=options.seed, engine=options.engine, scale=options.scale, margin="none"
    )  # fmt: skip
    check_options(resolved, run)
    free, prices = _read(resolved, texts, options)
    own = read_own(resolved)
    assert resolved.scenario.demand is not None
    assert resolved.scenario.economy is not None
    mean = targets(resolved.scenario.demand, own).mean_day_passes
    days = resolved.scenario.economy.operating_days_per_year
    seed = resolved.scenario.run.seed if options.seed is None else options.seed
    reckoner = CentreReckoner(resolved, Pricing(resolved.scenario, prices), options.scale)
    plan = SizePlan(free, reckoner, options.runs, options.replications, seed)
    return SizeSearch(resolved.scenario.name, reckoner, plan, run, mean * days * options.scale)


def _read(
    resolved: Resolved[Scenario], texts: Sequence[str], options: SizeOptions
) -> tuple[tuple[Free, ...], dict[str, float]]:
    """Return free values and prices, or raise with every problem of both and of the options."""
    found: list[Problem] = []
    free: tuple[Free, ...] = ()
    prices: dict[str, float] = {}
    if options.runs < LEAST_RUNS:
        found.append(Problem(f"must be at least {LEAST_RUNS}", key="runs", value=options.runs))
    if options.replications < 1:
        found.append(Problem("must be at least 1", key="replications", value=options.replications))
    file = resolved.files[0].shown if resolved.files else None
    if is_study(resolved) or scales_of(resolved) is None:
        found.append(Problem("brings no vehicles, so there is no promise to keep", file=file))
    elif resolved.scenario.economy is None:
        found.append(Problem("has no economy, so nothing has a cost", file=file, key="economy"))
    try:
        free = parse_free(resolved, texts)
    except InputError as error:
        found += error.problems
    try:
        prices = parse_prices(resolved, free, options.prices) if free else {}
    except InputError as error:
        found += error.problems
    if found:
        raise InputError(found)
    return free, prices

"""sortsim simulates parcel sorting centres, parcel by parcel.

Here live the names that scripts and notebooks use; each is imported when it is first asked for,
so that ``import sortsim`` itself is light.  Nobody inside the package imports this module.

>>> import sortsim as ss
>>> scenario = ss.load_scenario("main-centre-auto")
>>> record = ss.simulate(scenario, scale=0.01)
>>> record.kpis  # a pandas table
>>> ss.compare(["main-centre-manual", "main-centre-auto"], out="results/two")
>>> ss.run_experiment("three-configurations", out="results/three").cells  # a designed batch
>>> ss.money("results/two").tables["automation"]  # what automating pays
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sortsim.api.batch import Batch, run_experiment
    from sortsim.api.capacity import Capacity, CapacityOptions, capacity
    from sortsim.api.compare import Comparison, compare
    from sortsim.api.experiment import load_experiment
    from sortsim.api.experiment_outlook import ExperimentOutlook, experiment_outlook
    from sortsim.api.export import export
    from sortsim.api.load import load_scenario
    from sortsim.api.money import Money, money
    from sortsim.api.one_more import OneMore, one_more
    from sortsim.api.shock import Shocks, shock
    from sortsim.api.simulate import simulate
    from sortsim.api.size import SizeOptions, Sizing, size
    from sortsim.core.errors import ConservationError, InputError, RingError, SortsimError
    from sortsim.results.export import Exported
    from sortsim.results.record import RunRecord

    __version__: str

_HOMES = {
    "Batch": "sortsim.api.batch",
    "run_experiment": "sortsim.api.batch",
    "Capacity": "sortsim.api.capacity",
    "CapacityOptions": "sortsim.api.capacity",
    "capacity": "sortsim.api.capacity",
    "Comparison": "sortsim.api.compare",
    "compare": "sortsim.api.compare",
    "export": "sortsim.api.export",
    "Exported": "sortsim.results.export",
    "ExperimentOutlook": "sortsim.api.experiment_outlook",
    "experiment_outlook": "sortsim.api.experiment_outlook",
    "load_experiment": "sortsim.api.experiment",
    "load_scenario": "sortsim.api.load",
    "Money": "sortsim.api.money",
    "money": "sortsim.api.money",
    "OneMore": "sortsim.api.one_more",
    "one_more": "sortsim.api.one_more",
    "Shocks": "sortsim.api.shock",
    "shock": "sortsim.api.shock",
    "simulate": "sortsim.api.simulate",
    "SizeOptions": "sortsim.api.size",
    "Sizing": "sortsim.api.size",
    "size": "sortsim.api.size",
    "RunRecord": "sortsim.results.record",
    "ConservationError": "sortsim.core.errors",
    "InputError": "sortsim.core.errors",
    "RingError": "sortsim.core.errors",
    "SortsimError": "sortsim.core.errors",
}

__all__ = [
    "Batch",
    "Capacity",
    "CapacityOptions",
    "Comparison",
    "ConservationError",
    "ExperimentOutlook",
    "Exported",
    "InputError",
    "Money",
    "OneMore",
    "RingError",
    "RunRecord",
    "Shocks",
    "SizeOptions",
    "Sizing",
    "SortsimError",
    "__version__",
    "capacity",
    "compare",
    "experiment_outlook",
    "export",
    "load_experiment",
    "load_scenario",
    "money",
    "one_more",
    "run_experiment",
    "shock",
    "simulate",
    "size",
]


def __getattr__(name: str) -> object:
    """Import a public name from its home when it is first asked for."""
    if name == "__version__":
        from sortsim.core.provenance import sortsim_version

        return sortsim_version()
    if name not in _HOMES:
        raise AttributeError(f"module 'sortsim' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)

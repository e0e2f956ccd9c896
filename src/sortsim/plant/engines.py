"""The choice of the engine by its name; the only door to the engines.

Here lives nothing of an engine itself.  The layers above make plants through it alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sortsim.core.clock import Ticks
from sortsim.plant.contract import Ledger, Load, PlantEngine, PlantPlan, TraceRecord

ENGINES = ("compiled", "reference")


def make_engine(
    name: str, plan: PlantPlan, ledger: Ledger, trace: list[TraceRecord] | None = None
) -> PlantEngine:
    """Return an engine for a plan.

    Parameters
    ----------
    name
        ``"compiled"``: one kernel over arrays; ``"reference"``: plain SimPy, the specification
        of record.  Both give the same trace.
    plan
        The plant.
    ledger
        Takes every parcel that leaves.
    trace
        A list that takes a record of every act, or none to keep no trace.

    Raises
    ------
    ValueError
        If there is no engine of that name.
    """
    if name not in ENGINES:
        raise ValueError(f"no engine {name!r}; there is {', '.join(ENGINES)}")
    if name == "compiled":
        from sortsim.plant.kernel.plant import CompiledPlant

        return CompiledPlant(plan, ledger, trace)
    from sortsim.plant.reference.plant import ReferencePlant

    return ReferencePlant(plan, ledger, trace)


def kept(plant: PlantEngine) -> dict[str, Any]:
    """Return what goes on of a compiled plant, to be put into a file.

    Raises
    ------
    ValueError
        If the engine is another: the stories of SimPy cannot be put into a file.
    """
    from sortsim.plant.kernel.plant import CompiledPlant

    if not isinstance(plant, CompiledPlant):
        raise ValueError("only the compiled engine can be kept in a file")
    return plant.kept()


def taken_up(
    kept: dict[str, Any], ledger: Ledger, load: Callable[[int, Ticks], Load]
) -> PlantEngine:
    """Return a compiled plant that goes on from what was `kept`.

    Parameters
    ----------
    kept
        From `kept`.
    ledger
        Takes every parcel that leaves.
    load
        Gives a load again, by its vehicle and the instant it was at the gate.
    """
    from sortsim.plant.kernel.plant import CompiledPlant

    return CompiledPlant.taken_up(kept, ledger, load)

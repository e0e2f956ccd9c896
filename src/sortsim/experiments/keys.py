"""Content addresses: a run is named by all that its result depends on, and by nothing else.

Here lives the making of addresses; where results lie under them is in ``store``.  ``manifest``
and ``api`` import it.

A run's result depends on the values of its scenario, on the files of vehicles or hours that the
scenario names, on seed, replication and scale, and on the rules of the model.  It does not depend
on the engine, since engines are held equal, nor on where files lie, what their comments say or
which experiment asks.
"""

from __future__ import annotations

from sortsim.core.provenance import MODEL_VERSION, sha256_of, sha256_of_file
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

RESULT_VERSION = 1
"""Form of ``result.json``; a new one makes every run anew."""
OWN_FILES = ("vehicles_csv", "hours_csv")
"""Keys of ``demand`` that name files whose content a run reads."""


def cell_address(resolved: Resolved[Scenario], scale: float) -> str:
    """Return the SHA-256 of all that the runs of a cell have in common.

    Parameters
    ----------
    resolved
        Scenario of the cell.
    scale
        Multiplier of its demand.
    """
    return sha256_of(
        {
            "scenario": resolved.sha256,
            "files": own_file_hashes(resolved),
            "scale": scale,
            "model_version": MODEL_VERSION,
            "result_version": RESULT_VERSION,
        }
    )


def run_key(address: str, seed: int, replication: int) -> str:
    """Return the content address of a run, 64 hexadecimal digits.

    Parameters
    ----------
    address
        Of its cell.
    seed, replication
        Keys of its random streams.
    """
    return sha256_of({"cell": address, "seed": seed, "replication": replication})


def own_file_hashes(resolved: Resolved[Scenario]) -> dict[str, str]:
    """Return the SHA-256 of each file that a scenario reads when it runs, by key."""
    demand = resolved.scenario.demand
    named = [key for key in OWN_FILES if demand is not None and getattr(demand, key) is not None]
    return {key: sha256_of_file(resolved.path_of(f"demand.{key}")) for key in named}

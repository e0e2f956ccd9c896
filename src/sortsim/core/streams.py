"""Named streams of randomness, one a source of randomness and entity.

Here lives the only place that makes generators; nothing here knows what is
drawn.  Every layer may import it.
"""

from __future__ import annotations

import hashlib

import numpy as np


def stream(root: int, replication: int, name: str, *entity: int) -> np.random.Generator:
    """Return the generator of one named source of randomness.

    Parameters
    ----------
    root
        Seed of the run, at least 0.
    replication
        Number of the replication, at least 0.
    name
        Name of the source, such as ``"parcel.weight"``; its SHA-256 keys the stream,
        so that adding a stream never moves another.
    entity
        Numbers of the entity that the draws belong to, such as day and vehicle.

    Returns
    -------
    numpy.random.Generator
        PCG64DXSM, the same for the same arguments on every machine.
    """
    words = np.frombuffer(hashlib.sha256(name.encode()).digest()[:16], dtype=np.uint32)
    key = (*(int(word) for word in words), replication, *entity)
    return np.random.Generator(np.random.PCG64DXSM(np.random.SeedSequence(root, spawn_key=key)))

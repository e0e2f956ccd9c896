"""Named streams of randomness, one a source of randomness and entity.

Here lives the only place that makes generators; nothing here knows what is
drawn.  Every layer may import it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

from sortsim.core.seeding import WORD, first_state, seed_words

Floats = npt.NDArray[np.float64]
Entity = tuple[int, ...]


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
    key = (*_name_words(name), replication, *entity)
    return np.random.Generator(np.random.PCG64DXSM(np.random.SeedSequence(root, spawn_key=key)))


@cache
def _name_words(name: str) -> tuple[int, ...]:
    words = np.frombuffer(hashlib.sha256(name.encode()).digest()[:16], dtype=np.uint32)
    return tuple(words.tolist())


class Streams:
    """The streams of many entities, by name: the same numbers as from `stream`, sooner.

    One generator is set to the start of a stream at a time, so nothing is kept of a stream but
    its seed, and those of a name are found for all entities together.

    Parameters
    ----------
    root, replication
        As for `stream`.
    entities
        Entities that are drawn for, numbers below 2**32, all of one length.  Others may be
        asked for, and take longer.
    """

    def __init__(self, root: int, replication: int, entities: Iterable[Entity] = ()) -> None:
        self._root, self._replication = root, replication
        known = list(dict.fromkeys(entities))
        self._number = {entity: number for number, entity in enumerate(known)}
        if any(not 0 <= number < WORD for entity in known for number in entity):
            raise ValueError("an entity's numbers are at least 0 and below 2**32")
        self._entities = np.array(known, np.uint32)
        self._seeds: dict[str, npt.NDArray[np.uint64]] = {}
        self._bits = np.random.PCG64DXSM(0)
        self._generator = np.random.Generator(self._bits)

    def uniforms(self, name: str, entity: Entity, count: int, out: Floats | None = None) -> Floats:
        """Return the first uniform draws in [0, 1) of a stream.

        Parameters
        ----------
        name, entity
            Key of the stream.
        count
            How many.
        out
            Takes them where it is given, shape ``(count,)``.
        """
        generator = self._at_start(name, entity)
        return generator.random(count) if out is None else generator.random(out=out)

    def uniforms_of(self, name: str, numbers: npt.NDArray[np.uint64]) -> Floats:
        """Return one uniform draw in [0, 1) a number, whatever other numbers are asked for.

        Parameters
        ----------
        name
            Name of the source.
        numbers
            What the draws belong to, such as parcels of a city, shape ``(n,)``.

        Notes
        -----
        SplitMix64's finaliser over the number and the stream's key (Steele, Lea, Flood: Fast
        splittable pseudorandom number generators, OOPSLA 2014), its 53 highest bits.
        """
        key = np.random.SeedSequence(
            self._root, spawn_key=(*_name_words(name), self._replication)
        ).generate_state(2, np.uint64)
        mixed = _finalised(_finalised(numbers ^ key[0]) + key[1])
        return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def _at_start(self, name: str, entity: Entity) -> np.random.Generator:
        number = self._number.get(entity)
        if number is None:
            return stream(self._root, self._replication, name, *entity)
        state, increment = first_state(self._seed(name)[number].tolist())
        self._bits.state = {
            "bit_generator": "PCG64DXSM",
            "state": {"state": state, "inc": increment},
            "has_uint32": 0,
            "uinteger": 0,
        }
        return self._generator

    def _seed(self, name: str) -> npt.NDArray[np.uint64]:
        if name not in self._seeds:
            key = (*_name_words(name), self._replication)
            self._seeds[name] = seed_words(self._root, key, self._entities)
        return self._seeds[name]


def _finalised(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return 64-bit words mixed so that each bit depends on all: SplitMix64's last steps."""
    words = words + np.uint64(0x9E3779B97F4A7C15)
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))

"""The first states of many streams at once, the same that NumPy gives one by one.

Here lives the arithmetic of ``numpy.random.SeedSequence`` and of the seeding of PCG64DXSM, both
fixed by NumPy's promise of reproducible seeds, over whole arrays of entities.  Only ``streams``
imports it.

A run has some 100 000 streams; seeding each by NumPy's own objects takes longer than drawing
from it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint32]
POOL = 4
XOR_A, TIMES_A = 0x43B0D7E5, 0x931E8875
XOR_B, TIMES_B = 0x8B51F9DD, 0x58F38DED
MIX_LEFT, MIX_RIGHT = 0xCA01F9DD, 0x4973F715
SHIFT = 16
WORD = 2**32
MULTIPLIER = (2549297995355413924 << 64) + 4865540595714422341
STATE = 2**128


def words_of(number: int) -> list[int]:
    """Return a number of at least 0 as 32-bit words, the lowest first; 0 is one word."""
    words = [number % WORD]
    while number := number // WORD:
        words.append(number % WORD)
    return words


def seed_words(root: int, key: Sequence[int], entities: Words) -> npt.NDArray[np.uint64]:
    """Return the seed of each entity's bit generator, shape ``(n, 4)``.

    Parameters
    ----------
    root
        Entropy of the seed sequence, at least 0.
    key
        First part of the spawn key: numbers of at least 0.
    entities
        Second part of the spawn key, one row an entity, shape ``(n, k)``.
    """
    fixed = words_of(root)
    fixed += [0] * (POOL - len(fixed))
    fixed += [word for number in key for word in words_of(number)]
    count = len(entities)
    words = [np.full(count, word, np.uint32) for word in fixed]
    return _generated(_mixed([*words, *np.ascontiguousarray(entities.T)]))


class _Hash:
    """The running hash of a seed sequence: its constant changes with every word."""

    def __init__(self, xor: int, times: int) -> None:
        self._xor, self._times = xor, times

    def __call__(self, words: Words) -> Words:
        hashed = words ^ np.uint32(self._xor)
        self._xor = self._xor * self._times % WORD
        hashed *= np.uint32(self._xor)
        hashed ^= hashed >> np.uint32(SHIFT)
        return hashed


def _mixed(words: Sequence[Words]) -> list[Words]:
    """Return the pool of entropy: every word mixed into each of its four."""
    hashed = _Hash(XOR_A, TIMES_A)
    pool = [hashed(word) for word in words[:POOL]]
    for source in range(POOL):
        for target in range(POOL):
            if source != target:
                pool[target] = _mix(pool[target], hashed(pool[source]))
    for word in words[POOL:]:
        for target in range(POOL):
            pool[target] = _mix(pool[target], hashed(word))
    return pool


def _mix(left: Words, right: Words) -> Words:
    mixed = left * np.uint32(MIX_LEFT) - right * np.uint32(MIX_RIGHT)
    mixed ^= mixed >> np.uint32(SHIFT)
    return mixed


def _generated(pool: Sequence[Words]) -> npt.NDArray[np.uint64]:
    hashed = _Hash(XOR_B, TIMES_B)
    words = [hashed(pool[i % POOL]).astype(np.uint64) for i in range(2 * POOL)]
    pairs = zip(words[::2], words[1::2], strict=True)
    return np.column_stack([low | high << np.uint64(32) for low, high in pairs])


def first_state(seed: Sequence[int]) -> tuple[int, int]:
    """Return state and increment of a PCG64DXSM seeded with four 64-bit words."""
    high, low, more, less = seed
    increment = ((more << 64 | less) << 1 | 1) % STATE
    return (((high << 64 | low) + increment) * MULTIPLIER + increment) % STATE, increment

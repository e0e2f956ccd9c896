"""The nearest known name to one that is not known.

Here lives one spelling rule for all messages; where the known names come from is
the work of ``typewalk``.  Every layer above may import it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like a name, or ``None`` where none is like it.

    Letter case does not count.  Names that share whole words count as alike even where
    their spelling differs much: ``speed_ms`` and ``speed_m_per_s``.
    """
    by_lower = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    if close:
        return by_lower[close[0]]
    shared = max(by_lower, key=lambda other: _shared_words(name, other), default=None)
    if shared is None or _shared_words(name, shared) < 0.5:
        return None
    return by_lower[shared]


def _shared_words(one: str, other: str) -> float:
    """Return the share of the letters of ``one`` that lie in words it has in common."""
    mine = [word for word in one.lower().replace("-", "_").split("_") if len(word) > 2]
    theirs = set(other.lower().replace("-", "_").split("_"))
    return sum(len(word) for word in mine if word in theirs) / max(1, len(one))

"""Whether a worker elsewhere would compute the same: versions held against versions.

Here lives what two sides compare before one works for the other; how they speak is in ``cluster``,
which imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sortsim.core.provenance import (
    RUN_PACKAGES,
    package_versions,
    python_version,
    sha256_of,
    sortsim_version,
    source_sha256,
)

Versions = dict[str, str]
SOURCE = "source_sha256"
SHOWN = 12
"""So many digits of a hash are shown."""


@cache
def _here() -> tuple[Versions, str]:
    found = {
        "sortsim": sortsim_version(),
        "python": python_version(),
        **package_versions((*RUN_PACKAGES, "numba", "llvmlite")),
        SOURCE: source_sha256(),
    }
    return found, sha256_of(found)


def versions_here() -> Versions:
    """Return the versions in this process of all that results go through."""
    return dict(_here()[0])


def versions_sha256() -> str:
    """Return the SHA-256 of `versions_here`, for a comparison with every job."""
    return _here()[1]


def difference(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """Return what differs, both sides named, such as ``numpy 2.1 (here 2.4)``; empty if nothing.

    Parameters
    ----------
    ours, theirs
        As `versions_here` returns them here and there.
    """
    names = [name for name in ours if ours[name] != theirs.get(name)]
    names += [name for name in theirs if name not in ours]
    if len(names) > 1 and SOURCE in names and "sortsim" in names:
        names.remove(SOURCE)
    return ", ".join(
        f"{_label(name)} {_short(name, theirs)} (here {_short(name, ours)})" for name in names
    )


def _label(name: str) -> str:
    return "sortsim's source" if name == SOURCE else name


def _short(name: str, versions: Mapping[str, str]) -> str:
    value = versions.get(name, "missing")
    return value[:SHOWN] if name == SOURCE else value

"""What a result was made with: versions, and hashes that do not depend on the machine.

Here live the version of the model, canonical JSON and SHA-256; records and the
reading of scenarios are elsewhere.  Every layer may import it.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

MODEL_VERSION = "1"
"""Counts changes of the model's rules that change results for the same scenario and seed."""

RUN_PACKAGES = ("numpy", "scipy", "pandas", "pyarrow", "pydantic", "simpy")
"""The packages whose versions a record names, since results or their bytes go through them."""


def sortsim_version() -> str:
    """Return the installed version of sortsim, or ``"0+source"`` in a bare source tree."""
    return package_versions(["sortsim"]).get("sortsim", "0+source")


def source_sha256() -> str:
    """Return the SHA-256 of sortsim's own source and of the packages that results go through.

    Unlike the version it tells two states of a checkout apart.
    """
    digest = hashlib.sha256(repr(package_versions()).encode())
    home = Path(__file__).parents[1]
    for path in sorted(home.rglob("*.py")):
        digest.update(path.relative_to(home).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def package_versions(names: Iterable[str] = RUN_PACKAGES) -> dict[str, str]:
    """Return the versions of the named packages that are installed, sorted by name."""
    return {name: v for name in sorted(names) if (v := _version_of(name)) is not None}


@cache
def _version_of(name: str) -> str | None:
    """Return a package's version; installing while a process runs does not change what it runs."""
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def python_version() -> str:
    """Return the name and version of the interpreter, such as ``"CPython 3.11.7"``."""
    return f"{platform.python_implementation()} {'.'.join(map(str, sys.version_info[:3]))}"


def canonical_json(value: object) -> bytes:
    """Return a value as JSON with one spelling: sorted keys, no spaces, UTF-8.

    Parameters
    ----------
    value
        Mappings with string keys, sequences, strings, numbers, booleans and ``None``.
        A whole float is written as an integer, so that 2 and 2.0 in a file hash alike.

    Raises
    ------
    ValueError
        A number is not finite.
    TypeError
        Something JSON has no form for.
    """
    text = json.dumps(
        _whole(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode("utf-8")


def sha256_of(value: object) -> str:
    """Return the SHA-256 of the canonical JSON of a value, in hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def sha256_of_bytes(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal, read a megabyte at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _whole(value: object) -> object:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return value

"""Hashes that do not depend on the machine or on how a number is spelled."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sortsim.core import provenance


def test_canonical_json_has_one_spelling() -> None:
    value = {"b": [1.0, 2.5, True, None], "a": {"门": "出港"}}
    assert provenance.canonical_json(value).decode() == (
        '{"a":{"门":"出港"},"b":[1,2.5,true,null]}'
    )


def test_hash_ignores_order_of_keys_but_not_values() -> None:
    assert provenance.sha256_of({"a": 1, "b": 2}) == provenance.sha256_of({"b": 2.0, "a": 1})
    assert provenance.sha256_of({"a": 1}) != provenance.sha256_of({"a": 1.0000001})
    assert provenance.sha256_of({"a": [1, 2]}) != provenance.sha256_of({"a": [2, 1]})


def test_what_is_not_finite_has_no_hash() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        provenance.sha256_of({"a": float("nan")})


def test_file_hash_is_that_of_its_bytes(tmp_path: Path) -> None:
    data = b"x" * (3 << 20) + b"y"
    (tmp_path / "f").write_bytes(data)
    assert provenance.sha256_of_file(tmp_path / "f") == hashlib.sha256(data).hexdigest()
    assert provenance.sha256_of_bytes(data) == hashlib.sha256(data).hexdigest()


def test_versions_of_what_is_installed() -> None:
    versions = provenance.package_versions(["pydantic", "no-such-package", "numpy"])
    assert list(versions) == ["numpy", "pydantic"]
    assert provenance.python_version().startswith("CPython 3.")


def test_the_hash_of_the_source_changes_with_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two states of a checkout that have one version are told apart."""
    module = tmp_path / "sortsim" / "core" / "provenance.py"
    module.parent.mkdir(parents=True)
    module.write_text("one", "utf-8")
    monkeypatch.setattr(provenance, "__file__", str(module))
    before = provenance.source_sha256()
    assert provenance.source_sha256() == before
    module.write_text("two", "utf-8")
    assert provenance.source_sha256() != before

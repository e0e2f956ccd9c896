"""Heavy or foreign packages are known only where they belong."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source import imported_packages, modules

ALLOWED = {
    "simpy": ("centre", "plant.reference"),
    "numba": ("plant",),
    "matplotlib": ("report",),
    "pyarrow": ("results",),
    "pandas": ("results", "stats", "report", "api", "cli", "demand", "experiments"),
    "xlsxwriter": ("results",),
    "pydantic": ("spec",),
    "tree_sitter": ("spec",),
    "tree_sitter_toml": ("spec",),
    "click": ("cli",),
    "streamlit": ("cli.studio_page", "cli.studio_server"),
    "rich": ("cli", "report"),
    "pickle": ("core.kept_objects",),
}
NEVER = ("random", "requests", "urllib")
LIGHT = ("numba", "pandas", "matplotlib", "scipy", "pyarrow", "simpy", "pydantic")


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_is_imported_only_where_it_belongs(package: str) -> None:
    """Each package has its layers; an import elsewhere couples what must stay apart."""
    strangers = [
        str(module)
        for module in modules()
        if package in imported_packages(module)
        and not any(f"{module}.".startswith(f"{home}.") for home in ALLOWED[package])
    ]
    assert strangers == []


@pytest.mark.parametrize("package", NEVER)
def test_some_packages_are_never_imported(package: str) -> None:
    """No unseeded randomness, no unsafe files, no network."""
    assert [str(m) for m in modules() if package in imported_packages(m)] == []


def test_importing_sortsim_is_light() -> None:
    """`import sortsim` loads none of the heavy packages."""
    program = f"import sys, sortsim; print([p for p in {LIGHT!r} if p in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

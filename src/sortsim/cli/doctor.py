"""``sortsim doctor``: is this machine fit.

Here versions, processors, memory and disk are looked at; nothing is measured for long.
``cli.main`` imports it.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import asdict, dataclass

import click

from sortsim.cli.errors import ExitCode
from sortsim.cli.options import common

HELP = """Look whether this machine is fit for sortsim.

\b
Examples:
  sortsim doctor
  sortsim doctor --json

Exit code 0 where nothing is missing, 1 where something is.
"""
LEAST_FREE_GB, LEAST_MEMORY_GB = 2.0, 2.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    ok: bool
    told: str


@click.command(help=HELP, short_help="Look whether this machine is fit.")
@common
@click.pass_context
def doctor(ctx: click.Context, as_json: bool, quiet: bool) -> None:
    """Look at this machine."""
    findings = [_python(), *_packages(), _processors(), _memory(), _disk(), _scenarios()]
    is_fit = all(finding.ok for finding in findings)
    if as_json:
        from sortsim.cli.output import one_line

        one_line({"ok": is_fit, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            if not (quiet and finding.ok):
                click.echo(f"{'✓' if finding.ok else '✗'} {finding.name:<12} {finding.told}")
    if not is_fit:
        ctx.exit(ExitCode.OUR_FAULT)


def _python() -> Finding:
    from sortsim.core.provenance import python_version

    return Finding("python", sys.version_info >= (3, 11), python_version())


def _packages() -> list[Finding]:
    from sortsim.core.provenance import package_versions, sortsim_version

    names = ("click", "matplotlib", "numpy", "pandas", "pyarrow", "pydantic", "rich", "scipy",
             "simpy", "tree-sitter-toml")  # fmt: skip
    found = package_versions(names)
    missing = [name for name in names if name not in found]
    told = ", ".join(f"{name} {version}" for name, version in found.items())
    if missing:
        told = f"missing: {', '.join(missing)}"
    return [Finding("sortsim", True, sortsim_version()), Finding("packages", not missing, told)]


def _processors() -> Finding:
    count = os.cpu_count() or 1
    return Finding("processors", True, f"{count}; compare runs so many configurations at a time")


def _memory() -> Finding:
    try:
        total_gb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    except (AttributeError, ValueError, OSError):
        return Finding("memory", True, "not known here")
    return Finding("memory", total_gb >= LEAST_MEMORY_GB, f"{total_gb:.1f} GB")


def _disk() -> Finding:
    free_gb = shutil.disk_usage(".").free / 1e9
    can_write = os.access(".", os.W_OK)
    told = f"{free_gb:.0f} GB free here" if can_write else "this folder cannot be written"
    return Finding("disk", can_write and free_gb >= LEAST_FREE_GB, told)


def _scenarios() -> Finding:
    from sortsim.api.load import MAIN_CENTRE
    from sortsim.spec.sources import package_scenarios

    missing = [name for name in MAIN_CENTRE if name not in package_scenarios()]
    told = f"missing from the package: {', '.join(missing)}" if missing else "in the package"
    return Finding("scenarios", not missing, told)

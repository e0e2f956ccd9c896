"""The one door: what people and CI run, under the same names.

Every session installs the project with its extra ``dev`` into an environment of its own.
In an environment that has it already, ``nox --no-venv -s fast`` runs without installing.
"""

from __future__ import annotations

import nox

nox.options.sessions = ["lint", "types", "layers", "docs", "fast"]
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = False


def prepare(session: nox.Session) -> None:
    """Install the project with its development tools, unless nox runs without environments."""
    if session.virtualenv.is_sandboxed:
        session.install(".[dev]")


@nox.session
def fast(session: nox.Session) -> None:
    """Run the tests that take seconds."""
    prepare(session)
    session.run("pytest", "-m", "not slow and not bench and not verify", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests but the benchmarks and the long proofs."""
    prepare(session)
    session.run("pytest", "-m", "not bench and not verify", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style."""
    prepare(session)
    session.run("ruff", "check", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Check types."""
    prepare(session)
    session.run("mypy", *session.posargs)


@nox.session
def layers(session: nox.Session) -> None:
    """Check that imports only point down."""
    prepare(session)
    session.run("lint-imports")


@nox.session
def docs(session: nox.Session) -> None:
    """Check that every link of the documentation leads somewhere."""
    prepare(session)
    session.run("python", "docs/check_links.py")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure B1 against the plain yardstick, then the design day and the tape floor."""
    prepare(session)
    session.run("sortsim", "bench", *session.posargs)


@nox.session
def verify(session: nox.Session) -> None:
    """Run the theory cases, the long proofs of all kinds, and every rule broken on purpose."""
    prepare(session)
    proofs = ("tests/analytic", "tests/mutations")
    session.run("pytest", *proofs, "-m", "not bench", *session.posargs)
    others = ("tests/unit", "tests/property", "tests/cli", "tests/browser")
    session.run("pytest", *others, "-m", "verify", *session.posargs)


@nox.session
def equivalence(session: nox.Session) -> None:
    """Hold the engines equal on so many random plants, on whole days, and try every wrong."""
    prepare(session)
    plants = session.posargs[:1] or ["20000"]
    session.run(
        "pytest", "tests/equivalence", "-m", "not bench", "-n", "2", *session.posargs[1:],
        env={"SORTSIM_PLANTS": plants[0]},
    )  # fmt: skip


@nox.session
def coverage(session: nox.Session) -> None:
    """Tell which lines the tests of the plant run, with the just-in-time compiler off."""
    prepare(session)
    session.install("pytest-cov")
    session.run(
        "pytest", "tests/equivalence/test_growth.py", "-m", "not verify",
        "--cov=sortsim.plant", "--cov-branch", "--cov-report=term-missing:skip-covered",
        *session.posargs, env={"NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip

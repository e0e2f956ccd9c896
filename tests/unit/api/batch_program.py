"""A batch in a process of its own, for tests that end it: folder, workers, hours of a run."""

from __future__ import annotations

import sys
from pathlib import Path

from sortsim.api.batch import local, run_plan
from tests.builders_experiment import tiny_plan


def main() -> None:
    """Run the tiny experiment, long enough to be ended in the middle."""
    home, jobs, hours = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    plan = tiny_plan(home, count=3, hours=hours, compared=True)
    sys.stdout.write("loaded\n")
    sys.stdout.flush()
    run_plan(plan, home / "out", executor=local(jobs))


if __name__ == "__main__":
    main()

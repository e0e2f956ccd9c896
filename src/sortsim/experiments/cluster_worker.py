"""What a worker of a cluster does with a job: nothing, unless it has the same sortsim.

Here lives the one function that is sent; who sends it is in ``cluster``, which imports it.
"""

from __future__ import annotations

from dataclasses import replace

from sortsim.experiments.attempt import attempt
from sortsim.experiments.cluster_versions import versions_sha256
from sortsim.experiments.jobs import Job, Outcome


def work(job: Job, versions: str) -> Outcome | None:
    """Do a job; ``None``: refused, since this worker's versions are others.

    The check goes with every job, since workers come and go while a batch runs.

    Parameters
    ----------
    job
        What is to be done.
    versions
        `cluster_versions.versions_sha256` of the side that asks.

    Returns
    -------
    Outcome or None
        Without the job's argument, which the asking side has.
    """
    if versions_sha256() != versions:
        return None
    return replace(attempt(job), job=replace(job, argument=None))

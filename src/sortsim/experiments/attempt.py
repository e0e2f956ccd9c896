"""Doing one job in a worker: its result, or why it has none.

Here an error becomes a failure that can be sent and kept; who does the job, and where, is an
executor's matter.  ``local`` and ``cluster`` import it.
"""

from __future__ import annotations

import time
import traceback

from sortsim.core.errors import InputError, SortsimError
from sortsim.experiments.jobs import Failure, Job, Outcome


def attempt(job: Job) -> Outcome:
    """Do a job and return what became of it; raises nothing but the end of the process."""
    begun = time.monotonic()
    try:
        result = job.function(job.argument)
    except InputError as error:
        failure = Failure("input", str(error))
    except SortsimError as error:
        failure = Failure("model", f"{type(error).__name__}: {error}", traceback.format_exc())
    except Exception as error:
        failure = Failure("bug", f"{type(error).__name__}: {error}", traceback.format_exc())
    else:
        return Outcome(job, result, wall_s=time.monotonic() - begun)
    return Outcome(job, failure=failure, wall_s=time.monotonic() - begun)

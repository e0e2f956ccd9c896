"""What holds for every test: how Hypothesis works, and what Ctrl-C means.

Hypothesis has no deadlines and tries the same examples every time;
``HYPOTHESIS_PROFILE=explore pytest`` looks for new ones instead.
"""

from __future__ import annotations

import os
import signal

from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# A shell begins a background job with SIGINT ignored, and commands begun by the tests inherit it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

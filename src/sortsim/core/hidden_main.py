"""Beginning processes without the user's main module, which a worker has no need of.

Here lives that one trick; what the processes do is said by who makes them.  Every layer may
import it.
"""

from __future__ import annotations

import contextlib
import sys
import types
from collections.abc import Iterator


@contextlib.contextmanager
def hidden_main() -> Iterator[None]:
    """Begin a process without the user's main module.

    So a script that calls ``compare`` needs no ``if __name__ == "__main__"`` around it.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main

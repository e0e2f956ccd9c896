"""What the tests of measuring measure in a process of its own; it imports nothing heavy."""

from __future__ import annotations

import os
from typing import Any


def small(size: int) -> dict[str, Any]:
    """Hold some memory."""
    return {"held": len(b"x" * size), "pid": os.getpid()}


def broken() -> dict[str, Any]:
    """Fail."""
    raise ZeroDivisionError("by hand")


def died() -> dict[str, Any]:
    """End without a word."""
    os._exit(7)

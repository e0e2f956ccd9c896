"""Objects of a run in a file, and back, without a door for anything else.

Here lives the only use of ``pickle``: what is read may name sortsim's own classes and arrays, and
nothing that could be called to do harm.  ``city`` imports it.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

from sortsim.core.errors import InputError, Problem

PLAIN = {
    "builtins": {"set", "frozenset", "range", "slice", "complex", "bytearray", "object"},
    "datetime": {"date", "datetime", "time", "timedelta"},
    "collections": {"deque", "OrderedDict"},
    "array": {"array", "_array_reconstructor"},
    "copyreg": {"_reconstructor"},
    "numpy": {"dtype", "ndarray", "record", "recarray"},
    "numpy.rec": {"record", "recarray"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.numeric": {"_frombuffer"},
    "numpy.core.multiarray": {"_reconstruct", "scalar"},
}
"""What may be named besides sortsim's classes; none of it acts on anything."""
PROTOCOL = 5


def to_bytes(kept: object) -> bytes:
    """Return an object as bytes."""
    return pickle.dumps(kept, PROTOCOL)


def from_bytes(data: bytes, name: str) -> Any:
    """Return an object that was made into bytes.

    Parameters
    ----------
    data
        From `to_bytes`.
    name
        Name of the file, for the message.

    Raises
    ------
    InputError
        If the bytes are damaged, or name something that no run keeps.
    """
    try:
        return _Reader(io.BytesIO(data)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError) as error:
        told = f"holds no state of a run that can be read: {error}"
        raise InputError([Problem(told, file=name)]) from error


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return a class that may be named."""
        if name in PLAIN.get(module, ()):
            return super().find_class(module, name)
        if module == "sortsim" or module.startswith("sortsim."):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not of a run")

"""The workers of a cluster: who is there, and who has the same sortsim.

Here lives the roll of the workers; jobs and their fate are in ``cluster``, which imports it.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sortsim.core.errors import InputError, Problem
from sortsim.experiments.cluster_address import KEY
from sortsim.experiments.cluster_versions import Versions, difference, versions_here

if TYPE_CHECKING:
    from distributed import Client, Future

ANSWER_WITHIN_S = 30.0
"""A worker that is busy with another batch may take long; each job checks again anyway."""
LOOK_EVERY_S = 5.0


@dataclass
class Crew:
    """The workers that are connected, checked as they come."""

    client: Client
    tell: Callable[[str], None]
    """Hears of every worker that is refused while others go on."""
    fit: set[str] = field(default_factory=set)
    """Addresses of workers with the same versions."""
    refused: dict[str, str] = field(default_factory=dict)
    """Why not, by address, of those that are still connected."""
    slots: int = 0
    _asked: dict[str, Future[Versions]] = field(default_factory=dict)
    _looked_at_s: float = 0.0

    def refuse_strangers(self) -> None:
        """Check all workers at the beginning; raises `InputError` naming each that is refused."""
        self.look(wait_s=ANSWER_WITHIN_S)
        if self.refused:
            raise InputError([Problem(why, key=KEY) for why in self.refused.values()])

    def look(self, *, wait_s: float = 0.0) -> list[str]:
        """Call the roll and return why workers were refused that had not been before.

        Parameters
        ----------
        wait_s
            How long to wait for answers of workers that were not asked before.

        Raises
        ------
        InputError
            Workers are refused and none is left that is fit.
        """
        self._looked_at_s = time.monotonic()
        threads = self.client.nthreads()
        self._forget_all_but(set(threads))
        for address in threads:
            if address not in self._asked:
                self._asked[address] = self._ask(address)
        found = self._hear(time.monotonic() + wait_s)
        self.slots = sum(n for address, n in threads.items() if address not in self.refused)
        return found

    def look_now_and_then(self) -> None:
        """Call the roll if that is some seconds ago, and tell who was refused."""
        if time.monotonic() - self._looked_at_s > LOOK_EVERY_S:
            self.look_and_tell()

    def look_and_tell(self, *, wait_s: float = 0.0) -> bool:
        """Call the roll, tell who was refused, and return whether anybody was or is.

        Raises
        ------
        InputError
            Nobody is left who is not refused.
        """
        for why in self.look(wait_s=wait_s):
            self.tell(f"{why}; it is given no jobs")
        if self.refused and not self.slots:
            raise InputError([Problem(why, key=KEY) for why in self.refused.values()])
        return bool(self.refused)

    def _ask(self, address: str) -> Future[Versions]:
        return self.client.submit(
            versions_here, key=f"sortsim-versions-{uuid.uuid4().hex}", workers=[address],
            pure=False, priority=1,
        )  # fmt: skip

    def _hear(self, until_s: float) -> list[str]:
        found = []
        for address, future in self._asked.items():
            if address in self.fit or address in self.refused:
                continue
            why = _why_refused(address, future, max(0.0, until_s - time.monotonic()))
            if why:
                self.refused[address] = why
                found.append(why)
            elif why is not None:
                self.fit.add(address)
        return found

    def _forget_all_but(self, there: set[str]) -> None:
        """Forget workers that are gone."""
        for address in set(self._asked) - there:
            self._asked.pop(address).cancel()
            self.fit.discard(address)
            self.refused.pop(address, None)


def _why_refused(address: str, future: Future[Versions], wait_s: float) -> str | None:
    """Return why a worker is refused; empty: it is not; ``None``: it has not answered."""
    if not future.done() and wait_s <= 0:
        return None
    try:
        error = future.exception(timeout=wait_s + 1.0)
    except (TimeoutError, OSError):
        return None
    if future.cancelled():
        return None
    here = versions_here()
    if error is not None:
        return (
            f"the worker {address} has no sortsim that can be asked for its version, here is "
            f"{here['sortsim']} ({type(error).__name__}: {error})"
        )
    told = difference(here, future.result())
    return told and f"the worker {address} has other versions: {told}"

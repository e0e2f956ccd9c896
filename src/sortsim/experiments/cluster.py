"""The executor of many machines: a Dask cluster that somebody else began and ends.

Here jobs meet Dask; what a job is stands in ``jobs``, who may work in ``cluster_crew``, the address
in ``cluster_address``.  ``api`` imports it.

Of Dask only ``Client``, ``submit``, ``as_completed`` and ``Security`` are used.  Results come back
to the process of the batch, which alone writes, so that nothing but what runs is lost with any
machine, the scheduler's too.
"""

from __future__ import annotations

import contextlib
import logging
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sortsim.core.errors import InputError, Problem, SortsimError
from sortsim.experiments.cluster_address import KEY, NO_FILES, TlsFiles, check_address, security
from sortsim.experiments.cluster_crew import ANSWER_WITHIN_S, Crew
from sortsim.experiments.cluster_versions import versions_sha256
from sortsim.experiments.cluster_worker import work
from sortsim.experiments.jobs import Agenda, Executor, Failure, Job, Outcome

if TYPE_CHECKING:
    from distributed import Client, Future, Security, as_completed

AHEAD_PER_SLOT = 2
"""Jobs with the cluster for each that it runs, so that no worker waits for the parent."""
CONNECT_WITHIN_S = 10.0
CLOSE_WITHIN_S = 2.0


class ClusterLostError(SortsimError):
    """The scheduler of a cluster is gone; what was done is kept."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"the scheduler at {address} is gone; all finished runs are kept: start the cluster "
            "anew, then the same command again, which runs only what is missing"
        )

    def __reduce__(self) -> tuple[type[ClusterLostError], tuple[str]]:
        """Say how it is made again in another process."""
        return type(self), (self.address,)


def make_cluster_executor(
    address: str,
    *,
    is_insecure: bool = False,
    tls: TlsFiles = NO_FILES,
    tell: Callable[[str], None] = lambda _: None,
    connect_s: float = CONNECT_WITHIN_S,
) -> Executor:
    """Return an executor on a cluster; entering it connects and checks every worker.

    Parameters
    ----------
    address
        Of its scheduler, ``tcp://host:port`` or ``tls://host:port``.
    is_insecure
        Whether ``tcp://`` is accepted beyond this machine.
    tls
        Certificates by file; what is not given is taken from Dask's configuration.
    tell
        Hears sentences for the user while the batch goes on.
    connect_s
        How long to try to connect, and to wait for a first worker, s.

    Raises
    ------
    InputError
        The address or the certificates are wrong, or the extra ``dist`` is not installed.  On
        entering: nothing answers, there is no worker, or one has other versions.
    """
    check_address(address, is_insecure=is_insecure, tls=tls)
    try:
        import distributed  # noqa: F401 - whether it is there
    except ModuleNotFoundError as missing:
        told = f"needs the package {missing.name}: pip install 'sortsim[dist]'"
        raise InputError([Problem(told, key=KEY)]) from None
    return ClusterExecutor(address, security(address, tls), tell, connect_s)


@dataclass
class ClusterExecutor:
    """Works through an agenda with the workers of a Dask cluster."""

    address: str
    security: Security | None
    tell: Callable[[str], None]
    connect_s: float = CONNECT_WITHIN_S
    _crew: Crew | None = field(default=None, repr=False)
    _open: ExitStack = field(default_factory=ExitStack, repr=False)

    @property
    def slots(self) -> int:
        """Return how many jobs run at a time, as many workers as there are now."""
        return max(1, self._crew.slots if self._crew else 0)

    def work_through(self, agenda: Agenda) -> None:
        """Run jobs until the agenda has none and none runs; as `jobs.Executor` has it.

        Raises
        ------
        ClusterLostError
            The scheduler is gone.
        InputError
            No worker is left that has the same sortsim.
        """
        assert self._crew is not None
        flights = _Flights(self._crew, agenda, self.address)
        try:
            flights.work_through()
        finally:
            flights.cancel()

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            opening.enter_context(_quiet_dask())
            client = opening.enter_context(_connected(self.address, self.security, self.connect_s))
            self._crew = Crew(client, self.tell)
            self._crew.refuse_strangers()
            self._open = opening.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._crew = None
        self._open.close()


@dataclass
class _Flights:
    """Jobs that are with the cluster.

    Dask counts a death against every job that a dead worker had, begun or not.  So a job that it
    gives up is only a suspect: it is tried again alone, and set aside if it takes as many workers
    with it once more.
    """

    crew: Crew
    agenda: Agenda
    address: str
    jobs: dict[Future[Any], Job] = field(default_factory=dict)
    unbegun: dict[str, Job] = field(default_factory=dict)
    """Sent, and by their order not yet at work, by key."""
    again: deque[Job] = field(default_factory=deque)
    suspects: deque[Job] = field(default_factory=deque)
    on_trial: str | None = None
    """Key of the suspect that is alone with the cluster."""
    arrivals: as_completed = field(init=False)

    def __post_init__(self) -> None:
        from distributed import as_completed

        self.arrivals = as_completed(loop=self.crew.client.loop)

    def work_through(self) -> None:
        """Send jobs and hear of them until there are none."""
        self._send_more()
        while self.jobs:
            for future in self.arrivals.next_batch():
                self._hear(future)
            self._of_the_cluster(self.crew.look_now_and_then)
            self._send_more()

    def cancel(self) -> None:
        """Take back what is with the cluster; the cluster lives on."""
        # A scheduler that is gone has nothing to be taken back from.
        with contextlib.suppress(OSError, TimeoutError, CancelledError, RuntimeError):
            if self.jobs:
                self.crew.client.cancel(list(self.jobs), force=True)
        self.jobs.clear()

    # ------------------------------------------------------------ sending

    def _send_more(self) -> None:
        most = AHEAD_PER_SLOT * max(1, self.crew.slots)
        while self.on_trial is None and len(self.jobs) < most:
            job = self.again.popleft() if self.again else None
            if job is None and not self.suspects:
                job = self.agenda.next()
            if job is None:
                break
            self._send(job)
        if self.suspects and not self.jobs:
            suspect = self.suspects.popleft()
            self.on_trial = suspect.key
            self._send(suspect)
        self._begin()

    def _send(self, job: Job) -> None:
        # Dask may forget nothing of an earlier try: each has a key of its own.
        key = f"sortsim-run-{uuid.uuid4().hex}"
        send = partial(self.crew.client.submit, work, job, versions_sha256(), key=key, pure=False)
        future = self._of_the_cluster(partial(send, **self._only_to_the_fit()))
        self.jobs[future] = job
        self.unbegun[job.key] = job
        self.arrivals.add(future)

    def _only_to_the_fit(self) -> dict[str, Any]:
        """Keep jobs from workers that would refuse them, as long as there are such."""
        if not self.crew.refused or not self.crew.fit:
            return {}
        # Others are allowed where all of these are gone: a job then checks for itself.
        return {"workers": sorted(self.crew.fit), "allow_other_workers": True}

    def _begin(self) -> None:
        """Tell of as many jobs as can be at work that they began: Dask does not say."""
        at_work = len(self.jobs) - len(self.unbegun)
        while self.unbegun and at_work < max(1, self.crew.slots):
            self.agenda.began(self.unbegun.pop(next(iter(self.unbegun))))
            at_work += 1

    # ------------------------------------------------------------ hearing

    def _hear(self, future: Future[Any]) -> None:
        if future.status in ("cancelled", "lost"):
            raise ClusterLostError(self.address)
        job = self.jobs.pop(future)
        error = self._of_the_cluster(future.exception)
        if error is not None:
            return self._hear_error(job, error)
        outcome = self._of_the_cluster(future.result)
        if outcome is None:
            self._of_the_cluster(self._look)
            return self._once_more(job)
        return self._end(replace(outcome, job=job))

    def _look(self) -> bool:
        return self.crew.look_and_tell(wait_s=ANSWER_WITHIN_S)

    def _of_the_cluster(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except SortsimError:
            raise
        except (CancelledError, OSError) as error:
            raise ClusterLostError(self.address) from error
        except Exception as error:
            if self.crew.client.status == "running":
                raise
            raise ClusterLostError(self.address) from error

    def _hear_error(self, job: Job, error: BaseException) -> None:
        """Take that Dask failed with a job, since a job itself raises nothing."""
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            return self._suspect(job, error.allowed_failures + 1)
        if self._of_the_cluster(self._look):
            return self._once_more(job)
        told = f"{type(error).__name__}: {error}"
        return self._end(Outcome(job, failure=Failure("bug", told)))

    def _suspect(self, job: Job, deaths: int) -> None:
        if self.on_trial != job.key:
            self._forget(job)
            self.suspects.append(job)
            return
        told = f"{deaths} workers in turn ended while they had it and nothing else"
        self._end(Outcome(job, failure=Failure("died", told)))

    def _once_more(self, job: Job) -> None:
        self._forget(job)
        self.again.append(job)

    def _forget(self, job: Job) -> None:
        self.unbegun.pop(job.key, None)
        if self.on_trial == job.key:
            self.on_trial = None

    def _end(self, outcome: Outcome) -> None:
        if outcome.job.key in self.unbegun:
            self.agenda.began(outcome.job)
        self._forget(outcome.job)
        self.agenda.ended(outcome)


# ---------------------------------------------------------------- the connection


@contextmanager
def _connected(address: str, secure: Security | None, connect_s: float) -> Iterator[Client]:
    """Connect to a scheduler that has workers; leaving the block leaves the cluster alive."""
    from distributed import Client

    try:
        client = Client(
            address, security=secure, timeout=connect_s, set_as_default=False, name="sortsim"
        )
    except (OSError, TimeoutError, ValueError, RuntimeError) as error:
        raise InputError([_not_reached(address, connect_s, error)]) from error
    try:
        _wait_for_a_worker(client, address, connect_s)
        yield client
    finally:
        with contextlib.suppress(OSError, TimeoutError, CancelledError):
            client.close(timeout=CLOSE_WITHIN_S)


def _not_reached(address: str, connect_s: float, error: BaseException) -> Problem:
    cause = error.__cause__ or error
    told = f"no scheduler answers within {connect_s:g} s ({type(cause).__name__}: {cause})"
    if address.startswith("tls:"):
        told += "; is it a TLS scheduler, and did one authority sign all certificates?"
    else:
        told += "; was `dask scheduler` started there, and without TLS?"
    return Problem(told, key=KEY, value=address)


def _wait_for_a_worker(client: Client, address: str, wait_s: float) -> None:
    try:
        client.wait_for_workers(1, timeout=wait_s)
    except TimeoutError:
        told = f"the scheduler has no worker; start some with `dask worker {address}`"
        raise InputError([Problem(told, key=KEY, value=address)]) from None


@contextmanager
def _quiet_dask() -> Iterator[None]:
    """Keep Dask's log from the user's screen: what matters is told in sentences."""
    import distributed  # noqa: F401 - sets the levels that are changed here

    names = [n for n in logging.root.manager.loggerDict if n.split(".")[0] == "distributed"]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)

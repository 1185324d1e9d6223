"""Batches on a cluster: an executor that hands calls to the workers of a Dask scheduler.

A batch is complete in itself, so any worker can do it and one that dies costs only the time of its batches: Dask
gives them to another. Every worker must run the same sitegen as this process, or its pages might differ; each call
carries the fingerprint of this one and is refused by any other.

Dask is an optional part of sitegen (`sitegen[cluster]`) and is imported only here. Its documentation:
https://distributed.dask.org/
"""

from __future__ import annotations

import asyncio
import logging
import platform
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from sitegen import __version__
from sitegen.errors import SitegenError, fail
from sitegen.version import code_digest

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds to wait for the scheduler, and then for its first worker, to answer."""

_ADDRESS = re.compile(r"dask:(?P<scheduler>(?:tcp|tls)://(?:\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]]+):[0-9]{1,5})/?")
_one_at_a_time = threading.Lock()


class Cluster(Executor):
    """Runs calls on the workers of a scheduler. Invariant: only a worker with the fingerprint `seal` runs a call.

    `count` is how many workers there were at the start: as many calls make progress at once.
    """

    def __init__(self, inner: Executor, count: int, seal: str) -> None:
        self._inner = inner
        self._seal = seal
        self._under_way: set[Future[Any]] = set()
        self.count = count

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Hand `fn(*args, **kwargs)`, of which all can be pickled, to a worker; see concurrent.futures."""
        future = self._inner.submit(_sealed, self._seal, fn, args, kwargs)
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)
        return future

    def abandon(self) -> None:
        """Let nobody wait any longer: every call under way ends with a CancelledError."""
        for future in self._under_way.copy():
            future.cancel()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the calls under way; see concurrent.futures. The cluster itself goes on."""
        self._inner.shutdown(wait=wait and not cancel_futures)


class OtherSitegenError(Exception):
    """A worker runs another sitegen than the process that gave it a call. Its argument says which."""


@contextmanager
def connected(address: str, patience: float = PATIENCE) -> Iterator[Cluster]:
    """Give an executor on the cluster at `address`, such as `dask:tcp://10.0.0.5:8786`.

    Raises SitegenError if `address` has another form, Dask is not installed, the scheduler or a worker does not
    answer within `patience` seconds each, a worker runs another sitegen, or, while the executor is used, contact is
    lost or no worker is left for six times as long.
    """
    scheduler = _scheduler(address)
    try:
        import distributed  # noqa: F401  # its loggers must be there to be silenced
    except ImportError:
        raise fail("--executor needs Dask, which is not installed", 'run `pip install "sitegen[cluster]"`') from None
    with _silence("distributed"):
        client = _client(scheduler, patience)
        try:
            count = _workers(client, scheduler, patience)
            cluster = Cluster(client.get_executor(pure=False), count, code_digest())
            with _watched(cluster, client, scheduler, 6 * patience):
                yield cluster
        finally:
            client.close()


@contextmanager
def _watched(cluster: Cluster, client: Any, scheduler: str, patience: float) -> Iterator[None]:
    """While the cluster is used, what goes wrong with it is a SitegenError."""
    from distributed import KilledWorker

    ended, deserted, lost = threading.Event(), threading.Event(), threading.Event()

    def watch() -> None:
        alone = 0
        while not ended.wait(1):
            if client.status != "running":  # Dask forgets at times to end a call that it was just given
                lost.set()
                cluster.abandon()
                continue
            alone = 0 if client.nthreads() else alone + 1
            if alone >= patience:
                deserted.set()
                cluster.abandon()

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    again = "repeat the build; the site is as it was"
    try:
        yield
    except OtherSitegenError as error:
        raise fail(*_other(str(error))) from error
    except ModuleNotFoundError as error:
        if error.name != "sitegen":
            raise
        raise fail(f"a worker of {scheduler} has no sitegen", "install the same version on every worker") from error
    except KilledWorker as error:
        hint = f"look at the workers' logs, for instance for want of memory, and {again}"
        raise fail(f"several workers of {scheduler} died at the same batch", hint) from error
    except (CancelledError, RuntimeError, OSError) as error:
        if deserted.is_set():
            said = f"the scheduler at {scheduler} has had no workers for {patience:g} s"
            raise fail(said, f"start some with `dask worker {scheduler}` and {again}") from error
        if client.status == "running" and not lost.is_set():
            raise
        raise fail(f"the scheduler at {scheduler} no longer answers", f"start it anew and {again}") from error
    finally:
        ended.set()


@contextmanager
def _silence(library: str) -> Iterator[None]:
    """Keep a library's log off the terminal: what matters of it is said in our own words."""
    names = [n for n in logging.root.manager.loggerDict if n == library or n.startswith(f"{library}.")]
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def _scheduler(address: str) -> str:
    """Return the scheduler's own address. Raises SitegenError for what is none."""
    found = _ADDRESS.fullmatch(address.strip())
    if found is not None:
        return found["scheduler"]
    bare = address.strip().removeprefix("dask:").removeprefix("//")
    guess = bare if "://" in bare else f"tcp://{bare}"
    near = f"dask:{guess}"
    hint = f'did you mean "{near}"?' if _ADDRESS.fullmatch(near) else "the scheduler prints its address when it starts"
    raise fail(f'--executor must be dask:tcp://HOST:PORT, not "{address}"', hint)


def _client(scheduler: str, patience: float) -> Any:  # Dask's own methods carry no types
    import distributed

    connect: Callable[..., Any] = distributed.Client
    try:
        with ThreadPoolExecutor(1) as aside:  # where no event loop of the caller's can be running
            aside.submit(lambda: asyncio.run(_greet(scheduler, patience))).result()
        return connect(scheduler, timeout=patience, set_as_default=False, name="sitegen")
    except (OSError, ValueError, TimeoutError) as error:
        hint = "is it running, and does a firewall let this machine through? Start one with `dask scheduler`"
        raise fail(f"no scheduler answers at {scheduler} (waited {patience:g} s)", hint) from error


async def _greet(scheduler: str, patience: float) -> None:
    """Shake hands. Dask's client itself waits for ever where something listens that never answers."""
    from distributed import Security
    from distributed.comm.core import connect

    greet: Callable[..., Any] = connect
    security: Any = Security
    comm = await asyncio.wait_for(greet(scheduler, **security().get_connection_args("client")), patience)
    await comm.close()


def _workers(client: Any, scheduler: str, patience: float) -> int:
    """Return how many workers there are. Raises SitegenError if there is none, or one runs another sitegen."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        hint = f"start some with `dask worker {scheduler}`"
        raise fail(f"the scheduler at {scheduler} has no workers (waited {patience:g} s)", hint) from None
    told: dict[str, tuple[str, str]] = client.run(_identity)
    seal = code_digest()
    others = [fail(*_other(f"{where} ({words})")) for where, (other, words) in sorted(told.items()) if other != seal]
    if others:
        raise SitegenError(problem for error in others for problem in error.problems)
    return len(told)


def _other(who: str) -> tuple[str, str]:
    said = f"the worker {who} does not run the same as this machine ({_identity()[1]})"
    return said, "give both the same sitegen, Python and libraries, for instance with one lock file or image"


def _identity() -> tuple[str, str]:
    """Return what tells this process's sitegen from others: for the program, and in words."""
    return code_digest(), f"sitegen {__version__}, Python {platform.python_version()}"


def _sealed(seal: str, call: Callable[..., T], arguments: tuple[Any, ...], named: dict[str, Any]) -> T:
    """Run a call on a worker, one at a time: templates are rendered with what one process holds."""
    own, words = _identity()
    if own != seal:
        raise OtherSitegenError(f"{platform.node()} ({words})")
    with _one_at_a_time:
        return call(*arguments, **named)

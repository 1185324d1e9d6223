"""Where batches run: in this process, in a pool of processes, or on somebody else's executor."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from sitegen.errors import fail

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future, ProcessPoolExecutor

T = TypeVar("T")

_PATIENCE = 5.0
"""Seconds that calls under way have to end when nobody wants their results any more."""
_GRACE = 1.0
"""Seconds that a pool has to end by itself when one of its processes was killed."""


def cores() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


class Workers:
    """Runs calls in order, some at a time. Invariant: at most `4 * count` calls are under way, so memory is bounded.

    The pool is made when first needed and kept until `close`. An `executor` given from outside is used as it is and
    not closed; only calls that need this machine go to the pool then.
    """

    def __init__(self, count: int, executor: Executor | None = None) -> None:
        self.count = count
        self._here = count if executor is None else min(count, cores())
        self._given = executor
        self._pool: ProcessPoolExecutor | None = None
        self._broken = False

    @property
    def elsewhere(self) -> bool:
        """Whether calls may run on another machine, which sees nothing of this one's disk."""
        return self._given is not None

    def map(
        self, call: Callable[..., T], calls: Iterable[tuple[Any, ...]], *, alone: bool, here: bool = False
    ) -> Iterator[T]:
        """Yield `call(*arguments)` for each of `calls`, in order.

        `alone` keeps the work in this process; `here` keeps it on this machine, whose files the calls read.
        """
        given = None if here else self._given
        if alone or (self.count < 2 and given is None):
            for arguments in calls:
                yield call(*arguments)
            return
        from concurrent.futures import BrokenExecutor, wait

        pool = given or self._started()
        waiting: deque[Future[T]] = deque()
        try:
            for arguments in calls:
                waiting.append(pool.submit(call, *arguments))
                if len(waiting) >= 4 * self.count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenExecutor as error:
            self._broken = given is None
            waiting.clear()  # the pool itself ends what is under way
            hint = "if memory ran out, use fewer processes: --jobs 1"
            raise fail("a process that had been started to help was killed", hint) from error
        finally:
            for future in waiting:
                future.cancel()
            if given is None:
                wait(waiting, _PATIENCE)  # what a call under way still writes, the caller can then clear away

    def _started(self) -> Executor:
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor

            self._pool = ProcessPoolExecutor(self._here, mp_context=_context(), initializer=_begin)
        return self._pool

    def close(self) -> None:
        """End the pool."""
        if self._pool is not None:
            if self._broken:
                _unblock(self._pool)
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None


def _unblock(pool: ProcessPoolExecutor) -> None:
    """Let the thread go that gives calls to processes which are dead.

    In Debian 12's Python 3.11.2 it waits for ever for one of them to read; later ones do themselves what is done here
    (https://github.com/python/cpython/issues/94777).
    """
    thread = getattr(pool, "_executor_manager_thread", None)
    reader = getattr(getattr(pool, "_call_queue", None), "_reader", None)
    if thread is not None and reader is not None:
        thread.join(_GRACE)
        if thread.is_alive():
            with suppress(OSError):
                reader.close()


def _begin() -> None:
    """Make this a process of the pool.

    It ends with the one that started it, however that ends: else it would hold the site's lock on. Ctrl-C is for that
    one: a process that died of it while it sent a result would be waited for without end.
    """
    import gc
    import multiprocessing
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)

    parent = multiprocessing.parent_process()
    gc.set_threshold(100_000, 50, 100)  # texts and pages leave little behind; looking for it often is what takes time

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _context() -> Any:
    """Fork where it is safe (no other thread runs), because it is quick; else start afresh."""
    import multiprocessing
    import threading

    if "fork" in multiprocessing.get_all_start_methods() and os.name == "posix" and threading.active_count() == 1:
        import sys

        if sys.platform == "linux":
            return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")

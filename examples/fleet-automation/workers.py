"""Several stacks at once, as many as there are workers and as Northflank's limit lets."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime, timedelta

from allowance import Allowance, AllowanceError
from progress import CUT_OFF, NOT_BEGUN, Progress
from stacks import Engines, Run

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = b"""
Interrupted: no further stack begins. The running ones end after the requests that are under way, or
after the wait for the next hour that they are in. Once more, and they end within seconds.
"""


class Workers:
    """Does runs side by side. One that fails does not stop the others.

    Args:
        number: How many at once, at most.
        pause: What waits for a number of seconds, or until it is interrupted.
    """

    def __init__(
        self,
        number: int,
        engines: Engines,
        allowance: Allowance,
        progress: Progress,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        self._number = number
        self._engines = engines
        self._allowance = allowance
        self._progress = progress
        self._pause = pause or engines.interrupted.wait

    def do(self, runs: Sequence[Run]) -> None:
        """Do all of them, or as many as are done before an interruption."""
        waiting = list(runs)
        running: dict[Future[None], Run] = {}
        with ThreadPoolExecutor(self._number) as pool, interruptible(self._engines):
            while waiting or running:
                if self._engines.interrupted.is_set():
                    self._leave(waiting, NOT_BEGUN)
                self._start(waiting, running, pool)
                self._wait(waiting, running)
                for future in [each for each in running if each.done()]:
                    self._end(running.pop(future), future.exception())

    def _start(
        self, waiting: list[Run], running: dict[Future[None], Run], pool: ThreadPoolExecutor
    ) -> None:
        while waiting and len(running) < self._number:
            try:
                run = self._allowance.choose(waiting, running.values())
            except AllowanceError as error:
                self._leave(waiting, f"{NOT_BEGUN}: {error}")
                return
            if run is None:
                self._announce(waiting)
                return
            waiting.remove(run)
            self._progress.started(run)
            running[pool.submit(run.work)] = run

    def _wait(self, waiting: Sequence[Run], running: Collection[Future[None]]) -> None:
        seconds = self._allowance.seconds_left if waiting else None
        if running:
            # With all workers busy, the next window changes nothing.
            is_busy = len(running) == self._number
            wait(running, None if is_busy else seconds, return_when=FIRST_COMPLETED)
        elif waiting:
            self._pause(seconds or 0)

    def _announce(self, waiting: Sequence[Run]) -> None:
        until = datetime.now() + timedelta(seconds=self._allowance.seconds_left)  # noqa: DTZ005  # the user's own clock
        left = f"{max(self._allowance.free, 0):.0f} of this hour's {self._allowance.limit}"
        for run in waiting:
            needs = f"needs {run.need} requests, and {left} are left"
            self._progress.noted(run, f"waits, at most until {until:%H:%M}: {needs}")

    def _leave(self, waiting: list[Run], why: str) -> None:
        for run in waiting:
            run.errors.append(why)
            self._progress.ended(run)
        waiting.clear()

    def _end(self, run: Run, error: BaseException | None) -> None:
        if error is not None and not run.errors:
            is_interrupted = self._engines.interrupted.is_set()
            run.errors.append(CUT_OFF if is_interrupted else str(error))
        self._allowance.ended(run)
        self._progress.ended(run)


@contextmanager
def interruptible(engines: Engines) -> Iterator[None]:
    """Hand signals on to the engines: they end in order, and so does this program then."""

    def interrupt(_signal: int, _frame: object) -> None:
        if not engines.interrupted.is_set():
            # Not print, which this may have interrupted.
            os.write(2, INTERRUPTED)
        engines.interrupt()

    before = [(each, signal.signal(each, interrupt)) for each in SIGNALS]
    try:
        yield
    finally:
        for each, handler in before:
            signal.signal(each, handler)

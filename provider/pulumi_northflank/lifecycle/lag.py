"""Lists that lag behind: the API does not promise that a list shows a change at once.

A list proves something about a change only if it is read some seconds after it. What other
processes did, they did before this one started. So a list that is read late enough after the start
is proof by itself, and a deployment waits for that moment at most once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from pulumi_northflank.api.retries import Sleep

from .say import Say

WAITING = (
    "Waiting up to {seconds:g} seconds: a list of schedules may not show the latest changes yet "
    "(northflank:listLag)."
)


class ListLag:
    """How long lists may lag behind changes. Safe for several threads."""

    def __init__(
        self,
        seconds: Callable[[], float],
        say: Say,
        sleep: Sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start the clock.

        Args:
            seconds: Returns the longest lag to expect, in seconds.
            say: Announces the first wait.
            sleep: Waits for some seconds.
            now: The time, in seconds, by a clock that never goes back.
        """
        self._seconds = seconds
        self._say = say
        self._sleep = sleep
        self._started = now()
        self.now = now
        self._announced = False
        self._lock = threading.Lock()

    @property
    def seconds(self) -> float:
        """The longest lag to expect.

        Raises:
            SettingsError: The setting is unusable.
        """
        return self._seconds()

    @property
    def proof(self) -> float:
        """From which moment on a list shows everything that other processes did before."""
        return self._started + self.seconds

    def wait_until(self, moment: float) -> None:
        """Wait until *moment*; returns at once if it has passed."""
        seconds = moment - self.now()
        if seconds <= 0:
            return
        with self._lock:
            is_first, self._announced = not self._announced, True
        if is_first:
            self._say("info", WAITING.format(seconds=self.seconds))
        self._sleep(seconds)

"""The limit on requests per hour [api.md, "Errors and limits"]."""

from __future__ import annotations

import datetime as dt
import math
import threading
from typing import NamedTuple

from .clock import Clock

WINDOW = dt.timedelta(hours=1)


class Allowance(NamedTuple):
    """The rate limit as one request finds it; ``reset`` is in seconds until the window ends."""

    allowed: bool
    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """The three headers that every response carries."""
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(self.remaining),
            "x-ratelimit-reset": str(self.reset),
        }


class RateLimit:
    """Counts requests in windows of one hour; a window opens with its first request."""

    def __init__(self, limit: int, clock: Clock) -> None:
        self.limit = limit
        self._clock = clock
        self._lock = threading.Lock()
        self._end: dt.datetime | None = None
        self._used = 0

    def take(self) -> Allowance:
        """Count one request."""
        with self._lock:
            now = self._clock.now()
            if self._end is None or now >= self._end:
                self._end = now + WINDOW
                self._used = 0
            self._used += 1
            return Allowance(
                allowed=self._used <= self.limit,
                limit=self.limit,
                remaining=max(self.limit - self._used, 0),
                reset=math.ceil((self._end - now).total_seconds()),
            )

    def clear(self) -> None:
        """Close the window; the next request opens a new one."""
        with self._lock:
            self._end = None
            self._used = 0

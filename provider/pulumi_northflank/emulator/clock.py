"""The clock behind ``createdAt``, the ``Date`` header and the rate limit's window."""

from __future__ import annotations

import datetime as dt
import math
import threading
import time


class Clock:
    """The time of day as the emulator sees it. Tests move it forward by hand.

    Args:
        start: What the clock shows at first; the real time when left out. Must
            carry a time zone.
        frozen: Whether it stands still between calls of :meth:`advance`.
    """

    def __init__(self, start: dt.datetime | None = None, *, frozen: bool = False) -> None:
        if start is not None and start.tzinfo is None:
            msg = "The start of a clock must carry a time zone."
            raise ValueError(msg)

        self._lock = threading.Lock()
        self._start = start
        self._frozen = frozen
        self.reset()

    def now(self) -> dt.datetime:
        """The current time, in UTC."""
        with self._lock:
            passed = 0.0 if self._frozen else time.monotonic() - self._origin
            return self._shown_first + dt.timedelta(seconds=passed + self._advanced)

    def advance(self, seconds: float) -> None:
        """Move the clock forward by a number of seconds; it never goes back."""
        if not math.isfinite(seconds) or seconds < 0:
            msg = f"A clock advances by zero or more seconds, not by {seconds}."
            raise ValueError(msg)

        with self._lock:
            try:
                _ = self._shown_first + dt.timedelta(seconds=self._advanced + seconds)
            except OverflowError as error:
                msg = f"A clock cannot advance by {seconds} seconds: no calendar goes that far."
                raise ValueError(msg) from error
            self._advanced += seconds

    def reset(self) -> None:
        """Forget all advances and show the start (or the real time) again."""
        with self._lock:
            self._origin = time.monotonic()
            self._shown_first = (self._start or dt.datetime.now(dt.timezone.utc)).astimezone(
                dt.timezone.utc
            )
            self._advanced = 0.0


def iso_milliseconds(moment: dt.datetime) -> str:
    """Write a UTC time as the API does: ISO 8601 with milliseconds and a Z."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

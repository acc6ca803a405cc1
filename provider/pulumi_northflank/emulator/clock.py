"""The clock behind ``createdAt``, the ``Date`` header and the rate limit's window."""

from __future__ import annotations

import datetime as dt
import math
import threading
import time


class Clock:
    """The emulator's clock, which tests can advance.

    Args:
        start: The time at which the clock starts, with a time zone; by default the real time.
        frozen: Whether the clock stands still between calls of :meth:`advance`.
    """

    def __init__(self, start: dt.datetime | None = None, *, frozen: bool = False) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("The start of a clock must have a time zone.")

        self._lock = threading.Lock()
        self._start = start
        self._frozen = frozen
        self.reset()

    def now(self) -> dt.datetime:
        """The current time, in UTC."""
        with self._lock:
            passed = 0.0 if self._frozen else time.monotonic() - self._origin
            return self._first + dt.timedelta(seconds=passed + self._advanced)

    def advance(self, seconds: float) -> None:
        """Move the clock forward by a number of seconds; it never goes back."""
        if not math.isfinite(seconds) or seconds < 0:
            raise ValueError(
                f"Cannot advance the clock by {seconds} seconds: it only goes forward."
            )

        with self._lock:
            try:
                _ = self._first + dt.timedelta(seconds=self._advanced + seconds)
            except OverflowError as error:
                raise ValueError(
                    f"Cannot advance the clock by {seconds} seconds: it would pass the year 9999."
                ) from error
            self._advanced += seconds

    def reset(self) -> None:
        """Undo all advances: show the start (or the real time) again."""
        with self._lock:
            self._origin = time.monotonic()
            first = self._start or dt.datetime.now(dt.timezone.utc)
            self._first = first.astimezone(dt.timezone.utc)
            self._advanced = 0.0


def iso_milliseconds(moment: dt.datetime) -> str:
    """Write a UTC time as the API does: ISO 8601 with milliseconds and a Z."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str) -> dt.datetime:
    """Parse a time that :func:`iso_milliseconds` wrote."""
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))

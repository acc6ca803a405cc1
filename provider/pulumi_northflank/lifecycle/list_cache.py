"""Lists of the API, each read once however many schedules ask for it.

The API reads a schedule only by listing its addon, so without this a refresh of six schedules of an
addon would list it six times.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from pulumi_northflank.errors import NorthflankError

K = TypeVar("K", bound=Hashable)
L = TypeVar("L")


class ListCache(Generic[K, L]):
    """Keeps each list until something changes in it. Safe for several threads."""

    def __init__(self, read: Callable[[K], L], now: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._now = now
        self._results: dict[K, tuple[float, L | NorthflankError]] = {}
        self._reading: defaultdict[K, threading.Lock] = defaultdict(threading.Lock)
        self._changes: Counter[K] = Counter()
        # Guards the three above; never held during a request.
        self._lock = threading.Lock()

    def get(self, key: K, since: float = 0.0) -> L:
        """The list of *key*. While one thread reads it, others wait for its result.

        Args:
            key: Whose list it is.
            since: A list that was read before this time, by the cache's clock, is read again.

        Raises:
            NorthflankError: The list could not be read. Later calls get the same error, so that an
                API that is down is not asked again for each schedule.
        """
        with self._lock:
            reading = self._reading[key]
        with reading:
            with self._lock:
                began, result = self._results.get(key, (0.0, None))
                changes = self._changes[key]
            if result is None or began < since:
                began, result = self._now(), self._result(key)
                with self._lock:
                    # A change during the reading may or may not be in the list.
                    if changes == self._changes[key]:
                        self._results[key] = began, result
        if isinstance(result, NorthflankError):
            raise result
        return result

    def forget(self, key: K) -> None:
        """Read the list of *key* again when it is next asked for."""
        with self._lock:
            self._changes[key] += 1
            self._results.pop(key, None)

    def _result(self, key: K) -> L | NorthflankError:
        try:
            return self._read(key)
        except NorthflankError as error:
            return error

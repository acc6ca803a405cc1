"""The addons' lists of schedules, each read once however many schedules ask for it.

The API reads a schedule only by listing its addon, so without this a refresh of six schedules of an
addon would list it six times.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Generic, TypeVar

from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.schedule import Address

L = TypeVar("L")


class ListCache(Generic[L]):
    """Keeps each addon's list until something changes there. Safe for several threads."""

    def __init__(
        self, read: Callable[[Address], L], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._now = now
        self._results: dict[Address, tuple[float, L | NorthflankError]] = {}
        self._reading: defaultdict[Address, threading.Lock] = defaultdict(threading.Lock)
        self._changes: Counter[Address] = Counter()
        # Guards the three above; never held during a request.
        self._lock = threading.Lock()

    def get(self, address: Address, since: float = 0.0) -> L:
        """The addon's schedules. While one thread reads the list, others wait for its result.

        Args:
            address: The addon.
            since: A list that was read before this time, by the cache's clock, is read again.

        Raises:
            NorthflankError: The list could not be read. Later calls get the same error, so that an
                API that is down is not asked again for each schedule.
        """
        with self._lock:
            reading = self._reading[address]
        with reading:
            with self._lock:
                began, result = self._results.get(address, (0.0, None))
                changes = self._changes[address]
            if result is None or began < since:
                began, result = self._now(), self._result(address)
                with self._lock:
                    # A change during the reading may or may not be in the list.
                    if changes == self._changes[address]:
                        self._results[address] = began, result
        if isinstance(result, NorthflankError):
            raise result
        return result

    def forget(self, address: Address) -> None:
        """Read the addon's list again when it is next asked for."""
        with self._lock:
            self._changes[address] += 1
            self._results.pop(address, None)

    def _result(self, address: Address) -> L | NorthflankError:
        try:
            return self._read(address)
        except NorthflankError as error:
            return error

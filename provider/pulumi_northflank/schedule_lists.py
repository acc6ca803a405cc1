"""The addons' lists of schedules, each read once however many schedules ask.

The API reads one schedule only by listing its addon, so a refresh of six schedules
of an addon would otherwise list it six times.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable

from .address import Address
from .errors import NorthflankError
from .shapes import LiveSchedule


class ScheduleLists:
    """One list an addon for as long as nothing is changed there. Safe for several threads."""

    def __init__(self, read: Callable[[Address], list[LiveSchedule]]) -> None:
        self._read = read
        self._results: dict[Address, list[LiveSchedule] | NorthflankError] = {}
        self._reading: defaultdict[Address, threading.Lock] = defaultdict(threading.Lock)
        self._changes: Counter[Address] = Counter()
        self._lock = threading.Lock()

    def get(self, address: Address) -> list[LiveSchedule]:
        """The addon's schedules; who asks while another thread reads waits for its answer.

        Raises:
            NorthflankError: The list could not be read. All who ask get this answer: an
                API that is down is not asked once more for each schedule.
        """
        with self._lock:
            reading = self._reading[address]
        with reading:
            result = self._results.get(address)
            if result is None:
                changes = self._changes[address]
                result = self._result(address)
                # What was changed while the list was read may be in it or not.
                if changes == self._changes[address]:
                    self._results[address] = result
        if isinstance(result, NorthflankError):
            raise result
        return result

    def forget(self, address: Address) -> None:
        """Read the addon's list anew when it is next asked for."""
        self._changes[address] += 1
        self._results.pop(address, None)

    def _result(self, address: Address) -> list[LiveSchedule] | NorthflankError:
        try:
            return self._read(address)
        except NorthflankError as error:
            return error

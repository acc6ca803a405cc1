"""Which schedules a deployment keeps, and which places it has emptied.

Without an alias, the engine takes a renamed resource for a new one and an old one:
it creates under the new name, which adopts the schedule that is there, and then
deletes the old name, which is the same schedule. It has to survive that.
"""

from __future__ import annotations

import threading

from .errors import NorthflankError, RequestError
from .slots import Slot


class KeptSchedules:
    """What one deployment knows of the IDs it has seen. Safe for several threads."""

    def __init__(self) -> None:
        self._kept: set[str] = set()
        self._deleted: dict[Slot, str] = {}
        self._lock = threading.Lock()

    def keep(self, schedule_id: str) -> None:
        """Note a schedule that the program declares, adopted or found unchanged."""
        with self._lock:
            self._kept.add(schedule_id)

    def is_kept(self, schedule_id: str) -> bool:
        """Whether deleting this ID would delete what the program declares."""
        with self._lock:
            return schedule_id in self._kept

    def deleted(self, slot: Slot, schedule_id: str) -> None:
        """Note that the schedule in *slot* has been deleted."""
        with self._lock:
            self._deleted[slot] = schedule_id

    def explained(self, error: NorthflankError, slot: Slot) -> NorthflankError:
        """*error* of a create, with what it means after the first half of a replacement."""
        with self._lock:
            old = self._deleted.get(slot)
        if old is not None:
            error.args = (f"{error} {_what_is_the_case(error, slot, old)}",)
        return error


def _what_is_the_case(error: NorthflankError, slot: Slot, old: str) -> str:
    deleted = f"The old schedule {old} had been deleted to make room"
    if isinstance(error, RequestError) and error.settled:
        return (
            f"{deleted}, so {slot} is not in place now: no such backups are made until "
            "`pulumi up` has created it."
        )
    return f"{deleted}."

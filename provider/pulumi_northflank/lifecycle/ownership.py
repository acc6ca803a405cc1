"""The schedules that belong to a deployment, and those that it has deleted.

Without an alias, the engine takes a renamed resource for a new one and an old one. It creates the
new one, which adopts the schedule that exists, and then deletes the old one, which is the same
schedule. That schedule must survive.
"""

from __future__ import annotations

import threading

from pulumi_northflank.schedule import Slot


class Ownership:
    """The schedules that one deployment owns or has deleted. Safe for several threads."""

    def __init__(self) -> None:
        self._ours: set[str] = set()
        self._deleted: dict[str, Slot] = {}
        self._lock = threading.Lock()

    def add(self, schedule_id: str) -> None:
        """Note a schedule that the program declares: adopted, or found unchanged."""
        with self._lock:
            self._ours.add(schedule_id)

    def is_ours(self, schedule_id: str) -> bool:
        """Whether the program declares the schedule, so that it must not be deleted."""
        with self._lock:
            return schedule_id in self._ours

    def note_deleted(self, slot: Slot, schedule_id: str) -> None:
        """Note that this deployment has deleted the schedule in *slot*."""
        with self._lock:
            self._deleted[schedule_id] = slot

    def was_deleted(self, schedule_id: str) -> bool:
        """Whether this deployment has deleted the schedule; a list may show it a little longer."""
        with self._lock:
            return schedule_id in self._deleted

    def deleted_from(self, slot: Slot) -> str | None:
        """The ID of the schedule that this deployment last deleted from *slot*, if any."""
        with self._lock:
            return next((id_ for id_, of in reversed(self._deleted.items()) if of == slot), None)

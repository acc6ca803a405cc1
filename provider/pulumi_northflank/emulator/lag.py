"""Lists that lag: changes that take effect some seconds after they were confirmed.

No documentation promises that a list shows a change at once, and APIs of this kind often do not.
"""

from __future__ import annotations

import datetime as dt
import threading

from .address import Address
from .backup_models import milliseconds
from .backups import Backups
from .clock import Clock
from .errors import UnknownSchedule
from .store import Store


class Lag:
    """What was created and deleted a short time ago. Safe to use from several threads.

    Args:
        clock: The emulator's clock.
        backups: The backups, which a schedule makes until its deletion takes effect.
        list_lag: For how many seconds lists do not show a schedule that was created.
        delete_lag: After how many seconds a deletion takes effect: until then, lists show the
            schedule, and it blocks its place.
    """

    def __init__(
        self, clock: Clock, backups: Backups, *, list_lag: float, delete_lag: float
    ) -> None:
        self._clock = clock
        self._visible: dict[str, dt.datetime] = {}
        # Both forget a schedule once its time has come: an emulator can run for months.
        self._gone: dict[str, dt.datetime] = {}
        self._backups = backups
        self._lock = threading.Lock()
        self._at_start = (list_lag, delete_lag)
        self.reset()

    def set(self, list_lag: float, delete_lag: float) -> None:
        """Change both for whatever is created and deleted from now on."""
        self._list_lag = dt.timedelta(seconds=list_lag)
        self._delete_lag = dt.timedelta(seconds=delete_lag)

    def reset(self) -> None:
        """Forget all changes, and lag as at the start."""
        with self._lock:
            self._visible.clear()
            self._gone.clear()
        self.set(*self._at_start)

    def created(self, schedule_id: str) -> None:
        """Note that a schedule was created."""
        with self._lock:
            self._visible[schedule_id] = self._clock.now() + self._list_lag

    def shows(self, schedule_id: str) -> bool:
        """Whether lists show the schedule."""
        with self._lock:
            now = self._clock.now()
            if self._visible.get(schedule_id, now) > now:
                return False
            self._visible.pop(schedule_id, None)
            return True

    def delete(self, store: Store, schedule_id: str, address: Address) -> None:
        """Let an addon's schedule be deleted.

        Raises:
            UnknownSchedule: There is no such schedule, or it was deleted before.
        """
        with self._lock:
            store.require(schedule_id, address)
            if schedule_id in self._gone:
                raise UnknownSchedule(f"There is no backup schedule {schedule_id!r}.")
            self._gone[schedule_id] = self._clock.now() + self._delete_lag

    def settle(self, store: Store) -> None:
        """Let the deletions take effect whose time has come."""
        with self._lock:
            now = self._clock.now()
            due = [(moment, id_) for id_, moment in self._gone.items() if moment <= now]
            for moment, schedule_id in sorted(due):
                del self._gone[schedule_id]
                try:
                    self._backups.settle(store, store.address_of(schedule_id), milliseconds(moment))
                    store.remove(schedule_id)
                except UnknownSchedule:  # deleted by hand meanwhile
                    continue

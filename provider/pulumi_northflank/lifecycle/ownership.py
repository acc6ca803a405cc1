"""What a deployment knows of the program's schedules, and what it has deleted.

Without an alias, the engine takes a renamed resource for a new one and an old one. It creates the
new one, which takes over the schedule that exists, and then deletes the old one, which is the same
schedule. That schedule must survive.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from pulumi_northflank.schedule import Slot
from pulumi_northflank.schedule.slot import name_of

from .stack_state import Holder

# The engine makes at most so many calls at once to a dynamic provider.
MANY = 4


class Ownership:
    """The schedules that one deployment has or has deleted. Safe for several threads."""

    def __init__(
        self,
        holders: Callable[[str], list[Holder]] = lambda _: [],
        existed: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Start without any schedule.

        Args:
            holders: Returns the resources of the stack that had a schedule before this deployment.
            existed: Whether the stack had the resource of this URN before.
        """
        self.holders = holders
        self.existed = existed
        self.exchange = threading.RLock()
        """Held while a schedule makes room for another one of the same stack, so that two that
        change places are never both missing."""
        self._ours: dict[Slot, str] = {}
        self._created: set[str] = set()
        self._compared: set[str] = set()
        self._waiting = 0
        self.many_wait = False
        """Whether many creates have waited at once, so that no call may be left in which the engine
        could name the resources that they wait for."""
        self._deleted: dict[str, Slot] = {}
        self._declared: dict[str, Collection[str]] = {}
        self._to_declare = 0.0
        self._lock = threading.Lock()

    def add(self, slot: Slot, schedule_id: str) -> None:
        """Note the schedule that the program's resource in *slot* has, and had before."""
        with self._lock:
            self._ours[slot] = schedule_id

    def is_ours(self, schedule_id: str) -> bool:
        """Whether a resource of the program has the schedule, so that it must not be deleted."""
        with self._lock:
            return schedule_id in self._ours.values()

    def note_declared(
        self, urn: str, total: int | None, former_names: Collection[str] = ()
    ) -> None:
        """Note a resource of the program, which declares *total* schedules in all, if known."""
        with self._lock:
            self._declared[urn] = former_names
            self._to_declare = max(self._to_declare, math.inf if total is None else total)

    def was(self, urn: str | None, old_urn: str) -> bool:
        """Whether a resource of the program had another URN before, or has it still."""
        with self._lock:
            return old_urn == urn or old_urn in self._declared.get(urn or "", ())

    def is_same(self, urn: str | None, holder: Holder) -> bool:
        """Whether a resource of the program is the *holder*, perhaps under a new name."""
        with self._lock:
            former_names = self._declared.get(urn or "", ())
        return holder.urn == urn or not {holder.urn, name_of(holder.urn)}.isdisjoint(former_names)

    def of_another_provider(self, urn: str | None, holders: Iterable[Holder]) -> Holder | None:
        """The first of the *holders* that is not the resource, and has another provider, if any."""
        others = (one for one in holders if one.is_elsewhere and not self.is_same(urn, one))
        return next(others, None)

    @contextmanager
    def waits(self) -> Iterator[None]:
        """Note that a create waits for the engine to name another resource, for a while."""
        with self._lock:
            self._waiting += 1
            self.many_wait = self.many_wait or self._waiting >= MANY
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1

    def note_compared(self, schedule_id: str) -> None:
        """Note a schedule whose resource the program declares, perhaps under a new name."""
        with self._lock:
            self._compared.add(schedule_id)

    def is_declared(self, schedule_id: str, urns: Collection[str]) -> bool | None:
        """Whether the program declares a resource that has the schedule, by one of these *urns*.

        None if the engine may still say so.
        """
        with self._lock:
            names = {name for names in self._declared.values() for name in names}
            names |= self._declared.keys()
            is_named = any(not names.isdisjoint({urn, name_of(urn)}) for urn in urns)
            if is_named or schedule_id in self._compared:
                return True
            return False if len(self._declared) >= self._to_declare else None

    def note_created(self, slot: Slot, schedule_id: str) -> None:
        """Note a schedule that this deployment has created, in place of one that *slot* had."""
        with self._lock:
            self._created.add(schedule_id)
            self._ours.pop(slot, None)

    def was_created(self, schedule_id: str) -> bool:
        """Whether this deployment has created the schedule."""
        with self._lock:
            return schedule_id in self._created

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

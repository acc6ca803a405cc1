"""The backups of all addons, made when somebody looks at them.

Nothing runs in the background. Before an addon's backups are shown, and before one of its schedules
changes or is deleted, :meth:`Backups.settle` makes those that were due since the last time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from .address import Address, KnownAddons
from .backup_faults import BackupFault, BackupFaults
from .backup_models import Backup, BackupBody, Copy, milliseconds
from .clock import Clock, moment_of
from .making import MINUTE, Maker, longest_retention
from .models import BackupType
from .runs import MINUTES_A_DAY, minute_of, offset_of, runs, runs_in
from .store import Store


@dataclass
class _Ledger:
    """One addon's backups, oldest first, up to and including the minute *settled*."""

    settled: int = -1
    made: int = 0
    backups: list[Backup] = field(default_factory=list)

    def next_number(self) -> int:
        self.made += 1
        return self.made


class Backups:
    """All backups. Safe to use from several threads.

    Args:
        utc_offset: How far the clock of the schedules is ahead of UTC, such as ``+02:00``.
        seed: Decides IDs, sizes and seconds, and which backups a fault with a probability affects.
    """

    def __init__(
        self, addons: KnownAddons, clock: Clock, *, utc_offset: str = "+00:00", seed: int = 0
    ) -> None:
        self._addons = addons
        self._clock = clock
        self._lock = threading.RLock()
        self._ledgers: dict[Address, _Ledger] = {}
        self._maker = Maker(addons, seed)
        self._faults = BackupFaults(seed)
        self.offset = offset_of(utc_offset)

    def now(self) -> int:
        """The emulator's time in milliseconds."""
        return milliseconds(self._clock.now())

    def fault(self, fault: BackupFault) -> None:
        """Let a fault affect backups from now on."""
        self._faults.add(fault, minute_of(self._clock.now()))

    def end_faults(self) -> None:
        """Let no fault affect backups from now on."""
        self._faults.end(minute_of(self._clock.now()))

    def forget(self) -> None:
        """Forget all backups."""
        with self._lock:
            self._ledgers.clear()

    def clear(self) -> None:
        """Forget all backups and faults."""
        self.forget()
        self._faults.clear()

    def of(self, store: Store, address: Address) -> list[Backup]:
        """An addon's backups that have started and not expired, oldest first."""
        now = self.now()
        with self._lock:
            self.settle(store, address, now)
            return [
                backup
                for backup in self._ledgers[address].backups
                if backup.created <= now and (backup.expires is None or now < backup.expires)
            ]

    def copies(
        self, store: Store, team: str | None, destination_id: str
    ) -> list[tuple[Address, Backup, Copy]]:
        """The copies of a team's backups at a destination that have not expired, oldest first."""
        now = self.now()
        with self._lock:
            addresses = [
                address for address in {*store.addresses(), *self._ledgers} if address.team == team
            ]
            for address in addresses:
                self.settle(store, address, now)
            found = [
                (address, backup, copy)
                for address in addresses
                for backup in self._ledgers[address].backups
                for copy in backup.copies
                if copy.destination_id == destination_id
                and backup.created <= now
                and (copy.expires is None or now < copy.expires)
            ]
        return sorted(found, key=lambda each: (each[1].created, each[1].id))

    def make(self, store: Store, address: Address, body: BackupBody) -> Backup:
        """Make a backup by hand."""
        now = self.now()
        with self._lock:
            self.settle(store, address, now)
            ledger = self._ledgers[address]
            backup = self._maker.by_hand(address, ledger.next_number(), body, now)
            ledger.backups.append(backup)
        return backup

    def settle(self, store: Store, address: Address, now: int) -> None:
        """Make the backups of an addon that are due until a time, and delete those that expired."""
        with self._lock:
            ledger = self._ledgers.setdefault(address, _Ledger())
            until = now // MINUTE
            if until > ledger.settled:
                ledger.backups += self._due(store, address, ledger, until)
                ledger.settled = until
            ledger.backups = [backup for backup in ledger.backups if not backup.gone(now)]

    def _due(self, store: Store, address: Address, ledger: _Ledger, until: int) -> Iterator[Backup]:
        items = [item for _, item in store.of_addon(address)]
        since = {item["id"]: minute_of(moment_of(item["updatedAt"])) for item in items}
        # What has expired by now is not made, but a fault that counts must see it.
        kept = {item["id"]: until - (longest_retention(item) + 1) * MINUTES_A_DAY for item in items}
        counted = self._faults.count(address, ledger.settled)

        due: set[tuple[int, BackupType]] = set()
        for item in items:
            after = max(ledger.settled, since[item["id"]])
            if not counted:
                after = max(after, kept[item["id"]])
            minutes = runs(item["scheduling"], after, until, self.offset)
            due.update((minute, item["backupType"]) for minute in minutes)
        for minute, backup_type in sorted(due):
            if self._addons.status_of(address, minute * MINUTE) != "running":
                continue
            fault = self._faults.of(address, minute, backup_type)
            those = [
                item
                for item in items
                if item["backupType"] == backup_type
                and since[item["id"]] < minute
                and runs_in(item["scheduling"], minute, self.offset)
            ]
            expired = all(minute <= kept[item["id"]] for item in those)
            if not expired and (fault is None or fault.kind != "skipped"):
                yield self._maker.scheduled(address, ledger.next_number(), minute, those, fault)

"""An addon whose backups are looked for: what the API tells about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pulumi_northflank.schedule import Address
from pulumi_northflank.types import BackupType

from .backup import Backup
from .runs import Watched


@dataclass(frozen=True)
class WatchedAddon:
    """An addon, its schedules and its backups.

    Attributes:
        address: The addon.
        now: The minute in which it was read, by the server's clock.
        schedules: Its schedules, and those that are declared for it but do not exist.
        others: Further schedules that it has in Northflank, which make backups and are not judged.
        backups: Its backups, in order of time, as far back as its schedules need.
        status: The API's word for its state, if it says one: running, paused and others.
        unreadable: Why some of its schedules cannot be judged, by their IDs.
        problem: Why none of this could be read; empty if it was.
    """

    address: Address
    now: float
    schedules: Sequence[Watched] = ()
    backups: Sequence[Backup] = ()
    status: str | None = None
    unreadable: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    others: Sequence[Watched] = ()

    @property
    def in_northflank(self) -> WatchedAddon:
        """The addon with only those schedules that exist."""
        return replace(self, schedules=[one for one in self.schedules if one.exists])

    def of_type(self, backup_type: BackupType) -> list[Watched]:
        """Its schedules of a backup type that are judged."""
        return [one for one in self.schedules if one.schedule.backup_type == backup_type]

    def others_of_type(self, backup_type: BackupType) -> list[Watched]:
        """Its other schedules of a backup type."""
        return [one for one in self.others if one.schedule.backup_type == backup_type]

"""A backup that exists, as the API lists it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Literal

from pulumi_northflank.schedule.live import is_usable_id, time_of
from pulumi_northflank.types import BackupType

SECONDS_A_MINUTE = 60

Outcome = Literal["completed", "running", "failed", "unknown"]
"""What became of a backup, whatever the API calls it."""

OUTCOMES: dict[str, Outcome] = {
    "completed": "completed",
    "scheduled": "running",
    "in-progress": "running",
    "aborting": "failed",
    "aborted": "failed",
    "failed": "failed",
    "not-supported": "failed",
}

TYPES: dict[str, BackupType] = {"snapshot": "snapshot", "sameAddon": "dump"}
"""The sources of an addon's own backups."""

IMPORTED = ("fileUpload", "liveInstance", "externalDump")
"""The sources of data that was brought in from outside: not backups of the addon."""

LONGEST_SIZE = 20


@dataclass(frozen=True)
class Backup:
    """A backup of an addon.

    Attributes:
        backup_id: Its ID.
        backup_type: dump or snapshot; None if the API does not say, or in a word not known yet.
        status: The API's word for what became of it.
        minute: When it was created, in minutes since 1970 in UTC, with a fraction.
        size: Its size in bytes, if the API says so.
    """

    backup_id: str
    backup_type: BackupType | None
    status: str
    minute: float
    size: int | None = None

    @classmethod
    def listed(cls, item: object) -> Backup | None:
        """Read an *item* of the list of backups; None for data that was brought in from outside.

        Raises:
            ValueError: It is not a backup as the documentation describes it; says why.
        """
        if not isinstance(item, dict) or not is_usable_id(item.get("id")):
            raise ValueError("a listed backup has no usable `id`")
        created = time_of(item.get("createdAt"))
        if created is None:
            raise ValueError(f"backup {item['id']} has no readable `createdAt`")
        config = item.get("config")
        config = config if isinstance(config, dict) else {}
        source = config.get("source")
        type_ = source.get("type") if isinstance(source, dict) else None
        type_ = type_ if isinstance(type_, str) else ""
        if type_ in IMPORTED:
            return None
        status = item.get("status")
        return cls(
            item["id"],
            TYPES.get(type_),
            status if isinstance(status, str) else "",
            minute_of(created),
            _size(config.get("size")),
        )

    @property
    def outcome(self) -> Outcome:
        """What became of it; a status that the documentation does not name is unknown."""
        return "failed" if self.is_empty else OUTCOMES.get(self.status, "unknown")

    @property
    def is_empty(self) -> bool:
        """Whether it was completed without a byte: nothing can be restored from it."""
        return self.status == "completed" and self.size == 0


def minute_of(time: datetime) -> float:
    """The minutes from 1970 to *time*, with a fraction."""
    return time.timestamp() / SECONDS_A_MINUTE


def time_at(minute: float) -> datetime:
    """The time of a minute since 1970."""
    return datetime.fromtimestamp(minute * SECONDS_A_MINUTE, timezone.utc)


def _size(value: object) -> int | None:
    """A size in bytes, which the API writes as a string."""
    if type(value) is int and value >= 0:
        return value
    is_number = isinstance(value, str) and value.isdecimal() and len(value) <= LONGEST_SIZE
    return int(str(value)) if is_number else None

"""A schedule that exists, as the API lists it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timezone

from pulumi_northflank.types import BACKUP_TYPES, INTERVALS, JsonObject

from .address import Address
from .schedule import Schedule

LONGEST_ID = 200
# A program in Go writes a time that is not set as one of the year 1. At both ends of what Python
# can represent, it cannot compute with times.
YEARS = range(1970, 9999)


@dataclass(frozen=True)
class LiveSchedule:
    """A schedule that exists.

    Attributes:
        schedule_id: Its ID.
        schedule: Its address and settings.
        created_at: When it was created by the server's clock, in ISO 8601, if the API says so.
        updated_at: When it was last changed, likewise.
    """

    schedule_id: str
    schedule: Schedule
    created_at: str | None = None
    updated_at: str | None = field(default=None, compare=False)

    @classmethod
    def listed(cls, item: JsonObject, address: Address) -> LiveSchedule:
        """Read an *item* of the list of the addon at *address*, which has an ID.

        Raises:
            ValueError: It is not a schedule as the documentation describes it; says why.
        """
        created_at, updated_at = map(item.get, ("createdAt", "updatedAt"))
        return cls(
            item["id"],
            Schedule.listed(item, address),
            created_at if isinstance(created_at, str) and created_at else None,
            updated_at if isinstance(updated_at, str) and updated_at else None,
        )

    @property
    def created(self) -> datetime | None:
        """When it was created by the server's clock; None where that cannot be read."""
        return time_of(self.created_at)

    @property
    def changed(self) -> datetime | None:
        """When it was created or last changed; None where neither can be read."""
        times = [time for time in (self.created, time_of(self.updated_at)) if time]
        return max(times, default=None)


def time_of(text: object) -> datetime | None:
    """Read a time in ISO 8601, as the API writes it; None if it is something else or impossible."""
    if not isinstance(text, str):
        return None
    try:
        # Python before 3.11 does not read the Z.
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    if time.year not in YEARS:
        return None
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def is_usable_id(value: object) -> bool:
    """Whether *value* can be an ID from the API: it becomes part of paths, messages and state."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST_ID
        and value.isascii()
        and value.isprintable()
        # As a segment of a path these two lead elsewhere, percent-encoded or not.
        and value not in {".", ".."}
    )


def in_order(schedules: Iterable[LiveSchedule]) -> list[LiveSchedule]:
    """An addon's *schedules* from the most frequent to the rarest, dumps first."""

    def rank(live: LiveSchedule) -> tuple[int, int, str]:
        interval, backup_type = live.schedule.interval, live.schedule.backup_type
        return (
            INTERVALS.index(interval) if interval in INTERVALS else len(INTERVALS),
            BACKUP_TYPES.index(backup_type) if backup_type in BACKUP_TYPES else len(BACKUP_TYPES),
            live.schedule_id,
        )

    return sorted(schedules, key=rank)

"""The words and shapes of the API's documentation, as Python types.

Names in state, error paths and on the wire are the documentation's own
(camelCase). "The page" is Northflank's *Create addon backup schedule*.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict, get_args

BackupType = Literal["dump", "snapshot"]
"""The page, ``backupType``: one of dump, snapshot."""

CompressionType = Literal["gz", "zstd"]
"""The page, ``compressionType``: one of gz, zstd."""

DestinationType = Literal["custom"]
"""The page, ``additionalDestinations[].type``: one of custom."""

Interval = Literal["hourly", "daily", "weekly"]
"""The page, ``scheduling.interval``: one of hourly, daily, weekly."""

INTERVALS: tuple[Interval, ...] = get_args(Interval)
"""From the most frequent to the rarest."""

BACKUP_TYPES: tuple[BackupType, ...] = get_args(BackupType)
"""Dumps first."""

IfExists = Literal["adopt", "error", "replace"]
"""What ``create`` does where the addon has such a schedule already."""

Inputs = dict[str, Any]
"""A schedule as users may write it: camelCase names, nothing checked yet."""


class _RequiredScheduling(TypedDict):
    interval: Interval
    minute: list[int]


class Scheduling(_RequiredScheduling, total=False):
    """When backups are made: minutes of the hour, hours of the day, days (0 = Monday)."""

    hour: list[int]
    day: list[int]


class _RequiredDestination(TypedDict):
    destinationId: str
    type: DestinationType


class AdditionalDestination(_RequiredDestination, total=False):
    """A place that gets a copy of a snapshot; ``retentionTime`` in days."""

    retentionTime: int


class _RequiredBody(TypedDict):
    backupType: BackupType
    scheduling: Scheduling
    retentionTime: int


class ScheduleBody(_RequiredBody, total=False):
    """The request body of the page; ``retentionTime`` in days."""

    compressionType: CompressionType
    customDestinationId: str
    additionalDestinations: list[AdditionalDestination]


class _Listed(ScheduleBody):
    id: str


class LiveSchedule(_Listed, total=False):
    """A schedule as the API lists it, with the body's names for its settings.

    ``createdAt`` is ISO 8601 by the server's clock.
    """

    createdAt: str

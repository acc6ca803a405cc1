"""The terms and shapes of the API's documentation, as Python types.

Names in state, error paths and requests are the documentation's own (camelCase). "The page" is
Northflank's *Create addon backup schedule*.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypedDict, get_args

JsonObject = dict[str, Any]
"""A JSON object as it comes from outside, or as it goes there."""

Properties = Mapping[str, Any]
"""A schedule's properties by name. Their values may be unknown or wrong."""

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
"""What to do if the addon already has a schedule of the same interval and backup type."""

DocumentedLimits = Literal["enforce", "warn"]
"""What comes of limits that the page states and Northflank's newest reference no longer does."""


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
    """A destination that gets a copy of a snapshot; ``retentionTime`` in days."""

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

"""Backup schedules of Northflank addons, as Pulumi resources."""

from .errors import (
    ApiError,
    AuthenticationError,
    NorthflankError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    RequestError,
    ServerError,
    SettingsError,
    TransportError,
    UnreadableAnswerError,
    UnusableIdError,
)
from .inputs import (
    AdditionalDestinationArgs,
    AdditionalDestinationArgsDict,
    SchedulingArgs,
    SchedulingArgsDict,
)
from .outputs import AdditionalDestination, Scheduling
from .provider import AddonBackupScheduleProvider
from .resource import AddonBackupSchedule
from .shapes import BackupType, CompressionType, DestinationType, IfExists, Interval
from .version import __version__

__all__ = [
    "AdditionalDestination",
    "AdditionalDestinationArgs",
    "AdditionalDestinationArgsDict",
    "AddonBackupSchedule",
    "AddonBackupScheduleProvider",
    "ApiError",
    "AuthenticationError",
    "BackupType",
    "CompressionType",
    "DestinationType",
    "IfExists",
    "Interval",
    "NorthflankError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitedError",
    "RequestError",
    "Scheduling",
    "SchedulingArgs",
    "SchedulingArgsDict",
    "ServerError",
    "SettingsError",
    "TransportError",
    "UnreadableAnswerError",
    "UnusableIdError",
    "__version__",
]

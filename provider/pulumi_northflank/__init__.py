"""Backup schedules of Northflank addons, as Pulumi resources."""

from .errors import (
    ApiError,
    AuthenticationError,
    InvalidIdError,
    NorthflankError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    RequestError,
    ServerError,
    SettingsError,
    TransportError,
    UnknownScheduleError,
    UnreadableAnswerError,
    UnusableIdError,
)
from .inputs import (
    AdditionalDestinationArgs,
    AdditionalDestinationArgsDict,
    SchedulingArgs,
    SchedulingArgsDict,
)
from .lookup import (
    GetAddonBackupSchedulesResult,
    GetAddonBackupSchedulesScheduleResult,
    get_addon_backup_schedules,
    get_addon_backup_schedules_output,
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
    "GetAddonBackupSchedulesResult",
    "GetAddonBackupSchedulesScheduleResult",
    "IfExists",
    "Interval",
    "InvalidIdError",
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
    "UnknownScheduleError",
    "UnreadableAnswerError",
    "UnusableIdError",
    "__version__",
    "get_addon_backup_schedules",
    "get_addon_backup_schedules_output",
]

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
from .plan import BackupPlan, BackupPlanArgs, PlanError
from .provider import AddonBackupScheduleProvider
from .resource import AddonBackupSchedule
from .shapes import BackupType, CompressionType, DestinationType, IfExists, Interval
from .tiers import DailyTier, HourlyTier, WeeklyTier
from .version import __version__

__all__ = [
    "AdditionalDestination",
    "AdditionalDestinationArgs",
    "AdditionalDestinationArgsDict",
    "AddonBackupSchedule",
    "AddonBackupScheduleProvider",
    "ApiError",
    "AuthenticationError",
    "BackupPlan",
    "BackupPlanArgs",
    "BackupType",
    "CompressionType",
    "DailyTier",
    "DestinationType",
    "GetAddonBackupSchedulesResult",
    "GetAddonBackupSchedulesScheduleResult",
    "HourlyTier",
    "IfExists",
    "Interval",
    "InvalidIdError",
    "NorthflankError",
    "NotFoundError",
    "PermissionDeniedError",
    "PlanError",
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
    "WeeklyTier",
    "__version__",
    "get_addon_backup_schedules",
    "get_addon_backup_schedules_output",
]

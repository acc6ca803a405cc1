"""Backup schedules of Northflank addons, as Pulumi resources."""

from .addons import CoverageError
from .coverage import AddonCoverage, CopyCoverage, KeptCoverage, TypeCoverage, coverage
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
from .requirements import InvalidRequirementError, UnmetRequirementError, require
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
    "AddonCoverage",
    "ApiError",
    "AuthenticationError",
    "BackupPlan",
    "BackupPlanArgs",
    "BackupType",
    "CompressionType",
    "CopyCoverage",
    "CoverageError",
    "DailyTier",
    "DestinationType",
    "GetAddonBackupSchedulesResult",
    "GetAddonBackupSchedulesScheduleResult",
    "HourlyTier",
    "IfExists",
    "Interval",
    "InvalidIdError",
    "InvalidRequirementError",
    "KeptCoverage",
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
    "TypeCoverage",
    "UnknownScheduleError",
    "UnmetRequirementError",
    "UnreadableAnswerError",
    "UnusableIdError",
    "WeeklyTier",
    "__version__",
    "coverage",
    "get_addon_backup_schedules",
    "get_addon_backup_schedules_output",
    "require",
]

"""Backup schedules of Northflank addons, as Pulumi resources."""

from .api.errors import (
    ApiError,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    RequestError,
    ServerError,
    TransportError,
    UnreadableAnswerError,
)
from .arguments import (
    AdditionalDestinationArgs,
    AdditionalDestinationArgsDict,
    SchedulingArgs,
    SchedulingArgsDict,
)
from .dynamic.lookup import (
    GetAddonBackupSchedulesResult,
    GetAddonBackupSchedulesScheduleResult,
    get_addon_backup_schedules,
    get_addon_backup_schedules_output,
)
from .dynamic.outputs import AdditionalDestination, Scheduling
from .dynamic.provider import AddonBackupScheduleProvider
from .dynamic.resource import AddonBackupSchedule
from .errors import InvalidIdError, NorthflankError, SettingsError, UnusableIdError
from .lifecycle.errors import UnknownScheduleError
from .plan import BackupPlan, BackupPlanArgs, PlanError
from .plan.tiers import DailyTier, HourlyTier, WeeklyTier
from .review.addon_coverage import AddonCoverage, CopyCoverage, KeptCoverage, TypeCoverage
from .review.addons import CoverageError
from .review.coverage import coverage
from .review.requirements import InvalidRequirementError, UnmetRequirementError, require
from .review.unprotected import UnknownTagsError, UnprotectedAddonsError, require_all
from .types import BackupType, CompressionType, DestinationType, IfExists, Interval
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
    "UnknownTagsError",
    "UnmetRequirementError",
    "UnprotectedAddonsError",
    "UnreadableAnswerError",
    "UnusableIdError",
    "WeeklyTier",
    "__version__",
    "coverage",
    "get_addon_backup_schedules",
    "get_addon_backup_schedules_output",
    "require",
    "require_all",
]

"""Backup schedules of Northflank addons, as Pulumi resources."""

from importlib import import_module
from typing import TYPE_CHECKING

# Type checkers read what is exported here; "as" says that it is meant to be.
if TYPE_CHECKING:
    from .addon_coverage import (
        AddonCoverage as AddonCoverage,
    )
    from .addon_coverage import (
        CopyCoverage as CopyCoverage,
    )
    from .addon_coverage import (
        KeptCoverage as KeptCoverage,
    )
    from .addon_coverage import (
        TypeCoverage as TypeCoverage,
    )
    from .addon_coverage import (
        coverage as coverage,
    )
    from .addons import CoverageError as CoverageError
    from .errors import (
        ApiError as ApiError,
    )
    from .errors import (
        AuthenticationError as AuthenticationError,
    )
    from .errors import (
        InvalidIdError as InvalidIdError,
    )
    from .errors import (
        NorthflankError as NorthflankError,
    )
    from .errors import (
        NotFoundError as NotFoundError,
    )
    from .errors import (
        PermissionDeniedError as PermissionDeniedError,
    )
    from .errors import (
        RateLimitedError as RateLimitedError,
    )
    from .errors import (
        RequestError as RequestError,
    )
    from .errors import (
        ServerError as ServerError,
    )
    from .errors import (
        SettingsError as SettingsError,
    )
    from .errors import (
        TransportError as TransportError,
    )
    from .errors import (
        UnknownScheduleError as UnknownScheduleError,
    )
    from .errors import (
        UnreadableAnswerError as UnreadableAnswerError,
    )
    from .errors import (
        UnusableIdError as UnusableIdError,
    )
    from .inputs import (
        AdditionalDestinationArgs as AdditionalDestinationArgs,
    )
    from .inputs import (
        AdditionalDestinationArgsDict as AdditionalDestinationArgsDict,
    )
    from .inputs import (
        SchedulingArgs as SchedulingArgs,
    )
    from .inputs import (
        SchedulingArgsDict as SchedulingArgsDict,
    )
    from .lookup import (
        GetAddonBackupSchedulesResult as GetAddonBackupSchedulesResult,
    )
    from .lookup import (
        GetAddonBackupSchedulesScheduleResult as GetAddonBackupSchedulesScheduleResult,
    )
    from .lookup import (
        get_addon_backup_schedules as get_addon_backup_schedules,
    )
    from .lookup import (
        get_addon_backup_schedules_output as get_addon_backup_schedules_output,
    )
    from .outputs import (
        AdditionalDestination as AdditionalDestination,
    )
    from .outputs import (
        Scheduling as Scheduling,
    )
    from .plan import (
        BackupPlan as BackupPlan,
    )
    from .plan import (
        BackupPlanArgs as BackupPlanArgs,
    )
    from .plan import (
        PlanError as PlanError,
    )
    from .provider import AddonBackupScheduleProvider as AddonBackupScheduleProvider
    from .requirements import (
        InvalidRequirementError as InvalidRequirementError,
    )
    from .requirements import (
        UnmetRequirementError as UnmetRequirementError,
    )
    from .requirements import (
        require as require,
    )
    from .resource import AddonBackupSchedule as AddonBackupSchedule
    from .shapes import (
        BackupType as BackupType,
    )
    from .shapes import (
        CompressionType as CompressionType,
    )
    from .shapes import (
        DestinationType as DestinationType,
    )
    from .shapes import (
        IfExists as IfExists,
    )
    from .shapes import (
        Interval as Interval,
    )
    from .tiers import (
        DailyTier as DailyTier,
    )
    from .tiers import (
        HourlyTier as HourlyTier,
    )
    from .tiers import (
        WeeklyTier as WeeklyTier,
    )
    from .version import __version__ as __version__

# A program loads what it names and no more, and so does the provider's process, which looks for the
# provider alone: on the way to a preview, both are waited for.
_MODULES = {
    "addons": ("CoverageError",),
    "addon_coverage": (
        "AddonCoverage",
        "CopyCoverage",
        "KeptCoverage",
        "TypeCoverage",
        "coverage",
    ),
    "errors": (
        "ApiError",
        "AuthenticationError",
        "InvalidIdError",
        "NorthflankError",
        "NotFoundError",
        "PermissionDeniedError",
        "RateLimitedError",
        "RequestError",
        "ServerError",
        "SettingsError",
        "TransportError",
        "UnknownScheduleError",
        "UnreadableAnswerError",
        "UnusableIdError",
    ),
    "inputs": (
        "AdditionalDestinationArgs",
        "AdditionalDestinationArgsDict",
        "SchedulingArgs",
        "SchedulingArgsDict",
    ),
    "lookup": (
        "GetAddonBackupSchedulesResult",
        "GetAddonBackupSchedulesScheduleResult",
        "get_addon_backup_schedules",
        "get_addon_backup_schedules_output",
    ),
    "outputs": (
        "AdditionalDestination",
        "Scheduling",
    ),
    "plan": (
        "BackupPlan",
        "BackupPlanArgs",
        "PlanError",
    ),
    "provider": ("AddonBackupScheduleProvider",),
    "requirements": (
        "InvalidRequirementError",
        "UnmetRequirementError",
        "require",
    ),
    "resource": ("AddonBackupSchedule",),
    "shapes": (
        "BackupType",
        "CompressionType",
        "DestinationType",
        "IfExists",
        "Interval",
    ),
    "tiers": (
        "DailyTier",
        "HourlyTier",
        "WeeklyTier",
    ),
    "version": ("__version__",),
}
_MODULE_OF = dict(sorted((name, module) for module, names in _MODULES.items() for name in names))

__all__ = list(_MODULE_OF)  # pyright: ignore[reportUnsupportedDunderAll]

# Hidden from type checkers, to which a name that is not exported is an error.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load what is asked for the first time."""
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        value = globals()[name] = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
        return value

    def __dir__() -> list[str]:
        """List what there is, loaded or not."""
        return sorted({*globals(), *__all__})

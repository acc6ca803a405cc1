"""A backup plan: a component that declares the schedules of one addon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict, cast

import pulumi
from pulumi.runtime import get_config

from pulumi_northflank.arguments import (
    AdditionalDestinationArgs,
    AdditionalDestinationArgsDict,
)
from pulumi_northflank.dynamic.program import all_or_none, report
from pulumi_northflank.dynamic.resource import (
    AddonBackupSchedule,
    awaited_declaration_of,
    declaration_of,
)
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.settings import documented_limits
from pulumi_northflank.text import problem_list, written
from pulumi_northflank.types import (
    BackupType,
    CompressionType,
    IfExists,
    Interval,
    JsonObject,
)
from pulumi_northflank.validation import Problem

from .language import PYTHON
from .reading import PLAN_TYPE, read_plan
from .tiers import (
    SHORT_FORMS,
    DailyTier,
    HourlyTier,
    Tier,
    WeeklyTier,
)
from .warnings import public_warnings_about

if TYPE_CHECKING:
    from typing_extensions import Unpack


class PlanError(NorthflankError):
    """A plan cannot be read; an update registers no schedule of the program.

    Attributes:
        name: The plan's name.
        problems: Everything that is wrong, by paths such as ``daily.at``.
    """

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.name = name
        self.problems = list(problems)
        super().__init__(f"BackupPlan {written(name)} has {problem_list(self.problems)}")


class _RequiredArguments(TypedDict):
    project_id: pulumi.Input[str]
    addon_id: pulumi.Input[str]


class BackupPlanArgs(_RequiredArguments, total=False):
    """The arguments of a plan, as :class:`BackupPlan` explains them."""

    backup_type: BackupType | None
    hourly: HourlyTier | Sequence[HourlyTier] | None
    daily: DailyTier | Sequence[DailyTier] | None
    weekly: WeeklyTier | Sequence[WeeklyTier] | None
    spread: bool | str
    compression_type: pulumi.Input[CompressionType] | None
    custom_destination_id: pulumi.Input[str] | None
    additional_destinations: (
        pulumi.Input[list[pulumi.Input[AdditionalDestinationArgs | AdditionalDestinationArgsDict]]]
        | None
    )
    team_id: pulumi.Input[str] | None
    if_exists: pulumi.Input[IfExists]
    opts: pulumi.ResourceOptions | None


STANDARD: dict[Interval, JsonObject] = {
    "daily": {"at": "02:15", "keep": 30},
    "weekly": {"on": ["sun"], "at": "03:45", "keep": 120},
}
CRITICAL: dict[Interval, JsonObject] = {
    "hourly": {"minutes": [0, 30], "keep": 7},
    "daily": {"at": ["02:15", "14:15"], "keep": 60},
    "weekly": {"on": ["sun"], "at": "03:45", "keep": 120},
}


class BackupPlan(pulumi.ComponentResource):
    """The backup schedules of one addon, declared together.

    Each tier is a dictionary that says when backups are made and for how many days each is kept::

        BackupPlan(
            "orders",
            project_id="shop",
            addon_id="orders",
            backup_type="snapshot",
            hourly={"minutes": [0, 30], "keep": 7},
            daily={"at": "02:15", "keep": 30, "backup_type": "dump"},
            weekly={"on": ["sun"], "at": "03:45", "keep": 120},
        )

    declares the schedules ``orders-hourly-snapshot``, ``orders-daily-dump`` and
    ``orders-weekly-snapshot``. A schedule is named after its interval and backup type, and an addon
    has only one schedule of each, so adding, changing or removing a tier leaves the others alone. A
    schedule that was declared outside of the plan before is adopted if its settings stay the same.
    With ``"was": "orders-nightly"`` in its tier, it moves into the plan and can change in the same
    update.

    Times are by Northflank's clock, whose time zone its documentation does not name.

    Options of the plan that Pulumi passes on to children apply to the schedules: ``protect``,
    ``retain_on_delete``, ``deleted_with``, transformations, and aliases of the plan.

    Attributes:
        schedules: The schedules in the order hourly, daily, weekly, dumps before snapshots.
        spread_minutes: By how many minutes `spread` moves every start; None without it.
    """

    schedules: tuple[AddonBackupSchedule, ...]
    spread_minutes: int | None

    def __init__(  # noqa: PLR0913  # the arguments of all its schedules, by name
        self,
        resource_name: str,
        *,
        project_id: pulumi.Input[str],
        addon_id: pulumi.Input[str],
        backup_type: BackupType | None = None,
        hourly: HourlyTier | Sequence[HourlyTier] | None = None,
        daily: DailyTier | Sequence[DailyTier] | None = None,
        weekly: WeeklyTier | Sequence[WeeklyTier] | None = None,
        spread: bool | str = False,
        compression_type: pulumi.Input[CompressionType] | None = None,
        custom_destination_id: pulumi.Input[str] | None = None,
        additional_destinations: pulumi.Input[
            list[pulumi.Input[AdditionalDestinationArgs | AdditionalDestinationArgsDict]]
        ]
        | None = None,
        team_id: pulumi.Input[str] | None = None,
        if_exists: pulumi.Input[IfExists] = "adopt",
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a plan.

        Args:
            resource_name: The plan's name in the stack; its schedules' names begin with it.
            project_id: ID of the project.
            addon_id: ID of the addon.
            backup_type: dump or snapshot, for each tier that does not name one itself. There is
                no default: not every addon can dump, and snapshots cannot be downloaded.
            hourly: ``{"minutes": [0, 30], "keep": 7}``: minutes of the hour, 0 to 59; kept for
                1 to 7 days.
            daily: ``{"at": "02:15", "keep": 30}``: one time of day or a list, HH:MM from 00:00 to
                23:59; kept for 1 to 60 days.
            weekly: ``{"on": ["sun"], "at": "03:45", "keep": 120}``: days of the week by name,
                short or long, or by number from 0 (Monday) to 6 (Sunday); kept for 1 to 120
                days. Instead of ``minutes``, ``at`` and ``on``, any tier takes ``scheduling``, as
                in :class:`SchedulingArgs`. A tier may give its own ``backup_type``,
                ``compression_type``, ``custom_destination_id`` and ``additional_destinations``.
                A list of two tiers, one for each backup type, makes two schedules.
            spread: Where in the hour the backups of short forms start. False: as written. True:
                every start moves by 0 to 59 minutes, drawn from project and addon. A string: drawn
                from it; True for addon orders in project shop is the same as ``"shop/orders"``.
                Hours and days stay: 02:30 becomes some minute from 02:00 to 02:59, and the
                distances between the plan's minutes are kept. If that changes a schedule's minute,
                the schedule is replaced, as by every change.
            compression_type: gz (the default) or zstd; for tiers of dumps.
            custom_destination_id: The destination in which dumps are stored; for tiers of dumps.
            additional_destinations: Destinations that get a copy of each snapshot; for tiers of
                snapshots. A copy's ``retention_time`` is in days, with the limits of ``keep``.
            team_id: ID of the team, as for a schedule.
            if_exists: What to do if the addon already has such a schedule, as for a schedule.
            opts: Pulumi's resource options.

        Raises:
            PlanError: The plan cannot be read; lists all its problems. The constructor raises it
                only in tests with Pulumi's mocks. The engine shows it when the program ends,
                together with everything else that is wrong, and registers no schedule in an
                update. Problems of a single schedule (days out of range, more than 500 backups)
                are reported in the preview, with the schedule's name.
        """
        settings = {
            "compression_type": compression_type,
            "custom_destination_id": custom_destination_id,
            "additional_destinations": additional_destinations,
        }
        arguments = {
            "project_id": project_id,
            "addon_id": addon_id,
            "backup_type": backup_type,
            "hourly": hourly,
            "daily": daily,
            "weekly": weekly,
            "spread": spread,
            **settings,
        }
        tiers, self.spread_minutes, problems = read_plan(arguments, PYTHON)
        if problems:
            report(PlanError(resource_name, problems))
        super().__init__(PLAN_TYPE, resource_name, None, opts)
        parent = opts.parent if opts is not None else pulumi.ROOT_STACK_RESOURCE
        self.schedules = tuple(
            AddonBackupSchedule(
                f"{resource_name}-{tier.place}",
                project_id=project_id,
                addon_id=addon_id,
                team_id=team_id,
                if_exists=if_exists,
                opts=pulumi.ResourceOptions(parent=self, aliases=tier.aliases(parent)),
                **tier.arguments(settings),
            )
            for tier in tiers
        )
        limits = documented_limits(get_config)
        declared = [declaration_of(schedule) for schedule in self.schedules]
        if any(each.problems_under(limits) for each in declared if each is not None):
            all_or_none()
        if not problems:
            self._warn()
        self._show(resource_name, tiers)

    @classmethod
    def standard(cls, resource_name: str, **arguments: Unpack[BackupPlanArgs]) -> BackupPlan:
        """Declare the usual plan: daily backups for a month, weekly ones for four months.

        | tier   | when         | kept for | backups |
        | ------ | ------------ | -------- | ------- |
        | daily  | 02:15        | 30 days  | 30      |
        | weekly | Sunday 03:45 | 120 days | 18      |

        The arguments are those of :class:`BackupPlan`. ``spread`` defaults to True, which moves
        the table's minutes within their hours. A tier's arguments override the table's:
        ``daily={"keep": 14}`` changes only the days, and ``weekly=None`` leaves the tier out. A
        tier that the table lacks is added.
        """
        return cls(resource_name, **_with_preset(STANDARD, arguments))

    @classmethod
    def critical(cls, resource_name: str, **arguments: Unpack[BackupPlanArgs]) -> BackupPlan:
        """Declare a plan that limits data loss to half an hour.

        | tier   | when               | kept for | backups |
        | ------ | ------------------ | -------- | ------- |
        | hourly | :00, :30           | 7 days   | 336     |
        | daily  | 02:15, 14:15       | 60 days  | 120     |
        | weekly | Sunday 03:45       | 120 days | 18      |

        Together that is 474 of 500 backups. The arguments are those of :meth:`standard`.
        """
        return cls(resource_name, **_with_preset(CRITICAL, arguments))

    def _warn(self) -> None:
        needed = ("backupType", "scheduling", "retentionTime")

        def warn(schedules: Sequence[Schedule]) -> None:
            # A schedule's own problems are reported by its check.
            limits = documented_limits(get_config)
            paths = [one.path for each in schedules for one in each.problems_under(limits)]
            if not any(path.startswith(needed) for path in paths):
                for text in public_warnings_about(schedules):
                    pulumi.log.warn(text, self)

        declared = (awaited_declaration_of(schedule, needed) for schedule in self.schedules)
        pulumi.Output.all(*declared).apply(warn)

    def _show(self, resource_name: str, tiers: Sequence[Tier]) -> None:
        shown = {
            f"{resource_name}-{tier.place}": {
                "id": schedule.id,
                "scheduling": schedule.scheduling,
                "retentionTime": schedule.retention_time,
            }
            for tier, schedule in zip(tiers, self.schedules, strict=True)
        }
        self.register_outputs({"schedules": shown, "spreadMinutes": self.spread_minutes})


def _with_preset(
    preset: Mapping[Interval, JsonObject], arguments: BackupPlanArgs
) -> BackupPlanArgs:
    whole: JsonObject = {"spread": True, **arguments}
    for interval, tier in preset.items():
        whole[interval] = _overridden(interval, tier, arguments.get(interval, {}))
    return cast("BackupPlanArgs", whole)


def _overridden(interval: Interval, preset: JsonObject, given: Any) -> Any:
    if isinstance(given, list | tuple):
        return [_overridden(interval, preset, each) for each in given]
    if not isinstance(given, Mapping):
        return given
    short = SHORT_FORMS[interval] if "scheduling" in given else ()
    return {name: value for name, value in preset.items() if name not in short} | dict(given)

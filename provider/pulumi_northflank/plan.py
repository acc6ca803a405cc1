"""A whole plan of backups for one addon: a component that declares its schedules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict, cast

import pulumi

from .advice import Planned, advice
from .canonical import canonical
from .clock import written
from .errors import NorthflankError
from .faults import Fault
from .inputs import AdditionalDestinationArgs, AdditionalDestinationArgsDict, SchedulingArgs
from .resource import AddonBackupSchedule
from .shapes import INTERVALS, BackupType, CompressionType, IfExists, Interval
from .spread import minutes_for
from .tiers import (
    SETTINGS,
    SHORT_FORMS,
    DailyTier,
    HourlyTier,
    Tier,
    WeeklyTier,
    check_backup_type,
    is_later,
    read_tiers,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

PLAN_TYPE = "northflank:index:BackupPlan"
"""The component's type token; it is in every user's state and may never change."""


class PlanError(NorthflankError):
    """A plan can't be read; none of its schedules is declared.

    Attributes:
        name: The plan's name.
        faults: All that is wrong, by paths as ``daily.at``.
    """

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.name = name
        self.faults = list(faults)
        lines = "".join(f"\n  {fault}" for fault in faults)
        count = "a problem" if len(faults) == 1 else f"{len(faults)} problems"
        super().__init__(f"BackupPlan {written(name)} has {count}:{lines}")


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


STANDARD: dict[Interval, dict[str, Any]] = {
    "daily": {"at": "02:15", "keep": 30},
    "weekly": {"on": ["sun"], "at": "03:45", "keep": 120},
}
CRITICAL: dict[Interval, dict[str, Any]] = {
    "hourly": {"minutes": [0, 30], "keep": 7},
    "daily": {"at": ["02:15", "14:15"], "keep": 60},
    "weekly": {"on": ["sun"], "at": "03:45", "keep": 120},
}


class BackupPlan(pulumi.ComponentResource):
    """The backup schedules of one addon, declared together.

    Each tier is a dictionary: when backups are made, and for how many days each is kept::

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
    ``orders-weekly-snapshot``. A name says the place that a schedule takes, and an addon has one
    place for each interval and type; so adding, changing or removing a tier leaves the others
    alone. A schedule that was declared beside the plan before is adopted where its settings stay
    the same. With ``"was": "orders-nightly"`` in its tier, it becomes the plan's as it is, and
    may change in the same update.

    Times are by Northflank's clock, whose time zone its documentation does not name.

    Options of the plan that Pulumi hands on to children hold for the schedules: ``protect``,
    ``retain_on_delete``, ``deleted_with``, transformations, and aliases of the plan.

    Attributes:
        schedules: The schedules in the order hourly, daily, weekly, of each a dump before a
            snapshot.
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
            resource_name: The plan's name in the stack, with which its schedules' names begin.
            project_id: ID of the project.
            addon_id: ID of the addon.
            backup_type: dump or snapshot, for each tier that names none itself. There is no
                default: not every addon can dump, and snapshots can't be downloaded.
            hourly: ``{"minutes": [0, 30], "keep": 7}``: minutes of the hour, 0 to 59; kept for
                1 to 7 days.
            daily: ``{"at": "02:15", "keep": 30}``: one time of the day or a list, HH:MM from
                00:00 to 23:59; kept for 1 to 60 days.
            weekly: ``{"on": ["sun"], "at": "03:45", "keep": 120}``: days of the week by name,
                short or long, or by number from 0 (Monday) to 6 (Sunday); kept for 1 to 120
                days. In place of ``minutes``, ``at`` and ``on``, any tier takes ``scheduling``,
                as :class:`SchedulingArgs` has it. A tier may give its own ``backup_type``,
                ``compression_type``, ``custom_destination_id`` and ``additional_destinations``.
                A list of two tiers, one for each backup type, makes two schedules.
            spread: Where in the hour the short forms' backups start. False: as written. True:
                every start moves by 0 to 59 minutes, drawn from project and addon. A text: drawn
                from it; ``"shop/orders"`` is what True is for addon orders in project shop.
                Hours and days stay: 02:30 becomes some minute from 02:00 to 02:59, and the
                distances of the plan's minutes from each other are kept. A schedule whose
                minute changes by that is replaced, as by every change.
            compression_type: gz (the default) or zstd; for the tiers of dumps.
            custom_destination_id: The destination in which dumps are stored; for these tiers.
            additional_destinations: Places that get a copy of each snapshot; for the tiers of
                snapshots. A copy's ``retention_time`` is in days, with the limits of ``keep``.
            team_id: ID of the team, as for a schedule.
            if_exists: What to do where the addon has such a schedule already, as for a schedule.
            opts: Pulumi's resource options.

        Raises:
            PlanError: The plan can't be read: all its problems at once, before anything is
                declared. What a schedule's own check finds (days out of range, more than 500
                backups of one schedule) is said in the preview, with the schedule's name.
        """
        faults: list[Fault] = []
        if backup_type is not None:
            check_backup_type(backup_type, "backup_type", faults)
        self.spread_minutes = _spread_minutes(spread, project_id, addon_id, faults)
        given: dict[Interval, Any] = {"hourly": hourly, "daily": daily, "weekly": weekly}
        tiers = _tiers(given, backup_type, self.spread_minutes or 0, faults)
        settings = {
            "compression_type": compression_type,
            "custom_destination_id": custom_destination_id,
            "additional_destinations": additional_destinations,
        }
        faults = faults or _without_effect(settings, tiers)
        if faults:
            raise PlanError(resource_name, faults)
        super().__init__(PLAN_TYPE, resource_name, None, opts)
        self.schedules = tuple(
            AddonBackupSchedule(
                f"{resource_name}-{tier.place}",
                project_id=project_id,
                addon_id=addon_id,
                team_id=team_id,
                if_exists=if_exists,
                opts=pulumi.ResourceOptions(parent=self, aliases=_aliases(tier, opts)),
                **tier.arguments(settings),
            )
            for tier in tiers
        )
        self._advise(tiers)
        self._show(resource_name, tiers)

    @classmethod
    def standard(cls, resource_name: str, **arguments: Unpack[BackupPlanArgs]) -> BackupPlan:
        """Declare the usual plan: a month of days, four months of weeks.

        | tier   | when         | kept for | backups |
        | ------ | ------------ | -------- | ------- |
        | daily  | 02:15        | 30 days  | 30      |
        | weekly | Sunday 03:45 | 120 days | 18      |

        The arguments are those of :class:`BackupPlan`, with ``spread=True`` unless it is
        given, which moves the table's minutes within their hours. What a tier is given
        replaces the table's: ``daily={"keep": 14}`` changes the days alone, and
        ``weekly=None`` leaves the tier out. A tier that the table lacks is added.
        """
        return cls(resource_name, **_with_preset(STANDARD, arguments))

    @classmethod
    def critical(cls, resource_name: str, **arguments: Unpack[BackupPlanArgs]) -> BackupPlan:
        """Declare a plan for data of which at most half an hour may be lost.

        | tier   | when               | kept for | backups |
        | ------ | ------------------ | -------- | ------- |
        | hourly | :00, :30           | 7 days   | 336     |
        | daily  | 02:15, 14:15       | 60 days  | 120     |
        | weekly | Sunday 03:45       | 120 days | 18      |

        Together that is 474 of 500 backups. Northflank calls snapshots the better choice for
        backups this frequent. The arguments are as for :meth:`standard`.
        """
        return cls(resource_name, **_with_preset(CRITICAL, arguments))

    def _advise(self, tiers: Sequence[Tier]) -> None:
        def tell(figures: Sequence[Sequence[Any]]) -> None:
            for text in advice(_planned(figures)):
                pulumi.log.warn(text, self)

        figures = [[tier.backup_type, tier.scheduling, tier.keep] for tier in tiers]
        pulumi.Output.from_input(figures).apply(tell)

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


def _tiers(
    given: Mapping[Interval, Any], backup_type: object, move_by: int, faults: list[Fault]
) -> list[Tier]:
    if all(given[interval] is None for interval in INTERVALS):
        reason = f"a plan without tiers makes no backups; give {', '.join(INTERVALS)} or several"
        faults.append(Fault("", reason))
    return [
        tier
        for interval in INTERVALS
        for tier in read_tiers(
            interval, given[interval], backup_type, move_by=move_by, faults=faults
        )
    ]


def _spread_minutes(
    spread: object, project_id: object, addon_id: object, faults: list[Fault]
) -> int | None:
    if spread is None or spread is False:
        return None
    if isinstance(spread, str) and spread:
        return minutes_for(spread)
    if spread is True and isinstance(project_id, str) and isinstance(addon_id, str):
        return minutes_for(f"{project_id}/{addon_id}")
    if spread is True:
        reason = (
            "the addon's minute can't be drawn from its IDs, of which one is no text yet; give a "
            'text, such as spread="shop/orders", or spread=False'
        )
    elif is_later(spread):
        reason = 'an Output can\'t be used here; give a text, such as spread="shop/orders"'
    else:
        reason = f"{written(spread)} is neither True, False nor a text"
    faults.append(Fault("spread", reason))
    return None


def _without_effect(settings: Mapping[str, Any], tiers: Sequence[Tier]) -> list[Fault]:
    # What is meant for the copies of snapshots and reaches none would be missed too late.
    return [
        Fault(name, f"only {of}s have it, and no tier of the plan makes {of}s")
        for name, of in SETTINGS.items()
        if settings[name] is not None and all(tier.backup_type != of for tier in tiers)
    ]


def _aliases(tier: Tier, opts: pulumi.ResourceOptions | None) -> list[pulumi.Alias]:
    # No name is guessed: a schedule that is still declared would lose its place in the state.
    if not isinstance(tier.was, str):
        return [tier.was] if tier.was is not None else []
    parent = opts.parent if opts is not None else pulumi.ROOT_STACK_RESOURCE
    return [pulumi.Alias(name=tier.was, parent=parent)]


def _planned(figures: Sequence[Sequence[Any]]) -> list[Planned]:
    """The schedules, for advice; none where one has faults, which its own check tells."""
    from .validation import validate

    found = []
    for backup_type, scheduling, keep in figures:
        when = vars(scheduling) if isinstance(scheduling, SchedulingArgs) else scheduling
        inputs = canonical({"scheduling": when, "retentionTime": keep})
        paths = [fault.path for fault in validate(inputs)]
        if any(path.startswith(("scheduling", "retentionTime")) for path in paths):
            return []
        found.append(Planned(backup_type, inputs["scheduling"], inputs["retentionTime"]))
    return found


def _with_preset(
    preset: Mapping[Interval, Mapping[str, Any]], arguments: BackupPlanArgs
) -> BackupPlanArgs:
    whole: dict[str, Any] = {"spread": True, **arguments}
    for interval, tier in preset.items():
        whole[interval] = _overridden(interval, tier, arguments.get(interval, {}))
    return cast("BackupPlanArgs", whole)


def _overridden(interval: Interval, preset: Mapping[str, Any], given: Any) -> Any:
    if isinstance(given, list | tuple):
        return [_overridden(interval, preset, each) for each in given]
    if not isinstance(given, Mapping):
        return given
    short = SHORT_FORMS[interval] if "scheduling" in given else ()
    return {name: value for name, value in preset.items() if name not in short} | dict(given)

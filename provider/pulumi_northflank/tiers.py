"""The tiers of a backup plan: short forms, and the API's schedulings that they mean.

Everything here is pure. A tier's times are read while the program runs, because
schedules are named by what a tier says and because an unreadable time has to be
refused before anything is declared; what else a tier holds goes to its schedule as
it is, Outputs included, and is checked there.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, TypeVar

import pulumi

from .clock import Weekday, listed, read_day, read_minute, read_time, written
from .faults import Fault
from .inputs import (
    AdditionalDestinationArgs,
    AdditionalDestinationArgsDict,
    SchedulingArgs,
    SchedulingArgsDict,
)
from .shapes import BACKUP_TYPES, BackupType, CompressionType, Interval
from .spread import moved
from .words import SHOWN_CHARACTERS, did_you_mean, one_line, shown

Meaning = TypeVar("Meaning")


class CommonTier(TypedDict, total=False):
    """What a tier of any interval may say.

    Attributes:
        keep: Days for which each backup is kept (the schedule's ``retention_time``): 1 to
            7 (hourly), 60 (daily) or 120 (weekly). Required; may be an Output.
        scheduling: When backups are made, in full, in place of the short form; may hold
            Outputs. Its ``interval`` has to be the tier's, and ``spread`` leaves it alone.
        backup_type: dump or snapshot, where it is not the plan's.
        compression_type: For dumps, where it is not the plan's; None for the API's default.
        custom_destination_id: For dumps, where it is not the plan's; None for Northflank's own.
        additional_destinations: For snapshots, where they are not the plan's; None for none.
        was: The name under which the schedule was declared beside the plan before, so that it
            becomes the plan's without being replaced; or an alias, as resource options have.
    """

    keep: pulumi.Input[int]
    scheduling: pulumi.Input[SchedulingArgs | SchedulingArgsDict]
    backup_type: BackupType
    compression_type: pulumi.Input[CompressionType] | None
    custom_destination_id: pulumi.Input[str] | None
    additional_destinations: (
        pulumi.Input[list[pulumi.Input[AdditionalDestinationArgs | AdditionalDestinationArgsDict]]]
        | None
    )
    was: str | pulumi.Alias


class HourlyTier(CommonTier, total=False):
    """Backups every hour: ``{"minutes": [0, 30], "keep": 7}``.

    Attributes:
        minutes: Minutes of the hour, 0 to 59; one or a list.
    """

    minutes: int | Sequence[int]


class DailyTier(CommonTier, total=False):
    """Backups every day: ``{"at": "02:30", "keep": 30}``.

    Attributes:
        at: Times of the day as HH:MM, 00:00 to 23:59; one or a list. Several have to be
            all combinations of their hours and minutes, as one schedule makes them.
    """

    at: str | Sequence[str]


class WeeklyTier(DailyTier, total=False):
    """Backups every week: ``{"on": ["sun"], "at": "03:00", "keep": 120}``.

    Attributes:
        on: Days of the week; one or a list.
        at: Times of these days, as for a daily tier.
    """

    on: Weekday | Sequence[Weekday]


SHORT_FORMS: dict[Interval, tuple[str, ...]] = {
    "hourly": ("minutes",),
    "daily": ("at",),
    "weekly": ("on", "at"),
}
"""The words of each interval that say when; `scheduling` says the same in full."""

SETTINGS: dict[str, BackupType] = {
    "compression_type": "dump",
    "custom_destination_id": "dump",
    "additional_destinations": "snapshot",
}
"""What a plan may say for all its tiers, and the type of backups for which it means something."""

# What people know from the schedule itself, and no spelling leads to.
OTHER_WORDS = {
    "retention_time": "keep",
    "retention": "keep",
    "days": "on",
    "day": "on",
    "hour": "at",
    "time": "at",
    "aliases": "was",
    "alias": "was",
}
EXAMPLES = {"minutes": "such as [0, 30]", "at": 'such as "02:30"', "on": 'such as ["sun"]'}
LATER = (
    "an Output can't be read while the program runs; give a plain value, or the whole "
    "`scheduling`, which may hold Outputs"
)


@dataclass(frozen=True)
class Tier:
    """One schedule of a plan.

    Attributes:
        interval: hourly, daily or weekly.
        backup_type: dump or snapshot.
        scheduling: When backups are made, in the API's terms.
        keep: Days for which each backup is kept.
        settings: The other arguments of the schedule that the tier gives by itself.
        was: What it was declared as before.
    """

    interval: Interval
    backup_type: BackupType
    scheduling: pulumi.Input[SchedulingArgs | SchedulingArgsDict]
    keep: pulumi.Input[int]
    settings: dict[str, Any]
    was: str | pulumi.Alias | None = None

    @property
    def place(self) -> str:
        """The addon's place that it takes, as part of a name: ``daily-dump``."""
        return f"{self.interval}-{self.backup_type}"

    def arguments(self, of_the_plan: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of the tier's schedule: its own settings, else the plan's.

        Args:
            of_the_plan: The plan's values of SETTINGS. Those for the other type of
                backups are left out.
        """
        common = {
            name: of_the_plan.get(name) for name, of in SETTINGS.items() if of == self.backup_type
        }
        return {
            "backup_type": self.backup_type,
            "scheduling": self.scheduling,
            "retention_time": self.keep,
            **common,
            **self.settings,
        }


def read_tiers(
    interval: Interval, given: object, backup_type: object, *, move_by: int, faults: list[Fault]
) -> list[Tier]:
    """The tiers that a plan declares for *interval*, dumps before snapshots.

    Args:
        interval: hourly, daily or weekly.
        given: What the plan was given: None, a tier, or a list of a tier for each type.
        backup_type: The type of the backups of a tier that names none; may be None.
        move_by: How many minutes to move each start by, around the face of its hour.
        faults: Gets whatever is wrong, by paths as ``daily.at`` and ``daily[1].at``.
    """
    if given is None:
        return []
    if isinstance(given, list | tuple) and given:
        parts = [(f"{interval}[{index}]", part) for index, part in enumerate(given)]
    else:
        parts = [(interval, given)]
    tiers: dict[BackupType, Tier] = {}
    for path, part in parts:
        tier = _Reader(interval, path, faults).tier(part, backup_type, move_by)
        if tier is not None and tier.backup_type in tiers:
            reason = (
                f"{shown(tier.backup_type)} is listed twice, and an addon can have one {interval} "
                "schedule of each backup type"
            )
            faults.append(Fault(f"{path}.backup_type", reason))
        elif tier is not None:
            tiers[tier.backup_type] = tier
    return [tiers[type_] for type_ in BACKUP_TYPES if type_ in tiers]


def check_backup_type(value: object, path: str, faults: list[Fault]) -> BackupType | None:
    """*value* as a backup type; None, and a fault, where it is none."""
    for type_ in BACKUP_TYPES:
        if value == type_:
            return type_
    if is_later(value):
        reason = "an Output can't be used here: the schedules' names hold the type; give a text"
    elif value is None:
        reason = "`backup_type` is required, dump or snapshot: for the plan or for each tier"
    else:
        close = did_you_mean(value, BACKUP_TYPES)
        reason = f"{written(value)} is not one of {', '.join(BACKUP_TYPES)}{close}"
    faults.append(Fault(path, reason))
    return None


def is_later(value: object) -> bool:
    """Whether *value* is only known when something else has happened."""
    return isinstance(value, pulumi.Output) or inspect.isawaitable(value)


class _Reader:
    """Reads one tier, and notes its faults by their paths."""

    def __init__(self, interval: Interval, path: str, faults: list[Fault]) -> None:
        self.interval = interval
        self.path = path
        self.faults = faults

    def fault(self, path: str, reason: str) -> None:
        self.faults.append(Fault(f"{self.path}.{path}" if path else self.path, reason))

    def tier(self, given: object, plans_type: object, move_by: int) -> Tier | None:
        if not isinstance(given, Mapping):
            self.fault("", _no_tier(given, self.interval))
            return None
        before = len(self.faults)
        self._check_names(given)
        if given.get("keep") is None:
            self.fault("keep", "`keep` is required: the days for which each backup is kept")
        if not isinstance(given.get("was"), str | pulumi.Alias | None):
            self.fault("was", f"{written(given['was'])} is neither a schedule's name nor an alias")
        type_ = self._backup_type(given, plans_type)
        scheduling = self._scheduling(given, move_by)
        if len(self.faults) > before or type_ is None:
            return None
        settings = {name: given[name] for name in SETTINGS if name in given}
        return Tier(self.interval, type_, scheduling, given["keep"], settings, given.get("was"))

    def _check_names(self, given: Mapping[Any, Any]) -> None:
        short = SHORT_FORMS[self.interval]
        known = [*short, *CommonTier.__annotations__]
        for name in given:
            if name in known:
                continue
            other = OTHER_WORDS.get(name) if isinstance(name, str) else None
            hint = f" (did you mean `{other}`?)" if other in known else did_you_mean(name, known)
            reason = f"there is no {written(name)} here{hint}; a tier has {', '.join(known)}"
            self.fault(one_line(str(name), SHOWN_CHARACTERS), reason)

    def _backup_type(self, given: Mapping[str, Any], plans_type: object) -> BackupType | None:
        if "backup_type" in given:
            return check_backup_type(given["backup_type"], f"{self.path}.backup_type", self.faults)
        if plans_type is None:
            return check_backup_type(None, f"{self.path}.backup_type", self.faults)
        # A wrong type of the plan is one fault of the plan, not one of each tier.
        return check_backup_type(plans_type, "", [])

    def _scheduling(self, given: Mapping[str, Any], move_by: int) -> Any:
        short = SHORT_FORMS[self.interval]
        if given.get("scheduling") is None:
            return self._short_form(given, move_by)
        for name in short:
            if name in given:
                self.fault(name, f"`scheduling` says all that `{name}` says; give one of the two")
        scheduling = given["scheduling"]
        full = vars(scheduling) if isinstance(scheduling, SchedulingArgs) else scheduling
        interval = full.get("interval", self.interval) if isinstance(full, Mapping) else None
        if isinstance(interval, str) and interval != self.interval:
            reason = f"{shown(interval)} is not the interval of the tier, {self.interval}"
            self.fault("scheduling.interval", reason)
        return scheduling

    def _short_form(self, given: Mapping[str, Any], move_by: int) -> dict[str, Any]:
        scheduling: dict[str, Any] = {"interval": self.interval}
        if self.interval == "hourly":
            scheduling["minute"] = moved(self._list_of("minutes", given, read_minute), move_by)
            return scheduling
        times = self._list_of("at", given, read_time)
        hours, minutes = sorted({hour for hour, _ in times}), {minute for _, minute in times}
        made = list(itertools.product(hours, sorted(minutes)))
        if len(made) > len(times):
            reason = (
                "one schedule makes backups at each of its hours in each of its minutes: "
                f"{listed(times)} would become {len(made)} times a day ({listed(made)}). Give all "
                "hours the same minutes"
            )
            self.fault("at", reason)
        scheduling |= {"minute": moved(minutes, move_by), "hour": hours}
        if self.interval == "weekly":
            scheduling["day"] = sorted(self._list_of("on", given, read_day))
        return scheduling

    def _list_of(
        self, name: str, given: Mapping[str, Any], read: Callable[[object], Meaning]
    ) -> list[Meaning]:
        """What *read* makes of each value of *name*, each once, and a fault where it can't."""
        value = given.get(name)
        several = isinstance(value, list | tuple)
        found: dict[Meaning, None] = {}
        for path, item in self._items(name, value):
            try:
                meaning = read(item)
            except ValueError as error:
                self.fault(path, LATER if is_later(item) else str(error))
                continue
            if meaning in found:
                self.fault(path if several else name, f"{written(item)} is listed twice")
            found[meaning] = None
        return list(found)

    def _items(self, name: str, value: object) -> Iterator[tuple[str, object]]:
        if value is None:
            self.fault(name, f"`{name}` is required ({EXAMPLES[name]}), or `scheduling` in full")
        elif isinstance(value, list | tuple):
            if not value:
                self.fault(name, "the list is empty, and at least one is required")
            yield from ((f"{name}[{index}]", item) for index, item in enumerate(value))
        else:
            yield name, value


def _no_tier(given: object, interval: Interval) -> str:
    example = {name: EXAMPLES[name] for name in SHORT_FORMS[interval]}
    if is_later(given):
        return (
            "an Output can't be a tier: whether it exists has to be known while the program runs; "
            "give a dictionary, whose `keep` and `scheduling` may be Outputs"
        )
    if given in ([], ()):
        return "the list is empty; give a tier, or leave the interval out"
    words = " and ".join(f"`{name}`, {such}," for name, such in example.items())
    return f"{written(given)} is no tier: give a dictionary with {words} and `keep`, in days"

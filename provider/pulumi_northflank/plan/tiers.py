"""The tiers of a backup plan: short forms, and the schedulings of the API that they stand for.

Everything here is pure. A tier's times are read while the program runs. Everything else in a tier
goes to its schedule as it is, Outputs included, and is checked there. What cannot be read is
unknown in the schedule, so that a preview finds everything else that is wrong with it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict, TypeVar

import pulumi
from pulumi.output import UNKNOWN

from pulumi_northflank.arguments import (
    AdditionalDestinationArgs,
    AdditionalDestinationArgsDict,
    SchedulingArgs,
    SchedulingArgsDict,
    is_later,
)
from pulumi_northflank.schedule.properties import APPLIES_TO, snake_case
from pulumi_northflank.text import SHOWN_CHARACTERS, did_you_mean, one_line, shown, written
from pulumi_northflank.types import (
    BACKUP_TYPES,
    BackupType,
    CompressionType,
    Interval,
    JsonObject,
    Properties,
)
from pulumi_northflank.validation import Problem

from .language import PYTHON, Language
from .spread import moved
from .times import Weekday, read_day, read_minute, read_time, time_list

Meaning = TypeVar("Meaning")


class CommonTier(TypedDict, total=False):
    """The keys of a tier of any interval.

    Attributes:
        keep: Days for which each backup is kept (the schedule's ``retention_time``): 1 to
            7 (hourly), 60 (daily) or 120 (weekly). Required; may be an Output.
        scheduling: When backups are made, in full, instead of the short form; may hold
            Outputs. Its ``interval`` must be the tier's, and ``spread`` does not apply to it.
        backup_type: dump or snapshot, if it is not the plan's.
        compression_type: For dumps, if it is not the plan's; None for the API's default.
        custom_destination_id: For dumps, if it is not the plan's; None for Northflank's own.
        additional_destinations: For snapshots, if they are not the plan's; None for none.
        was: The name under which the schedule was declared outside of the plan before, so that
            it moves into the plan without being replaced; or an alias, as in resource options.
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
        at: Times of day as HH:MM, 00:00 to 23:59; one or a list. Several must be all
            combinations of their hours and minutes, because one schedule makes them all.
    """

    at: str | Sequence[str]


class WeeklyTier(DailyTier, total=False):
    """Backups every week: ``{"on": ["sun"], "at": "03:00", "keep": 120}``.

    Attributes:
        on: Days of the week; one or a list.
        at: Times on these days, as for a daily tier.
    """

    on: Weekday | Sequence[Weekday]


SHORT_FORMS: dict[Interval, tuple[str, ...]] = {
    "hourly": ("minutes",),
    "daily": ("at",),
    "weekly": ("on", "at"),
}
"""The keys of each interval that say when; `scheduling` says the same in full."""

SETTINGS: dict[str, BackupType] = {snake_case(name): of for name, of in APPLIES_TO.items()}
"""The settings that a plan takes for all its tiers, and the backup type that each applies to."""

# Synonyms that spelling suggestions miss.
SYNONYMS = {
    "retention_time": "keep",
    "retention": "keep",
    "days": "on",
    "day": "on",
    "hour": "at",
    "time": "at",
    "aliases": "was",
    "alias": "was",
}
UNQUOTED_ON = 'YAML reads the key on without quotes as true; write it as "on", in quotes'
EXAMPLES = {"minutes": "such as [0, 30]", "at": 'such as "02:30"', "on": 'such as ["sun"]'}
LATER = (
    "must not be an Output, which cannot be read while the program runs; give a plain value, or "
    "give `scheduling` in full, which may hold Outputs"
)


@dataclass(frozen=True)
class Tier:
    """One schedule of a plan.

    Attributes:
        path: The tier in the plan's arguments: ``daily`` or ``daily[1]``.
        interval: hourly, daily or weekly.
        backup_type: dump or snapshot; None if it cannot be read.
        scheduling: When backups are made, in the API's terms; None if it cannot be read.
        keep: Days for which each backup is kept; None if they are missing.
        settings: The other arguments of the schedule that the tier gives itself.
        was: The name or alias under which it was declared before.
    """

    path: str
    interval: Interval
    backup_type: BackupType | None = None
    scheduling: pulumi.Input[SchedulingArgs | SchedulingArgsDict] | None = None
    keep: pulumi.Input[int] | None = None
    settings: JsonObject = field(default_factory=dict)
    was: str | pulumi.Alias | None = None

    @property
    def place(self) -> str:
        """Interval and type, as part of a name: ``daily-dump``."""
        return self.path if self.backup_type is None else f"{self.interval}-{self.backup_type}"

    def arguments(self, of_the_plan: Properties) -> JsonObject:
        """The arguments of the tier's schedule: its own settings, else the plan's.

        Args:
            of_the_plan: The plan's values of SETTINGS. Those for the other backup type are left
                out.
        """
        common = {
            name: of_the_plan.get(name) for name, of in SETTINGS.items() if of == self.backup_type
        }
        return {
            "backup_type": _or_unknown(self.backup_type),
            "scheduling": self.scheduling or self._unknown_times(),
            "retention_time": _or_unknown(self.keep),
            **common,
            **self.settings,
        }

    def aliases(self, parent: pulumi.Resource | None) -> list[pulumi.Input[pulumi.Alias | str]]:
        """The former names of the tier's schedule in a plan with this *parent*."""
        # Guess no name: a schedule that is still declared would lose its place in the state.
        if not isinstance(self.was, str) or self.was.startswith("urn:"):
            return [self.was] if self.was is not None else []
        return [pulumi.Alias(name=self.was, parent=parent)]

    def _unknown_times(self) -> JsonObject:
        parts = {"hourly": ("minute",), "daily": ("minute", "hour")}
        names = parts.get(self.interval, ("minute", "hour", "day"))
        return {"interval": self.interval, **{name: _or_unknown(None) for name in names}}


def _or_unknown(value: Any) -> Any:
    return pulumi.Output.from_input(UNKNOWN) if value is None else value


def read_tiers(  # noqa: PLR0913  # what a tier depends on, by name
    interval: Interval,
    given: object,
    backup_type: object,
    *,
    move_by: int,
    problems: list[Problem],
    language: Language = PYTHON,
) -> list[Tier]:
    """Read the tiers that a plan declares for *interval*, dumps before snapshots.

    Args:
        interval: hourly, daily or weekly.
        given: The plan's argument: None, a tier, or a list with a tier for each type.
        backup_type: The backup type of a tier that names none; may be None.
        move_by: By how many minutes to move each start, around the clock's face.
        problems: A list to add problems to, with paths such as ``daily.at`` and ``daily[1].at``.
        language: The spelling of the tier's keys.
    """
    if given is None:
        return []
    if isinstance(given, list | tuple) and given:
        parts = [(f"{interval}[{index}]", part) for index, part in enumerate(given)]
    else:
        parts = [(interval, given)]
    tiers: dict[BackupType, Tier] = {}
    unreadable: list[Tier] = []
    for path, part in parts:
        tier = _Reader(interval, path, problems, language).tier(part, backup_type, move_by)
        if tier.backup_type in tiers:
            reason = (
                f"{shown(tier.backup_type)} is listed twice, but an addon can have only one "
                f"{interval} schedule of each backup type"
            )
            problems.append(Problem(f"{path}.{language.named('backup_type')}", reason))
        elif tier.backup_type is None:
            unreadable.append(tier)
        else:
            tiers[tier.backup_type] = tier
    return [*(tiers[type_] for type_ in BACKUP_TYPES if type_ in tiers), *unreadable]


def check_backup_type(value: object, path: str, problems: list[Problem]) -> BackupType | None:
    """Read a backup type; None, and a problem, if *value* is something else."""
    for type_ in BACKUP_TYPES:
        if value == type_:
            return type_
    if is_later(value):
        reason = "must not be an Output, because schedules are named after it; give a string"
    elif value is None:
        name = path.rpartition(".")[2]
        reason = f"`{name}` is required, for the plan or for each tier: dump or snapshot"
    else:
        close = did_you_mean(value, BACKUP_TYPES)
        reason = f"{written(value)} is not one of {', '.join(BACKUP_TYPES)}{close}"
    problems.append(Problem(path, reason))
    return None


class _Reader:
    """Reads one tier and notes its problems by their paths."""

    def __init__(
        self, interval: Interval, path: str, problems: list[Problem], language: Language
    ) -> None:
        self.interval = interval
        self.path = path
        self.problems = problems
        self.language = language

    def problem(self, path: str, reason: str) -> None:
        self.problems.append(Problem(f"{self.path}.{path}" if path else self.path, reason))

    def tier(self, given: object, plans_type: object, move_by: int) -> Tier:
        if not isinstance(given, Mapping):
            self.problem("", _not_a_tier(given, self.interval))
            return Tier(self.path, self.interval)
        if any(name is True for name in given):
            if "on" in SHORT_FORMS[self.interval]:
                self.problem("on", UNQUOTED_ON)
            given = {"on" if name is True else name: value for name, value in given.items()}
        given = self._by_python_names(given)
        if given.get("keep") is None:
            self.problem("keep", "`keep` is required: the days for which each backup is kept")
        type_ = self._backup_type(given, plans_type)
        before = len(self.problems)
        scheduling = self._scheduling(given, move_by)
        return Tier(
            self.path,
            self.interval,
            type_,
            scheduling if len(self.problems) == before else None,
            given.get("keep"),
            {name: given[name] for name in SETTINGS if name in given},
            self._was(given.get("was")),
        )

    def _was(self, given: object) -> str | pulumi.Alias | None:
        if given is None or isinstance(given, pulumi.Alias) or (isinstance(given, str) and given):
            return given
        value = "an Output" if is_later(given) else written(given)
        self.problem("was", f"must be a schedule's name or an alias, but it is {value}")
        return None

    def _by_python_names(self, given: Mapping[object, object]) -> JsonObject:
        python_names = (*SHORT_FORMS[self.interval], *CommonTier.__annotations__)
        known = {self.language.named(name): name for name in python_names}
        for name in given:
            if name in known:
                continue
            other = SYNONYMS.get(snake_case(name)) if isinstance(name, str) else None
            hint = f" (did you mean `{other}`?)" if other in known else did_you_mean(name, known)
            reason = f"unknown key {written(name)}{hint}; a tier takes {', '.join(known)}"
            self.problem(one_line(str(name), SHOWN_CHARACTERS), reason)
        return {python: given[name] for name, python in known.items() if name in given}

    def _backup_type(self, given: Properties, plans_type: object) -> BackupType | None:
        path = f"{self.path}.{self.language.named('backup_type')}"
        if "backup_type" in given or plans_type is None:
            return check_backup_type(given.get("backup_type"), path, self.problems)
        # A wrong type of the plan is one problem of the plan, not one of each tier.
        return check_backup_type(plans_type, "", [])

    def _scheduling(self, given: Properties, move_by: int) -> Any:
        short = SHORT_FORMS[self.interval]
        if given.get("scheduling") is None:
            return self._short_form(given, move_by)
        for name in short:
            if name in given:
                self.problem(name, f"give either `{name}` or `scheduling`, not both")
        scheduling = given["scheduling"]
        full = vars(scheduling) if isinstance(scheduling, SchedulingArgs) else scheduling
        interval = full.get("interval", self.interval) if isinstance(full, Mapping) else None
        if isinstance(interval, str) and interval != self.interval:
            reason = f"{shown(interval)} is not the tier's interval, {self.interval}"
            self.problem("scheduling.interval", reason)
        return scheduling

    def _short_form(self, given: Properties, move_by: int) -> JsonObject:
        scheduling: JsonObject = {"interval": self.interval}
        if self.interval == "hourly":
            scheduling["minute"] = moved(self._list_of("minutes", given, read_minute), move_by)
            return scheduling
        times = self._list_of("at", given, read_time)
        hours, minutes = sorted({hour for hour, _ in times}), {minute for _, minute in times}
        made = list(itertools.product(hours, sorted(minutes)))
        if len(made) > len(times):
            reason = (
                "a schedule makes backups at each of its minutes in each of its hours, so "
                f"{time_list(times)} would become {len(made)} times a day ({time_list(made)}). "
                "Give all hours the same minutes"
            )
            self.problem("at", reason)
        scheduling |= {"minute": moved(minutes, move_by), "hour": hours}
        if self.interval == "weekly":
            scheduling["day"] = sorted(self._list_of("on", given, read_day))
        return scheduling

    def _list_of(
        self, name: str, given: Properties, read: Callable[[object], Meaning]
    ) -> list[Meaning]:
        """Read each value of *name* with *read*; a problem for each that is wrong or repeated."""
        value = given.get(name)
        several = isinstance(value, list | tuple)
        found: dict[Meaning, None] = {}
        for path, item in self._items(name, value):
            try:
                meaning = read(item)
            except ValueError as error:
                self.problem(path, LATER if is_later(item) else str(error))
                continue
            if meaning in found:
                self.problem(path if several else name, f"{written(item)} is listed twice")
            found[meaning] = None
        return list(found)

    def _items(self, name: str, value: object) -> Iterator[tuple[str, object]]:
        if value is None:
            self.problem(name, f"`{name}` is required ({EXAMPLES[name]}), or `scheduling`")
        elif isinstance(value, list | tuple):
            if not value:
                self.problem(name, "the list must not be empty")
            yield from ((f"{name}[{index}]", item) for index, item in enumerate(value))
        else:
            yield name, value


def _not_a_tier(given: object, interval: Interval) -> str:
    example = {name: EXAMPLES[name] for name in SHORT_FORMS[interval]}
    if is_later(given):
        return (
            "must not be an Output; give a dictionary, whose `keep` and `scheduling` may be Outputs"
        )
    if given in ([], ()):
        return "the list must not be empty; give a tier, or leave the interval out"
    words = " and ".join(f"`{name}`, {such}," for name, such in example.items())
    return f"{written(given)} is not a tier; give a dictionary with {words} and `keep`, in days"

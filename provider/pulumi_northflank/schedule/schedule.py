"""A schedule, as all of the package handles it.

It is made where data comes in: :meth:`Schedule.of` for programs and the engine,
:meth:`Schedule.listed` for the API. No other code reads the raw mappings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast

from pulumi.output import UNKNOWN, contains_unknowns

from pulumi_northflank.types import (
    BACKUP_TYPES,
    BackupType,
    DocumentedLimits,
    IfExists,
    Interval,
    JsonObject,
    Properties,
    ScheduleBody,
    Scheduling,
)
from pulumi_northflank.validation import SCHEMA, Problem, validate, warnings_about

from .address import NO_SECRETS, Address
from .properties import (
    ADDRESS,
    APPLIES_TO,
    DEFAULTS,
    LISTED_AS,
    REQUIRED,
    SETTINGS,
    is_well_formed,
    known_part,
)
from .secrecy import without_secrets
from .slot import Slot

# Beyond this, a float cannot tell one whole number from the next.
EXACT_IN_A_FLOAT = 2**53

# What comes of a limit that only the page states.
ENFORCED = "{reason}. To let the API decide, set northflank:documentedLimits to warn"
NOT_ENFORCED = "{reason}. The API decides, because northflank:documentedLimits is warn"


@dataclass(frozen=True, repr=False)
class Schedule:
    """A backup schedule of an addon, declared or listed.

    Attributes:
        values: Its properties by the documentation's names, in canonical form: no nulls, whole
            numbers as integers, lists in order. ``pulumi.output.Unknown`` may stand at any depth.
            Make a schedule of other values with :meth:`of`.
        secrets: The properties whose values no message shows.
    """

    values: Properties
    secrets: frozenset[str] = field(default=NO_SECRETS, compare=False)

    @classmethod
    def of(cls, values: Properties, secrets: Iterable[str] = ()) -> Schedule:
        """The schedule that a program declares or the engine hands over, in any form."""
        return cls(canonical(values), frozenset(secrets))

    @classmethod
    def listed(cls, item: JsonObject, address: Address) -> Schedule:
        """The schedule in *item* of the API's list, which belongs to the addon at *address*.

        Properties that the documentation does not name are left out, and so are settings without an
        effect for the backup type: the API lists a compression for snapshots, too.

        Raises:
            ValueError: The item is not as the documentation describes it; names the property.
        """
        settings = known_part({name: item.get(LISTED_AS.get(name, name)) for name in SETTINGS})
        schedule = cls.of({**address.values, **settings})
        for name in SETTINGS:
            there = name in schedule.values or name in REQUIRED
            if there and not is_well_formed(schedule.values.get(name), SCHEMA["properties"][name]):
                raise ValueError(f"`{LISTED_AS.get(name, name)}` is not as documented")
        return schedule.with_effect()

    def __str__(self) -> str:
        return str(self.slot)

    def __repr__(self) -> str:
        # Without the values, any of which can be a secret.
        return f"<Schedule: {self.slot}>"

    @cached_property
    def slot(self) -> Slot:
        """The place of the schedule in its addon."""
        return Slot.of(self.values, self.secrets)

    @property
    def address(self) -> Address:
        """The addon."""
        return self.slot.address

    def problems_under(self, limits: DocumentedLimits) -> list[Problem]:
        """Everything in its known values that is refused."""
        if limits == "enforce":
            return [_with(ENFORCED, one) if one.exceeds_limit else one for one in self._problems]
        return [one for one in self._problems if not one.exceeds_limit]

    def warnings_under(self, limits: DocumentedLimits) -> list[Problem]:
        """Everything in its known values that is accepted, but looks like a mistake."""
        exceeded = (
            [] if limits == "enforce" else [one for one in self._problems if one.exceeds_limit]
        )
        return [_with(NOT_ENFORCED, one) for one in exceeded] + warnings_about(self.public.values)

    @cached_property
    def _problems(self) -> list[Problem]:
        problems = validate(self.values)
        return without_secrets(problems, validate(self.public.values)) if self.secrets else problems

    @property
    def public(self) -> Schedule:
        """The schedule with its secret values as unknown: what messages may show."""
        if not self.secrets:
            return self
        secret = dict.fromkeys(self.secrets & self.values.keys(), UNKNOWN)
        return Schedule({**self.values, **secret})

    def with_values(self, values: Properties) -> Schedule:
        """A schedule of other canonical *values*, with the same secrets."""
        return replace(self, values=values)

    @cached_property
    def is_known(self) -> bool:
        """Whether all its values are known."""
        return not contains_unknowns(self.values)

    def knows(self, names: Iterable[str]) -> bool:
        """Whether the values of these properties are known, at any depth."""
        return not contains_unknowns([self.values.get(name) for name in names])

    @cached_property
    def meaning(self) -> Properties:
        """Its address and its settings that have an effect, with the API's defaults filled in."""
        values = dict(self.with_effect().values)
        for name, default in DEFAULTS.items():
            if self._has_effect(name):
                values.setdefault(name, default)
        # No copies are the same as no list of copies.
        return {name: value for name, value in values.items() if value != []}

    @property
    def body(self) -> ScheduleBody:
        """The request body: the declared settings and nothing else."""
        body = {name: self.values[name] for name in SETTINGS if name in self.values}
        return cast("ScheduleBody", body)

    @property
    def interval(self) -> Interval:
        """The interval of a valid schedule."""
        return self.scheduling["interval"]

    @property
    def backup_type(self) -> BackupType:
        """The backup type of a valid schedule."""
        return cast("BackupType", self.values["backupType"])

    @property
    def scheduling(self) -> Scheduling:
        """When a valid schedule makes backups."""
        return cast("Scheduling", self.values["scheduling"])

    @property
    def retention_time(self) -> int:
        """How long a valid schedule keeps each backup, in days."""
        return cast("int", self.values["retentionTime"])

    @property
    def if_exists(self) -> IfExists:
        """What to do if the addon already has a schedule in this slot."""
        return cast("IfExists", self.values.get("ifExists", "adopt"))

    def with_effect(self) -> Schedule:
        """Its address and those settings that have an effect for its backup type."""
        return self.with_values(
            {
                name: self.values[name]
                for name in (*ADDRESS, *SETTINGS)
                if name in self.values and self._has_effect(name)
            }
        )

    def changed_properties(self, other: Schedule) -> list[str]:
        """The properties in which the two differ for the API, sorted by name."""
        return [
            name
            for name in sorted((*ADDRESS, *SETTINGS))
            if self.meaning.get(name) != other.meaning.get(name)
        ]

    def _has_effect(self, name: str) -> bool:
        # With a backup type that is not known yet, every setting may have one.
        backup_type = self.values.get("backupType")
        return backup_type not in BACKUP_TYPES or APPLIES_TO.get(name, backup_type) == backup_type


def _with(text: str, problem: Problem) -> Problem:
    return replace(problem, reason=text.format(reason=problem.reason))


def canonical(values: Properties) -> JsonObject:
    """*values* without nulls, whole numbers as integers, lists in order.

    Pulumi carries every number as a float, the API promises no order of its lists, and a null is
    a property that was left out.
    """
    form: JsonObject = _plain(values)
    scheduling = form.get("scheduling")
    if isinstance(scheduling, dict):
        for name in ("minute", "hour", "day"):
            if name in scheduling:
                scheduling[name] = _sorted(scheduling[name], int, lambda number: number)
    if "additionalDestinations" in form:
        form["additionalDestinations"] = _sorted(
            form["additionalDestinations"], dict, destination_order
        )
    return form


def destination_order(item: JsonObject) -> tuple[str, str]:
    """The key by which destinations are sorted; one that is listed twice has two retentions."""
    return str(item.get("destinationId")), str(item.get("retentionTime", ""))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_IN_A_FLOAT:
        return int(value)
    return value


def _sorted(value: Any, kind: type, key: Callable[[Any], Any]) -> Any:
    # A value of another kind is left for validation to report. With an unknown item, the order is
    # unknown, too.
    if isinstance(value, list) and all(isinstance(item, kind) for item in value):
        return sorted(value, key=key)
    return value

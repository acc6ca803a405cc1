#!/usr/bin/env python3
"""Requirements for the backups of every database, in programs of every language.

Messages name schedules instead of showing their values: Pulumi does not tell a policy which values
are secret.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from pulumi.output import UNKNOWN, contains_unknowns
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyPack,
    ReportViolation,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from pulumi_northflank.dynamic.provider import RESOURCE_TYPE as DYNAMIC
from pulumi_northflank.package import RESOURCE_TYPE as PACKAGE
from pulumi_northflank.review.metrics import Metrics, Storing, copies_of, of_type, storing
from pulumi_northflank.schedule import Address, Schedule
from pulumi_northflank.schedule.properties import ADDRESS, SETTINGS
from pulumi_northflank.text import first_of, plural

MINUTES_AN_HOUR = 60


class Part(NamedTuple):
    """A schedule, with UNKNOWN in place of values that a preview does not know yet."""

    name: str
    urn: str
    schedule: Schedule


class Database(NamedTuple):
    """An addon and its schedules."""

    address: Address
    parts: list[Part]

    @property
    def names(self) -> str:
        """Its schedules, as messages name them."""
        return ", ".join(f"`{part.name}`" for part in self.parts)

    @property
    def urn(self) -> str:
        """The resource that violations are reported on: its first schedule."""
        return self.parts[0].urn

    @property
    def storings(self) -> list[Storing]:
        """The backups of each schedule."""
        return [storing(part.schedule) for part in self.parts]

    def matches(self, patterns: Iterable[str]) -> bool:
        """Whether its ID, or the name of one of its schedules, matches one of the patterns."""
        names = [self.address.addon_id, *(part.name for part in self.parts)]
        return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def parts_of(args: StackValidationArgs) -> list[Part]:
    """The schedules of a stack, declared through either door, in the order of their names."""
    return [
        Part(
            each.name,
            each.urn,
            Schedule.of({name: read(each.props, name) for name in each.props}),
        )
        for each in sorted(args.resources, key=lambda each: each.name)
        if each.resource_type in {DYNAMIC, PACKAGE}
    ]


def read(container: Any, key: str | int) -> Any:
    """An item of a resource's properties, with UNKNOWN where the SDK raises."""
    try:
        value = container[key]
    except UnknownValueError:
        return UNKNOWN
    if isinstance(value, Mapping):
        return {name: read(value, name) for name in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [read(value, number) for number in range(len(value))]
    return value


def databases(
    args: StackValidationArgs, addons: Iterable[str], exceptions: Iterable[str] = ()
) -> list[Database]:
    """The databases that match one of the patterns *addons* and none of *exceptions*.

    Schedules of databases whose IDs are not known yet are left out: `not-known-yet` reports them.
    """
    found: dict[Address, Database] = {}
    for part in parts_of(args):
        if part.schedule.knows(ADDRESS):
            address = part.schedule.address
            found.setdefault(address, Database(address, [])).parts.append(part)
    return [
        database
        for database in found.values()
        if database.matches(addons) and not database.matches(exceptions)
    ]


def frequency_and_retention(args: StackValidationArgs, report_violation: ReportViolation) -> None:
    """Report databases with too few backups that are kept for long enough, or without a minimum."""
    minimums, exceptions = args.get_config()["minimums"], args.get_config()["exceptions"]
    for database in databases(args, ["*"], [*minimums, *exceptions]):
        report_violation(
            f"The database of {database.names} matches no name in `minimums`. Correct a name, add "
            'one, such as "*" for all, or add it to `exceptions`.',
            database.urn,
        )
    for pattern, minimum in minimums.items():
        hours, days = minimum["maxGapHours"], minimum["minRetentionDays"]
        for database in databases(args, [pattern], exceptions):
            runs = [one.run for one in database.storings]
            long = [run for run in runs if run.retention_time is None or run.retention_time >= days]
            gap = Metrics.of(long).worst_gap if long else math.inf
            if gap is not None and gap > hours * MINUTES_AN_HOUR:
                report_violation(
                    f"The database of {database.names} does not get a backup every "
                    f"{plural(int(hours), 'hour')} that is kept for {plural(int(days), 'day')}. "
                    "Add a schedule or change one; those with a shorter retention do not count.",
                    database.urn,
                )


def copies(args: StackValidationArgs, report_violation: ReportViolation) -> None:
    """Report databases whose backups are all in Northflank."""
    for database in databases(args, **args.get_config()):
        if copies_of(database.storings) == {}:
            report_violation(
                f"The database of {database.names} has no backups outside of Northflank. Set "
                "`customDestinationId` of its dumps, or `additionalDestinations` of its snapshots.",
                database.urn,
            )


def dumps(args: StackValidationArgs, report_violation: ReportViolation) -> None:
    """Report databases that have only snapshots."""
    for database in databases(args, **args.get_config()):
        if of_type(database.storings, "dump") == []:
            report_violation(
                f"The database of {database.names} has no dumps. Add a schedule that makes dumps.",
                database.urn,
            )


def different_minutes(args: StackValidationArgs, report_violation: ReportViolation) -> None:
    """Report schedules that share a minute with an earlier one of the project's other databases."""
    earlier: list[tuple[Database, Part, frozenset[int]]] = []
    for database in databases(args, **args.get_config()):
        for part in database.parts:
            minutes = storing(part.schedule).run.minutes or frozenset()
            others = [
                f"`{their_part.name}`"
                for other, their_part, their_minutes in earlier
                if other is not database
                and other.address.project == database.address.project
                and minutes & their_minutes
            ]
            if others:
                report_violation(
                    f"`{part.name}` shares a minute with {first_of(others)}, although they back up "
                    "different databases of a project. Choose another minute.",
                    part.urn,
                )
            earlier.append((database, part, minutes))


def not_known_yet(args: StackValidationArgs, report_violation: ReportViolation) -> None:
    """Report schedules that a preview cannot judge in every respect."""
    for part in parts_of(args):
        values = part.schedule.values
        unknown = [name for name in (*ADDRESS, *SETTINGS) if contains_unknowns(values.get(name))]
        if unknown:
            report_violation(
                f"Not known before the update: {', '.join(unknown)} of `{part.name}`. Policies "
                "that need this judge the schedule at the end of the update.",
                part.urn,
            )


PATTERNS = {"type": "array", "items": {"type": "string"}}
EXCEPTIONS = {"exceptions": {**PATTERNS, "default": []}}
ADDONS = PolicyConfigSchema({"addons": {**PATTERNS, "default": ["*"]}, **EXCEPTIONS})
POSITIVE = {"type": "integer", "minimum": 1}
MINIMUM = {"maxGapHours": POSITIVE, "minRetentionDays": POSITIVE}
MINIMUMS = PolicyConfigSchema(
    {
        "minimums": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": MINIMUM,
                "required": list(MINIMUM),
                "additionalProperties": False,
            },
            "default": {"*": {"maxGapHours": 24, "minRetentionDays": 30}},
        },
        **EXCEPTIONS,
    }
)

POLICIES: list[Policy] = [
    StackValidationPolicy(
        name="frequency-and-retention",
        description="Databases have frequent backups that are kept for long enough.",
        validate=frequency_and_retention,
        config_schema=MINIMUMS,
        enforcement_level=EnforcementLevel.MANDATORY,
    ),
    StackValidationPolicy(
        name="copies",
        description="Databases have backups outside of Northflank.",
        validate=copies,
        config_schema=ADDONS,
        enforcement_level=EnforcementLevel.MANDATORY,
    ),
    StackValidationPolicy(
        name="dumps",
        description="Databases have dumps, since snapshots cannot be downloaded.",
        validate=dumps,
        config_schema=ADDONS,
        enforcement_level=EnforcementLevel.MANDATORY,
    ),
    StackValidationPolicy(
        name="different-minutes",
        description="No two databases of a project make backups in the same minute.",
        validate=different_minutes,
        config_schema=ADDONS,
        enforcement_level=EnforcementLevel.ADVISORY,
    ),
    StackValidationPolicy(
        name="not-known-yet",
        description="A preview knows all values that the other policies need.",
        validate=not_known_yet,
        enforcement_level=EnforcementLevel.ADVISORY,
    ),
]

if __name__ == "__main__":
    PolicyPack("backups", policies=POLICIES)

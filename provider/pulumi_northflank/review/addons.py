"""The schedules that a program asks about, grouped by addon."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import pulumi
from pulumi.output import Unknown, contains_unknowns
from pulumi.runtime import get_config

from pulumi_northflank.arguments import is_later, prompt
from pulumi_northflank.dynamic.resource import AddonBackupSchedule, arguments_of, declaration_of
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.schedule.properties import ADDRESS, REQUIRED, SETTINGS, snake_case
from pulumi_northflank.settings import default_team, documented_limits
from pulumi_northflank.types import JsonObject

from .metrics import Storing, storing

PROPERTIES = (*ADDRESS, *SETTINGS)
OPTIONAL = tuple(name for name in PROPERTIES if name not in REQUIRED)


class CoverageError(NorthflankError):
    """An argument is not a schedule, or it is a schedule that is not valid."""


class HasSchedules(Protocol):
    """Anything that declares schedules and shows them, such as a backup plan."""

    @property
    def schedules(self) -> Sequence[AddonBackupSchedule]:
        """The schedules."""
        ...


class Part(NamedTuple):
    """One schedule of an addon."""

    resource: AddonBackupSchedule
    schedule: Schedule

    @property
    def storing(self) -> Storing:
        """Its backups."""
        return storing(self.schedule)

    @property
    def public(self) -> Storing:
        """Its backups, with what depends on secret values as unknown."""
        return storing(self.schedule.public)


class Addon(NamedTuple):
    """An addon and its schedules.

    Attributes:
        key: ``project/addon``, with a team ``team/project/addon``.
        name: The key as messages show it, without secret IDs.
        parts: Its schedules, in the order in which they were given.
    """

    key: str
    name: str
    parts: list[Part]

    @property
    def has_secrets(self) -> bool:
        """Whether a value of one of its schedules is secret."""
        return any(part.schedule.secrets for part in self.parts)


def given_schedules(
    function: str, given: Iterable[AddonBackupSchedule | HasSchedules]
) -> list[AddonBackupSchedule]:
    """The schedules in *given*; one that is in it twice changes nothing.

    Raises:
        CoverageError: An item is not a schedule and has none.
    """
    found = [schedule for item in given for schedule in _schedules_in(item)]
    wrong = [_kind(item) for item in found if not isinstance(item, AddonBackupSchedule)]
    if wrong:
        advice = " Pass the resource itself instead of an Output." if "an Output" in wrong else ""
        kinds = " or ".join(dict.fromkeys(wrong))
        raise CoverageError(f"{function} takes declared schedules and plans, not {kinds}.{advice}")
    return found


def settled(resources: Sequence[AddonBackupSchedule]) -> pulumi.Output[list[Schedule]]:
    """The schedules as their outputs show them; any part of them can be unknown."""
    return pulumi.Output.all(*map(_settled, resources))


def declared(resources: Sequence[AddonBackupSchedule]) -> list[Schedule] | None:
    """The schedules as the program declares them, with Outputs as unknown.

    None if that is too little to tell the addons apart, or if a schedule has a problem, which its
    check will report.
    """
    limits = documented_limits(get_config)
    schedules = [declaration_of(resource) for resource in resources]
    known = [each for each in schedules if each is not None and each.knows(ADDRESS)]
    if len(known) < len(schedules) or any(each.problems_under(limits) for each in known):
        return None
    return known


def addons_of(
    resources: Sequence[AddonBackupSchedule], schedules: Sequence[Schedule]
) -> list[Addon]:
    """The addons of *resources*, with what is stored of each, in the order of their keys.

    Raises:
        CoverageError: A schedule has a problem that no check of the engine has found, as in tests
            of a program that mock the engine.
    """
    parts: dict[tuple[object, ...], list[Part]] = {}
    limits = documented_limits(get_config)
    for resource, schedule in zip(resources, schedules, strict=True):
        problems = schedule.problems_under(limits)
        if problems:
            reasons = "; ".join(map(str, problems))
            name = resource.pulumi_resource_name
            raise CoverageError(f"{name} is not a valid schedule: {reasons}")
        part = Part(resource, schedule)
        parts.setdefault(_identity(resource, schedule), []).append(part)
    addons: dict[str, Addon] = {}
    names: set[str] = set()
    for identity, of_it in parts.items():
        first = of_it[0].resource
        key = _key(identity, first, addons)
        is_secret = any(part.schedule.secrets.intersection(ADDRESS) for part in of_it)
        name = _key((first,), first, names) if is_secret else key
        names.add(name)
        addons[key] = Addon(key, name, of_it)
    return [addons[key] for key in sorted(addons)]


def _kind(item: object) -> str:
    return "an Output" if is_later(item) else f"a value of type {type(item).__name__}"


def _schedules_in(item: Any) -> Iterable[Any]:
    # An Output has every attribute: it would be that of its future value.
    if isinstance(item, pulumi.Output) or not hasattr(item, "schedules"):
        return [item]
    schedules = item.schedules
    is_list = isinstance(schedules, Iterable) and not isinstance(schedules, pulumi.Output)
    return schedules if is_list else [schedules]


def _settled(resource: AddonBackupSchedule) -> pulumi.Output[Schedule]:
    # Computed once: coverage and every requirement of a program need it.
    kept = vars(resource)
    if "_settled" not in kept:
        kept["_settled"] = _settle(resource)
    schedule: pulumi.Output[Schedule] = kept["_settled"]
    return schedule


def _settle(resource: AddonBackupSchedule) -> pulumi.Output[Schedule]:
    outputs = [getattr(resource, snake_case(name)) for name in PROPERTIES]
    given = {name: later for name in OPTIONAL if (later := _later(resource, name)) is not None}

    async def schedule(values: Sequence[Any]) -> Schedule:
        seen = dict(zip(PROPERTIES, values, strict=False))
        arguments = zip(given, values[len(PROPERTIES) :], strict=True)
        not_known = {name for name, value in arguments if contains_unknowns(value)}
        are_secret = zip(PROPERTIES, [await output.is_secret() for output in outputs], strict=True)
        secrets = [name for name, is_secret in are_secret if is_secret]
        return _from_outputs(resource, seen, not_known, secrets)

    return pulumi.Output.all(*outputs, *given.values()).apply(schedule, run_with_unknowns=True)


def _later(resource: AddonBackupSchedule, name: str) -> pulumi.Output[Any] | None:
    value = arguments_of(resource).get(snake_case(name))
    return value if isinstance(value, pulumi.Output) else None


def _from_outputs(
    resource: AddonBackupSchedule,
    seen: JsonObject,
    not_known: Container[str],
    secrets: Sequence[str],
) -> Schedule:
    """The schedule that a resource's outputs show.

    Args:
        resource: The resource.
        seen: Its outputs. In a preview, an output that is left out looks like an unknown one.
        not_known: The properties whose arguments are Outputs and not known.
        secrets: The properties whose outputs are secret.
    """
    if not all(isinstance(value, Unknown) for value in seen.values()):
        for name in OPTIONAL:
            if isinstance(seen[name], Unknown) and name not in not_known:
                seen[name] = None
    values = {name: prompt(value) for name, value in seen.items() if value is not None}
    same = declaration_of(resource)
    # Outputs mostly equal what was declared: reuse the declared schedule, which is validated.
    if same is not None and same.is_known and not secrets and values == _checked(same, values):
        return same
    return Schedule.of(values, secrets)


def _checked(schedule: Schedule, values: JsonObject) -> JsonObject:
    """*schedule* as its check returns it, to be compared with *values*."""
    team = {"teamId": default_team(get_config)} if "teamId" in values else {}
    return team | {name: schedule.values[name] for name in PROPERTIES if name in schedule.values}


def _identity(resource: AddonBackupSchedule, schedule: Schedule) -> tuple[object, ...]:
    """The IDs of the addon, or the Outputs given for them: the same for all its schedules."""
    return tuple(
        _later(resource, name) or resource if isinstance(value, Unknown) else value
        for name, value in address_of(schedule).items()
    )


def address_of(schedule: Schedule) -> JsonObject:
    """Team, project and addon; None without a team."""
    address = {name: schedule.values.get(name) for name in ("teamId", "projectId", "addonId")}
    if address["teamId"] is None:
        address["teamId"] = default_team(get_config)
    return address


def _key(identity: tuple[object, ...], first: AddonBackupSchedule, taken: Container[str]) -> str:
    if all(part is None or isinstance(part, str) for part in identity):
        return "/".join(part for part in identity if isinstance(part, str))
    # Two resources of one name can be children of different parents.
    name = f"(addon of {first.pulumi_resource_name})"
    others = (f"{name} {number}" for number in itertools.count(2))
    return next(key for key in itertools.chain([name], others) if key not in taken)

"""The schedules that a program asks about, addon by addon."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import pulumi
from pulumi.output import Unknown, contains_unknowns
from pulumi.runtime import get_config

from .canonical import ADDRESS, SETTINGS, canonical
from .declaration import prompt
from .errors import NorthflankError
from .figures import Storing, storing
from .naming import snake_case
from .resource import AddonBackupSchedule, arguments_of
from .settings import default_team
from .shapes import Inputs

# Compression changes nothing about coverage.
PROPERTIES = (*ADDRESS, *(name for name in SETTINGS if name != "compressionType"))
# In a preview, an output that is left out looks like one that is not known.
OPTIONAL = ("teamId", "customDestinationId", "additionalDestinations")


class CoverageError(NorthflankError):
    """There is something else where schedules are to be, or a schedule that can't be one."""


class HasSchedules(Protocol):
    """Whatever declares schedules and shows them, as a backup plan does."""

    @property
    def schedules(self) -> Sequence[AddonBackupSchedule]:
        """The schedules."""
        ...


class Part(NamedTuple):
    """One schedule of an addon."""

    schedule: AddonBackupSchedule
    storing: Storing


class Addon(NamedTuple):
    """An addon and its schedules.

    Attributes:
        key: ``project/addon``, with a team ``team/project/addon``.
        parts: Its schedules, in the order in which they were given.
    """

    key: str
    parts: list[Part]


def given_schedules(
    function: str, given: Iterable[AddonBackupSchedule | HasSchedules]
) -> list[AddonBackupSchedule]:
    """The schedules in *given*. One that is in it twice changes no figure.

    Raises:
        CoverageError: Something in it is neither a schedule nor has any.
    """
    found = [schedule for item in given for schedule in _schedules_in(item)]
    for schedule in found:
        if not isinstance(schedule, AddonBackupSchedule):
            raise CoverageError(_no_schedule(function, schedule))
    return found


def values_of(schedules: Sequence[AddonBackupSchedule]) -> pulumi.Output[list[Inputs]]:
    """The inputs in force of each schedule; unknown values may stand at any depth."""
    return pulumi.Output.all(*(_values(schedule) for schedule in schedules))


def prompt_values_of(schedules: Sequence[AddonBackupSchedule]) -> list[Inputs] | None:
    """The inputs of each schedule as the program gave them; what is an Output is unknown.

    None where that is too little to tell the addons apart, or where a schedule has a fault:
    its check will say so.
    """
    from .validation import validate

    values = [canonical(prompt(arguments_of(schedule))) for schedule in schedules]
    if any(contains_unknowns(_address(inputs)) or validate(inputs) for inputs in values):
        return None
    return values


def addons_of(schedules: Sequence[AddonBackupSchedule], values: Sequence[Inputs]) -> list[Addon]:
    """The addons of *schedules* and what is stored of each, in the order of their keys.

    Raises:
        CoverageError: Inputs have a fault that no check of the engine has found, as where
            tests of a program mock the engine.
    """
    from .validation import validate

    parts: dict[tuple[Any, ...], list[Part]] = {}
    for schedule, inputs in zip(schedules, values, strict=True):
        faults = validate(inputs)
        if faults:
            reasons = "; ".join(map(str, faults))
            raise CoverageError(f"{schedule.pulumi_resource_name} is no valid schedule: {reasons}")
        parts.setdefault(_identity(schedule, inputs), []).append(Part(schedule, storing(inputs)))
    addons: dict[str, Addon] = {}
    for identity, of_it in parts.items():
        key = _key(identity, of_it[0].schedule, addons)
        addons[key] = Addon(key, of_it)
    return [addons[key] for key in sorted(addons)]


def _schedules_in(item: Any) -> Iterable[Any]:
    # Of an Output every attribute is there: it would be one of the value to come.
    if isinstance(item, pulumi.Output) or not hasattr(item, "schedules"):
        return [item]
    schedules: Iterable[Any] = item.schedules
    return schedules


def _no_schedule(function: str, value: object) -> str:
    what = "an Output" if isinstance(value, pulumi.Output) else f"a {type(value).__name__}"
    return f"{function} takes backup schedules and plans as they are declared, not {what}."


def _values(schedule: AddonBackupSchedule) -> pulumi.Output[Inputs]:
    outputs = [getattr(schedule, snake_case(name)) for name in PROPERTIES]
    given = {name: later for name in OPTIONAL if (later := _later(schedule, name)) is not None}

    def in_force(values: Sequence[Any]) -> Inputs:
        seen = dict(zip(PROPERTIES, values, strict=False))
        not_known = {
            name
            for name, value in zip(given, values[len(PROPERTIES) :], strict=True)
            if contains_unknowns(value)
        }
        return _in_force(seen, not_known)

    return pulumi.Output.all(*outputs, *given.values()).apply(in_force, run_with_unknowns=True)


def _later(schedule: AddonBackupSchedule, name: str) -> pulumi.Output[Any] | None:
    value = arguments_of(schedule).get(snake_case(name))
    return value if isinstance(value, pulumi.Output) else None


def _in_force(seen: dict[str, Any], not_known: Container[str]) -> Inputs:
    """A schedule's inputs, from its outputs.

    Args:
        seen: The outputs. Of a schedule that has any, one that is left out is unknown, too.
        not_known: The properties whose arguments are Outputs and not known.
    """
    if not all(isinstance(value, Unknown) for value in seen.values()):
        for name in OPTIONAL:
            if isinstance(seen[name], Unknown) and name not in not_known:
                seen[name] = None
    return canonical(prompt(seen))


def _address(inputs: Inputs) -> list[Any]:
    """Team, project and addon; no team at all is None."""
    team, project, addon = (inputs.get(name) for name in ADDRESS)
    return [default_team(get_config) if team is None else team, project, addon]


def _identity(schedule: AddonBackupSchedule, inputs: Inputs) -> tuple[Any, ...]:
    """What schedules of one addon have in common: its IDs, or the Outputs that will be them."""
    return tuple(
        _later(schedule, name) or schedule if isinstance(value, Unknown) else value
        for name, value in zip(ADDRESS, _address(inputs), strict=True)
    )


def _key(identity: tuple[Any, ...], first: AddonBackupSchedule, taken: Container[str]) -> str:
    if all(part is None or isinstance(part, str) for part in identity):
        return "/".join(part for part in identity if part is not None)
    # Two of one name can be children of different parents.
    name = f"(addon of {first.pulumi_resource_name})"
    others = (f"{name} {number}" for number in itertools.count(2))
    return next(key for key in itertools.chain([name], others) if key not in taken)

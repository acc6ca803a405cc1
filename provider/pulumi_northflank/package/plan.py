"""The component `BackupPlan` for every language: the schedules of one addon.

The SDK serves it: it connects to the engine that the request names, and waits until all schedules
are registered. It keeps its connection for each task, so several plans can be made at once.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pulumi
import pulumi.provider
from pulumi.errors import InputPropertiesError

from pulumi_northflank.arguments import declared_schedule
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.plan.language import ANY
from pulumi_northflank.plan.reading import PLAN_TYPE, ReadPlan, read_plan
from pulumi_northflank.plan.tiers import SETTINGS as TIER_SETTINGS
from pulumi_northflank.plan.tiers import Tier
from pulumi_northflank.plan.warnings import public_warnings_about
from pulumi_northflank.review.addon_coverage import coverage_of_addon
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.schedule.properties import SETTINGS, camel_case, parts_of, snake_case
from pulumi_northflank.text import did_you_mean
from pulumi_northflank.types import INTERVALS, JsonObject
from pulumi_northflank.validation import Problem

from . import RESOURCE_TYPE
from .errors import UnknownNameError, fault
from .inputs import inputs_in

COMMON = ("projectId", "addonId", "teamId", "ifExists")
"""The inputs that all schedules of a plan share."""

READ_AT_ONCE = (*INTERVALS, "backupType", "spread")
"""The inputs that say which schedules the plan has, and when."""

INPUTS = (*COMMON, *READ_AT_ONCE, *map(camel_case, TIER_SETTINGS))

TIMES = ("backupType", "scheduling", "retentionTime")
"""The properties of a schedule on which warnings depend."""

NOT_REGISTERED = "Not all schedules of the plan were registered; see the other errors."

Validate = Callable[[Schedule], list[Problem]]


class Components(pulumi.provider.Provider):
    """Makes the component of one request."""

    def __init__(self, request: Any, validate: Validate, version: str | None) -> None:
        """Prepare.

        Args:
            request: The engine's request.
            validate: Finds what is wrong with a schedule.
            version: The version of this provider that the program asked for, if any. The engine
                starts one process for each, and only within one process are two schedules in the
                same place found before they are created.
        """
        super().__init__(version)
        self._request = request
        self._validate = validate

    def construct(
        self,
        name: str,
        resource_type: str,
        inputs: pulumi.Inputs,  # noqa: ARG002  # it can have Outputs of whole tiers
        options: pulumi.ResourceOptions | None = None,
    ) -> pulumi.provider.ConstructResult:
        """Declare a plan.

        Raises:
            InputPropertiesError: The plan has problems; nothing is registered.
        """
        try:
            component = self._plan(name, resource_type, options or pulumi.ResourceOptions())
        except NorthflankError as error:
            raise InputPropertiesError(str(error), []) from error
        except InputPropertiesError:
            raise
        except Exception as error:
            raise InputPropertiesError(fault(error), []) from error
        return pulumi.provider.ConstructResult(component.urn, component.state)

    def _plan(self, name: str, type_: str, opts: pulumi.ResourceOptions) -> BackupPlan:
        if type_ != PLAN_TYPE:
            raise UnknownNameError("component", type_, [PLAN_TYPE])
        arguments = inputs_in(self._request, READ_AT_ONCE)
        plan = read_plan({snake_case(name): value for name, value in arguments.items()}, ANY)
        declared = [_arguments_of(tier, arguments) for tier in plan.tiers]
        problems = [*_unknown_names(arguments), *plan.problems]
        for tier, each in zip(plan.tiers, declared, strict=True):
            found = self._validate(declared_schedule(each))
            problems += [replace(problem, path=_path(tier, problem.path)) for problem in found]
        if problems:
            raise _error(problems)
        opts.version = self.version
        return BackupPlan(name, plan, declared, opts)


class BackupPlan(pulumi.ComponentResource):
    """A plan that has no problems.

    Attributes:
        state: Its outputs.
    """

    def __init__(
        self,
        name: str,
        plan: ReadPlan,
        declared: Sequence[JsonObject],
        opts: pulumi.ResourceOptions,
    ) -> None:
        super().__init__(PLAN_TYPE, name, None, opts)
        outputs = {
            f"{name}-{tier.place}": self._declare(f"{name}-{tier.place}", tier, each, opts)
            for tier, each in zip(plan.tiers, declared, strict=True)
        }
        self.state = {
            "schedules": {
                name: {each: shown[each] for each in ("id", *SETTINGS) if each in shown}
                for name, shown in outputs.items()
            },
            "spreadMinutes": plan.spread_minutes,
            "coverage": asyncio.ensure_future(self._coverage(list(outputs.values()))),
        }
        self.register_outputs(self.state)

    def _declare(
        self, name: str, tier: Tier, arguments: JsonObject, opts: pulumi.ResourceOptions
    ) -> dict[str, pulumi.Output[Any]]:
        """Register a schedule. Returns its outputs by name."""
        schedule = pulumi.CustomResource(
            RESOURCE_TYPE,
            name,
            arguments,
            pulumi.ResourceOptions(
                parent=self,
                version=opts.version,
                depends_on=opts.depends_on,
                aliases=tier.aliases(opts.parent),
            ),
        )
        return {each: getattr(schedule, each) for each in ("id", *arguments)}

    async def _coverage(self, outputs: Sequence[Mapping[str, pulumi.Output[Any]]]) -> Any:
        """The coverage by the schedules as they will be, and warnings about them."""
        schedules = [await _settled(each, SETTINGS) for each in outputs]
        if all(each.knows(TIMES) for each in schedules):
            for text in public_warnings_about([await _settled(each, TIMES) for each in outputs]):
                pulumi.log.warn(text, self)
        coverage = _in_camel_case(coverage_of_addon(schedules))
        is_secret = any(each.secrets for each in schedules)
        return pulumi.Output.secret(coverage) if is_secret else coverage


def _arguments_of(tier: Tier, arguments: JsonObject) -> JsonObject:
    """The inputs of a tier's schedule."""
    own = tier.arguments({name: arguments.get(camel_case(name)) for name in TIER_SETTINGS})
    inputs = {camel_case(name): value for name, value in own.items()}
    inputs |= {name: arguments.get(name) for name in COMMON}
    return {name: value for name, value in inputs.items() if value is not None}


def _unknown_names(arguments: Iterable[str]) -> list[Problem]:
    return [
        Problem(name, f"is not an input of a plan{did_you_mean(name, INPUTS)}")
        for name in arguments
        if name not in INPUTS
    ]


def _path(tier: Tier, path: str) -> str:
    """The input of the plan from which a schedule has the property at *path*."""
    first = next(iter(parts_of(path)), "")
    if first in COMMON or snake_case(first) in TIER_SETTINGS.keys() - tier.settings.keys():
        return path
    return ".".join(filter(None, (tier.path, "keep" if first == "retentionTime" else path)))


def _error(problems: Iterable[Problem]) -> InputPropertiesError:
    # An input of all schedules that is wrong is one problem.
    each_once = list(dict.fromkeys(problems))
    of_the_plan = [problem.reason for problem in each_once if not problem.path]
    return InputPropertiesError(
        "; ".join(of_the_plan),
        [
            {"property_path": problem.path, "reason": problem.reason}
            for problem in each_once
            if problem.path
        ],
    )


async def _settled(outputs: Mapping[str, pulumi.Output[Any]], names: Iterable[str]) -> Schedule:
    """The properties *names* of a schedule, as *outputs* show them."""
    given = {name: outputs[name] for name in names if name in outputs}
    values = {name: await output.future(with_unknowns=True) for name, output in given.items()}
    secrets = [name for name, output in given.items() if await output.is_secret()]
    return Schedule.of(values, secrets)


def _in_camel_case(coverage: Any) -> Any:
    # It has no effect on the ID of a destination, which has no underscores.
    if not isinstance(coverage, Mapping):
        return coverage
    return {
        re.sub("_(.)", lambda found: found[1].upper(), name): _in_camel_case(value)
        for name, value in coverage.items()
    }

"""Programs that run against Pulumi's mocks instead of the engine."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.output import UNKNOWN
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks, get_config

from pulumi_northflank import AddonBackupSchedule
from pulumi_northflank.dynamic.program import HIDDEN_PROPERTY, declaration_in
from pulumi_northflank.dynamic.provider import RESOURCE_TYPE
from pulumi_northflank.schedule.schedule import canonical
from pulumi_northflank.settings import default_team

DAILY = {"interval": "daily", "minute": [0], "hour": [2]}


class Noting(Mocks):
    """Mocks that record what is registered, and answer as the engine does."""

    def __init__(self) -> None:
        self.registered: list[MockResourceArgs] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Record a resource; its outputs are its inputs as the check returns them."""
        self.registered.append(args)
        outputs = canonical(own(args.inputs))
        team = default_team(get_config)
        if args.typ == RESOURCE_TYPE and team is not None:
            outputs.setdefault("teamId", team)
        # The engine makes every number a float.
        return f"{args.name}-id", as_floats(outputs)

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], None]:
        """Refuse: the package calls no functions of the engine."""
        raise NotImplementedError(args.token)

    @property
    def resources(self) -> dict[str, MockResourceArgs]:
        """The registered schedules by name."""
        return {each.name: each for each in self.registered if each.typ == RESOURCE_TYPE}

    @property
    def schedules(self) -> dict[str, dict[str, Any]]:
        """The inputs of the registered schedules by name."""
        return {name: own(each.inputs) for name, each in self.resources.items()}

    @property
    def declarations(self) -> dict[str, Any]:
        """The hidden property of the registered schedules by name."""
        return {name: declaration_in(each.inputs) for name, each in self.resources.items()}


def as_floats(value: Any) -> Any:
    """*value* with all its numbers as floats."""
    if isinstance(value, dict):
        return {name: as_floats(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_floats(item) for item in value]
    return float(value) if type(value) is int else value


def own(inputs: dict[str, Any]) -> dict[str, Any]:
    """Inputs without the properties that the SDK and the package add."""
    added = ("__provider", HIDDEN_PROPERTY)
    return {name: value for name, value in inputs.items() if name not in added}


def weekly(name: str = "nightly", **changes: Any) -> AddonBackupSchedule:
    """Declare a weekly snapshot, in dictionaries."""
    arguments: dict[str, Any] = {
        "project_id": "shop",
        "addon_id": "orders",
        "backup_type": "snapshot",
        "scheduling": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
        "retention_time": 7,
        **changes,
    }
    return AddonBackupSchedule(name, **arguments)


def daily(name: str, **changes: Any) -> AddonBackupSchedule:
    """Declare a daily snapshot."""
    return weekly(name, **{"scheduling": DAILY, "retention_time": 30, **changes})


def child_of(name: str) -> pulumi.ResourceOptions:
    """Make a component, and return the options of its children."""
    return pulumi.ResourceOptions(parent=pulumi.ComponentResource("my:Database", name))


@dataclass
class Plan:
    """An object that shows its schedules, as a backup plan does."""

    schedules: Any


def later(value: Any) -> pulumi.Output[Any]:
    """An Output of another resource."""
    return pulumi.Output.from_input(value).apply(lambda known: known)


def unknown() -> pulumi.Output[Any]:
    """An Output whose value only an update knows."""
    return pulumi.Output.from_input(UNKNOWN)


class Later:
    """A value that must be awaited, as an Output must."""

    def __await__(self) -> Generator[None, None, Any]:
        """Nobody awaits it."""
        yield

"""Programs against Pulumi's mocks: what they declare, and what is registered of it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks

from pulumi_northflank import AddonBackupSchedule
from pulumi_northflank.declaration import HIDDEN_PROPERTY, declaration_in

DAILY = {"interval": "daily", "minute": [0], "hour": [2]}


class Noting(Mocks):
    """Mocks that note what is registered, and give inputs back as outputs."""

    def __init__(self) -> None:
        self.registered: list[MockResourceArgs] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Note a resource."""
        self.registered.append(args)
        # As the engine hands them out: numbers as floats, no hidden property.
        return f"{args.name}-id", as_floats(own(args.inputs))

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], None]:
        """Answer no call: the package makes none."""
        raise NotImplementedError(args.token)


def as_floats(value: Any) -> Any:
    """All numbers as floats."""
    if isinstance(value, dict):
        return {name: as_floats(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_floats(item) for item in value]
    return float(value) if type(value) is int else value


def declaration(registered: MockResourceArgs) -> Any:
    """What the hidden property of a registered resource tells."""
    return declaration_in(registered.inputs)


def own(inputs: dict[str, Any]) -> dict[str, Any]:
    """Inputs without what the SDK and the package add."""
    added = ("__provider", HIDDEN_PROPERTY)
    return {name: value for name, value in inputs.items() if name not in added}


def weekly(name: str = "nightly", **changes: Any) -> AddonBackupSchedule:
    """A schedule in dictionaries."""
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
    """A snapshot every day."""
    return weekly(name, **{"scheduling": DAILY, "retention_time": 30, **changes})


@dataclass
class Plan:
    """What a plan shows of itself."""

    schedules: tuple[AddonBackupSchedule, ...]


def later(value: Any) -> pulumi.Output[Any]:
    """A value that comes out of another resource."""
    return pulumi.Output.from_input(value).apply(lambda one: one)


class Later:
    """A value that has to be awaited, as Outputs have."""

    def __await__(self) -> Generator[None, None, Any]:
        """Nothing here waits for it."""
        yield

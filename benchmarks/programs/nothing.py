"""A resource in the same shape whose methods do nothing: what the engine and the SDK take."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi.dynamic import (
    CheckResult,
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    ResourceProvider,
)

CAMEL = {
    "project_id": "projectId",
    "addon_id": "addonId",
    "backup_type": "backupType",
    "retention_time": "retentionTime",
}


class NothingProvider(ResourceProvider):
    """Says what the engine wants to hear."""

    serialize_as_secret_always = False

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Find nothing wrong."""
        return CheckResult(news, [])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Replace what has a new value."""
        changed = [name for name in _news if _olds.get(name) != _news[name]]
        return DiffResult(changes=bool(changed), replaces=changed, delete_before_replace=True)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Create nothing."""
        return CreateResult("nothing", props)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Find everything as it was."""
        return ReadResult(id_, props)

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete nothing."""


class AddonBackupSchedule(Resource, module="northflank", name="AddonBackupSchedule"):
    """A schedule that there is in the state alone."""

    def __init__(self, name: str, **arguments: pulumi.Input[Any]) -> None:
        properties = {CAMEL.get(key, key): value for key, value in arguments.items()}
        super().__init__(NothingProvider(), name, properties)

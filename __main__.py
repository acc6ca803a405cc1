"""Backup schedules of Northflank addons, as the stack's configuration declares them.

One entry of ``backups:schedules`` is one schedule; its key is the resource's name,
and its properties have the names of the API's documentation::

    config:
      backups:schedules:
        nightly:
          projectId: shop
          addonId: orders
          backupType: dump
          scheduling: {interval: daily, minute: [30], hour: [2]}
          retentionTime: 30
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from pulumi_northflank import AddonBackupSchedule
from pulumi_northflank.naming import snake_case
from pulumi_northflank.words import did_you_mean

KEY = "backups:schedules"
REQUIRED = ("projectId", "addonId", "backupType", "scheduling", "retentionTime")
OPTIONAL = (
    "teamId",
    "compressionType",
    "customDestinationId",
    "additionalDestinations",
    "ifExists",
)


def configured_schedules() -> dict[str, Any]:
    """The entries of ``backups:schedules`` by resource name.

    Raises:
        pulumi.RunError: The configuration cannot be used; says every key at fault.
    """
    try:
        entries = pulumi.Config("backups").get_object("schedules")
    except (pulumi.ConfigTypeError, ValueError):
        entries = "(a text)"
    if entries is None:
        example = f"pulumi config set --path '{KEY}.nightly.projectId' shop"
        pulumi.log.warn(
            f"No backup schedules are configured, so none are declared. Begin with `{example}`."
        )
        return {}
    if not isinstance(entries, dict):
        raise pulumi.RunError(f"{KEY} must be an object: a schedule for each resource name.")
    faults = [
        fault for name, entry in entries.items() for fault in faults_of(f"{KEY}.{name}", entry)
    ]
    if faults:
        raise pulumi.RunError("The stack's configuration cannot be used:\n" + "\n".join(faults))
    return entries


def faults_of(key: str, entry: object) -> list[str]:
    """What keeps *entry* from being a schedule; the provider checks the values."""
    if not isinstance(entry, Mapping):
        return [f"  {key} must be an object with {', '.join(REQUIRED)}"]
    known = (*REQUIRED, *OPTIONAL)
    missing = [f"  {key}.{name} is required" for name in REQUIRED if entry.get(name) is None]
    unknown = [
        f"  {key}.{name} is not known{did_you_mean(name, known)}"
        for name in entry
        if name not in known
    ]
    return missing + unknown


schedules = {
    name: AddonBackupSchedule(name, **{snake_case(key): value for key, value in entry.items()})
    for name, entry in configured_schedules().items()
}
pulumi.export("scheduleIds", {name: schedule.id for name, schedule in schedules.items()})

"""Declares the backup schedules in the stack's configuration.

Each entry of ``backups:schedules`` is a schedule. Its key is the resource's name, and its
properties have the names of the API's documentation::

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

from collections.abc import Iterable, Mapping
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pulumi
import yaml
from pulumi.output import UNKNOWN
from pulumi.runtime.config import get_config_env, is_config_secret

from pulumi_northflank import AddonBackupSchedule, NorthflankError
from pulumi_northflank.dynamic.program import report
from pulumi_northflank.schedule.properties import PROPERTIES, REQUIRED, snake_case
from pulumi_northflank.settings import KEYS
from pulumi_northflank.text import did_you_mean, problem_list

KEY = "backups:schedules"
HOW_TO_START = f"Start with `pulumi config set --path '{KEY}.nightly.projectId' shop`."
HOW_TO_DELETE = f"To delete all schedules of the stack, set {KEY} to {{}}."


def configured_schedules() -> dict[str, Any]:
    """The entries of ``backups:schedules`` by resource name, as far as they can be used.

    Reports every wrong key; the program then ends with an error, and changes nothing.
    """
    problems = misspelt_keys(get_config_env())
    try:
        entries: Any = pulumi.Config("backups").get_object("schedules")
    except (pulumi.ConfigTypeError, ValueError):
        entries = "(a string)"
    if entries is None:
        # Without this, a misspelt key would delete the schedules of the stack.
        problems.append(f"{KEY} is not set. {HOW_TO_START} {HOW_TO_DELETE}")
    elif not isinstance(entries, dict):
        problems.append(f"{KEY} must be an object with a schedule for each resource name")
    configured: dict[str, Any] = entries if isinstance(entries, dict) else {}
    for name, entry in configured.items():
        problems += problems_of(f"{KEY}.{name}", entry)
    if problems:
        report(NorthflankError(f"The stack's configuration has {problem_list(problems)}"))
    usable = {name: entry for name, entry in configured.items() if isinstance(entry, Mapping)}
    if is_config_secret(KEY):
        # The engine says that something in a key is secret, but not what.
        usable = with_secrets(usable, clear_part())
    return usable


def clear_part() -> object:
    """The entries as the stack's configuration file has them: secret values are encrypted."""
    try:
        text = Path(f"Pulumi.{pulumi.get_stack()}.yaml").read_text("utf-8")
        return yaml.safe_load(text)["config"][KEY]
    except (OSError, ValueError, LookupError, TypeError, yaml.YAMLError):
        return None


def with_secrets(value: Any, clear: Any) -> Any:
    """*value*, in which everything is secret that *clear* does not have at the same place."""
    if isinstance(value, dict):
        known = clear if isinstance(clear, dict) else {}
        return {name: with_secrets(item, known.get(name)) for name, item in value.items()}
    if isinstance(value, list):
        items = chain(clear if isinstance(clear, list) else [], repeat(None))
        return [with_secrets(item, known) for item, known in zip(value, items, strict=False)]
    return value if value == clear else pulumi.Output.secret(value)


def misspelt_keys(keys: Iterable[str]) -> list[str]:
    """The *keys* of this program and of the provider that neither of them knows."""
    known = [KEY, *KEYS]
    namespaces = tuple({f"{key.partition(':')[0]}:" for key in known})
    return [
        f"{key} is not a known key{did_you_mean(key, known)}"
        for key in keys
        if key.startswith(namespaces) and key not in known
    ]


def problems_of(key: str, entry: object) -> list[str]:
    """The missing and unknown keys of *entry*; the provider checks the values."""
    if not isinstance(entry, Mapping):
        return [f"{key} must be an object with {', '.join(REQUIRED)}"]
    missing = [f"{key}.{name} is required" for name in REQUIRED if entry.get(name) is None]
    unknown = [
        f"{key}.{name} is not a known key{did_you_mean(name, PROPERTIES)}"
        for name in entry
        if name not in PROPERTIES
    ]
    return missing + unknown


def arguments_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of the schedule in *entry*; a missing one is unknown, since it is reported."""
    given = {snake_case(name): value for name, value in entry.items() if name in PROPERTIES}
    missing = [snake_case(name) for name in REQUIRED if entry.get(name) is None]
    return given | {name: pulumi.Output.from_input(UNKNOWN) for name in missing}


schedules = {
    name: AddonBackupSchedule(name, **arguments_of(entry))
    for name, entry in configured_schedules().items()
}
pulumi.export("scheduleIds", {name: schedule.id for name, schedule in schedules.items()})

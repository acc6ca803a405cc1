"""Schedules in the state, which another version of this package may have written."""

from __future__ import annotations

from pulumi_northflank.arguments import SECRETS
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.schedule.address import NO_SECRETS
from pulumi_northflank.schedule.properties import misshapen
from pulumi_northflank.types import Properties
from pulumi_northflank.validation import SCHEMA

from .errors import NewerStateError


def stored(values: Properties, secrets: frozenset[str] = NO_SECRETS) -> Schedule:
    """The schedule in the state; limits do not matter, because they can change.

    Args:
        values: Its properties, perhaps with those that the SDK and the resource add.
        secrets: Those that are secret.

    Raises:
        NewerStateError: A property is unknown, or has another form.
    """
    own = {name: values[name] for name in values if name != SECRETS and name[:2] != "__"}
    schedule = Schedule.of(own, secrets)
    for name, value in schedule.values.items():
        part = SCHEMA["properties"].get(name)
        path = name if part is None else misshapen(value, part, name)
        if path is not None:
            raise NewerStateError(name if name in secrets else path)
    return schedule

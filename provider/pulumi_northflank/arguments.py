"""Nested arguments, each as a class or as a TypedDict, as in Pulumi's generated SDKs."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypedDict

import pulumi
from pulumi.output import UNKNOWN

from pulumi_northflank.schedule import Schedule
from pulumi_northflank.schedule.properties import camel_case
from pulumi_northflank.schedule.schedule import destination_order
from pulumi_northflank.types import DestinationType, Interval, Properties


class _RequiredScheduling(TypedDict):
    interval: pulumi.Input[Interval]
    minute: pulumi.Input[list[pulumi.Input[int]]]


class SchedulingArgsDict(_RequiredScheduling, total=False):
    """When backups are made, as a dictionary. See :class:`SchedulingArgs`."""

    hour: pulumi.Input[list[pulumi.Input[int]]]
    day: pulumi.Input[list[pulumi.Input[int]]]


class _RequiredDestination(TypedDict):
    destination_id: pulumi.Input[str]
    type: pulumi.Input[DestinationType]


class AdditionalDestinationArgsDict(_RequiredDestination, total=False):
    """A destination for copies, as a dictionary. See :class:`AdditionalDestinationArgs`."""

    retention_time: pulumi.Input[int]


@pulumi.input_type
class SchedulingArgs:
    """When backups are made: ``scheduling`` in the API's documentation."""

    def __init__(
        self,
        *,
        interval: pulumi.Input[Interval],
        minute: pulumi.Input[list[pulumi.Input[int]]],
        hour: pulumi.Input[list[pulumi.Input[int]]] | None = None,
        day: pulumi.Input[list[pulumi.Input[int]]] | None = None,
    ) -> None:
        """Say when backups are made.

        Args:
            interval: hourly, daily or weekly.
            minute: Minutes of the hour, 0 to 59; at least one.
            hour: Hours of the day, 0 to 23. Required for daily and weekly schedules,
                unavailable for hourly ones.
            day: Days of the week, 0 (Monday) to 6 (Sunday). Required for weekly
                schedules, unavailable for others.
        """
        pulumi.set(self, "interval", interval)
        pulumi.set(self, "minute", minute)
        if hour is not None:
            pulumi.set(self, "hour", hour)
        if day is not None:
            pulumi.set(self, "day", day)

    @property
    @pulumi.getter
    def interval(self) -> pulumi.Input[Interval]:
        """The interval: hourly, daily or weekly."""
        value: pulumi.Input[Interval] = pulumi.get(self, "interval")
        return value

    @property
    @pulumi.getter
    def minute(self) -> pulumi.Input[list[pulumi.Input[int]]]:
        """Minutes of the hour, 0 to 59."""
        value: pulumi.Input[list[pulumi.Input[int]]] = pulumi.get(self, "minute")
        return value

    @property
    @pulumi.getter
    def hour(self) -> pulumi.Input[list[pulumi.Input[int]]] | None:
        """Hours of the day, 0 to 23."""
        value: pulumi.Input[list[pulumi.Input[int]]] | None = pulumi.get(self, "hour")
        return value

    @property
    @pulumi.getter
    def day(self) -> pulumi.Input[list[pulumi.Input[int]]] | None:
        """Days of the week, 0 (Monday) to 6 (Sunday)."""
        value: pulumi.Input[list[pulumi.Input[int]]] | None = pulumi.get(self, "day")
        return value


@pulumi.input_type
class AdditionalDestinationArgs:
    """A destination for copies: ``additionalDestinations[]`` in the API's documentation."""

    def __init__(
        self,
        *,
        destination_id: pulumi.Input[str],
        type: pulumi.Input[DestinationType],  # the API's own name
        retention_time: pulumi.Input[int] | None = None,
    ) -> None:
        """Name a destination for copies.

        Args:
            destination_id: The destination's ID: 3 to 100 letters and digits, in
                groups joined by single hyphens.
            type: custom.
            retention_time: How long a copy is kept there, in days; at most 7 for
                hourly, 60 for daily and 120 for weekly schedules.
        """
        pulumi.set(self, "destination_id", destination_id)
        pulumi.set(self, "type", type)
        if retention_time is not None:
            pulumi.set(self, "retention_time", retention_time)

    @property
    @pulumi.getter(name="destinationId")
    def destination_id(self) -> pulumi.Input[str]:
        """The destination's ID."""
        value: pulumi.Input[str] = pulumi.get(self, "destination_id")
        return value

    @property
    @pulumi.getter
    def type(self) -> pulumi.Input[DestinationType]:
        """The destination's type: custom."""
        value: pulumi.Input[DestinationType] = pulumi.get(self, "type")
        return value

    @property
    @pulumi.getter(name="retentionTime")
    def retention_time(self) -> pulumi.Input[int] | None:
        """How long a copy is kept, in days."""
        value: pulumi.Input[int] | None = pulumi.get(self, "retention_time")
        return value


SECRETS = "secretProperties"
"""The property that names the secret properties of a schedule, if there are any.

The engine gives a dynamic provider all values in clear and does not tell which are secret.
"""


async def secret_properties(
    arguments: Properties, opts: pulumi.ResourceOptions | None
) -> list[str] | None:
    """The properties whose values are secret, for messages that must not show them.

    Args:
        arguments: The arguments by Python names.
        opts: The options of the resource, with the API's names.
    """
    named = (opts.additional_secret_outputs if opts else None) or []
    names = [
        camel_case(name)
        for name, value in arguments.items()
        if camel_case(name) in named
        or True in [await output.is_secret() for output in outputs_in(value)]
    ]
    return sorted(names) or None


def outputs_in(value: Any) -> Iterator[pulumi.Output[Any]]:
    """The Outputs in an argument, at any depth."""
    if isinstance(value, pulumi.Output):
        yield value
        return
    if isinstance(value, AdditionalDestinationArgs | SchedulingArgs):
        value = vars(value)
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from outputs_in(item)


def declared_schedule(arguments: Properties, secrets: Iterable[str] = ()) -> Schedule:
    """The schedule that *arguments* by Python names declare; what must be awaited is unknown.

    Args:
        arguments: The arguments.
        secrets: Properties that are secret, whatever their values are, by the API's names.
    """
    return Schedule.of(prompt(arguments), secrets)


def in_order(destinations: Any) -> tuple[Any, list[int]]:
    """The destinations in the order of the state, and the new index of each.

    The engine compares lists by index, as for `ignore_changes`. A list that holds Outputs stays as
    it is.
    """
    known = prompt(destinations)
    ids = [_id_of(item) for item in known] if isinstance(known, list) else []
    if not ids or not all(isinstance(id_, str) for id_ in ids):
        return destinations, []
    order = sorted(range(len(ids)), key=lambda index: destination_order(known[index]))
    return [destinations[index] for index in order], [order.index(i) for i in range(len(ids))]


def _id_of(destination: Any) -> Any:
    return destination.get("destinationId") if isinstance(destination, Mapping) else None


def prompt(value: Any) -> Any:
    """*value* by the API's names, with everything that must be awaited as unknown."""
    if is_later(value):
        return UNKNOWN
    if isinstance(value, AdditionalDestinationArgs | SchedulingArgs):
        value = vars(value)
    if isinstance(value, Mapping):
        return {camel_case(str(name)): prompt(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [prompt(item) for item in value]
    return value


def is_later(value: object) -> bool:
    """Whether *value* must be awaited: an Output or an awaitable."""
    return isinstance(value, pulumi.Output) or inspect.isawaitable(value)

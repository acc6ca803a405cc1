"""Nested values of a schedule's outputs, with snake_case attributes."""

from __future__ import annotations

import pulumi

from pulumi_northflank.schedule.properties import snake_case
from pulumi_northflank.types import DestinationType, Interval, JsonObject


@pulumi.output_type
class Scheduling(JsonObject):
    """When backups are made."""

    def __init__(
        self,
        *,
        interval: Interval,
        minute: list[int],
        hour: list[int] | None = None,
        day: list[int] | None = None,
    ) -> None:
        pulumi.set(self, "interval", interval)
        pulumi.set(self, "minute", minute)
        if hour is not None:
            pulumi.set(self, "hour", hour)
        if day is not None:
            pulumi.set(self, "day", day)

    @property
    @pulumi.getter
    def interval(self) -> Interval:
        """The interval: hourly, daily or weekly."""
        value: Interval = pulumi.get(self, "interval")
        return value

    @property
    @pulumi.getter
    def minute(self) -> list[int]:
        """Minutes of the hour, 0 to 59."""
        value: list[int] = pulumi.get(self, "minute")
        return value

    @property
    @pulumi.getter
    def hour(self) -> list[int] | None:
        """Hours of the day, 0 to 23; None for hourly schedules."""
        value: list[int] | None = pulumi.get(self, "hour")
        return value

    @property
    @pulumi.getter
    def day(self) -> list[int] | None:
        """Days of the week, 0 (Monday) to 6 (Sunday); None except for weekly schedules."""
        value: list[int] | None = pulumi.get(self, "day")
        return value


@pulumi.output_type
class AdditionalDestination(JsonObject):
    """A destination that gets a copy of each snapshot."""

    def __init__(
        self,
        *,
        destination_id: str,
        type: DestinationType,  # the API's own name
        retention_time: int | None = None,
    ) -> None:
        pulumi.set(self, "destination_id", destination_id)
        pulumi.set(self, "type", type)
        if retention_time is not None:
            pulumi.set(self, "retention_time", retention_time)

    @property
    @pulumi.getter(name="destinationId")
    def destination_id(self) -> str:
        """The destination's ID."""
        value: str = pulumi.get(self, "destination_id")
        return value

    @property
    @pulumi.getter
    def type(self) -> DestinationType:
        """The destination's type: custom."""
        value: DestinationType = pulumi.get(self, "type")
        return value

    @property
    @pulumi.getter(name="retentionTime")
    def retention_time(self) -> int | None:
        """How long a copy is kept, in days; None if the declaration leaves it out."""
        value: int | None = pulumi.get(self, "retention_time")
        return value

    def _translate_property(self, name: str) -> str:
        return snake_case(name)

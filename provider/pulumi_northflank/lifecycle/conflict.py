"""A schedule that already exists in the slot that a declared one needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pulumi_northflank.schedule import LiveSchedule, Schedule
from pulumi_northflank.schedule.drift import differences

from .errors import ScheduleExistsError


@dataclass(frozen=True)
class Conflict:
    """A schedule in the slot of a declared one.

    Attributes:
        live: The schedule that exists.
        declared: The schedule that is declared.
        differences: How the two differ, a sentence each.
    """

    live: LiveSchedule
    declared: Schedule
    differences: list[str]

    @property
    def outcome(self) -> Literal["adopt", "replace", "refuse"]:
        """What creating the declared schedule does with the one that exists."""
        if self.declared.if_exists == "adopt" and not self.differences:
            return "adopt"
        return "replace" if self.declared.if_exists == "replace" else "refuse"

    @property
    def refusal(self) -> ScheduleExistsError:
        """The error that leaves the existing schedule as it is."""
        return ScheduleExistsError(
            self.declared.slot,
            self.live.schedule_id,
            self.differences,
            self.declared.if_exists,
        )


def conflict(declared: Schedule, schedules: Iterable[LiveSchedule]) -> Conflict | None:
    """The one of an addon's *schedules* that is in the slot of *declared*, if any."""
    for live in schedules:
        if live.schedule.slot == declared.slot:
            return Conflict(live, declared, differences(live.schedule, declared))
    return None

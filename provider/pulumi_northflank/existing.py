"""The schedule that stands already where one is declared, and what ``if_exists`` makes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from .canonical import SETTINGS, changed_properties
from .errors import ScheduleExistsError
from .listed import as_inputs
from .shapes import IfExists, Inputs, LiveSchedule
from .slots import Slot, slot_of
from .words import shown


@dataclass(frozen=True)
class Existing:
    """A schedule of the declared addon, interval and backup type.

    Attributes:
        live: The schedule.
        slot: The place that it has.
        differences: How it differs from what is declared, a text each.
        if_exists: What the declaration says is to become of it.
    """

    live: LiveSchedule
    slot: Slot
    differences: list[str]
    if_exists: IfExists

    @property
    def fate(self) -> Literal["adopted", "replaced", "in the way"]:
        """What creating the declared schedule makes of it."""
        if self.if_exists == "adopt" and not self.differences:
            return "adopted"
        return "replaced" if self.if_exists == "replace" else "in the way"

    @property
    def refusal(self) -> ScheduleExistsError:
        """The error that leaves it as it is."""
        return ScheduleExistsError(
            str(self.slot), self.live["id"], self.differences, self.if_exists
        )


def existing(inputs: Inputs, schedules: Iterable[LiveSchedule]) -> Existing | None:
    """The one of an addon's *schedules* that has the place which *inputs* declare."""
    slot = slot_of(inputs)
    for live in schedules:
        if slot_of({**inputs, **live}) == slot:
            differences = _differences(live, inputs)
            return Existing(live, slot, differences, inputs.get("ifExists", "adopt"))
    return None


def _differences(there: LiveSchedule, declared: Inputs) -> list[str]:
    live = as_inputs(there, declared)
    return [
        f"{name} is {_value(live.get(name))} there and {_value(declared.get(name))} here"
        for name in changed_properties(live, declared)
        if name in SETTINGS
    ]


def _value(value: Any) -> str:
    return "not set" if value is None else shown(value)

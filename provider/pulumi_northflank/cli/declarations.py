"""From what exists to what can be declared: names, inputs, and what has to be left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_northflank.address import Address
from pulumi_northflank.listed import as_inputs
from pulumi_northflank.shapes import Inputs, LiveSchedule
from pulumi_northflank.slots import slot_of
from pulumi_northflank.validation import validate
from pulumi_northflank.words import one_line

from .inventory import Addon, Inventory

LONGEST_REASON = 1000
ORDER = (
    "projectId",
    "addonId",
    "teamId",
    "backupType",
    "scheduling",
    "interval",
    "minute",
    "hour",
    "day",
    "destinationId",
    "type",
    "retentionTime",
    "compressionType",
    "customDestinationId",
    "additionalDestinations",
)
"""The order in which properties are written, at any depth."""


@dataclass(frozen=True)
class Declared:
    """A schedule as a program declares it.

    Attributes:
        name: The resource's name: addon, interval and backup type.
        inputs: Checked inputs, in the order in which they are written.
    """

    name: str
    inputs: Inputs


@dataclass(frozen=True)
class LeftOut:
    """A schedule that no program can declare.

    Attributes:
        schedule_id: Its ID.
        slot: What it is, in words.
        reason: Why it can't be declared.
    """

    schedule_id: str
    slot: str
    reason: str

    def __str__(self) -> str:
        return f"schedule {self.schedule_id}, {self.slot}: {self.reason}"


@dataclass(frozen=True)
class Declarations:
    """All schedules of an inventory: each is in one of the two lists."""

    declared: list[Declared]
    left_out: list[LeftOut]


def declarations_of(inventory: Inventory) -> Declarations:
    """What declares the schedules there are, as they are."""
    both = [
        one
        for addon in inventory.addons
        for one in _of_addon(addon, inventory.project.addon(addon.addon_id))
    ]
    return Declarations(
        [one for one in both if isinstance(one, Declared)],
        [one for one in both if isinstance(one, LeftOut)],
    )


def _of_addon(addon: Addon, address: Address) -> Iterator[Declared | LeftOut]:
    places: dict[str, list[LiveSchedule]] = defaultdict(list)
    for live in addon.schedules:
        places[str(slot_of(_inputs(live, address)))].append(live)
    for slot, there in places.items():
        for live in there:
            inputs = _inputs(live, address)
            reason = _problem(inputs, [one["id"] for one in there])
            if reason is None:
                interval, type_ = inputs["scheduling"]["interval"], inputs["backupType"]
                # Interval and type are two words of few: no two addons can get the same name.
                yield Declared(f"{address.addon_id}-{interval}-{type_}", inputs)
            else:
                yield LeftOut(live["id"], one_line(slot), one_line(reason, LONGEST_REASON))


def _inputs(live: LiveSchedule, address: Address) -> Inputs:
    """The least that declares *live*.

    A refresh reads a schedule by the same function, so that what is left out here (a
    compression that is the default, or a snapshot's) is no drift there.
    """
    place = {
        "projectId": address.project_id,
        "addonId": address.addon_id,
        "teamId": address.team_id,
    }
    inputs: Inputs = ordered(as_inputs(live, place))
    return inputs


def ordered(value: Any) -> Any:
    """*value* with its properties in the order in which they are written, without nulls."""
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
        return {name: ordered(value[name]) for name in names if value[name] is not None}
    return [ordered(item) for item in value] if isinstance(value, list) else value


def _problem(inputs: Inputs, in_its_place: list[str]) -> str | None:
    """Why a schedule can't be declared; None where it can."""
    if len(in_its_place) > 1:
        return (
            f"the addon has {len(in_its_place)} schedules of this interval and backup type "
            f"({', '.join(in_its_place)}), and only one can be declared; delete those that are "
            "not wanted and generate again"
        )
    return "; ".join(map(str, validate(inputs))) or None

"""Which existing schedules a program can declare, and by which names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pulumi_northflank.schedule import LiveSchedule, Schedule, Slot
from pulumi_northflank.schedule.drift import as_declared
from pulumi_northflank.settings import DOCUMENTED_LIMITS, documented_limits
from pulumi_northflank.text import one_line

from .inventory import Inventory

LONGEST_REASON = 1000
SEVERAL = (
    "the addon has {number} schedules of this interval and backup type ({ids}), but only one can "
    "be declared. Delete the others and run `pulumi-northflank generate` again"
)


@dataclass(frozen=True)
class Declared:
    """A schedule that a program can declare.

    Attributes:
        schedule_id: Its ID.
        name: The resource's name: addon, interval and backup type.
        schedule: The schedule without settings that the API fills in by itself.
    """

    schedule_id: str
    name: str
    schedule: Schedule


@dataclass(frozen=True)
class LeftOut:
    """A schedule that no program can declare.

    Attributes:
        schedule_id: Its ID.
        slot: Its interval, backup type and addon, in words.
        reason: Why it cannot be declared.
    """

    schedule_id: str
    slot: str
    reason: str

    def __str__(self) -> str:
        return f"schedule {self.schedule_id}, {self.slot}: {self.reason}"


@dataclass(frozen=True)
class Declarations:
    """The schedules of an inventory, each in one of two lists."""

    declared: list[Declared]
    left_out: list[LeftOut]


def declarations_of(inventory: Inventory) -> Declarations:
    """Decide which schedules can be declared as they are."""
    slots: dict[Slot, list[LiveSchedule]] = defaultdict(list)
    for addon in inventory.addons:
        for live in addon.schedules:
            slots[live.schedule.slot].append(live)
    declarations = Declarations([], [])
    for addon in inventory.addons:
        for schedule_id, reason in addon.unreadable.items():
            text = f"it cannot be read: {reason}"
            declarations.left_out.append(LeftOut(schedule_id, str(addon.address), text))
    for slot, found in slots.items():
        ids = [live.schedule_id for live in found]
        for live in found:
            # What a refresh would read if the program declared only the address. So no setting that
            # is left out shows up as drift.
            schedule = as_declared(live.schedule, Schedule(slot.address.values))
            reason = _problem(schedule, ids)
            if reason:
                left_out = LeftOut(live.schedule_id, one_line(str(slot)), reason)
                declarations.left_out.append(left_out)
            else:
                # Unique, because interval and backup type are one word each.
                name = f"{slot.addon_id}-{slot.name}"
                declarations.declared.append(Declared(live.schedule_id, name, schedule))
    return declarations


def _problem(schedule: Schedule, ids: list[str]) -> str:
    """Why one of the schedules *ids* in the same slot cannot be declared; empty if it can."""
    if len(ids) > 1:
        reason = SEVERAL.format(number=len(ids), ids=", ".join(ids))
    else:
        limits = documented_limits(lambda _: None)
        reason = "; ".join(map(str, schedule.problems_under(limits)))
        # A command has no stack configuration.
        reason = reason.replace(DOCUMENTED_LIMITS.key, DOCUMENTED_LIMITS.variable)
    return one_line(reason, LONGEST_REASON)

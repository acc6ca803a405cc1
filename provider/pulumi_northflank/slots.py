"""The one place that an addon has for each interval and backup type.

The page: "Each addon can only have one backup schedule of each interval for each
backup type." Two resources that want the same place would take turns destroying
each other's schedule, or share one that either may delete.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

from pulumi.output import contains_unknowns

from .address import Address
from .faults import Fault


class Slot(NamedTuple):
    """An addon's place for one schedule."""

    team_id: Any
    project_id: Any
    addon_id: Any
    interval: Any
    backup_type: Any

    @property
    def address(self) -> Address:
        """The addon."""
        return Address(self.project_id, self.addon_id, self.team_id)

    @property
    def is_known(self) -> bool:
        """Whether all that makes the place is given and known."""
        required = (self.project_id, self.addon_id, self.interval, self.backup_type)
        optional = self.team_id is None or isinstance(self.team_id, str)
        return optional and all(isinstance(part, str) for part in required)

    def __str__(self) -> str:
        return f"the {self.interval} {self.backup_type} of {self.address}"


def slot_of(inputs: Mapping[str, Any]) -> Slot:
    """The place that a schedule's inputs or outputs ask for, its values unchecked."""
    scheduling = inputs.get("scheduling")
    return Slot(
        inputs.get("teamId"),
        inputs.get("projectId"),
        inputs.get("addonId"),
        scheduling.get("interval") if isinstance(scheduling, Mapping) else scheduling,
        inputs.get("backupType"),
    )


def same_slot(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether both surely need the same place."""
    return not contains_unknowns(list(slot_of(new))) and slot_of(old) == slot_of(new)


def declared_twice(slot: Slot, name: str, other_name: str) -> Fault:
    """The fault of a resource whose place another one of the program has taken."""
    reason = (
        f"`{name}` and `{other_name}` both declare {slot}, and an addon can have one backup "
        "schedule of each interval and backup type; keep one of the two"
    )
    return Fault("", reason)


def name_of(urn: str) -> str:
    """The resource's name in its URN."""
    return urn.rsplit("::", 1)[-1]


class Claims:
    """Which resource of a program declares which place. Safe for several threads."""

    def __init__(self) -> None:
        self._owners: dict[Slot, str] = {}
        self._lock = threading.Lock()

    def claim(self, slot: Slot, urn: str) -> Fault | None:
        """Claim *slot* for the resource *urn*; a fault where another one has it.

        A resource may claim twice: the engine checks some resources again.
        """
        if not slot.is_known:
            return None
        with self._lock:
            owner = self._owners.setdefault(slot, urn)
        return None if owner == urn else declared_twice(slot, name_of(urn), name_of(owner))

    def owner(self, slot: Slot) -> str | None:
        """The URN of the resource that declares *slot*, where this process knows it."""
        return self._owners.get(slot)

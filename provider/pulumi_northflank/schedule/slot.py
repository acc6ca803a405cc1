"""The one place that an addon has for each interval and backup type.

The page: "Each addon can only have one backup schedule of each interval for each backup type." Two
resources that need the same slot would take turns deleting each other's schedule, or share one that
either may delete.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from pulumi_northflank.text import SECRET
from pulumi_northflank.types import Properties
from pulumi_northflank.validation import Problem

from .address import NO_SECRETS, Address


@dataclass(frozen=True)
class Slot:
    """An addon's place for one schedule.

    Before :attr:`is_known` is asked, the parts may hold other values than they should.
    Messages do not show parts that are in ``secrets``.
    """

    team_id: str | None
    project_id: str
    addon_id: str
    interval: str
    backup_type: str
    secrets: frozenset[str] = field(default=NO_SECRETS, compare=False)

    @classmethod
    def of(cls, values: Properties, secrets: frozenset[str] = NO_SECRETS) -> Slot:
        """The slot of a schedule's properties, whose values may be unknown or wrong."""
        scheduling = values.get("scheduling")
        interval = scheduling.get("interval") if isinstance(scheduling, Mapping) else scheduling
        team_id, project_id = values.get("teamId"), values.get("projectId")
        parts = (team_id, project_id, values.get("addonId"), interval, values.get("backupType"))
        return cls(*parts, secrets)  # type: ignore[arg-type]  # is_known tells

    @property
    def address(self) -> Address:
        """The addon."""
        return Address(self.project_id, self.addon_id, self.team_id, self.secrets)

    @property
    def is_known(self) -> bool:
        """Whether everything that makes the slot is given and known."""
        required = (self.project_id, self.addon_id, self.interval, self.backup_type)
        optional = self.team_id is None or isinstance(self.team_id, str)
        return optional and all(isinstance(part, str) for part in required)

    @property
    def name(self) -> str:
        """The interval and type of a known slot: ``daily-dump``."""
        return f"{self.interval}-{self.backup_type}"

    def __str__(self) -> str:
        interval = SECRET if "scheduling" in self.secrets else self.interval
        backup_type = SECRET if "backupType" in self.secrets else self.backup_type
        return f"the {interval} {backup_type} of {self.address}"


class Claims:
    """Which resource of a program declares which slot. Safe for several threads."""

    def __init__(self) -> None:
        self._owners: dict[Slot, str] = {}
        self._lock = threading.Lock()

    def claim(self, slot: Slot, urn: str) -> Problem | None:
        """Claim *slot* for the resource *urn*; a problem if another one has claimed it.

        A resource may claim twice: the engine checks some resources again.
        """
        if not slot.is_known:
            return None
        with self._lock:
            owner = self._owners.setdefault(slot, urn)
        return None if owner == urn else declared_twice(slot, name_of(urn), name_of(owner))

    def owner(self, slot: Slot) -> str | None:
        """The URN of the resource that declares *slot*, if this process has seen it."""
        with self._lock:
            return self._owners.get(slot)


def declared_twice(slot: Slot, name: str, other_name: str) -> Problem:
    """The problem of a resource whose slot another resource of the program has claimed."""
    reason = (
        f"`{name}` and `{other_name}` both declare {slot}, but an addon can have only one backup "
        "schedule of each interval and backup type. Keep one of the two"
    )
    return Problem("", reason)


def type_of(urn: str) -> str:
    """The resource's type in its URN, without those of its parents."""
    _stack, _project, types, *_name = [*urn.split("::"), "", "", ""]
    return types.rpartition("$")[2]


def name_of(urn: str) -> str:
    """The resource's name in its URN."""
    return urn.rsplit("::", 1)[-1]

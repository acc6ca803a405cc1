"""What is declared and what exists, in a world of two addons and four slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from .engine import Record, Resource

Slot = tuple[str, str, str]
"""Addon, interval, backup type."""

SLOTS = (
    ("orders", "daily", "dump"),
    ("orders", "hourly", "dump"),
    ("orders", "daily", "snapshot"),
    ("carts", "daily", "dump"),
)
SCHEDULINGS = {
    "hourly": {"interval": "hourly", "minute": [0]},
    "daily": {"interval": "daily", "minute": [0], "hour": [3]},
}


class Meaning(NamedTuple):
    """What a schedule does, in this world."""

    slot: Slot
    retention: int
    compression: str | None

    @classmethod
    def of(cls, values: Mapping[str, Any], addon: str) -> Meaning:
        """The meaning of a list item or of a resource's properties."""
        compression = values.get("backupCompressionType") or values.get("compressionType") or "gz"
        is_dump = values["backupType"] == "dump"
        slot = (addon, values["scheduling"]["interval"], values["backupType"])
        return cls(slot, int(values["retentionTime"]), compression if is_dump else None)


@dataclass(frozen=True)
class Declared:
    """A schedule in a program, with the options of its resource."""

    slot: Slot
    retention: int
    compression: str | None = None
    if_exists: str = "adopt"
    aliases: tuple[str, ...] = ()
    ignores_retention: bool = False

    @property
    def inputs(self) -> dict[str, Any]:
        """The arguments."""
        addon, interval, backup_type = self.slot
        inputs = {
            "projectId": "shop",
            "addonId": addon,
            "backupType": backup_type,
            "scheduling": SCHEDULINGS[interval],
            "retentionTime": self.retention,
        }
        if self.compression is not None and backup_type == "dump":
            inputs["compressionType"] = self.compression
        if self.if_exists != "adopt":
            inputs["ifExists"] = self.if_exists
        return inputs

    @property
    def meaning(self) -> Meaning:
        """What the schedule does."""
        return Meaning.of(self.inputs, self.slot[0])

    def matches(self, other: Meaning) -> bool:
        """Whether *other* is as declared."""
        if self.ignores_retention:
            other = other._replace(retention=self.retention)
        return self.meaning == other


@dataclass
class Stack:
    """A program and its state."""

    name: str
    program: dict[str, Declared] = field(default_factory=dict)
    state: list[Record] = field(default_factory=list)

    @property
    def resources(self) -> list[Resource]:
        """The program as the engine sees it."""
        return [
            Resource(name, one.inputs, one.aliases, ("retentionTime",) * one.ignores_retention)
            for name, one in self.program.items()
        ]

    def record(self, name: str) -> Record | None:
        """The record that the engine takes for this resource of the program."""
        olds = {record.name: record for record in self.state if not record.delete}
        names = (name, *self.program[name].aliases)
        return next((olds[one] for one in names if one in olds), None)


def recorded(record: Record) -> Meaning:
    """What the schedule of a record does, as the state has it."""
    return Meaning.of(record.outputs, record.outputs["addonId"])


def add(program: dict[str, Declared], name: str, declared: Declared) -> None:
    """Add a resource to a program; a name that it takes is nobody else's alias any more."""
    aliases = tuple(one for one in declared.aliases if one != name and one not in program)
    for other, one in program.items():
        kept = tuple(alias for alias in one.aliases if alias not in (name, *aliases))
        program[other] = replace(one, aliases=kept)
    program[name] = replace(declared, aliases=aliases)


def free_slots(program: dict[str, Declared]) -> list[Slot]:
    """The slots that a program does not declare."""
    return [slot for slot in SLOTS if slot not in {one.slot for one in program.values()}]


def body(declared: Declared) -> dict[str, Any]:
    """The request body."""
    return {
        name: value
        for name, value in declared.inputs.items()
        if name not in ("projectId", "addonId", "ifExists")
    }

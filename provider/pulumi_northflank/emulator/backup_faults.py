"""Faults of backups: what goes wrong with the backups that schedules make."""

from __future__ import annotations

import threading
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, field_validator
from pydantic.dataclasses import dataclass

from .address import Address
from .chance import fraction
from .models import BackupType

Kind = Literal["failed", "aborted", "hanging", "skipped", "shrunken", "late"]


@dataclass(frozen=True, config=ConfigDict(strict=True, extra="forbid"))
class BackupFault:
    """What goes wrong with backups, and with which. Only schedules' backups are affected.

    Attributes:
        kind: `failed` and `aborted` are the status that the backup gets. `hanging` stays in
            progress. `skipped` is not made at all. `shrunken` has a part of the size. `late` starts
            some time after its minute.
        addon: Affect only this addon, as ``PROJECT/ADDON`` or ``TEAM/PROJECT/ADDON``.
        backup_type: Affect only backups of this type.
        skip: Leave this many backups of each addon alone first.
        times: Affect this many backups of each addon; None never stops.
        probability: The probability that a backup is affected.
        factor: The part of its size that a shrunken backup has.
        seconds: How late a late backup starts.
    """

    kind: Kind
    addon: str | None = Field(default=None, kw_only=True)
    backup_type: BackupType | None = Field(default=None, kw_only=True)
    skip: Annotated[int, Field(ge=0)] = Field(default=0, kw_only=True)
    times: Annotated[int, Field(ge=1)] | None = Field(default=1, kw_only=True)
    probability: Annotated[float, Field(gt=0, le=1)] = Field(default=1.0, kw_only=True)
    factor: Annotated[float, Field(ge=0, le=1)] = Field(default=0.1, kw_only=True)
    seconds: Annotated[float, Field(ge=0, le=86_400)] = Field(default=300.0, kw_only=True)

    @field_validator("addon")
    @classmethod
    def _is_an_address(cls, name: str | None) -> str | None:
        if name is not None:
            Address.parse(name)
        return name


class _Armed:
    """A fault since it was added, with the number of backups that each addon has used."""

    def __init__(self, fault: BackupFault, since: int, number: int) -> None:
        self.fault = fault
        self.since = since
        self.until: int | None = None
        self.number = number
        self.address = None if fault.addon is None else Address.parse(fault.addon)
        self.used: dict[Address, int] = {}

    def concerns(self, address: Address, after: int) -> bool:
        """Whether the fault may affect a backup of this addon after this minute."""
        fault = self.fault
        left = fault.times is None or self.used.get(address, 0) < fault.skip + fault.times
        open_ = self.until is None or after < self.until
        return left and open_ and self.address in (None, address)

    def counts(self, address: Address, after: int) -> bool:
        """Whether it depends on earlier backups which backups of this addon are affected."""
        counts = self.fault.times is not None or self.used.get(address, 0) < self.fault.skip
        return counts and self.concerns(address, after)

    def affects(self, address: Address, minute: int, backup_type: BackupType, seed: int) -> bool:
        """Decide whether the fault affects one backup, and count it."""
        fault = self.fault
        if (
            minute <= self.since
            or not self.concerns(address, minute - 1)
            or fault.backup_type not in (None, backup_type)
            or fraction(seed, "fault", self.number, address, minute, backup_type)
            >= fault.probability
        ):
            return False
        self.used[address] = self.used.get(address, 0) + 1
        return self.used[address] > fault.skip


class BackupFaults:
    """The faults that were added; the first that affects a backup decides."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self._added: list[_Armed] = []

    def add(self, fault: BackupFault, since: int) -> None:
        """Let a fault affect backups after this minute."""
        with self._lock:
            self._added = [*self._added, _Armed(fault, since, len(self._added))]

    def end(self, minute: int) -> None:
        """Let no fault affect backups after this minute."""
        with self._lock:
            for armed in self._added:
                if armed.until is None:
                    armed.until = minute

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._added = []

    def count(self, address: Address, after: int) -> bool:
        """Whether a fault has to see all backups of this addon after this minute, in order."""
        return any(armed.counts(address, after) for armed in self._added)

    def of(self, address: Address, minute: int, backup_type: BackupType) -> BackupFault | None:
        """The fault that affects this backup. Ask once for each backup, in order of time."""
        for armed in self._added:
            if armed.affects(address, minute, backup_type, self._seed):
                return armed.fault
        return None

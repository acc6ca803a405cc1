"""What a backup is like: its ID, start, duration, size and outcome.

All of it follows from the seed, the addon and the minute, so a backup is the same whenever it is
made. How large an addon is and how fast it grows are invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from .address import DUMPS, Address, KnownAddons
from .backup_faults import BackupFault
from .backup_models import Backup, BackupBody, BackupStatus, Copy
from .chance import digest, fraction, fraction_of
from .models import BackupType, Destination, ScheduleItem
from .runs import MINUTES_A_DAY

MINUTE = 60_000
DAY = MINUTES_A_DAY * MINUTE

# Backups start at most so many milliseconds after their minute, unless a fault delays them.
LATEST_START = 15_000

# Sizes are in bytes. An addon grows by a part of its first size each day.
_SMALLEST, _LARGEST = 200_000_000, 2_000_000_000
_SLOWEST, _FASTEST = 0.001, 0.004
_FIRST_DAY = dt.datetime(2020, 1, 1, tzinfo=dt.timezone.utc).timestamp() * 1000
_COMPRESSED = 0.3
_BYTES_A_MILLISECOND = 20_000
_SHORTEST, _LONGEST = 20_000, 15 * MINUTE
_REFUSED = 1_000

# From the rarest to the most frequent: the first of those that share a minute decides where the
# backup is stored and how it is compressed.
_RAREST_FIRST = ("weekly", "daily", "hourly")


class Maker:
    """Makes backups; it keeps none."""

    def __init__(self, addons: KnownAddons, seed: int) -> None:
        self._addons = addons
        self._seed = seed
        # The first size of each addon, and the part of it by which the addon grows in a day.
        self._growth: dict[Address, tuple[float, float]] = {}

    def scheduled(
        self,
        address: Address,
        number: int,
        minute: int,
        items: Sequence[ScheduleItem],
        fault: BackupFault | None,
    ) -> Backup:
        """The one backup that schedules of one type make together in a minute."""
        leader = min(items, key=lambda item: _RAREST_FIRST.index(item["scheduling"]["interval"]))
        backup_type = leader["backupType"]
        digits = digest(self._seed, address, minute, backup_type)
        delay = LATEST_START * fraction_of(digits)
        if fault is not None and fault.kind == "late":
            delay = fault.seconds * 1000
        created = minute * MINUTE + int(delay)
        retention = max(item["retentionTime"] for item in items)
        custom = leader.get("customDestinationId")
        destinations = _longest_each(items)
        return Backup(
            number=number,
            minute=minute,
            expires=created + retention * DAY,
            compression=leader["backupCompressionType"] if backup_type == "dump" else None,
            custom_destination=custom,
            destinations=destinations,
            copies=_copies(custom, destinations, retention, created),
            schedules=tuple(item["scheduling"] for item in items),
            **_named(address, digits, created),
            **self._course(address, backup_type, created, fault),
        )

    def by_hand(self, address: Address, number: int, body: BackupBody, created: int) -> Backup:
        """A backup that somebody asked for. It does not expire."""
        destinations = body.model_dump(exclude_none=True)["additionalDestinations"]
        digits = digest(self._seed, address, "by hand", number, created)
        named = _named(address, digits, created)
        return Backup(
            number=number,
            minute=None,
            expires=None,
            compression=body.compressionType if body.backupType == "dump" else None,
            custom_destination=body.customDestinationId,
            destinations=tuple(destinations),
            copies=_copies(body.customDestinationId, destinations, None, created),
            **(named if body.name is None else {**named, "name": body.name}),
            **self._course(address, body.backupType, created, None),
        )

    def _course(
        self, address: Address, backup_type: BackupType, created: int, fault: BackupFault | None
    ) -> dict[str, Any]:
        """How a backup goes: its size, its end and its outcome."""
        kind = None if fault is None else fault.kind
        outcome: BackupStatus = "completed"
        if backup_type == "dump" and not DUMPS[self._addons.type_of(address)]:
            outcome = "not-supported"
        elif kind in ("failed", "aborted"):
            outcome = kind
        size = self._size(address, backup_type, created)
        lasts = min(max(size // _BYTES_A_MILLISECOND, _SHORTEST), _LONGEST)
        if outcome == "not-supported":
            lasts = _REFUSED
        if fault is not None and kind == "shrunken":
            size = int(size * fault.factor)
        return {
            "backup_type": backup_type,
            "completed": None if kind == "hanging" else created + lasts,
            "outcome": outcome,
            "size": size if outcome == "completed" else 0,
        }

    def _size(self, address: Address, backup_type: BackupType, moment: int) -> int:
        if address not in self._growth:
            first = _between(_SMALLEST, _LARGEST, fraction(self._seed, "size", address))
            growth = _between(_SLOWEST, _FASTEST, fraction(self._seed, "growth", address))
            self._growth[address] = (first, growth)
        first, growth = self._growth[address]
        grown = first * (1 + growth * max(moment - _FIRST_DAY, 0) / DAY)
        return int(grown * (_COMPRESSED if backup_type == "dump" else 1))


def longest_retention(item: ScheduleItem) -> int:
    """For how many days the backups of a schedule, or their copies, are kept."""
    days = [destination.get("retentionTime", 0) for destination in item["additionalDestinations"]]
    return max(item["retentionTime"], *days, 0)


def _named(address: Address, digits: str, created: int) -> dict[str, Any]:
    moment = dt.datetime.fromtimestamp(created // 1000, dt.timezone.utc)
    return {
        "id": digits[-24:],
        "name": f"{address.addon}-{moment:%Y-%m-%d-%H-%M}",
        "created": created,
    }


def _longest_each(items: Iterable[ScheduleItem]) -> tuple[Destination, ...]:
    """The destinations of schedules that share a backup, each with its longest retention."""
    longest: dict[str, Destination] = {}
    for item in items:
        for destination in item["additionalDestinations"]:
            days = destination.get("retentionTime", item["retentionTime"])
            known = longest.get(destination["destinationId"])
            if known is None or days > known["retentionTime"]:
                longest[destination["destinationId"]] = {**destination, "retentionTime": days}
    return tuple(longest.values())


def _copies(
    custom: str | None,
    destinations: Iterable[Destination],
    retention: int | None,
    created: int,
) -> tuple[Copy, ...]:
    wanted = [
        (each["destinationId"], each.get("retentionTime", retention)) for each in destinations
    ]
    if custom is not None:
        wanted.append((custom, retention))
    return tuple(
        Copy(destination_id, None if days is None else created + days * DAY)
        for destination_id, days in wanted
    )


def _between(low: float, high: float, part: float) -> float:
    return low + (high - low) * part

"""The backup destinations of an account: buckets in which backups are stored."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Usage = Literal["globalBackups", "containerSnapshots"]

_LOCK = re.compile(r"lock=([1-9]\d{0,4})")


@dataclass(frozen=True)
class BackupDestination:
    """A bucket. Its ID is its name, which must look like an ID.

    Attributes:
        locked_days: For how many days the bucket's object lock prevents deletions; None without
            a lock.
    """

    name: str
    team: str | None = None
    usage: Usage = "globalBackups"
    locked_days: int | None = None

    @classmethod
    def parse(cls, text: str) -> BackupDestination:
        """Parse ``[TEAM/]NAME[:containerSnapshots][:lock=DAYS]``."""
        path, *more = text.split(":")
        *team, name = path.split("/")
        usage: Usage = "globalBackups"
        locked_days = None
        valid = len(team) <= 1 and all(part.strip() for part in (*team, name))
        for each in more:
            lock = _LOCK.fullmatch(each)
            if lock is not None:
                locked_days = int(lock[1])
            elif each == "containerSnapshots":
                usage = "containerSnapshots"
            elif each != "globalBackups":
                valid = False
        if not valid:
            raise ValueError(
                "A destination must be given as [TEAM/]NAME[:containerSnapshots][:lock=DAYS], "
                f"not {text!r}."
            )
        return cls(name, team[0] if team else None, usage, locked_days)

    def item(self) -> dict[str, Any]:
        """The destination in the list, which has no secrets and no ID [api.md, Endpoints]."""
        credentials: dict[str, Any] = {
            "bucketName": self.name,
            "endpoint": "https://s3.example.com",
            "region": "eu-west-1",
            "enableObjectLock": self.locked_days is not None,
        }
        if self.locked_days is not None:
            credentials["objectLockRetentionDays"] = self.locked_days
        return {
            "name": self.name,
            "prefix": "backups",
            "type": "s3",
            "usage": self.usage,
            "credentials": credentials,
        }


class KnownDestinations:
    """The destinations that exist: those named, or every destination if none is named."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._named = tuple(dict.fromkeys(BackupDestination.parse(name) for name in names))

    @property
    def everything_exists(self) -> bool:
        """Whether no destination is named, so that every destination exists."""
        return not self._named

    def of_team(self, team: str | None) -> list[BackupDestination]:
        """A team's named destinations, in the order given."""
        return [destination for destination in self._named if destination.team == team]

    def has(self, name: str, team: str | None) -> bool:
        """Whether a destination exists."""
        return self.everything_exists or name in {each.name for each in self.of_team(team)}

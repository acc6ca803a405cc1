"""A backup as the API lists it, and the body of a request to make one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, ValidationError

from .chance import uid_of
from .clock import iso_milliseconds
from .errors import InvalidBody, Problem, problems_of
from .models import (
    BackupType,
    CompressionType,
    Destination,
    DestinationBody,
    DestinationId,
    Optional,
    Scheduling,
    Strict,
)

BackupStatus = Literal[
    "scheduled", "in-progress", "completed", "aborting", "aborted", "failed", "not-supported"
]

Json = dict[str, Any]


@dataclass(frozen=True)
class Copy:
    """Where a backup is stored besides Northflank, and until when (None: for ever)."""

    destination_id: str
    expires: int | None


@dataclass(frozen=True)
class Backup:
    """One backup; times are in milliseconds since 1970.

    Attributes:
        number: Counts the backups of an addon in the order in which they were made.
        minute: The minute of the schedules that made it; None if it was made by hand.
        completed: When it ends; None if it never does.
        outcome: Its status from then on.
        expires: When it is deleted; None if it is kept for ever.
    """

    number: int
    id: str
    name: str
    backup_type: BackupType
    minute: int | None
    created: int
    completed: int | None
    outcome: BackupStatus
    size: int
    expires: int | None
    compression: CompressionType | None = None
    custom_destination: str | None = None
    destinations: tuple[Destination, ...] = ()
    copies: tuple[Copy, ...] = ()
    schedules: tuple[Scheduling, ...] = ()

    def runs(self, now: int) -> bool:
        """Whether it is in progress."""
        return self.completed is None or now < self.completed

    def status(self, now: int) -> BackupStatus:
        """Its status at a time."""
        return "in-progress" if self.runs(now) else self.outcome

    def gone(self, now: int) -> bool:
        """Whether it and all its copies have expired."""
        return all(
            expires is not None and expires <= now
            for expires in (self.expires, *(copy.expires for copy in self.copies))
        )

    def item(self, now: int, version: str) -> Json:
        """The backup in its addon's list [api.md, "A backup"]."""
        config: Json = {"size": self._size(now), "addonVersion": version}
        if self.compression is not None:
            config["compressionType"] = self.compression
        if self.destinations:
            config["additionalDestinations"] = list(self.destinations)
        source = "snapshot" if self.backup_type == "snapshot" else "sameAddon"
        item = {**self._common(now), "uid": uid_of(self.id), "config": config | _source(source)}
        if self.custom_destination is not None:
            item["customDestinationId"] = self.custom_destination
        return item

    def copy_item(self, copy: Copy, now: int, owner: Json, addon_type: str, version: str) -> Json:
        """The backup in the list of a destination [api.md, Endpoints]."""
        config = {"size": self._size(now), "addonType": addon_type, "addonVersion": version}
        item = {**self._common(now), **owner, "config": config | _source("global")}
        if self.schedules:
            item["schedules"] = list(self.schedules)
        if copy.expires is not None:
            item["expiredBy"] = str(copy.expires)
        return item

    def _common(self, now: int) -> Json:
        item: Json = {
            "id": self.id,
            "name": self.name,
            "status": self.status(now),
            "createdAt": iso(self.created),
        }
        if self.completed is not None and not self.runs(now):
            item["completedAt"] = iso(self.completed)
        return item

    def _size(self, now: int) -> str:
        return "0" if self.runs(now) else str(self.size)


class BackupBody(Strict):
    """The body of a request to make a backup [api.md, "A backup"]."""

    name: Optional[str] = None
    # [client]: "Defaults to `snapshot`".
    backupType: BackupType = "snapshot"  # noqa: N815  -- wire name, like the three below
    compressionType: CompressionType = "gz"  # noqa: N815
    customDestinationId: Optional[DestinationId] = None  # noqa: N815
    additionalDestinations: list[DestinationBody] = Field(default_factory=list)  # noqa: N815


def parse_backup(raw: bytes) -> BackupBody:
    """Parse a request body, or raise :class:`InvalidBody` with every problem."""
    try:
        body = BackupBody.model_validate_json(raw)
    except ValidationError as error:
        raise InvalidBody(problems_of(error)) from error

    problems = []
    if body.backupType == "dump" and body.additionalDestinations:
        problems.append(Problem("additionalDestinations", "Only applicable for snapshot backups"))
    if body.backupType == "snapshot" and body.customDestinationId is not None:
        problems.append(Problem("customDestinationId", "Only applicable for dump backups"))
    if problems:
        raise InvalidBody(problems)
    return body


def milliseconds(moment: dt.datetime) -> int:
    """A time as milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def iso(moment: int) -> str:
    """Write a time in milliseconds as the API does."""
    seconds, rest = divmod(moment, 1000)
    whole = dt.datetime.fromtimestamp(seconds, dt.timezone.utc)
    return iso_milliseconds(whole + dt.timedelta(milliseconds=rest))


def _source(kind: str) -> Json:
    return {"source": {"type": kind}}

"""What the API tells of an account: its token, its backup destinations, and the types of addons.

Values that the documentation does not describe are None or left out, because only warnings and
early refusals depend on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from pulumi_northflank.schedule.live import time_of
from pulumi_northflank.types import JsonObject

from .listings import MOST_PAGES, PAGE_SIZE
from .responses import ApiResponse

MOST_DESTINATIONS = PAGE_SIZE * MOST_PAGES


@dataclass(frozen=True)
class Destination:
    """A bucket in which backups can be stored.

    Attributes:
        destination_id: Its ID, which the documentation does not promise.
        name: Its name, from which Northflank makes the ID.
        usage: What is stored there: globalBackups or containerSnapshots.
        locked_days: For how many days nothing there can be deleted; None without object lock.
    """

    destination_id: str | None
    name: str | None
    usage: str | None
    locked_days: int | None

    @classmethod
    def of(cls, item: object) -> Destination:
        """Read an *item* of the list of destinations."""
        fields = item if isinstance(item, dict) else {}
        credentials = fields.get("credentials")
        lock = credentials if isinstance(credentials, dict) else {}
        days = lock.get("objectLockRetentionDays") if lock.get("enableObjectLock") is True else None
        return cls(
            _string(fields.get("id")),
            _string(fields.get("name")),
            _string(fields.get("usage")),
            days if type(days) is int else None,
        )


@dataclass(frozen=True)
class Token:
    """What the API tells of its token.

    Attributes:
        permissions: What it permits in projects, by the API's names.
        expires: When it expires, if ever.
        read_at: When this was read, by the server's clock if possible.
    """

    permissions: frozenset[str]
    expires: datetime | None
    read_at: datetime

    @classmethod
    def of(cls, response: ApiResponse) -> Token:
        """Read the response."""
        permissions = response.data.get("permissions")
        scope = permissions.get("projectScope") if isinstance(permissions, dict) else None
        names = scope if isinstance(scope, list) else []
        return cls(
            frozenset(name for name in names if isinstance(name, str)),
            time_of(response.data.get("expiresAt")),
            response.server_time or datetime.now(timezone.utc),
        )


def dumps_by_type(data: JsonObject) -> dict[str, bool]:
    """Which types of addons can be dumped, by the ``data`` of the list of types."""
    listed = data.get("addonTypes")
    found = {}
    for item in listed if isinstance(listed, list) else []:
        features = item.get("features") if isinstance(item, dict) else None
        dumps = features.get("backupsDump") if isinstance(features, dict) else None
        if isinstance(dumps, bool) and isinstance(item.get("type"), str):
            found[item["type"]] = dumps
    return found


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None

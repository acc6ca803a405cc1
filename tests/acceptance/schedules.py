"""The schedules that a run creates."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

Json = dict[str, Any]

DOCUMENTED_DAYS = {"hourly": 7, "daily": 60, "weekly": 120}
"""The maximum retention that the documentation stated for each interval."""

INTERVALS = tuple(DOCUMENTED_DAYS)
TYPES = ("dump", "snapshot")


class Schedules:
    """Definitions of schedules that make no backup during a run and are hardly anyone else's."""

    def __init__(self, now: dt.datetime) -> None:
        """Choose a minute, drawn by lot, that has just passed in every time zone's hour."""
        self._minute = (now.minute - 2 - secrets.randbelow(8)) % 60
        self._hour = secrets.randbelow(24)
        self._day = secrets.randbelow(7)

    def one(
        self, interval: str, backup_type: str = "dump", *, days: int = 1, minutes: int = 1
    ) -> Json:
        """A request body: *days* is the retention, *minutes* how often an hour it runs."""
        scheduling: Json = {
            "interval": interval,
            "minute": sorted((self._minute - 5 * number) % 60 for number in range(minutes)),
        }
        if interval != "hourly":
            scheduling["hour"] = [self._hour]
        if interval == "weekly":
            scheduling["day"] = [self._day]
        return {"backupType": backup_type, "scheduling": scheduling, "retentionTime": days}

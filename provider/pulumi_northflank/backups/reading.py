"""Reads an addon's backups from the API, as far back as its schedules need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from pulumi_northflank.api.client import Client
from pulumi_northflank.api.errors import Call, UnreadableAnswerError
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.schedule.live import time_of

from .addon import WatchedAddon
from .backup import Backup, minute_of, time_at
from .evidence import with_enough
from .runs import Terms

CLOCK_TOLERANCE = timedelta(minutes=5)


class ClocksDifferError(NorthflankError):
    """The server's clock and the local one differ, so nobody knows what is due."""


def with_backups(
    client: Client, addon: WatchedAddon, terms: Terms, now: datetime | None
) -> WatchedAddon:
    """The *addon* with its backups.

    Args:
        client: Makes the requests.
        addon: An addon with schedules.
        terms: Which runs are looked for.
        now: The time for which they are judged; None for the server's own.

    Raises:
        RequestError: The backups could not be read, or are not as documented.
        ClocksDifferError: The server's clock differs from the local one.
    """
    terms = with_enough(terms)
    begin = min(one.reach(addon.now, terms) for one in addon.schedules)
    pages = client.list_backups(addon.address, lambda items: reaches(items, begin))
    try:
        read = [Backup.listed(item) for item in pages.items]
        # If the list changes between two pages, both can contain the same backup.
        unique = {one for one in read if one}
        for one in unique:
            _check_time(one, now)
    except ValueError as error:
        call = Call("list backups", addon.address)
        raise UnreadableAnswerError(call, 200, f"but {error}") from None
    made = [one for one in unique if now is None or one.minute <= minute_of(now)]
    backups = sorted(made, key=lambda one: one.minute)
    return replace(addon, now=minute_of(current_time(pages.server_time, now)), backups=backups)


def _check_time(backup: Backup, now: datetime | None) -> None:
    created = time_at(backup.minute)
    if is_in_future(created, now):
        raise ValueError(
            f"backup {backup.backup_id} was created at {_shown(created)}, which is in the future"
        )


def current_time(server_time: datetime | None, now: datetime | None) -> datetime:
    """The time for which an addon is judged: *now*, the server's or the local one.

    Args:
        server_time: When the server sent its response, by its own clock.
        now: The time that the user asks for.

    Raises:
        ClocksDifferError: The server's clock differs from the local one, so one of them is wrong.
    """
    local = datetime.now(timezone.utc)
    if now or server_time is None:
        return now or local
    if abs(server_time - local) > CLOCK_TOLERANCE:
        raise ClocksDifferError(
            f"The API's clock says {_shown(server_time)}, and the clock of this machine says "
            f"{_shown(local)}. Which runs are due depends on the time. Set the clock of this "
            "machine, or name the time with --now."
        )
    return server_time


def is_in_future(time: datetime, now: datetime | None) -> bool:
    """Whether a *time* that the API says is later than it can be by any clock."""
    local = datetime.now(timezone.utc)
    return time > max(now or local, local) + CLOCK_TOLERANCE


def _shown(time: datetime) -> str:
    return f"{time.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC"


def reaches(items: Sequence[object], begin: float) -> bool:
    """Whether the first *items* of a list hold all backups since a minute.

    The order of the list is not documented: only if they are sorted from the newest on, older ones
    follow.
    """
    times = [time_of(item.get("createdAt")) if isinstance(item, dict) else None for item in items]
    minutes = [minute_of(time) for time in times if time]
    is_sorted = minutes == sorted(minutes, reverse=True) and len(minutes) == len(items)
    return is_sorted and len({*minutes}) > 1 and minutes[-1] < begin

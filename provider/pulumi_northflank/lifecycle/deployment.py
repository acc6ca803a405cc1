"""What check, diff, create, read and delete do, read from top to bottom.

These operations take and return this project's own types and know nothing of Pulumi's classes. The
caller passes in how to show messages and how to wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from pulumi_northflank import settings
from pulumi_northflank.api.client import Client
from pulumi_northflank.api.errors import NotFoundError
from pulumi_northflank.api.retries import Sleep
from pulumi_northflank.schedule import LiveSchedule, Schedule, Slot
from pulumi_northflank.schedule.slot import Claims
from pulumi_northflank.validation import Problem

from .clients import LazyClient
from .creation import Creation, Creator
from .errors import UnreadableScheduleError
from .lag import ListLag
from .list_cache import ListCache
from .ownership import Ownership
from .preflight import Preflight
from .say import Once, Say

NO_COMPRESSION_OF_SNAPSHOTS = (
    "compressionType has no effect on a snapshot: it only applies to dump backups."
)
ADOPTED = (
    "Adopted schedule {id}: {slot} already existed with the declared settings. It now belongs to "
    "this stack, and destroying the stack deletes it."
)
REPLACED = 'Deleted schedule {old} (if_exists="replace"): {slot} is now schedule {id}.'
RENAMED = (
    "Kept schedule {id}, {slot}: the program now declares it under another name. Only the old name "
    "leaves the state."
)


@dataclass(frozen=True)
class Checked:
    """A schedule as it is to be stored and created, and everything that is wrong with it."""

    schedule: Schedule
    problems: list[Problem]


@dataclass(frozen=True)
class Change:
    """What an update has to do.

    Attributes:
        properties: The properties that changed; each change replaces the schedule.
        delete_first: Whether the old schedule must go before the new one is created.
    """

    properties: list[str]
    delete_first: bool


class Deployment:
    """The operations of one deployment. Safe for any number of threads."""

    def __init__(
        self,
        config: settings.ConfigGetter,
        say: Say,
        sleep: Sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; no setting is required until a request is made.

        Args:
            config: Returns a setting of the stack's configuration by its key.
            say: Shows messages to the user.
            sleep: Waits for some seconds.
            now: The time, in seconds, by a clock that never goes back.
        """
        self._config = config
        self._say = say
        self._warn_once = Once(say)
        self._sleep = sleep
        self._client = LazyClient(self._patient_client)
        self._lists = ListCache(lambda address: self._client().list_remaining(address), now)
        self._lag = ListLag(lambda: settings.list_lag(config), say, sleep, now)
        self._preflight = Preflight(config, say)
        self._claims = Claims()
        self._ownership = Ownership()

    def check(
        self, declared: Schedule, urn: str | None, *, old_slot: Slot | None, preview: bool
    ) -> Checked:
        """Validate a schedule. Makes no request, except in a preview with northflank:preflight.

        Args:
            declared: The schedule as the program declares it.
            urn: Its resource, if known.
            old_slot: The slot in its old inputs; None if there are none.
            preview: Whether this is a preview.
        """
        schedule = self._with_team(declared)
        problems = list(schedule.problems)
        if urn is not None:
            twice = self._claims.claim(schedule.slot, urn)
            problems += [twice] if twice is not None else []
            if not problems and preview:
                problems += self._preflight.problems_of(urn, old_slot, schedule)
        is_snapshot = schedule.values.get("backupType") == "snapshot"
        if not problems and is_snapshot and "compressionType" in schedule.values:
            self._warn_once("warning", NO_COMPRESSION_OF_SNAPSHOTS, urn)
        return Checked(schedule, problems)

    def diff(self, schedule_id: str, old: Schedule, new: Schedule) -> Change:
        """Compare a schedule's old and new settings; the API has no update.

        If both need the same slot, the old schedule goes first. Otherwise it goes last, so that
        there is no time without backups.
        """
        changed = old.changed_properties(new)
        if not changed and self._claims.owner(new.slot) is not None:
            self._ownership.add(schedule_id)
        return Change(changed, bool(changed) and new.slot.is_known and old.slot == new.slot)

    def create(self, schedule: Schedule) -> Creation:
        """Create a schedule, or take over the one that exists.

        Raises:
            NorthflankError: As :meth:`Creator.create`; or a setting is missing or unusable.
        """
        slot = schedule.slot
        creator = Creator(self._client(), schedule, self._ownership, self._lag, self._sleep)
        try:
            creation = creator.create()
        finally:
            self._lists.forget(slot.address)
        new_id, old_id = creation.schedule_id, creation.replaced_id
        if creation.how == "adopted":
            self._ownership.add(new_id)
            text = ADOPTED.format(id=new_id, slot=slot)
            self._say("warning", text, self._claims.owner(slot))
        elif old_id is not None:
            text = REPLACED.format(old=old_id, slot=slot, id=new_id)
            self._say("warning", text, self._claims.owner(slot))
        return creation

    def read(self, schedule_id: str, slot: Slot) -> LiveSchedule | None:
        """Read a schedule; None only if it is confirmed to be deleted.

        Raises:
            NorthflankError: Cannot tell.
        """
        listing = self._lists.get(slot.address)
        if listing.find(schedule_id) is None and schedule_id not in listing.unreadable:
            # A list that was read too early does not prove that the schedule is deleted.
            self._lag.wait_until(self._lag.proof)
            listing = self._lists.get(slot.address, self._lag.proof)
        if schedule_id in listing.unreadable:
            reason = listing.unreadable[schedule_id]
            raise UnreadableScheduleError(slot.address, schedule_id, reason)
        return listing.find(schedule_id)

    def delete(self, schedule_id: str, slot: Slot) -> None:
        """Delete a schedule, unless the program now declares it under another name.

        Raises:
            NorthflankError: It was not deleted, or may not be.
        """
        if self._ownership.is_ours(schedule_id):
            self._say("info", RENAMED.format(id=schedule_id, slot=slot))
            return
        try:
            self._delete(schedule_id, slot)
        finally:
            self._lists.forget(slot.address)
        self._ownership.note_deleted(slot, schedule_id)

    def _delete(self, schedule_id: str, slot: Slot) -> None:
        try:
            self._client().delete_schedule(slot.address, schedule_id)
        except NotFoundError:
            # The API does not know a schedule that its list shows: the list may lag.
            if not self._lag.seconds:
                raise
            self._lag.wait_until(self._lag.now() + self._lag.seconds)
            self._client().delete_schedule(slot.address, schedule_id)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()
        self._preflight.close()

    def _with_team(self, declared: Schedule) -> Schedule:
        team = settings.default_team(self._config)
        if team is None or "teamId" in declared.values:
            return declared
        return Schedule({**declared.values, "teamId": team})

    def _patient_client(self) -> Client:
        loaded = settings.load(self._config)
        settings.list_lag(self._config)  # an unusable value must be found before any request
        return Client(loaded, self._announce, self._sleep)

    def _announce(self, text: str) -> None:
        self._say("info", text)

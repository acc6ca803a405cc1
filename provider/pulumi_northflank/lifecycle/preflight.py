"""Requests that a preview makes if ``northflank:preflight`` allows it.

They are made once for each addon with something new: does the addon exist, may the token read it,
and is a schedule in the way? A few more ask about its surroundings. What `pulumi up` would refuse
is reported as a problem now. If the API is down, the preview goes on.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from pulumi_northflank import settings
from pulumi_northflank.api.client import Client
from pulumi_northflank.api.errors import ApiError, RequestError
from pulumi_northflank.api.listings import Listing
from pulumi_northflank.errors import NorthflankError, SettingsError
from pulumi_northflank.schedule import Address, Schedule, Slot
from pulumi_northflank.stack_export import StackExportError
from pulumi_northflank.text import capital
from pulumi_northflank.validation import Problem

from .clients import LazyClient
from .conflict import Conflict, conflict
from .errors import HeldScheduleError, UnknownHolderError, how_it_is
from .list_cache import ListCache
from .ownership import Ownership
from .say import Once, Say
from .surroundings import INCOMPLETE, Surroundings

# While the API is down, a preview of a hundred addons must not wait for each of them. In seconds.
LONGEST_TIMEOUT = 10.0
LONGEST_WAIT = 2.0

STOPPED = " No other addons are checked in this preview."
WILL_ADOPT = (
    "{slot} already exists with the declared settings: `pulumi up` will adopt schedule {id}. From "
    "then on it belongs to this stack, and destroying the stack deletes it."
)
WILL_ADOPT_ANOTHER = (
    "{slot} already exists with the declared settings: `pulumi up` will adopt schedule {id} "
    "({number} to adopt so far)."
)
WILL_REPLACE = (
    "{slot} already exists: schedule {id} {how}. `pulumi up` will delete it "
    '(ifExists is "replace") and create the declared schedule instead.'
)


class Preflight:
    """The checks of one preview. Safe for several threads."""

    def __init__(self, config: settings.ConfigGetter, say: Say, ownership: Ownership) -> None:
        """Prepare; nothing is read or requested yet."""
        self._config = config
        self._ownership = ownership
        self._say = Once(say)
        self._client = LazyClient(self._impatient_client)
        self._lists: ListCache[Address, Listing] = ListCache(
            lambda address: self._client().list_schedules(address)
        )
        self._surroundings = Surroundings(self._client, self._say)
        self._old_slots: dict[str, Slot] = {}
        self._to_adopt: dict[str, int] = {}
        self._stopped = False
        self._lock = threading.Lock()

    def problems_of(
        self,
        urn: str,
        old_slot: Slot | None,
        schedule: Schedule,
        *,
        is_created: bool = False,
    ) -> list[Problem]:
        """What `pulumi up` would refuse, as far as the API tells.

        Args:
            urn: The resource's URN.
            old_slot: Its slot so far; None if the resource is new, or if the engine checks it for
                a second time in order to replace it.
            schedule: A schedule without problems.
            is_created: Whether it is certain that the schedule will be created. Without old slot,
                it always is.
        """
        try:
            if not settings.preflight(self._config):
                return []
            slot = schedule.slot
            if not slot.is_known or self._stopped:
                return []
            if not self._is_new(urn, old_slot, slot):
                # Its replacement deletes the old schedule first, so it should not fail afterwards.
                is_created = is_created or old_slot is None
                problems_of = self._surroundings.problems_of
                return problems_of(schedule, urn, is_new=False) if is_created else []
            listing = self._lists.get(slot.address)
        except NorthflankError as error:
            return self._problem(error)
        # A setting that is not known yet may or may not be like that of an existing schedule.
        found = conflict(schedule, listing.schedules) if schedule.is_known else None
        problems = [] if found is None else self._outcome(found, urn)
        return problems + self._surroundings.problems_of(schedule, urn, is_new=True)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _is_new(self, urn: str, old_slot: Slot | None, slot: Slot) -> bool:
        with self._lock:
            if old_slot is not None:
                self._old_slots[urn] = old_slot
            return self._old_slots.get(urn) != slot

    def _problem(self, error: NorthflankError) -> list[Problem]:
        if isinstance(error, SettingsError) or _is_refusal(error):
            return [Problem("", str(error))]
        if isinstance(error, RequestError) and error.transient:
            self._stopped = True
        self._say("warning", INCOMPLETE.format(error=error) + (STOPPED if self._stopped else ""))
        return []

    def _outcome(self, found: Conflict, urn: str) -> list[Problem]:
        schedule_id = found.live.schedule_id
        slot, differences = found.declared.slot, found.differences
        try:
            holders = self._ownership.holders(schedule_id)
        except StackExportError as error:
            unknown = UnknownHolderError(slot, schedule_id, differences, error)
            return [Problem("", str(unknown))]
        if other := self._ownership.of_another_provider(urn, holders):
            held = HeldScheduleError(slot, schedule_id, differences, other, urn)
            return [Problem("", str(held))]
        # A schedule of the same stack makes room, or is taken over.
        if holders:
            return []
        if found.outcome == "refuse":
            return [Problem("", str(found.refusal))]
        text, number = WILL_REPLACE, 0
        if found.outcome == "adopt":
            with self._lock:
                # The engine can check a resource twice.
                number = self._to_adopt.setdefault(urn, len(self._to_adopt) + 1)
            text = WILL_ADOPT if number == 1 else WILL_ADOPT_ANOTHER
        text = text.format(
            slot=capital(str(found.declared.slot)),
            id=schedule_id,
            how=how_it_is(found.differences),
            number=number,
        )
        self._say("warning", text, urn)
        return []

    def _impatient_client(self) -> Client:
        loaded = settings.load(self._config)
        timeout = min(loaded.timeout, LONGEST_TIMEOUT)
        max_wait = min(loaded.max_wait, LONGEST_WAIT)
        return Client(replace(loaded, timeout=timeout, max_wait=max_wait))


def _is_refusal(error: NorthflankError) -> bool:
    return isinstance(error, ApiError) and error.settled and not error.transient

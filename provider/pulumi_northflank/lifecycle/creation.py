"""Creating a schedule exactly once, with an API that has no idempotency key.

If all goes well, that is one POST. If its outcome is unknown, or the API refuses it, the addon's
list decides; the POST is sent again only if the list shows that no schedule is there.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Literal

from pulumi_northflank.api.client import Client
from pulumi_northflank.api.errors import (
    ApiError,
    AuthenticationError,
    RateLimitedError,
    RequestError,
)
from pulumi_northflank.api.listings import Listing
from pulumi_northflank.api.retries import Sleep, backoff
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.schedule import LiveSchedule, Schedule, Slot
from pulumi_northflank.schedule.drift import as_declared
from pulumi_northflank.schedule.slot import name_of
from pulumi_northflank.stack_export import StackExportError

from .conflict import Conflict, conflict
from .errors import (
    HeldScheduleError,
    ReplacementError,
    UnknownHolderError,
    UnlistedScheduleError,
    UnreadableScheduleError,
    UnsettledCreateError,
)
from .ignored import with_ignored
from .lag import ListLag
from .ownership import Ownership
from .stack_state import Holder

MOST_POSTS = 5
# How long a create waits for the engine to name another resource of the program, in seconds.
LONGEST_WAIT_FOR_OTHERS = 5.0
STEP = 0.2
# The clocks of the API's servers may differ a little. (Its Date header is rounded down, which errs
# on the side of an older schedule, as this does.)
CLOCK_SLACK = timedelta(seconds=1)

# The API's ways to say that a schedule exists, or that the addon is busy.
CONFLICTS = (HTTPStatus.CONFLICT, HTTPStatus.LOCKED)

How = Literal["created", "found", "adopted"]


@dataclass(frozen=True)
class Creation:
    """A schedule that exists now.

    Attributes:
        schedule_id: Its ID, as the API returned or lists it.
        how: created by a POST; found to be this stack's own (a response was lost, or a resource
            was renamed); or adopted because it existed before.
        replaced_id: The ID of the schedule that was deleted for it, if any.
        kept: The schedule with the ignored settings of one that it replaces; None if it is as
            declared.
        displaced: The IDs of schedules that were deleted for it and the names of their resources,
            which may be no part of the update.
    """

    schedule_id: str
    how: How
    replaced_id: str | None = None
    kept: Schedule | None = None
    displaced: Mapping[str, str] = field(default_factory=dict)


class Creator:
    """One creation of a schedule, through however many requests it takes."""

    def __init__(
        self,
        client: Client,
        schedule: Schedule,
        ownership: Ownership,
        lag: ListLag,
        sleep: Sleep = time.sleep,
    ) -> None:
        """Prepare to create *schedule*.

        Args:
            client: Makes the requests.
            schedule: A valid schedule whose values are all known.
            ownership: What the deployment knows of its schedules.
            lag: How long the addon's list may lag behind.
            sleep: Waits before a POST is sent again, for some seconds.
        """
        self._client = client
        self._schedule = schedule
        self._ownership = ownership
        self._lag = lag
        self._sleep = sleep
        self._urn: str | None = None
        self._old_slot: Slot | None = None
        self._started = lag.now()
        self._a_post_was_lost = False
        self._replaced_id: str | None = None
        self._contradicted_since: float | None = None
        self._has_made_room = False
        self._displaced: dict[str, str] = {}
        self._until_created = ExitStack()
        self._keeps_ignored = False
        self._kept: Schedule | None = None

    def create(
        self,
        urn: str | None = None,
        *,
        old_slot: Slot | None = None,
        keeps_ignored: bool = False,
    ) -> Creation:
        """Create the schedule, or take over the one that exists.

        Args:
            urn: Its resource, if known.
            old_slot: The slot in its old inputs, perhaps by an alias; None if it is new.
            keeps_ignored: Whether a forced replacement keeps the settings that are ignored by the
                stack's state, for a door that is not told what the program ignores.

        Raises:
            ApiError: The API refused, and no schedule is in the slot.
            ScheduleExistsError: Another schedule is in the slot and was left as it is.
            HeldScheduleError: Another resource of the stack has it, and does not give it up.
            UnknownHolderError: Another schedule is in the slot, and the state cannot be read.
            UnsettledCreateError: The schedule may exist; nothing could be found out.
            UnlistedScheduleError: The API says that it exists; the list does not show it.
            ReplacementError: One of these, after the old schedule was deleted.
        """
        self._urn, self._old_slot, self._keeps_ignored = urn, old_slot, keeps_ignored
        try:
            with self._until_created:
                return replace(self._create(), kept=self._kept, displaced=self._displaced)
        except NorthflankError as error:
            deleted_id = self._ownership.deleted_from(self._schedule.slot)
            if deleted_id is None:
                raise
            raise ReplacementError(
                error, self._schedule.slot, deleted_id, is_in_state=self._has_made_room
            ) from None

    def _create(self) -> Creation:
        tries = 0
        while True:
            tries += 1
            try:
                schedule_id = self._client.create_schedule(
                    self._schedule.address, self._schedule.body
                )
            except RequestError as error:
                creation = self._settle(error, tries)
            else:
                creation = Creation(schedule_id, "created", self._replaced_id)
            if creation is not None:
                return creation

    def _settle(self, error: RequestError, tries: int) -> Creation | None:
        """What exists after a POST that ended in *error*; None to send it again."""
        self._a_post_was_lost |= not error.settled
        if not self._a_post_was_lost and _tells_nothing_about_schedules(error):
            raise error
        listing = self._list_after(error)
        found = conflict(self._schedule, listing.schedules)
        if found is not None and not self._ownership.was_deleted(found.live.schedule_id):
            return self._take_or_delete(found, listing, error)
        if found is not None or self._is_contradicted(error, listing):
            self._wait_for_the_list(error, tries)
        elif error.settled and listing.unreadable:
            # One of them may be in the slot.
            schedule_id, reason = next(iter(listing.unreadable.items()))
            raise UnreadableScheduleError(self._schedule.address, schedule_id, reason, error)
        elif error.settled or tries >= MOST_POSTS:
            raise error
        else:
            self._sleep(backoff(tries))
        return None

    def _is_contradicted(self, error: RequestError, listing: Listing) -> bool:
        """Whether the API seems to say that the schedule exists, which the list does not show."""
        if not error.settled:
            return False
        # After a lost POST, any refusal can mean that the lost one has created the schedule.
        is_conflict = isinstance(error, ApiError) and error.refusal.status in CONFLICTS
        return self._a_post_was_lost or (is_conflict and not listing.unreadable)

    def _wait_for_the_list(self, error: RequestError, tries: int) -> None:
        """Wait a moment for a list that contradicts the API's refusal, or this deployment.

        Raises:
            UnlistedScheduleError: It has done so for too long, and a POST was lost before.
            RequestError: It has done so for too long.
        """
        if self._contradicted_since is None:
            self._contradicted_since = self._lag.now()
        end = self._contradicted_since + self._lag.seconds
        if self._lag.now() >= end:
            if self._a_post_was_lost:
                raise UnlistedScheduleError(self._schedule.slot, error, self._lag.seconds)
            raise error
        self._lag.wait_until(min(self._lag.now() + backoff(tries), end))

    def _list_after(self, refusal: RequestError) -> Listing:
        try:
            return self._client.list_remaining(self._schedule.address)
        except NorthflankError as unread:
            # After a refusal nothing was created, whether or not the list can be read.
            if self._a_post_was_lost:
                raise UnsettledCreateError(self._schedule.slot, refusal, unread) from None
            raise refusal from None

    def _take_or_delete(
        self, found: Conflict, listing: Listing, error: RequestError
    ) -> Creation | None:
        """Decide about a schedule in our slot; None if it has been deleted."""
        schedule_id = found.live.schedule_id
        unread: StackExportError | None = None
        holders: list[Holder] = []
        try:
            holders = self._ownership.holders(schedule_id)
        except StackExportError as failure:
            unread = failure
        if holders:
            return self._take_or_delete_own(found, holders)
        made_here = self._a_post_was_lost and self._is_from_this_attempt(found.live, listing)
        if not found.differences and (made_here or self._ownership.is_ours(schedule_id)):
            return Creation(schedule_id, "found", self._replaced_id)
        if unread is not None:
            slot, differences = self._schedule.slot, found.differences
            raise UnknownHolderError(slot, schedule_id, differences, unread)
        if not self._is_there_to_stay(schedule_id, error):
            return None
        if found.outcome == "adopt":
            return Creation(schedule_id, "adopted")
        # Replacing it once was asked for; replacing it twice would be a fight with someone else.
        if found.outcome == "refuse" or self._replaced_id is not None:
            raise found.refusal
        self._make_room(schedule_id)
        self._replaced_id = schedule_id
        return None

    def _take_or_delete_own(self, found: Conflict, holders: list[Holder]) -> Creation | None:
        """Decide about a schedule in our slot that this stack has; None if it has been deleted."""
        schedule_id = found.live.schedule_id
        other = self._ownership.of_another_provider(self._urn, holders)
        # Its own schedule, perhaps of its former name.
        is_forced = self._old_slot == self._schedule.slot or any(
            self._ownership.was(self._urn, holder.urn) for holder in holders
        )
        # A replacement that failed because the schedule is retained has left it as it was.
        is_kept = not is_forced or any(holder.is_retained for holder in holders)
        is_as_declared = not other and is_kept and not found.differences
        if is_as_declared and (is_forced or self._old_slot is None):
            return Creation(schedule_id, "found")  # after that failure, or by a renamed resource
        replaces = self._schedule.if_exists == "replace"
        kept = [other] if other else []
        # Nothing is deleted where a schedule is taken over as it is.
        may_be_retained = replaces or is_as_declared
        kept += [
            one for one in holders if one.is_protected or (one.is_retained and not may_be_retained)
        ]
        if kept or not (replaces or is_forced or self._is_given_up(schedule_id, holders)):
            raise HeldScheduleError(
                self._schedule.slot,
                schedule_id,
                found.differences,
                (kept or holders)[0],
                self._urn,
            )
        if is_as_declared:
            self._displaced.clear()
            return Creation(schedule_id, "found")
        if is_forced and self._keeps_ignored:
            self._keep_ignored(found.live, holders)
        self._until_created.enter_context(self._ownership.exchange)
        self._make_room(schedule_id)
        self._has_made_room = True
        return None

    def _keep_ignored(self, live: LiveSchedule, holders: list[Holder]) -> None:
        paths = [path for holder in holders for path in holder.ignored]
        if paths:
            current = as_declared(live.schedule, self._schedule)
            self._schedule = self._kept = with_ignored(self._schedule, current, paths)

    def _make_room(self, schedule_id: str) -> None:
        self._client.delete_schedule(self._schedule.address, schedule_id)
        self._ownership.note_deleted(self._schedule.slot, schedule_id)
        self._contradicted_since = None  # the deletion may take effect late as well

    def _is_given_up(self, schedule_id: str, holders: list[Holder]) -> bool:
        """Whether a resource leaves our slot, so that the engine will delete its schedule."""
        if any(holder.is_replaced for holder in holders):
            return True
        # If the program declares it, it must be in another slot: one slot for two is a problem.
        is_declared = self._wait_for(schedule_id, [holder.urn for holder in holders])
        if is_declared:
            return True
        # If not, it is removed; or it was renamed, if ours is a new name. If the engine does not
        # say, it may be no target of this update, unless the engine waits for creates like this.
        if self._old_slot is None or (is_declared is None and not self._ownership.many_wait):
            return False
        self._displaced[schedule_id] = name_of(holders[0].urn)
        return True

    def _wait_for(self, schedule_id: str, urns: list[str]) -> bool | None:
        """Whether the program declares one of these resources; None if the engine does not say."""
        is_declared = self._ownership.is_declared(schedule_id, urns)
        if is_declared is not None:
            return is_declared
        waited = 0.0
        with self._ownership.waits():
            while is_declared is None and waited < LONGEST_WAIT_FOR_OTHERS:
                if self._old_slot is not None and self._ownership.many_wait:
                    break
                self._sleep(STEP)
                waited += STEP
                is_declared = self._ownership.is_declared(schedule_id, urns)
        return is_declared

    def _is_there_to_stay(self, schedule_id: str, error: RequestError) -> bool:
        """Whether a schedule that someone else created is not just being deleted, as by a destroy.

        A list may show a deleted schedule for some seconds. Adopted, it would be in the state and
        not in Northflank.
        """
        if self._lag.now() >= self._lag.proof:
            return True
        self._lag.wait_until(self._lag.proof)
        return self._list_after(error).find(schedule_id) is not None

    def _is_from_this_attempt(self, live: LiveSchedule, listing: Listing) -> bool:
        """Whether *live* was created no earlier than this attempt, by the server's clock."""
        if live.created is None or listing.server_time is None:
            return False
        attempt = timedelta(seconds=self._lag.now() - self._started)
        return live.created >= listing.server_time - attempt - CLOCK_SLACK


def _tells_nothing_about_schedules(error: RequestError) -> bool:
    # Without a connection, with a rejected token or with no requests left this hour, the list would
    # fail alike. Any other 4xx may be how the API says "already exists".
    if isinstance(error, AuthenticationError | RateLimitedError):
        return True
    return error.settled and not isinstance(error, ApiError)

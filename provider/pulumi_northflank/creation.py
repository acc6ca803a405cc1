"""Creating a schedule exactly once, with an API that has no idempotency key.

One POST where all goes well. Where its outcome is not known, or the API refuses it,
the addon's list decides what is the case; the POST is sent again only when the list
shows that nothing is there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

from .canonical import body
from .client import Client, Listing
from .errors import (
    ApiError,
    AuthenticationError,
    NorthflankError,
    RateLimitedError,
    RequestError,
    UnsettledCreateError,
)
from .existing import Existing, existing
from .retries import backoff
from .shapes import Inputs, LiveSchedule
from .slots import Slot, slot_of

MOST_POSTS = 5
# The server's clock is known to the second (its Date header), createdAt to the millisecond.
CLOCK_SLACK = timedelta(seconds=2)

How = Literal["created", "found", "adopted"]


@dataclass(frozen=True)
class Creation:
    """A schedule that is in place now.

    Attributes:
        schedule_id: Its ID, as the API returned or lists it.
        how: created by an answered POST; found to be this deployment's (an answer was
            lost, or the engine makes it anew); or adopted as it was there.
        replaced_id: The ID of the schedule that was deleted for it, if any.
    """

    schedule_id: str
    how: How
    replaced_id: str | None = None


class Creator:
    """One creation of a schedule, through however many requests it takes."""

    def __init__(
        self,
        client: Client,
        inputs: Inputs,
        is_ours: Callable[[str], bool] = lambda _: False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """A creation of the schedule that *inputs* declare.

        Args:
            client: What makes the requests.
            inputs: Checked inputs.
            is_ours: Whether a schedule ID belongs to this deployment already.
            sleep: What waits before a POST is sent again.
        """
        self._client = client
        self._inputs = inputs
        self._is_ours = is_ours
        self._slot: Slot = slot_of(inputs)
        self._address = self._slot.address
        self._sleep = sleep
        self._started = time.monotonic()
        self._a_post_was_lost = False
        self.replaced_id: str | None = None

    def create(self) -> Creation:
        """Create the schedule, or take over the one that is there.

        Raises:
            ApiError: The API refused, and no schedule of this kind is there.
            ScheduleExistsError: Another one is there, and is left as it is.
            UnsettledCreateError: It may exist; nothing could be found out.
        """
        tries = 0
        while True:
            tries += 1
            try:
                schedule_id = self._client.create_schedule(self._address, body(self._inputs))
            except RequestError as error:
                creation = self._settle(error, tries)
            else:
                creation = Creation(schedule_id, "created", self.replaced_id)
            if creation is not None:
                return creation

    def _settle(self, error: RequestError, tries: int) -> Creation | None:
        """What there is after a POST that ended in *error*; None to send it again."""
        self._a_post_was_lost |= not error.settled
        if _says_nothing_of_schedules(error):
            raise error
        listing = self._list_after(error)
        there = existing(self._inputs, listing.schedules)
        if there is not None:
            return self._take_or_delete(there, listing)
        if error.settled or tries == MOST_POSTS:
            raise error
        self._sleep(backoff(tries))
        return None

    def _list_after(self, refusal: RequestError) -> Listing:
        try:
            return self._client.list_what_is_left(self._address)
        except NorthflankError as unread:
            # A refusal says that nothing was created, list or no list.
            if self._a_post_was_lost:
                raise UnsettledCreateError(str(self._slot), refusal, unread) from None
            raise refusal from None

    def _take_or_delete(self, there: Existing, listing: Listing) -> Creation | None:
        """Decide about a schedule in our place; None when it has been deleted."""
        schedule_id = there.live["id"]
        made_here = self._a_post_was_lost and self._is_from_this_attempt(there.live, listing)
        if not there.differences and (made_here or self._is_ours(schedule_id)):
            return Creation(schedule_id, "found", self.replaced_id)
        if there.fate == "adopted":
            return Creation(schedule_id, "adopted")
        # Replacing once is what was asked for; twice is a fight with somebody else.
        if there.fate == "in the way" or self.replaced_id is not None:
            raise there.refusal
        self._client.delete_schedule(self._address, schedule_id)
        self.replaced_id = schedule_id
        return None

    def _is_from_this_attempt(self, there: LiveSchedule, listing: Listing) -> bool:
        """Whether *there* was created no earlier than this attempt, by the server's clock."""
        created = _time(there.get("createdAt"))
        if created is None or listing.server_time is None:
            return False
        attempt = timedelta(seconds=time.monotonic() - self._started)
        return created >= listing.server_time - attempt - CLOCK_SLACK


def _says_nothing_of_schedules(error: RequestError) -> bool:
    # No connection, a token that is not accepted, an hour's requests used up: the
    # list would say the same. Any other 4xx may be how the API says "exists already".
    if isinstance(error, AuthenticationError | RateLimitedError):
        return True
    return error.settled and not isinstance(error, ApiError)


def _time(text: str | None) -> datetime | None:
    try:
        # Python before 3.11 does not read the Z.
        time_ = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    return time_ if time_.tzinfo else time_.replace(tzinfo=timezone.utc)

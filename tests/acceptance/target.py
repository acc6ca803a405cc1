"""The addon that a run asks, and how it creates, lists and clears schedules there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from tests.acceptance.redaction import Redaction
from tests.acceptance.relay import Answer, BudgetError, Relay, UnansweredError

from pulumi_northflank.text import one_line

Json = dict[str, Any]
Try = str | Json
ACCEPTED = "accepted"

MOMENTS = (0, 1, 3, 8, 20)
"""Seconds after a change at which the list is read, until it shows the change."""

_MEANINGS: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "the API does not accept the token",
    HTTPStatus.FORBIDDEN: "the token lacks the permission to read the addon",
    HTTPStatus.NOT_FOUND: "the API knows no such addon that the token can access",
}
"""Why a list cannot be read."""
_NO_ANSWER = {HTTPStatus.UNAUTHORIZED, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


def words(tried: Try) -> str:
    """A refusal, or that there was none, in one line."""
    if isinstance(tried, str):
        return tried
    body = tried["body"]
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict) or not isinstance(error.get("message"), str):
        text = body if isinstance(body, str) else json.dumps(body)
        return one_line(f"{tried['status']} {text}").rstrip()
    details = f", {json.dumps(error['details'])}" if error.get("details") else ""
    return one_line(f"{tried['status']} {error['message'].rstrip('.')}{details}")


@dataclass(frozen=True)
class Timer:
    """Time as a run sees it; a test moves the emulator's clock instead."""

    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic


class Target:
    """One addon. What is asked raises UnansweredError if there is no answer."""

    def __init__(self, relay: Relay, redaction: Redaction, timer: Timer | None = None) -> None:
        self.relay = relay
        self.journal = relay.journal
        self.timer = timer or Timer()
        self.lag: float = MOMENTS[-1]
        """Seconds after which lists have shown every change; the longest until it is known."""
        self._redaction = redaction
        self._cleared: int | None = None
        """The journal's number of changes when a list last showed that nothing is left."""

    def redacted(self, text: str) -> str:
        """A string without IDs."""
        return self._redaction.text(text)

    def refusal(self, answer: Answer) -> Json:
        """What a refusal says, without IDs."""
        return {"status": answer.status, "body": self._redaction.of(answer.body)}

    def post(self, body: Json) -> Try:
        """Try to create a schedule: that it was accepted, or the refusal."""
        answer = self.relay.call("POST", self.relay.address.schedules_path, body)
        if answer.status == HTTPStatus.OK and answer.data.get("id") in self.journal.ids:
            return ACCEPTED
        return self.expect_refusal(answer)

    def create(self, body: Json) -> str:
        """Create a schedule, and return its ID."""
        before = set(self.journal.ids)
        tried = self.post(body)
        if tried != ACCEPTED:
            raise UnansweredError(f"a schedule was refused that should be accepted: {words(tried)}")
        [new] = self.journal.ids - before
        return new

    def delete(self, schedule_id: str) -> Answer:
        """Ask to delete a schedule."""
        return self.relay.call("DELETE", self.relay.address.schedule_path(schedule_id))

    def expect_refusal(self, answer: Answer) -> Json:
        """The refusal of a request."""
        if answer.status in range(400, 500) and answer.status not in _NO_ANSWER:
            return self.refusal(answer)
        raise UnansweredError(
            f"the response was neither a success nor a refusal: {words(self.refusal(answer))}"
        )

    def page(self, query: str) -> Json:
        """One page of the list, with its ``pagination``."""
        answer = self.relay.call("GET", f"{self.relay.address.schedules_path}?{query}")
        if answer.status != HTTPStatus.OK or not isinstance(answer.body, dict):
            shown = words({"status": answer.status, "body": answer.body})
            meaning = _MEANINGS.get(answer.status)
            # The IDs stay, because the person who started the run may have mistyped them.
            shown = shown.replace(self.relay.token, "{token}")
            raise UnansweredError(
                f"the list could not be read: {shown}" + (f" ({meaning})" if meaning else "")
            )
        if not isinstance(answer.data.get("schedules", []), list):
            raise UnansweredError("the list has no `schedules`")
        body: Json = answer.body
        return body

    def listed(self) -> list[Json]:
        """The addon's schedules."""
        page = self.page("per_page=100")
        items: list[Json] = page["data"].get("schedules", [])
        if not items and not self.journal.ids and self.journal.is_settled(self.relay.now):
            self._cleared = self.journal.changes
        if (page.get("pagination") or {}).get("hasNextPage"):
            raise UnansweredError("the list has a second page")
        return items

    def watch(self, is_shown: Callable[[set[Any]], bool]) -> Json:
        """Read the list until it shows a change, and tell how long that took."""
        start = self.timer.now()
        previous = None
        for moment in MOMENTS:
            self.timer.sleep(max(0, start + moment - self.timer.now()))
            if is_shown({item.get("id") for item in self.listed()}):
                return {"notYet": previous, "shown": moment}
            previous = moment
        raise UnansweredError(f"the list did not show a change within {MOMENTS[-1]} seconds")

    def wait(self) -> None:
        """Wait until lists show every change."""
        self.timer.sleep(self.lag)

    def distrust(self) -> None:
        """Read the list before the next question, whatever earlier lists showed."""
        self._cleared = None

    def clear(self) -> list[Json]:
        """Delete every schedule that is ours, and return the others.

        Raises:
            UnansweredError: Something of ours may be left, or the addon could never be read.
        """
        if self._cleared == self.journal.changes:
            return []
        # An empty list proves nothing as long as it may lag behind what was done.
        is_changed = not self.journal.is_empty
        asked: set[str] = set()
        found: set[str] = set()
        reason = ""
        for pause in (self.lag if is_changed else 0, *MOMENTS[1:], *MOMENTS[-2:]):
            reason = "lists may not show every change yet"
            try:
                for id_ in sorted((self.journal.ids | found) - asked):
                    answer = self.delete(id_)
                    if id_ in self.journal.gone:
                        asked.add(id_)
                    else:
                        reason = f"a deletion was answered with {words(self.refusal(answer))}"
                self.timer.sleep(pause)
                items = self.listed()
            except BudgetError:
                raise
            except UnansweredError as error:
                if self.journal.is_empty and self.relay.empty_since is None:
                    raise  # nothing of ours can be left
                reason = str(error)
                continue
            found = self.journal.ours(items)
            if not found and not self.journal.ids and self.journal.is_settled(self.relay.now):
                if not items and not self.relay.empty_since:
                    self.relay.empty_since = self.relay.now
                return items
        raise UnansweredError(f"some schedules of this suite may still exist ({reason})")

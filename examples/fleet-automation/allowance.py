"""Northflank's limit of requests an hour, split between the stacks that share a token."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import requests

PUBLIC_API = "https://api.northflank.com"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
TIMEOUT = 30
# When the API is asked again that did not answer in the middle of a run.
RETRY_SECONDS = 60
UNKNOWN = float("inf")


class AllowanceError(Exception):
    """The API cannot be reached, or refuses the token."""


class Task(Protocol):
    """What makes requests: how many in all, and how many of them already."""

    need: int
    used: int


TaskT = TypeVar("TaskT", bound=Task)


@dataclass(frozen=True)
class Reading:
    """What the API tells with each answer; `reset` is in seconds until the window ends."""

    limit: int
    remaining: int
    reset: int


class Allowance:
    """Chooses who may start, so that all that runs fits into what is left of the hour.

    The largest that fits goes first; what does not fit waits for the next window, and smaller
    ones may use what is left of this one. What fits into no window at all is left to the waiting
    of its own provider: it starts where nothing else can.

    Args:
        read: Asks the API; None where it does not tell. Raises :class:`AllowanceError`.
        clock: Seconds that only grow.
    """

    def __init__(
        self, read: Callable[[], Reading | None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._clock = clock
        self._ends: float | None = None
        self._stale = True
        self._is_new_window = False
        self.limit = 0
        self.free = 0.0

    @property
    def seconds_left(self) -> float:
        """How long the window still lasts."""
        return max((self._ends or 0) - self._clock(), 0)

    def choose(self, waiting: Sequence[TaskT], running: Collection[TaskT]) -> TaskT | None:
        """The one of *waiting* that is to start now, or None: then all wait for the next window.

        Raises:
            AllowanceError: The API was asked for the first time, and did not tell.
        """
        in_order = sorted(waiting, key=lambda task: -task.need)
        # Who needs nothing waits for nothing, nor is the API asked.
        if in_order[-1].need == 0:
            return in_order[-1]
        self._update(running)
        chosen = next((task for task in in_order if task.need <= self.free), None)
        if chosen is None and not running:
            # It is more than a whole window, or than others leave of each.
            is_hopeless = self.free > 0 and in_order[-1].need >= self.limit
            if is_hopeless or self._is_new_window:
                chosen = in_order[0]
        if chosen is not None:
            self.free -= chosen.need
            self._is_new_window = False
        return chosen

    def ended(self, task: Task) -> None:
        """One of those that were running has ended: what it really used is to be asked for."""
        self.free += max(task.need - task.used, 0)
        self._stale = True

    def _update(self, running: Collection[Task]) -> None:
        is_over = self._ends is not None and self._clock() >= self._ends
        if self.free == UNKNOWN or not (self._stale or is_over):
            return
        # To ask is a request as well, and may not be one that the running ones count on.
        if running and self.free < 1 and self._ends is not None and not is_over:
            return
        try:
            reading = self._read()
        except AllowanceError:
            if self._ends is None:
                raise
            # Those that run will say themselves what is wrong.
            self._ends = self._clock() + RETRY_SECONDS
            return
        finally:
            self._stale = False
        if reading is None:
            self.free = self._ends = UNKNOWN
            return
        self._is_new_window = is_over or reading.limit - reading.remaining <= 1
        self._ends = self._clock() + reading.reset + 1
        self.limit = reading.limit
        self.free = reading.remaining - sum(max(task.need - task.used, 0) for task in running)


def read_limit() -> Reading | None:
    """Ask the API what is left of the hour; None where its answer does not say so.

    Raises:
        AllowanceError: It cannot be reached, or refuses the token.
    """
    url = os.environ.get("NORTHFLANK_BASE_URL") or PUBLIC_API
    host = _host(url)
    token = os.environ["NORTHFLANK_API_TOKEN"]

    def authorize(request: requests.PreparedRequest) -> requests.PreparedRequest:
        # Given as `auth`, no entry of a .netrc takes its place.
        request.headers["Authorization"] = f"Bearer {token}"
        return request

    try:
        answer = requests.get(
            f"{url.rstrip('/')}/v1/login",
            auth=authorize,
            allow_redirects=False,
            timeout=TIMEOUT,
            proxies={"no_proxy": host} if host in LOOPBACK else None,
        )
    except (requests.RequestException, UnicodeError) as error:
        raise AllowanceError(
            f"{host} cannot be reached ({type(error).__name__}). Run it again when it can."
        ) from None
    if answer.status_code not in (HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS):
        raise AllowanceError(
            f"{host} answered {answer.status_code} to the token in NORTHFLANK_API_TOKEN. Set one "
            "that is valid there, and run it again."
        )
    try:
        return Reading(
            *(
                int(answer.headers[f"x-ratelimit-{name}"])
                for name in ("limit", "remaining", "reset")
            )
        )
    except (KeyError, ValueError):
        return None


def _host(url: str) -> str:
    """The host that may get the token.

    Raises:
        AllowanceError: The token would go over the network in clear, or elsewhere.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if host and is_safe and "@" not in parts.netloc:
        return host
    raise AllowanceError(
        "NORTHFLANK_BASE_URL is not of the form https://HOST, so the token was not sent there."
    )

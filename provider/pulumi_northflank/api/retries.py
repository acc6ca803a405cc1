"""When a request is retried, after which wait, and what the user hears of it.

Retried is what certainly changed nothing (no connection, 429, 425); GET and DELETE also when they
may have changed something, because repeating them does no harm. A POST with an unknown outcome is
never simply sent again: ``lifecycle/creation.py`` looks at the addon's list first.
"""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import tenacity

from .errors import RequestError

FIRST_WAIT = 0.5
LONGEST_BACKOFF = 30.0
MOST_TRIES = 6
# A wait for the same thing that ends later than the announced one is announced as well.
LONGEST_SILENCE = 5.0

P = ParamSpec("P")
R = TypeVar("R")

Announce = Callable[[str], None]
Sleep = Callable[[float], None]


class Retries:
    """The waits of one client, whose calls know of each other. Safe for several threads.

    Calls that wait for the same thing are announced together. An outage that one call has waited
    for in vain is not waited for again until a request succeeds.
    """

    def __init__(
        self,
        max_wait: float,
        sleep: Sleep,
        announce: Announce,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare.

        Args:
            max_wait: How long all waits of one call may take together, in seconds.
            sleep: Waits for some seconds.
            announce: Tells the user of a wait before it begins.
            now: The time, in seconds, by a clock that never goes back.
        """
        self._max_wait = max_wait
        self._announce = announce
        self._now = now
        self._announced_until: dict[str, float] = {}
        self._in_vain: set[str] = set()
        self._lock = threading.Lock()
        self._policy = tenacity.Retrying(
            retry=tenacity.retry_if_exception(may_be_repeated),
            wait=_wait,
            stop=self._gives_up,
            sleep=sleep,
            before_sleep=self._announce_wait,
            reraise=True,
        )

    def __call__(self, request: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Make a request, again and again where that is safe and may help.

        Raises:
            RequestError: The last try failed.
        """
        result = self._policy.copy()(request, *args, **kwargs)
        with self._lock:
            self._in_vain.clear()
        return result

    def _gives_up(self, state: tenacity.RetryCallState) -> bool:
        problem = _error(state).problem
        is_used_up = (
            state.attempt_number >= MOST_TRIES
            or state.idle_for + state.upcoming_sleep > self._max_wait
        )
        with self._lock:
            if is_used_up and state.idle_for:
                self._in_vain.add(problem)
            return is_used_up or problem in self._in_vain

    def _announce_wait(self, state: tenacity.RetryCallState) -> None:
        error = _error(state)
        until = self._now() + state.upcoming_sleep
        with self._lock:
            if until <= self._announced_until.get(error.problem, -math.inf) + LONGEST_SILENCE:
                return
            self._announced_until[error.problem] = until
        self._announce(
            f"Waiting {state.upcoming_sleep:.1f} seconds before retrying "
            f"{error.call.method} {error.call.path}: {error.problem}."
        )


def may_be_repeated(error: BaseException) -> bool:
    """Whether the request that ended in *error* may be sent again unchanged."""
    if not isinstance(error, RequestError) or not error.transient:
        return False
    return error.settled or error.call.method != "POST"


def backoff(tries: int) -> float:
    """A wait after *tries* failed tries, in seconds: doubling, with jitter in its upper half."""
    longest = min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_BACKOFF)
    return random.uniform(longest / 2, longest)  # noqa: S311  # spreads load, guards nothing


def _error(state: tenacity.RetryCallState) -> RequestError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, RequestError)  # noqa: S101  # retry_if_exception lets no other pass
    return error


def _wait(state: tenacity.RetryCallState) -> float:
    asked = _error(state).retry_after
    if asked is None:
        return backoff(state.attempt_number)
    # Threads that were told the same time should not all come back at the same moment.
    return asked + random.uniform(0, FIRST_WAIT)  # noqa: S311  # spreads load, guards nothing

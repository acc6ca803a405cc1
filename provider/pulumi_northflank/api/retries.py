"""When a request is retried, and after which wait.

Retried is what certainly changed nothing (no connection, 429, 425); GET and DELETE also when they
may have changed something, because repeating them does no harm. A POST with an unknown outcome is
never simply sent again: ``lifecycle/creation.py`` looks at the addon's list first.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import tenacity

from .errors import RequestError

FIRST_WAIT = 0.5
LONGEST_BACKOFF = 30.0
MOST_TRIES = 6

Announce = Callable[[str], None]
Sleep = Callable[[float], None]


def retrying(max_wait: float, sleep: Sleep, announce: Announce) -> tenacity.Retrying:
    """The retry policy of one call.

    Args:
        max_wait: How long all waits of the call may take together, in seconds.
        sleep: Waits for some seconds.
        announce: Tells the user of a wait before it begins.
    """
    return tenacity.Retrying(
        retry=tenacity.retry_if_exception(may_be_repeated),
        wait=_wait,
        stop=lambda state: _tries_are_used_up(state) or _budget_is_used_up(state, max_wait),
        sleep=sleep,
        before_sleep=lambda state: announce(_announcement(state)),
        reraise=True,
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


def _tries_are_used_up(state: tenacity.RetryCallState) -> bool:
    return state.attempt_number >= MOST_TRIES


def _budget_is_used_up(state: tenacity.RetryCallState, max_wait: float) -> bool:
    return state.idle_for + state.upcoming_sleep > max_wait


def _announcement(state: tenacity.RetryCallState) -> str:
    error = _error(state)
    return (
        f"Waiting {state.upcoming_sleep:.1f} seconds before retrying "
        f"{error.call.method} {error.call.path}: {error.problem}."
    )

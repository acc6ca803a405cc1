from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from pulumi_northflank.emulator import Clock, Emulator

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"


def limits_of(response: requests.Response) -> tuple[str, str, str]:
    """Give the limit, what remains of it, and the seconds until the window ends."""
    limit, remaining, reset = (
        response.headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining", "reset")
    )
    return limit, remaining, reset


def test_window(connect: Callable[..., requests.Session], clock: Clock) -> None:
    """The window opens with the first request and lasts an hour; what is over the limit is 429."""
    with Emulator(rate_limit=2, clock=clock) as api:
        client = connect(api)
        answers = []
        for seconds in (500, 0.5, 0, 3599, 0.5):
            clock.advance(seconds)
            answers.append(client.get(SCHEDULES))

    assert [
        (200, ("2", "1", "3600")),
        (200, ("2", "0", "3600")),
        (429, ("2", "0", "3600")),
        (429, ("2", "0", "1")),
        (200, ("2", "1", "3600")),
    ] == [(answer.status_code, limits_of(answer)) for answer in answers]
    assert "The limit of 2 requests per hour is exceeded." == answers[2].json()["error"]["message"]


def test_every_response_tells(
    connect: Callable[..., requests.Session], body: dict[str, Any], clock: Clock
) -> None:
    """The headers are on errors, too, and errors count."""
    with Emulator(token="t", clock=clock) as api:
        client = connect(api)
        answers = [
            client.post(SCHEDULES, json=body),
            client.post(SCHEDULES, json=body),
            client.post(SCHEDULES, json={}),
            client.get("/nowhere"),
            client.put(SCHEDULES),
            connect(api, token="wrong").get(SCHEDULES),
        ]

    assert [
        (status, ("1000", str(999 - index), "3600"))
        for index, status in enumerate([200, 409, 400, 404, 405, 401])
    ] == [(answer.status_code, limits_of(answer)) for answer in answers]


def test_clear_closes_the_window(connect: Callable[..., requests.Session]) -> None:
    """Clearing gives the whole limit back."""
    with Emulator(rate_limit=1) as api:
        client = connect(api)
        before = [client.get(SCHEDULES).status_code for _ in range(2)]
        api.clear()
        after = client.get(SCHEDULES).status_code

    assert ([200, 429], 200) == (before, after)


def test_date_and_created_at_are_of_one_clock(
    api: Emulator, client: requests.Session, body: dict[str, Any]
) -> None:
    """The Date header and createdAt come from the same clock, which can be moved."""
    api.clock.advance(86_400.25)

    created = client.post(SCHEDULES, json=body)
    item = client.get(SCHEDULES).json()["data"]["schedules"][0]

    assert "2025-03-04T08:00:00.250Z" == item["createdAt"]
    assert "Tue, 04 Mar 2025 08:00:00 GMT" == created.headers["Date"]


def test_real_time(connect: Callable[..., requests.Session]) -> None:
    """Without a clock of one's own, the time is that of the machine, in UTC."""
    before = dt.datetime.now(dt.timezone.utc).replace(microsecond=0)
    with Emulator() as api:
        date = parsedate_to_datetime(connect(api).get(SCHEDULES).headers["Date"])

    assert before <= date <= dt.datetime.now(dt.timezone.utc)


def test_clock_runs_on_from_its_start() -> None:
    """A clock with a start that is not frozen goes on from there, in UTC."""
    start = dt.datetime(2025, 3, 3, 8, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    clock = Clock(start)

    passed = clock.now() - start

    assert dt.timedelta(0) <= passed < dt.timedelta(minutes=1)
    assert dt.timezone.utc == clock.now().tzinfo


def test_clock_reset() -> None:
    """A reset takes advances back."""
    start = dt.datetime(2025, 3, 3, 8, tzinfo=dt.timezone.utc)
    clock = Clock(start, frozen=True)
    clock.advance(5)
    clock.advance(2)
    advanced = clock.now()
    clock.reset()

    assert (start + dt.timedelta(seconds=7), start) == (advanced, clock.now())


@pytest.mark.parametrize(
    ("seconds", "message"),
    [
        (-1, "Cannot advance the clock by -1 seconds: it only goes forward."),
        (float("nan"), "Cannot advance the clock by nan seconds: it only goes forward."),
        (float("inf"), "Cannot advance the clock by inf seconds: it only goes forward."),
        (1e12, "Cannot advance the clock by 1000000000000.0 seconds: it would pass the year 9999."),
        (1e99, "Cannot advance the clock by 1e+99 seconds: it would pass the year 9999."),
    ],
)
def test_clock_refuses(seconds: float, message: str) -> None:
    """A clock goes forward only, and not out of the calendar."""
    clock = Clock(frozen=True)
    before = clock.now()

    with pytest.raises(ValueError, match=r"^Cannot advance the clock ") as caught:
        clock.advance(seconds)

    assert (message, before) == (str(caught.value), clock.now())


def test_clock_needs_a_time_zone() -> None:
    """A start without a time zone is refused."""
    with pytest.raises(ValueError, match=r"^The start of a clock must have a time zone\.$"):
        Clock(dt.datetime(2025, 3, 3))  # noqa: DTZ001  -- the point of the test

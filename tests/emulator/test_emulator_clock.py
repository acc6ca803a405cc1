"""The clock, and the rate limit and times that depend on it."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime

import pytest
import requests
from tests.emulator.conftest import MONDAY_MORNING
from tests.emulator.reading import error_of
from tests.emulator.samples import SCHEDULES, Connect, snapshot

from pulumi_northflank.emulator import Clock, Emulator


def limits_of(response: requests.Response) -> list[str]:
    """Return the limit, the remaining requests, and the seconds until the window ends."""
    return [response.headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining", "reset")]


def test_window(connect: Connect, clock: Clock) -> None:
    """A window opens with the first request and lasts an hour; requests over the limit get 429."""
    with Emulator(rate_limit=2, clock=clock) as api:
        client = connect(api)
        responses = []
        for seconds in (500, 0.5, 0, 3599, 0.5):
            clock.advance(seconds)
            responses.append(client.get(SCHEDULES))

    assert [
        (200, ["2", "1", "3600"]),
        (200, ["2", "0", "3600"]),
        (429, ["2", "0", "3600"]),
        (429, ["2", "0", "1"]),
        (200, ["2", "1", "3600"]),
    ] == [(response.status_code, limits_of(response)) for response in responses]
    assert (429, "The limit of 2 requests per hour is exceeded.") == error_of(responses[2])


def test_every_response_has_the_headers(connect: Connect, clock: Clock) -> None:
    """Errors have the rate limit's headers too, and count."""
    with Emulator(token="t", clock=clock) as api:
        client = connect(api)
        responses = [
            client.post(SCHEDULES, json=snapshot()),
            client.post(SCHEDULES, json=snapshot()),
            client.post(SCHEDULES, json={}),
            client.get("/nowhere"),
            client.put(SCHEDULES),
            connect(api, token="wrong").get(SCHEDULES),
        ]

    assert [
        (status, ["1000", str(999 - index), "3600"])
        for index, status in enumerate([200, 409, 400, 404, 405, 401])
    ] == [(response.status_code, limits_of(response)) for response in responses]


def test_clear_closes_the_window(connect: Connect) -> None:
    """After clearing, the whole limit is available again."""
    with Emulator(rate_limit=1) as api:
        client = connect(api)
        before = [client.get(SCHEDULES).status_code for _ in range(2)]
        api.clear()
        after = client.get(SCHEDULES).status_code

    assert ([200, 429], 200) == (before, after)


def test_one_clock(api: Emulator, client: requests.Session) -> None:
    """The Date header and createdAt come from the emulator's clock, which can be advanced."""
    api.clock.advance(86_400.25)

    created = client.post(SCHEDULES, json=snapshot())
    [item] = client.get(SCHEDULES).json()["data"]["schedules"]

    assert "2025-03-04T08:00:00.250Z" == item["createdAt"]
    assert "Tue, 04 Mar 2025 08:00:00 GMT" == created.headers["Date"]


def test_real_time(connect: Connect) -> None:
    """By default the time is the real time, in UTC."""
    before = dt.datetime.now(dt.timezone.utc).replace(microsecond=0)
    with Emulator() as api:
        date = parsedate_to_datetime(connect(api).get(SCHEDULES).headers["Date"])

    assert before <= date <= dt.datetime.now(dt.timezone.utc)


def test_clock_with_a_start() -> None:
    """A clock with a start that is not frozen runs on from there, in UTC."""
    start = dt.datetime(2025, 3, 3, 8, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    clock = Clock(start)

    first, second = clock.now(), clock.now()

    assert start < first < second < start + dt.timedelta(minutes=1)
    assert dt.timezone.utc == first.tzinfo


def test_reset(clock: Clock) -> None:
    """A reset undoes all advances."""
    clock.advance(5)
    clock.advance(2)
    advanced = clock.now()
    clock.reset()

    assert (MONDAY_MORNING + dt.timedelta(seconds=7), MONDAY_MORNING) == (advanced, clock.now())


FORWARD_ONLY = "Cannot advance the clock by {} seconds: it only goes forward."
TOO_FAR = "Cannot advance the clock by {} seconds: it would pass the year 9999."


@pytest.mark.parametrize(
    ("seconds", "message"),
    [
        (-1, FORWARD_ONLY),
        (float("nan"), FORWARD_ONLY),
        (float("inf"), FORWARD_ONLY),
        (1e12, TOO_FAR),
        (1e99, TOO_FAR),
    ],
)
def test_clock_refuses(clock: Clock, seconds: float, message: str) -> None:
    """A clock goes neither backwards nor past the end of the calendar."""
    with pytest.raises(ValueError, match="Cannot advance") as caught:
        clock.advance(seconds)

    assert (message.format(seconds), MONDAY_MORNING) == (str(caught.value), clock.now())


def test_clock_needs_a_time_zone() -> None:
    """A start without a time zone is refused."""
    with pytest.raises(ValueError, match=r"^The start of a clock must have a time zone\.$"):
        Clock(dt.datetime(2025, 3, 3))  # noqa: DTZ001  -- the point of the test

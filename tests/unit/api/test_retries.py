"""When a request is retried, and after which wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.conftest import MakeClient
from tests.unit.schedules import make_body, make_schedule
from tests.unit.wire import ORDERS, PATH, methods

from pulumi_northflank import (
    ApiError,
    AuthenticationError,
    PermissionDeniedError,
    RequestError,
    ServerError,
    SettingsError,
)
from pulumi_northflank.api.client import Client
from pulumi_northflank.api.errors import Action, Call
from pulumi_northflank.api.retries import Retries, backoff, may_be_repeated
from pulumi_northflank.emulator import Drop, Emulator, Raw, Status

CALL = Call("refresh", ORDERS)


@pytest.mark.parametrize(
    ("action", "settled", "transient", "repeated"),
    [
        ("refresh", True, True, True),
        ("refresh", False, True, True),
        ("refresh", True, False, False),
        ("refresh", False, False, False),
        ("read project", False, True, True),
        ("delete", False, True, True),
        ("delete", True, False, False),
        ("create", True, True, True),
        ("create", False, True, False),
        ("create", True, False, False),
        ("create", False, False, False),
    ],
)
def test_may_be_repeated(action: Action, settled: bool, transient: bool, repeated: bool) -> None:
    """A request that may succeed later is sent again, a POST only if it changed nothing."""
    error = RequestError(Call(action, ORDERS), "p", "a", settled=settled, transient=transient)

    assert repeated is may_be_repeated(error)


@pytest.mark.parametrize("error", [SettingsError("x"), ValueError("x"), KeyboardInterrupt()])
def test_other_errors_are_not_repeated(error: BaseException) -> None:
    """Other errors are never a reason to retry."""
    assert not may_be_repeated(error)


@pytest.mark.parametrize(
    ("tries", "longest"), [(1, 0.5), (2, 1.0), (3, 2.0), (6, 16.0), (7, 30.0), (1000, 30.0)]
)
def test_backoff(tries: int, longest: float) -> None:
    """Waits double up to half a minute, with jitter in their upper half."""
    waits = [backoff(tries) for _ in range(200)]

    assert longest / 2 <= min(waits)
    assert max(waits) <= longest
    assert max(waits) - min(waits) > longest / 8


@pytest.mark.parametrize("status", [408, 423, 425, 429, 500, 501, 502, 503, 504, 599])
def test_transient_refusal(api: Emulator, client: Client, slept: list[float], status: int) -> None:
    """A refusal that may be temporary is retried."""
    api.fault(Status(status), times=2)
    client.list_remaining(ORDERS)

    assert (3, 2) == (len(api.requests), len(slept))
    assert 0.25 <= slept[0] <= 0.5
    assert 0.5 <= slept[1] <= 1.0


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ApiError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (409, ApiError),
        (422, ApiError),
    ],
)
def test_lasting_refusal(
    api: Emulator, client: Client, slept: list[float], status: int, kind: type[ApiError]
) -> None:
    """Any other refusal is an error of its class, without a retry."""
    api.fault(Status(status), times=None)

    with pytest.raises(ApiError) as caught:
        client.list_remaining(ORDERS)
    assert (kind, 1, []) == (type(caught.value), len(api.requests), slept)


@pytest.mark.parametrize("status", [423, 425, 429])
def test_post_that_changed_nothing(api: Emulator, client: Client, status: int) -> None:
    """A POST that the API did not process is sent again."""
    api.fault(Status(status), times=2)
    client.create_schedule(ORDERS, make_schedule().body)

    assert (["POST"] * 3, 1) == (methods(api), len(api.schedules()))


@pytest.mark.parametrize(
    "action",
    [
        pytest.param(Status(408, after_commit=True), id="408"),
        pytest.param(Status(500, after_commit=True), id="500"),
        pytest.param(Status(501, after_commit=True), id="501"),
        pytest.param(Status(502, after_commit=True), id="502"),
        pytest.param(Status(503, after_commit=True), id="503"),
        pytest.param(Status(504, after_commit=True), id="504"),
        pytest.param(Status(599, after_commit=True), id="599"),
        pytest.param(Drop(after_commit=True), id="reset"),
        pytest.param(Raw(b"", after_commit=True), id="empty"),
        pytest.param(Drop(), id="reset-before"),
    ],
)
def test_post_that_may_have_changed_something(
    api: Emulator, client: Client, slept: list[float], action: Any
) -> None:
    """A POST with an unknown outcome is never simply sent again."""
    api.fault(action)

    with pytest.raises(RequestError) as caught:
        client.create_schedule(ORDERS, make_schedule().body)

    assert not caught.value.settled
    assert (1, []) == (len(api.requests), slept)


@pytest.mark.parametrize(
    "action",
    [
        pytest.param(Status(503, after_commit=True), id="503"),
        pytest.param(Status(503), id="503-before"),
        pytest.param(Status(408, after_commit=True), id="408"),
        pytest.param(Status(423), id="423"),
        pytest.param(Status(500, after_commit=True), id="500"),
        pytest.param(Status(599, after_commit=True), id="599"),
        pytest.param(Drop(after_commit=True), id="reset"),
        pytest.param(Drop(), id="reset-before"),
    ],
)
def test_delete(api: Emulator, client: Client, action: Any) -> None:
    """A DELETE is sent again even if it may have deleted the schedule."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    api.fault(action)
    client.delete_schedule(ORDERS, schedule_id)

    assert ["DELETE", "DELETE"] == methods(api)[:2]
    assert [] == api.schedules()


@pytest.mark.parametrize(
    ("status", "header", "asked"),
    [
        (503, "Retry-After", 0),
        (503, "Retry-After", 7),
        (503, "Retry-After", 30),
        (429, "x-ratelimit-reset", 12),
    ],
)
def test_asked_to_wait(
    api: Emulator, client: Client, slept: list[float], status: int, header: str, asked: int
) -> None:
    """The client waits as long as the server asks, and at most half a second more."""
    api.fault(Status(status, {header: str(asked)}))
    client.list_remaining(ORDERS)

    (wait,) = slept
    assert asked <= wait <= asked + 0.5


def test_budget_of_one_wait(api: Emulator, client: Client, slept: list[float]) -> None:
    """A wait beyond the budget does not begin."""
    api.fault(Status(503, {"Retry-After": "61"}), times=None)

    with pytest.raises(ServerError, match="The API asks to retry after 61 seconds"):
        client.list_remaining(ORDERS)
    assert (1, []) == (len(api.requests), slept)


def test_budget_of_all_waits(api: Emulator, client: Client, slept: list[float]) -> None:
    """All waits of a call share its budget."""
    api.fault(Status(503, {"Retry-After": "25"}), times=None)

    with pytest.raises(ServerError):
        client.list_remaining(ORDERS)
    assert (3, 2) == (len(api.requests), len(slept))


def test_budget_of_the_next_call(api: Emulator, client: Client, slept: list[float]) -> None:
    """Each call has a budget of its own."""
    for _ in range(3):
        api.fault(Status(503, {"Retry-After": "50"}))
        client.list_remaining(ORDERS)

    assert (6, 3) == (len(api.requests), len(slept))


def test_no_budget(api: Emulator, connect: MakeClient, slept: list[float]) -> None:
    """Without a budget, each request is made once."""
    api.fault(Status(503), times=None)

    with pytest.raises(ServerError):
        connect(api.url, max_wait=0.0).list_remaining(ORDERS)
    assert (1, []) == (len(api.requests), slept)


def test_most_tries(api: Emulator, client: Client, slept: list[float]) -> None:
    """A request is made six times at most."""
    api.fault(Status(503, {"Retry-After": "0"}), times=None)

    with pytest.raises(ServerError):
        client.list_remaining(ORDERS)
    assert (6, 5) == (len(api.requests), len(slept))


def test_outage(api: Emulator, client: Client, slept: list[float]) -> None:
    """An outage is waited for once, by the first call, until a request succeeds."""
    api.fault(Status(503), times=7)
    for _ in range(2):
        with pytest.raises(ServerError):
            client.list_remaining(ORDERS)
    client.list_remaining(ORDERS)
    api.fault(Status(503), times=None)

    with pytest.raises(ServerError):
        client.list_remaining(ORDERS)
    assert (6 + 1 + 1 + 6, 5 + 0 + 0 + 5) == (len(api.requests), len(slept))


def test_other_outage(api: Emulator, client: Client, slept: list[float]) -> None:
    """A call that meets another problem, or a shorter wait than one that did not begin, waits."""
    api.fault(Status(503, {"Retry-After": "61"}))
    api.fault(Status(502), times=6)
    api.fault(Status(503, {"Retry-After": "1"}))
    for _ in range(2):
        with pytest.raises(ServerError):
            client.list_remaining(ORDERS)
    client.list_remaining(ORDERS)

    assert (1 + 6 + 2, 0 + 5 + 1) == (len(api.requests), len(slept))


def failing(problem: str, seconds: float) -> Callable[[], None]:
    """A request that fails, asks to wait, and then succeeds."""
    answers = iter([RequestError(CALL, problem, "a", settled=True, transient=True), None])

    def request() -> None:
        error = next(answers)
        if error is not None:
            error.retry_after = seconds
            raise error

    return request


def test_announcements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls that wait for the same thing at the same time are announced together."""
    monkeypatch.setattr("random.uniform", lambda *_: 0.0)
    announced: list[str] = []
    time = [0.0]
    retries = Retries(60, lambda _: None, announced.append, lambda: time[0])
    for at, problem, seconds in [
        (0, "503 Busy", 3),
        (0, "503 Busy", 4),
        (1, "503 Busy", 7),
        (2, "503 Busy", 7),
        (2, "no connection", 1),
        (15, "503 Busy", 1),
    ]:
        time[0] = at
        retries(failing(problem, seconds))

    assert ["3.0", "7.0", "1.0", "1.0"] == [line.split()[1] for line in announced]
    assert ["503 Busy.", "503 Busy.", "no connection.", "503 Busy."] == [
        line.split(": ")[1] for line in announced
    ]


def test_announcement(
    api: Emulator, client: Client, slept: list[float], announced: list[str]
) -> None:
    """A wait is announced: how long, for which request, and why."""
    api.fault(Status(503, {"Retry-After": "7"}, '{"error": {"message": "Busy."}}'))
    client.list_remaining(ORDERS)

    assert [f"Waiting {slept[0]:.1f} seconds before retrying GET {PATH}: 503 Busy."] == announced

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pulumi_northflank import ApiError, RequestError, ServerError, SettingsError
from pulumi_northflank.address import Address
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Drop, Emulator, Raw, Status
from pulumi_northflank.errors import Action, Call
from pulumi_northflank.retries import backoff, may_be_repeated

MakeInputs = Callable[..., dict[str, Any]]
MakeClient = Callable[..., Client]

ORDERS = Address("shop", "orders")
PATH = "/v1/projects/shop/addons/orders/backup-schedules"


@pytest.mark.parametrize(
    ("action", "settled", "transient", "repeated"),
    [
        ("list", True, True, True),
        ("list", False, True, True),
        ("list", True, False, False),
        ("list", False, False, False),
        ("read project", False, True, True),
        ("delete", False, True, True),
        ("delete", True, False, False),
        ("create", True, True, True),
        ("create", False, True, False),
        ("create", True, False, False),
        ("create", False, False, False),
    ],
)
def test_what_is_repeated(action: Action, settled: bool, transient: bool, repeated: bool) -> None:
    """What may succeed later is sent again, a POST only if it surely changed nothing."""
    error = RequestError(Call(action, ORDERS), "p", "a", settled=settled, transient=transient)

    assert repeated is may_be_repeated(error)


@pytest.mark.parametrize("error", [SettingsError("x"), ValueError("x"), KeyboardInterrupt()])
def test_other_errors_are_not_repeated(error: BaseException) -> None:
    """What is no failed request is not tried again."""
    assert not may_be_repeated(error)


@pytest.mark.parametrize(
    ("tries", "longest"), [(1, 0.5), (2, 1.0), (3, 2.0), (6, 16.0), (7, 30.0), (1000, 30.0)]
)
def test_backoff(tries: int, longest: float) -> None:
    """Waits double up to half a minute, with jitter over their upper half."""
    waits = [backoff(tries) for _ in range(200)]

    assert longest / 2 <= min(waits)
    assert max(waits) <= longest
    assert max(waits) - min(waits) > longest / 8


@pytest.mark.parametrize("status", [408, 425, 429, 502, 503, 504])
def test_transient_refusal(api: Emulator, client: Client, slept: list[float], status: int) -> None:
    """A refusal that may pass is tried again."""
    api.fault(Status(status), times=2)
    client.list_what_is_left(ORDERS)

    assert (3, 2) == (len(api.requests), len(slept))
    assert 0.25 <= slept[0] <= 0.5
    assert 0.5 <= slept[1] <= 1.0


@pytest.mark.parametrize("status", [400, 401, 403, 409, 422, 500, 501])
def test_lasting_refusal(api: Emulator, client: Client, slept: list[float], status: int) -> None:
    """A refusal that will not pass is not tried again."""
    api.fault(Status(status), times=None)

    with pytest.raises(ApiError):
        client.list_what_is_left(ORDERS)
    assert (1, []) == (len(api.requests), slept)


@pytest.mark.parametrize("status", [425, 429])
def test_post_that_changed_nothing(
    api: Emulator, client: Client, body: MakeInputs, status: int
) -> None:
    """A POST that the API did not take up is sent again."""
    api.fault(Status(status), times=2)
    client.create_schedule(ORDERS, body())

    assert (["POST"] * 3, 1) == ([one.method for one in api.requests], len(api.schedules()))


@pytest.mark.parametrize(
    "action",
    [
        pytest.param(Status(408, after_commit=True), id="408"),
        pytest.param(Status(500, after_commit=True), id="500"),
        pytest.param(Status(502, after_commit=True), id="502"),
        pytest.param(Status(503, after_commit=True), id="503"),
        pytest.param(Status(504, after_commit=True), id="504"),
        pytest.param(Drop(after_commit=True), id="reset"),
        pytest.param(Raw(b"", after_commit=True), id="empty"),
        pytest.param(Drop(), id="reset-before"),
    ],
)
def test_post_that_may_have_changed_something(
    api: Emulator, client: Client, body: MakeInputs, slept: list[float], action: Any
) -> None:
    """A POST whose outcome is not known is never simply sent again."""
    api.fault(action)

    with pytest.raises(RequestError) as caught:
        client.create_schedule(ORDERS, body())

    assert not caught.value.settled
    assert (1, []) == (len(api.requests), slept)


@pytest.mark.parametrize(
    "action",
    [
        pytest.param(Status(503, after_commit=True), id="503"),
        pytest.param(Status(503), id="503-before"),
        pytest.param(Drop(after_commit=True), id="reset"),
        pytest.param(Drop(), id="reset-before"),
    ],
)
def test_delete(api: Emulator, client: Client, body: MakeInputs, action: Any) -> None:
    """A DELETE is sent again, whatever it may have done."""
    schedule_id = api.add_schedule("shop", "orders", body())
    api.fault(action)
    client.delete_schedule(ORDERS, schedule_id)

    assert ["DELETE", "DELETE"] == [one.method for one in api.requests][:2]
    assert [] == api.schedules()


@pytest.mark.parametrize("asked", [0, 7, 30])
def test_waits_as_long_as_it_is_asked_to(
    api: Emulator, client: Client, slept: list[float], asked: int
) -> None:
    """The server's wish counts, with a little jitter on top."""
    api.fault(Status(503, {"Retry-After": str(asked)}))
    client.list_what_is_left(ORDERS)

    (wait,) = slept
    assert asked <= wait <= asked + 0.5


def test_waits_for_the_window(api: Emulator, client: Client, slept: list[float]) -> None:
    """Without another wish, the end of the rate limit's window is waited for."""
    api.fault(Status(429, {"x-ratelimit-reset": "12"}))
    client.list_what_is_left(ORDERS)

    (wait,) = slept
    assert 12 <= wait <= 12.5


def test_budget_of_one_wait(api: Emulator, client: Client, slept: list[float]) -> None:
    """A wait beyond the budget is not begun."""
    api.fault(Status(503, {"Retry-After": "61"}), times=None)

    with pytest.raises(ServerError, match="It asks to come back in 61 seconds"):
        client.list_what_is_left(ORDERS)
    assert (1, []) == (len(api.requests), slept)


def test_budget_of_all_waits(api: Emulator, client: Client, slept: list[float]) -> None:
    """All waits of one call share the budget."""
    api.fault(Status(503, {"Retry-After": "25"}), times=None)

    with pytest.raises(ServerError):
        client.list_what_is_left(ORDERS)
    assert (3, 2) == (len(api.requests), len(slept))


def test_budget_is_of_one_call(api: Emulator, client: Client, slept: list[float]) -> None:
    """The next call has a budget of its own."""
    for _ in range(3):
        api.fault(Status(503, {"Retry-After": "50"}))
        client.list_what_is_left(ORDERS)

    assert (6, 3) == (len(api.requests), len(slept))


def test_no_budget(api: Emulator, connect: MakeClient, slept: list[float]) -> None:
    """With nothing to wait with, each request is made once."""
    api.fault(Status(503), times=None)

    with pytest.raises(ServerError):
        connect(api.url, max_wait=0.0).list_what_is_left(ORDERS)
    assert (1, []) == (len(api.requests), slept)


def test_most_tries(api: Emulator, client: Client, slept: list[float]) -> None:
    """After six tries it is enough."""
    api.fault(Status(503, {"Retry-After": "0"}), times=None)

    with pytest.raises(ServerError):
        client.list_what_is_left(ORDERS)
    assert (6, 5) == (len(api.requests), len(slept))


def test_announcement(
    api: Emulator, client: Client, slept: list[float], announced: list[str]
) -> None:
    """Each wait is told before it begins: how long, for what, and why."""
    api.fault(Status(503, {"Retry-After": "7"}, '{"error": {"message": "Busy."}}'))
    client.list_what_is_left(ORDERS)

    assert [
        f"Waiting {slept[0]:.1f} seconds before the next try of GET {PATH}: 503 Busy."
    ] == announced

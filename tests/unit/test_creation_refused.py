"""Creating a schedule where the API refuses, or leaves open what it did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.wire import methods

from pulumi_northflank import (
    ApiError,
    AuthenticationError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    TransportError,
    UnreadableAnswerError,
)
from pulumi_northflank.client import Client
from pulumi_northflank.creation import Creation, Creator
from pulumi_northflank.emulator import Drop, Emulator, Html, Raw, Status
from pulumi_northflank.errors import UnsettledCreateError

MakeInputs = Callable[..., dict[str, Any]]
MakeClient = Callable[..., Client]
Create = Callable[..., Creation]

SLOT = "The daily snapshot of addon orders in project shop"


def test_refused(api: Emulator, create: Create, schedule: MakeInputs) -> None:
    """A refusal with nothing there is told as it is, after one look."""
    with pytest.raises(ApiError) as caught:
        create(schedule(retentionTime=500))

    assert (400, ["POST", "GET"]) == (caught.value.refusal.status, methods(api))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param(Status(401), AuthenticationError, id="401"),
        pytest.param(Status(429, {"Retry-After": "3000"}), RateLimitedError, id="429"),
    ],
)
def test_refused_for_all_requests(
    api: Emulator, create: Create, schedule: MakeInputs, answer: Status, kind: type[ApiError]
) -> None:
    """Where the list would be refused as well, it is not asked for."""
    api.fault(answer)

    with pytest.raises(kind):
        create(schedule())
    assert ["POST"] == methods(api)


def test_no_connection(
    connect: MakeClient, schedule: MakeInputs, slept: list[float], token: str
) -> None:
    """Without a connection, nothing was created, and no list is asked for."""
    with Emulator(token=token) as api:
        client = connect(api.url)

    with pytest.raises(TransportError) as caught:
        Creator(client, schedule(), sleep=slept.append).create()

    assert "No schedule was created for addon orders in project shop." in str(caught.value)
    assert 5 == len(slept)


def test_read_only(
    connect: MakeClient, schedule: MakeInputs, slept: list[float], token: str
) -> None:
    """A token that may not create is told so."""
    with Emulator(token=token, read_only=True) as api:
        with pytest.raises(PermissionDeniedError, match="Project > Addons > General > Update"):
            Creator(connect(api.url), schedule(), sleep=slept.append).create()
        assert ["POST", "GET"] == methods(api)


def test_refused_and_no_list(api: Emulator, create: Create, schedule: MakeInputs) -> None:
    """A refusal says that nothing was created, even where the list can't be read."""
    api.fault(Status(400, body='{"error": {"message": "No."}}'), method="POST")
    api.fault(Status(500), method="GET")

    with pytest.raises(ApiError, match="400 No"):
        create(schedule())


def test_no_such_addon(api: Emulator, create: Create, schedule: MakeInputs) -> None:
    """For an addon that is not there the POST's own error is told."""
    with pytest.raises(ApiError, match="404 There is no addon 'nothing'") as caught:
        create(schedule(addonId="nothing"))

    assert "POST" == caught.value.call.method
    assert ["POST", "GET", "GET"] == methods(api)


def test_unsettled(api: Emulator, create: Create, schedule: MakeInputs) -> None:
    """Where a POST was lost and the list can't be read, it is told that nothing is known."""
    api.fault(Status(502, after_commit=True), method="POST")
    api.fault(Status(500), method="GET")

    with pytest.raises(UnsettledCreateError) as caught:
        create(schedule())

    assert f"{SLOT} may exist now or not" in str(caught.value)
    assert (ServerError, ServerError) == (type(caught.value.lost), type(caught.value.unread))
    assert ["POST", "GET"] == methods(api)


def test_unsettled_after_an_earlier_loss(
    api: Emulator, create: Create, schedule: MakeInputs
) -> None:
    """A refusal after a lost POST leaves open what that one has done."""
    api.fault(Html(), method="POST")
    api.fault(Status(400), method="POST")
    api.fault(Status(500), method="GET", skip=1)

    with pytest.raises(UnsettledCreateError) as caught:
        create(schedule())

    assert (ApiError, ["POST", "GET", "POST", "GET"]) == (type(caught.value.lost), methods(api))


def test_unreadable_list(api: Emulator, create: Create, schedule: MakeInputs) -> None:
    """A list that is none does not make a second POST."""
    api.fault(Drop(after_commit=True), method="POST")
    api.fault(Raw(b'{"data": {}}'), method="GET")

    with pytest.raises(UnsettledCreateError) as caught:
        create(schedule())

    assert UnreadableAnswerError is type(caught.value.unread)
    assert (["POST", "GET"], 1) == (methods(api), len(api.schedules()))

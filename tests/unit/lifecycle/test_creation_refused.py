"""Creating a schedule that the API refuses, or whose outcome stays unknown."""

from __future__ import annotations

import pytest
from tests.unit.conftest import Create, MakeClient, no_lag
from tests.unit.schedules import make_schedule
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
from pulumi_northflank.emulator import Drop, Emulator, Html, Raw, Status
from pulumi_northflank.lifecycle.creation import Creator
from pulumi_northflank.lifecycle.errors import UnsettledCreateError
from pulumi_northflank.lifecycle.ownership import Ownership


def test_refused(api: Emulator, create: Create) -> None:
    """If the slot is free, the API's refusal is the error."""
    with pytest.raises(ApiError) as caught:
        create(make_schedule(retentionTime=500))

    assert (400, ["POST", "GET"]) == (caught.value.refusal.status, methods(api))


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        pytest.param(Status(401), AuthenticationError, id="401"),
        pytest.param(Status(429, {"Retry-After": "3000"}), RateLimitedError, id="429"),
    ],
)
def test_refused_for_all_requests(
    api: Emulator, create: Create, response: Status, kind: type[ApiError]
) -> None:
    """If the API would also refuse to list the schedules, it is not asked."""
    api.fault(response)

    with pytest.raises(kind):
        create(make_schedule())
    assert ["POST"] == methods(api)


def test_no_connection(connect: MakeClient, slept: list[float], token: str) -> None:
    """Without a connection nothing is created, and no list is requested."""
    with Emulator(token=token) as api:
        client = connect(api.url)

    with pytest.raises(TransportError, match="No schedule was created for addon orders"):
        Creator(client, make_schedule(), Ownership(), no_lag(), slept.append).create()
    assert 5 == len(slept)


def test_read_only(connect: MakeClient, slept: list[float], token: str) -> None:
    """The error about a read-only token names the permission that it needs."""
    with Emulator(token=token, read_only=True) as api:
        creator = Creator(connect(api.url), make_schedule(), Ownership(), no_lag(), slept.append)
        with pytest.raises(PermissionDeniedError, match="Project > Addons > General > Update"):
            creator.create()
        assert ["POST", "GET"] == methods(api)


def test_refused_and_no_list(api: Emulator, create: Create) -> None:
    """After a refusal nothing was created, even if the list cannot be read."""
    api.fault(Status(400, body='{"error": {"message": "No."}}'), method="POST")
    api.fault(Status(500), method="GET")

    with pytest.raises(ApiError, match="400 No"):
        create(make_schedule())


def test_unknown_addon(api: Emulator, create: Create) -> None:
    """For an unknown addon, the error of the POST is raised."""
    with pytest.raises(ApiError, match="404") as caught:
        create(make_schedule(addonId="nothing"))

    assert "POST" == caught.value.call.method
    assert ["POST", "GET", "GET"] == methods(api)


def test_unsettled(api: Emulator, create: Create) -> None:
    """If a POST is lost and the list cannot be read, the outcome is unknown."""
    api.fault(Status(502, after_commit=True), method="POST")
    api.fault(Status(500), method="GET", times=None)

    with pytest.raises(UnsettledCreateError) as caught:
        create(make_schedule())

    assert "The daily snapshot of addon orders in project shop may or may not have been" in str(
        caught.value
    )
    assert (ServerError, ServerError) == (type(caught.value.lost), type(caught.value.unread))
    assert ["POST", *["GET"] * 6] == methods(api)


def test_unsettled_after_an_earlier_loss(api: Emulator, create: Create) -> None:
    """A refusal after a lost POST does not settle the outcome of the lost one."""
    api.fault(Html(), method="POST")
    api.fault(Status(400), method="POST")
    api.fault(Status(500), method="GET", skip=1, times=None)

    with pytest.raises(UnsettledCreateError) as caught:
        create(make_schedule())

    assert ApiError is type(caught.value.lost)
    assert ["POST", "GET", "POST", *["GET"] * 6] == methods(api)


def test_unreadable_list(api: Emulator, create: Create) -> None:
    """If the list is unreadable, no second POST is sent."""
    api.fault(Drop(after_commit=True), method="POST")
    api.fault(Raw(b'{"data": {"schedules": 7}}'), method="GET")

    with pytest.raises(UnsettledCreateError) as caught:
        create(make_schedule())

    assert UnreadableAnswerError is type(caught.value.unread)
    assert (["POST", "GET"], 1) == (methods(api), len(api.schedules()))

"""What is gone, and what is only not to be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.wire import ORDERS, PATH, ids, sent

from pulumi_northflank import NotFoundError
from pulumi_northflank.address import Address
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.errors import ProjectNotReadableError

MakeInputs = Callable[..., dict[str, Any]]


def test_addon_gone(api: Emulator, client: Client) -> None:
    """An unknown addon of a readable project has no schedules."""
    assert [] == ids(client, Address("shop", "nothing"))
    assert ["/v1/projects/shop/addons/nothing/backup-schedules", "/v1/projects/shop"] == [
        request.path for request in api.requests
    ]


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(Address("mall", "orders"), id="project"),
        pytest.param(Address("shop", "orders", "nobody"), id="team"),
    ],
)
def test_project_not_readable(client: Client, address: Address) -> None:
    """An unknown addon of an unknown project may be anything, and is not taken for gone."""
    with pytest.raises(ProjectNotReadableError) as caught:
        client.list_what_is_left(address)

    assert f"Whether {address} is gone can't be told" in str(caught.value)


@pytest.mark.parametrize("status", [401, 403, 500, 503])
def test_project_not_readable_otherwise(api: Emulator, client: Client, status: int) -> None:
    """A project that can't be read for any reason confirms nothing."""
    api.fault(Status(status), path_regex="/projects/shop$", times=None)

    with pytest.raises(ProjectNotReadableError) as caught:
        client.list_what_is_left(Address("shop", "nothing"))

    assert status == getattr(caught.value.project, "refusal").status  # noqa: B009  # of ApiError


def test_delete_of_something_gone(api: Emulator, client: Client) -> None:
    """A schedule that the list does not show any more is deleted."""
    client.delete_schedule(ORDERS, "gone")

    assert [("DELETE", f"{PATH}/gone"), ("GET", PATH)] == sent(api)


def test_delete_on_an_addon_that_is_gone(api: Emulator, client: Client) -> None:
    """With its addon, a schedule is gone."""
    client.delete_schedule(Address("shop", "nothing"), "gone")

    assert ["DELETE", "GET", "GET"] == [request.method for request in api.requests]


def test_delete_with_a_wrong_team(api: Emulator, client: Client, body: MakeInputs) -> None:
    """Where neither the addon nor its project can be seen, nothing is taken for deleted."""
    schedule_id = api.add_schedule("shop", "orders", body())

    with pytest.raises(ProjectNotReadableError):
        client.delete_schedule(Address("shop", "orders", "nobody"), schedule_id)
    assert 1 == len(api.schedules())


def test_delete_of_something_still_listed(api: Emulator, client: Client, body: MakeInputs) -> None:
    """A schedule that is "not found" and still listed is not deleted."""
    schedule_id = api.add_schedule("shop", "orders", body())
    api.fault(Status(404, body='{"error": {"message": "Not here."}}'), method="DELETE")

    with pytest.raises(NotFoundError) as caught:
        client.delete_schedule(ORDERS, schedule_id)

    assert (
        f"DELETE {PATH}/{schedule_id}: 404 Not here. Schedule {schedule_id} of addon orders in "
        "project shop was not deleted. Check projectId, addonId and teamId (northflank:teamId) of "
        "addon orders in project shop, that northflank:baseUrl is the API's, and that the token "
        "may see the project."
    ) == str(caught.value)


def test_delete_lost(api: Emulator, client: Client, body: MakeInputs, slept: list[float]) -> None:
    """A DELETE whose answer is lost is sent again; "not found" then means that it worked."""
    schedule_id = api.add_schedule("shop", "orders", body())
    api.fault(Drop(after_commit=True), method="DELETE")
    client.delete_schedule(ORDERS, schedule_id)

    assert ["DELETE", "DELETE", "GET"] == [request.method for request in api.requests]
    assert ([], 1) == (api.schedules(), len(slept))

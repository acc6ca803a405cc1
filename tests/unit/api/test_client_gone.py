"""Addons and schedules that are deleted, and those that only look deleted."""

from __future__ import annotations

import pytest
from tests.unit.schedules import make_body
from tests.unit.wire import ORDERS, PATH, ids, methods, sent

from pulumi_northflank import ApiError, NotFoundError
from pulumi_northflank.api.client import Client
from pulumi_northflank.api.errors import ProjectNotReadableError
from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.schedule import Address

GONE = Address("shop", "nothing")


def test_addon_gone(api: Emulator, client: Client) -> None:
    """An unknown addon of a readable project has no schedules."""
    assert [] == ids(client, GONE)
    assert [("GET", GONE.schedules_path), ("GET", "/v1/projects/shop")] == sent(api)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(Address("mall", "orders"), id="project"),
        pytest.param(Address("shop", "orders", "nobody"), id="team"),
    ],
)
def test_project_not_readable(client: Client, address: Address) -> None:
    """An unknown addon of an unknown project does not count as deleted."""
    with pytest.raises(ProjectNotReadableError) as caught:
        client.list_remaining(address)

    assert f"Cannot tell whether {address} was deleted" in str(caught.value)


@pytest.mark.parametrize("status", [401, 403, 500, 503])
def test_project_not_readable_otherwise(api: Emulator, client: Client, status: int) -> None:
    """A project that cannot be read for any reason proves nothing."""
    api.fault(Status(status), path_regex="/projects/shop$", times=None)

    with pytest.raises(ProjectNotReadableError) as caught:
        client.list_remaining(GONE)

    assert isinstance(caught.value.project, ApiError)
    assert status == caught.value.project.refusal.status


def test_delete_of_a_deleted_schedule(api: Emulator, client: Client) -> None:
    """A schedule that is unknown and not listed counts as deleted."""
    client.delete_schedule(ORDERS, "gone")

    assert [("DELETE", f"{PATH}/gone"), ("GET", PATH)] == sent(api)


def test_delete_on_a_deleted_addon(api: Emulator, client: Client) -> None:
    """The schedules of a deleted addon count as deleted."""
    client.delete_schedule(GONE, "gone")

    assert ["DELETE", "GET", "GET"] == methods(api)


def test_delete_with_a_wrong_team(api: Emulator, client: Client) -> None:
    """If neither the addon nor its project can be read, the schedule does not count as deleted."""
    schedule_id = api.add_schedule("shop", "orders", make_body())

    with pytest.raises(ProjectNotReadableError):
        client.delete_schedule(Address("shop", "orders", "nobody"), schedule_id)
    assert 1 == len(api.schedules())


def test_delete_of_a_listed_schedule(api: Emulator, client: Client) -> None:
    """A schedule that is "not found" but still listed was not deleted."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    api.fault(Status(404), method="DELETE")

    with pytest.raises(NotFoundError) as caught:
        client.delete_schedule(ORDERS, schedule_id)

    assert f"Schedule {schedule_id} of addon orders in project shop was not deleted." in str(
        caught.value
    )


def test_delete_lost(api: Emulator, client: Client, slept: list[float]) -> None:
    """If the response to a DELETE is lost, it is sent again; "not found" then means success."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    api.fault(Drop(after_commit=True), method="DELETE")
    client.delete_schedule(ORDERS, schedule_id)

    assert ["DELETE", "DELETE", "GET"] == methods(api)
    assert ([], 1) == (api.schedules(), len(slept))

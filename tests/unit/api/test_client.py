"""One request each to create, to list and to delete."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from tests.unit.schedules import make_body, make_schedule
from tests.unit.wire import ORDERS, PATH, ids, sent

from pulumi_northflank import NotFoundError, __version__
from pulumi_northflank.api.client import CONNECTIONS, Client
from pulumi_northflank.api.listings import ListedAddon
from pulumi_northflank.emulator import Emulator, Status
from pulumi_northflank.schedule import Address, Project


def test_create(api: Emulator, client: Client) -> None:
    """One POST with the given body creates the schedule, whose ID is returned."""
    schedule_id = client.create_schedule(ORDERS, make_schedule().body)

    (live,) = api.schedules("shop", "orders")
    (request,) = api.requests
    assert schedule_id == live["id"]
    assert ("POST", PATH, make_body()) == (request.method, request.path, json.loads(request.body))
    assert {
        "content-type": "application/json",
        "accept": "application/json",
        "user-agent": f"pulumi-northflank/{__version__}",
        "authorization": "Bearer ***",
    }.items() <= request.headers.items()
    assert request.authorized


def test_team(api: Emulator, client: Client) -> None:
    """A team becomes part of the path."""
    client.create_schedule(Address("shop", "orders", "acme"), make_schedule().body)

    assert ["orders"] == [one.addon_id for one in client.list_addons(Project("shop", "acme"))]
    assert [
        ("POST", "/v1/teams/acme/projects/shop/addons/orders/backup-schedules"),
        ("GET", "/v1/teams/acme/projects/shop/addons"),
    ] == sent(api)
    assert 1 == len(api.schedules("shop", "orders", "acme"))


def test_delete(api: Emulator, client: Client) -> None:
    """One DELETE deletes."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    client.delete_schedule(ORDERS, schedule_id)

    assert [("DELETE", f"{PATH}/{schedule_id}")] == sent(api)
    assert [] == api.schedules()


@pytest.mark.parametrize("of", [Client.list_remaining, Client.list_schedules])
def test_list(api: Emulator, client: Client, of: Callable[..., Any]) -> None:
    """One GET lists, and returns the server's time."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    listing = of(client, ORDERS)

    (request,) = api.requests
    (live,) = listing.schedules
    assert ("GET", PATH, "per_page=100") == (request.method, request.path, request.query)
    assert (schedule_id, make_body()) == (live.schedule_id, live.schedule.body)
    assert listing.server_time is not None


def test_looking_up_an_unknown_addon(api: Emulator, client: Client) -> None:
    """Looking up an addon that does not exist is an error; the project is not requested."""
    with pytest.raises(NotFoundError) as caught:
        client.list_schedules(Address("shop", "nothing"))

    assert [("GET", PATH.replace("orders", "nothing"))] == sent(api)
    assert "Could not list the schedules of addon nothing in project shop. Check projectId" in str(
        caught.value
    )


def test_addons(client: Client) -> None:
    """A project's addons are listed, including addons without schedules."""
    listed = client.list_addons(Project("shop"))
    running = [ListedAddon(name, name, "postgresql", "running", []) for name in ("orders", "carts")]

    assert running == listed


def test_addons_of_an_unknown_project(client: Client) -> None:
    """Listing the addons of an unknown project is an error."""
    with pytest.raises(NotFoundError) as caught:
        client.list_addons(Project("mall"))

    assert str(caught.value).startswith("GET /v1/projects/mall/addons: 404 ")
    assert "Could not list the addons of project mall. Check projectId and teamId" in str(
        caught.value
    )


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """List the addresses to which connections are opened."""
    addresses: list[Any] = []
    connect = socket.socket.connect

    def noting(self: socket.socket, address: Any) -> None:
        addresses.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noting)
    return addresses


def test_one_connection(api: Emulator, client: Client, opened: list[Any]) -> None:
    """Consecutive requests share one connection."""
    for _ in range(3):
        ids(client)

    assert (3, 1) == (len(api.requests), len(opened))


def test_most_connections(api: Emulator, client: Client, opened: list[Any]) -> None:
    """However many threads make requests, a client has only so many connections."""
    threads = 3 * CONNECTIONS
    start = Barrier(threads, timeout=20)

    def work(_: int) -> list[str]:
        start.wait()
        return ids(client)

    with ThreadPoolExecutor(threads) as pool:
        assert [[]] * threads == list(pool.map(work, range(threads)))
    assert threads == len(api.requests)
    assert len(opened) <= CONNECTIONS


def test_threads(api: Emulator, client: Client) -> None:
    """One client serves several threads."""
    start = Barrier(4, timeout=20)

    def work(_: int) -> list[str]:
        start.wait()
        return ids(client)

    with ThreadPoolExecutor(4) as pool:
        assert [[]] * 4 == list(pool.map(work, range(4)))
    assert 4 == len(api.requests)


def test_repr(client: Client, api: Emulator) -> None:
    """No repr of a client or of its parts shows the token."""
    assert f"Client({api.url!r})" == repr(client)
    assert "_BearerToken(***)" == repr(client._session.auth)


def test_cookies_are_not_kept(api: Emulator, client: Client) -> None:
    """A cookie is not sent back."""
    listed = json.dumps({"data": {"schedules": []}})
    api.fault(Status(200, {"Set-Cookie": "a=b; Path=/"}, listed))
    ids(client)
    ids(client)

    assert [False, False] == ["cookie" in request.headers for request in api.requests]

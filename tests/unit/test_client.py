"""A request each to create, to list and to delete."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.wire import ORDERS, PATH, sent

from pulumi_northflank import __version__
from pulumi_northflank.address import Address
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Emulator, Status
from pulumi_northflank.settings import Settings

MakeInputs = Callable[..., dict[str, Any]]
MakeClient = Callable[..., Client]


def test_create(api: Emulator, client: Client, body: MakeInputs) -> None:
    """One POST with the body as it is creates the schedule, whose ID is returned."""
    schedule_id = client.create_schedule(ORDERS, body())

    (live,) = api.schedules("shop", "orders")
    (request,) = api.requests
    assert schedule_id == live["id"]
    assert ("POST", PATH, body()) == (request.method, request.path, json.loads(request.body))


def test_headers(api: Emulator, client: Client, body: MakeInputs) -> None:
    """A request says what it sends, what it wants, who it is, and carries the token."""
    client.create_schedule(ORDERS, body())

    (request,) = api.requests
    assert {
        "content-type": "application/json",
        "accept": "application/json",
        "user-agent": f"pulumi-northflank/{__version__}",
        "authorization": "Bearer ***",
    }.items() <= request.headers.items()
    assert request.authorized


def test_team(api: Emulator, client: Client, body: MakeInputs) -> None:
    """A team becomes part of the path."""
    client.create_schedule(Address("shop", "orders", "acme"), body())

    assert [("POST", "/v1/teams/acme/projects/shop/addons/orders/backup-schedules")] == sent(api)
    assert 1 == len(api.schedules("shop", "orders", "acme"))


def test_delete(api: Emulator, client: Client, body: MakeInputs) -> None:
    """One DELETE deletes."""
    schedule_id = api.add_schedule("shop", "orders", body())
    client.delete_schedule(ORDERS, schedule_id)

    assert [("DELETE", f"{PATH}/{schedule_id}")] == sent(api)
    assert [] == api.schedules()


def test_list(api: Emulator, client: Client, body: MakeInputs) -> None:
    """One GET lists, with the body's names, and tells the server's time."""
    schedule_id = api.add_schedule("shop", "orders", body())
    listing = client.list_what_is_left(ORDERS)

    (request,) = api.requests
    (live,) = listing.schedules
    assert ("GET", PATH, "per_page=100") == (request.method, request.path, request.query)
    assert {"id": schedule_id, **body()}.items() <= live.items()
    assert listing.server_time is not None


def test_one_connection(monkeypatch: pytest.MonkeyPatch, api: Emulator, client: Client) -> None:
    """Requests in a row share one connection."""
    opened: list[Any] = []
    connect = socket.socket.connect

    def noting(self: socket.socket, address: Any) -> None:
        opened.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noting)
    for _ in range(3):
        client.list_what_is_left(ORDERS)

    assert (3, 1) == (len(api.requests), len(opened))


def test_repr(client: Client, api: Emulator) -> None:
    """No repr of a client or of its parts shows the token."""
    assert f"Client({api.url!r})" == repr(client)
    assert "_BearerToken(***)" == repr(client._session.auth)


def test_cookies_are_not_kept(api: Emulator, client: Client) -> None:
    """A cookie is not sent back."""
    answer = json.dumps({"data": {"schedules": []}})
    api.fault(Status(200, {"Set-Cookie": "a=b; Path=/"}, answer))
    client.list_what_is_left(ORDERS)
    client.list_what_is_left(ORDERS)

    assert ["cookie" in request.headers for request in api.requests] == [False, False]


def test_threads(api: Emulator, connect: MakeClient) -> None:
    """One client serves several threads."""
    client = connect(api.url)
    start = threading.Barrier(4, timeout=20)
    results: list[int] = []

    def work() -> None:
        start.wait()
        results.append(len(client.list_what_is_left(ORDERS).schedules))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ([0] * 4, 4) == (results, len(api.requests))


def test_defaults(api: Emulator, token: str) -> None:
    """A client needs nothing but its settings."""
    client = Client(Settings(token, api.url))
    listing = client.list_what_is_left(ORDERS)
    client.close()

    assert [] == listing.schedules

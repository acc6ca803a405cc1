"""Creating a schedule in a free slot, also if responses are lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.conftest import Create, no_lag
from tests.unit.schedules import make_body, make_schedule
from tests.unit.wire import methods, only_id

from pulumi_northflank import ServerError
from pulumi_northflank.api.client import Client
from pulumi_northflank.emulator import Drop, Emulator, Html, Raw, Status
from pulumi_northflank.lifecycle.creation import Creation, Creator
from pulumi_northflank.lifecycle.ownership import Ownership

LOST = [
    pytest.param(Drop(after_commit=True), id="reset"),
    pytest.param(Status(408, after_commit=True), id="408"),
    pytest.param(Status(500, after_commit=True), id="500"),
    pytest.param(Status(502, after_commit=True), id="502"),
    pytest.param(Status(504, after_commit=True), id="504"),
    pytest.param(Html(after_commit=True), id="html"),
    pytest.param(Raw(b'{"data": {"id": ""}}', after_commit=True), id="no-id"),
]


def test_created(api: Emulator, create: Create) -> None:
    """If all goes well, there is one POST, whose body contains only the settings."""
    creation = create(make_schedule(ifExists="adopt", compressionType="gz"))

    assert Creation(only_id(api), "created") == creation
    assert ["POST"] == methods(api)
    assert make_body(compressionType="gz") == json.loads(api.requests[0].body)


def test_created_beside_others(api: Emulator, create: Create) -> None:
    """Schedules of other intervals, types and addons do not matter."""
    api.add_schedule("shop", "orders", make_body("weekly"))
    api.add_schedule("shop", "orders", make_body(backupType="dump"))
    api.add_schedule("shop", "carts", make_body())
    api.add_schedule("shop", "orders", make_body(), team="acme")

    assert "created" == create(make_schedule()).how
    assert ["POST"] == methods(api)


@pytest.mark.parametrize("response", LOST)
@pytest.mark.parametrize("if_exists", ["adopt", "error", "replace"])
def test_found(api: Emulator, create: Create, response: Any, if_exists: str) -> None:
    """After a lost response, the schedule that the POST created is found in the list."""
    api.fault(response, method="POST")
    creation = create(make_schedule(ifExists=if_exists))

    assert Creation(only_id(api), "found") == creation
    assert ["POST", "GET"] == methods(api)


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(Drop(), id="reset"),
        pytest.param(Status(503), id="503"),
        pytest.param(Html(), id="html"),
    ],
)
def test_sent_again(api: Emulator, create: Create, slept: list[float], response: Any) -> None:
    """If a lost POST created nothing, it is sent again after a look at the list and a wait."""
    api.fault(response, method="POST")
    creation = create(make_schedule())

    assert Creation(only_id(api), "created") == creation
    assert ["POST", "GET", "POST"] == methods(api)
    (wait,) = slept
    assert 0.25 <= wait <= 0.5


def test_sent_five_times(api: Emulator, create: Create, slept: list[float]) -> None:
    """After five POSTs without effect, the last one's error is raised."""
    api.fault(Status(503), method="POST", times=None)

    with pytest.raises(ServerError):
        create(make_schedule())
    assert ["POST", "GET"] * 5 == methods(api)
    assert 4 == len(slept)
    assert slept[3] > slept[0]


def test_found_after_the_second_post(api: Emulator, create: Create) -> None:
    """The list is read after each lost POST."""
    api.fault(Drop(), method="POST")
    api.fault(Drop(after_commit=True), method="POST")
    creation = create(make_schedule())

    assert Creation(only_id(api), "found") == creation
    assert ["POST", "GET", "POST", "GET"] == methods(api)


def test_late_commit(api: Emulator, client: Client) -> None:
    """If a POST takes effect after the list was read, the next POST's refusal leads to it."""
    api.fault(Status(504), method="POST")

    def commit(_: float) -> None:
        api.add_schedule("shop", "orders", make_body())

    creation = Creator(
        client, make_schedule(ifExists="error"), Ownership(), no_lag(), commit
    ).create()

    assert Creation(only_id(api), "found") == creation
    assert ["POST", "GET", "POST", "GET"] == methods(api)

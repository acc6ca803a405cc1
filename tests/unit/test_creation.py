"""Creating a schedule where there is none, whatever becomes of the answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.wire import methods, only_id

from pulumi_northflank import ServerError
from pulumi_northflank.client import Client
from pulumi_northflank.creation import Creation, Creator
from pulumi_northflank.emulator import Drop, Emulator, Html, Raw, Status

MakeInputs = Callable[..., dict[str, Any]]
Create = Callable[..., Creation]

LOST = [
    pytest.param(Drop(after_commit=True), id="reset"),
    pytest.param(Status(408, after_commit=True), id="408"),
    pytest.param(Status(500, after_commit=True), id="500"),
    pytest.param(Status(502, after_commit=True), id="502"),
    pytest.param(Status(504, after_commit=True), id="504"),
    pytest.param(Html(after_commit=True), id="html"),
    pytest.param(Raw(b'{"data": {"id": ""}}', after_commit=True), id="no-id"),
]


def test_created(api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs) -> None:
    """Where all goes well, there is one POST, whose body holds the settings alone."""
    creation = create(schedule(ifExists="adopt", compressionType="gz"))

    assert Creation(only_id(api), "created") == creation
    assert ["POST"] == methods(api)
    assert body(compressionType="gz") == json.loads(api.requests[0].body)


def test_created_beside_others(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """Schedules of other intervals, types and addons are no obstacle."""
    api.add_schedule("shop", "orders", body("weekly"))
    api.add_schedule("shop", "orders", body(backupType="dump"))
    api.add_schedule("shop", "carts", body())
    api.add_schedule("shop", "orders", body(), team="acme")

    assert "created" == create(schedule()).how
    assert ["POST"] == methods(api)


@pytest.mark.parametrize("answer", LOST)
@pytest.mark.parametrize("if_exists", ["adopt", "error", "replace"])
def test_found(
    api: Emulator, create: Create, schedule: MakeInputs, answer: Any, if_exists: str
) -> None:
    """After a lost answer, the schedule that the POST has made is found in the list."""
    api.fault(answer, method="POST")
    creation = create(schedule(ifExists=if_exists))

    assert Creation(only_id(api), "found") == creation
    assert ["POST", "GET"] == methods(api)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Drop(), id="reset"),
        pytest.param(Status(503), id="503"),
        pytest.param(Html(), id="html"),
    ],
)
def test_sent_again(
    api: Emulator, create: Create, schedule: MakeInputs, slept: list[float], answer: Any
) -> None:
    """Where a lost POST has made nothing, it is sent again after a look at the list and a wait."""
    api.fault(answer, method="POST")
    creation = create(schedule())

    assert Creation(only_id(api), "created") == creation
    assert ["POST", "GET", "POST"] == methods(api)
    (wait,) = slept
    assert 0.25 <= wait <= 0.5


def test_sent_five_times(
    api: Emulator, create: Create, schedule: MakeInputs, slept: list[float]
) -> None:
    """After five POSTs that made nothing it is enough; the last one's error is told."""
    api.fault(Status(503), method="POST", times=None)

    with pytest.raises(ServerError):
        create(schedule())
    assert ["POST", "GET"] * 5 == methods(api)
    assert 4 == len(slept)
    assert slept[3] > slept[0]


def test_found_after_the_second_post(api: Emulator, create: Create, schedule: MakeInputs) -> None:
    """Each lost POST is looked for."""
    api.fault(Drop(), method="POST")
    api.fault(Drop(after_commit=True), method="POST")
    creation = create(schedule())

    assert Creation(only_id(api), "found") == creation
    assert ["POST", "GET", "POST", "GET"] == methods(api)


def test_late_commit(
    api: Emulator, client: Client, schedule: MakeInputs, body: MakeInputs, slept: list[float]
) -> None:
    """A POST that takes effect after the look at the list is found by the next one's refusal."""
    api.fault(Status(504), method="POST")

    def commit(seconds: float) -> None:
        slept.append(seconds)
        api.add_schedule("shop", "orders", body())

    creation = Creator(client, schedule(ifExists="error"), sleep=commit).create()

    assert Creation(only_id(api), "found") == creation
    assert ["POST", "GET", "POST", "GET"] == methods(api)


def test_started_now(client: Client, api: Emulator, schedule: MakeInputs) -> None:
    """A creation needs no more than a client and inputs."""
    assert "created" == Creator(client, schedule()).create().how
    assert 1 == len(api.schedules())

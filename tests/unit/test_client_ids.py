"""The IDs that are used, and those that never are."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.wire import CHECK_URL, ORDERS, PATH, item, page, sent

from pulumi_northflank import UnreadableAnswerError, UnusableIdError
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Emulator, Raw

MakeInputs = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    "schedule_id",
    [
        pytest.param("62cc20b90956ab62a58e8474", id="documented"),
        pytest.param("x", id="short"),
        pytest.param("x" * 200, id="longest"),
        pytest.param("a/b?c=d#e%f", id="of-url-syntax"),
    ],
)
def test_usable_id(api: Emulator, client: Client, body: MakeInputs, schedule_id: str) -> None:
    """Any readable ID of the API is used, and never changes the path of a request."""
    api.fault(Raw(json.dumps({"data": {"id": schedule_id}}).encode()))

    assert schedule_id == client.create_schedule(ORDERS, body())
    client.delete_schedule(ORDERS, schedule_id)
    (path,) = [request.path for request in api.requests if request.method == "DELETE"]
    assert path.startswith(f"{PATH}/")
    assert 7 == path.count("/")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({}, id="missing"),
        pytest.param({"id": None}, id="null"),
        pytest.param({"id": 7}, id="a-number"),
        pytest.param({"id": ""}, id="empty"),
        pytest.param({"id": "x" * 201}, id="too-long"),
        pytest.param({"id": "a\nb"}, id="newline"),
        pytest.param({"id": "\u001b[2J"}, id="escape"),
        pytest.param({"id": "\u0455"}, id="beyond-ascii"),
    ],
)
def test_unusable_id(api: Emulator, client: Client, body: MakeInputs, data: Any) -> None:
    """An answer without a usable ID is an error that does not rule the schedule out."""
    api.fault(Raw(json.dumps({"data": data}).encode()))

    with pytest.raises(UnreadableAnswerError) as caught:
        client.create_schedule(ORDERS, body())

    assert (
        f"POST {PATH}: 200, but the answer holds no usable schedule ID. The schedule may exist now "
        f"on addon orders in project shop, or it may not. {CHECK_URL}"
    ) == str(caught.value)
    assert not caught.value.settled
    assert 1 == len(api.requests)


@pytest.mark.parametrize("schedule_id", [".", "..", "", "a\nb", "ä", "a" * 201])
def test_ids_that_are_none(
    schedule_id: str, api: Emulator, client: Client, body: MakeInputs
) -> None:
    """Neither a created nor a listed schedule may have an ID that leads elsewhere in a path."""
    api.fault(Raw(json.dumps({"data": {"id": schedule_id}}).encode()), method="POST")
    api.fault(page(item(schedule_id)), method="GET")

    with pytest.raises(UnreadableAnswerError):
        client.create_schedule(ORDERS, body())
    with pytest.raises(UnreadableAnswerError):
        client.list_what_is_left(ORDERS)


def test_an_id_of_the_state_that_is_none(api: Emulator, client: Client) -> None:
    """A delete of `..` would be one of the addon: no request is made."""
    with pytest.raises(UnusableIdError):
        client.delete_schedule(ORDERS, "..")

    assert [] == sent(api)

"""Which IDs the client accepts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.schedules import make_schedule
from tests.unit.wire import CHECK_URL, ORDERS, PATH, item, page, sent

from pulumi_northflank import UnreadableAnswerError, UnusableIdError
from pulumi_northflank.api.client import Client
from pulumi_northflank.emulator import Emulator, Raw
from pulumi_northflank.schedule import Project


@pytest.mark.parametrize(
    "schedule_id",
    [
        pytest.param("62cc20b90956ab62a58e8474", id="documented"),
        pytest.param("x", id="short"),
        pytest.param("x" * 200, id="longest"),
        pytest.param("a/b?c=d#e%f", id="url-syntax"),
    ],
)
def test_usable_id(api: Emulator, client: Client, schedule_id: str) -> None:
    """Any printable ID from the API is accepted, and none changes the path of a request."""
    api.fault(Raw(json.dumps({"data": {"id": schedule_id}}).encode()))

    assert schedule_id == client.create_schedule(ORDERS, make_schedule().body)
    client.delete_schedule(ORDERS, schedule_id)
    (path,) = [request.path for request in api.requests if request.method == "DELETE"]
    assert path.startswith(f"{PATH}/")
    assert 7 == path.count("/")


@pytest.mark.parametrize(
    "id_",
    [None, 7, {}, "", "x" * 201, "a\nb", "\u001b[2J", "\u0455", ".", ".."],
    ids=lambda id_: repr(id_)[:12],
)
def test_unusable_id(api: Emulator, client: Client, id_: Any) -> None:
    """No created schedule, listed schedule or listed addon has an ID that cannot be in a path."""
    api.fault(Raw(json.dumps({"data": {"id": id_}}).encode()), method="POST")
    api.fault(page(item("s1"), item(id_)), method="GET", path_regex="schedules$")
    api.fault(page({"id": "orders"}, {"id": id_}, name="addons"), method="GET")

    with pytest.raises(UnreadableAnswerError) as created:
        client.create_schedule(ORDERS, make_schedule().body)
    with pytest.raises(UnreadableAnswerError, match="a listed schedule has no usable `id`"):
        client.list_remaining(ORDERS)
    with pytest.raises(UnreadableAnswerError, match="a listed addon has no usable `id`"):
        client.list_addons(Project("shop"))
    assert (
        f"POST {PATH}: 200, but the response holds no usable schedule ID. The schedule may or may "
        f"not have been created on addon orders in project shop. {CHECK_URL}"
    ) == str(created.value)
    assert 3 == len(api.requests)


@pytest.mark.parametrize("addon", ["orders", None, [], {"name": "orders"}], ids=str)
def test_addon_without_an_id(api: Emulator, client: Client, addon: Any) -> None:
    """An addon without an ID makes the list unreadable."""
    api.fault(page({"id": "orders"}, addon, name="addons"))

    with pytest.raises(UnreadableAnswerError, match="a listed addon has no usable `id`"):
        client.list_addons(Project("shop"))


def test_unusable_id_in_the_state(api: Emulator, client: Client) -> None:
    """No request is made to delete `..`, because it would delete something else."""
    with pytest.raises(UnusableIdError):
        client.delete_schedule(ORDERS, "..")

    assert [] == sent(api)

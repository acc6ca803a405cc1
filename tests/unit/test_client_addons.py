"""Listing a project's addons, and looking up an addon that may not exist."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pulumi_northflank import NotFoundError, UnreadableAnswerError
from pulumi_northflank.address import Address, Project
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Emulator, Raw

MakeClient = Callable[..., Client]

SHOP = Project("shop")
PATH = "/v1/projects/shop/addons"


def page(*addons: Any, **more: Any) -> Raw:
    """An answer with a list of addons."""
    return Raw(json.dumps({"data": {"addons": list(addons)}, **more}).encode())


def going_on(cursor: str) -> dict[str, Any]:
    """What a page says that another one follows."""
    return {"pagination": {"hasNextPage": True, "cursor": cursor, "count": 1}}


def test_addons(client: Client) -> None:
    """The IDs of a project's addons are listed, those without schedules too."""
    assert ["orders", "carts"] == client.list_addons(SHOP)


def test_addons_of_a_team(api: Emulator, client: Client) -> None:
    """A team becomes part of the path."""
    assert ["orders"] == client.list_addons(Project("shop", "acme"))
    assert ["/v1/teams/acme/projects/shop/addons"] == [request.path for request in api.requests]


def test_pages(connect: MakeClient, token: str) -> None:
    """Every page is read."""
    names = [f"db-{number:03}" for number in range(250)]
    with Emulator(token=token, addons=[f"shop/{name}" for name in names]) as api:
        assert names == connect(api.url).list_addons(SHOP)

        assert 3 == len(api.requests)


def test_an_unknown_project(client: Client) -> None:
    """A project that the API does not know is no project without addons."""
    with pytest.raises(NotFoundError) as caught:
        client.list_addons(Project("mall"))

    assert (
        "GET /v1/projects/mall/addons: 404 There is no project 'mall' (error id "
    ) == caught.value.args[0][:71]
    assert "The addons of project mall could not be read. Check projectId and teamId" in str(
        caught.value
    )


@pytest.mark.parametrize(
    "addon",
    [
        "orders",
        None,
        {},
        {"id": None},
        {"id": 7},
        {"id": ""},
        {"id": ".."},
        {"id": "a\nb"},
        {"id": "é"},
        {"id": "x" * 201},
        {"name": "orders"},
    ],
)
def test_an_addon_without_a_usable_id(api: Emulator, client: Client, addon: Any) -> None:
    """What can't be part of a path is no addon, and no addon is left out for it."""
    api.fault(page({"id": "orders"}, addon))

    with pytest.raises(UnreadableAnswerError, match="a listed addon has no usable `id`"):
        client.list_addons(SHOP)


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        ([Raw(b'{"data": {"schedules": []}}')], "the answer holds no list of addons"),
        ([page({"id": "a"}, **going_on("x"))] * 2, "the list's pages go in a circle"),
        (
            [page({"id": "a"}, pagination={"hasNextPage": False, "count": 3})],
            "of 3 addons the list holds 1",
        ),
        ([page(*[{"id": "a"}] * 5001)], "the list holds more than 5000 addons"),
    ],
)
def test_an_unreadable_list(api: Emulator, client: Client, pages: list[Raw], problem: str) -> None:
    """A list that was not read to its end is none."""
    for one in pages:
        api.fault(one)

    with pytest.raises(UnreadableAnswerError, match=problem):
        client.list_addons(SHOP)


def test_looking_up_an_unknown_addon(api: Emulator, client: Client) -> None:
    """Who looks up an addon is told that there is none; its project is not asked."""
    with pytest.raises(NotFoundError) as caught:
        client.list_schedules(Address("shop", "nothing"))

    assert [f"{PATH}/nothing/backup-schedules"] == [request.path for request in api.requests]
    assert "The schedules of addon nothing in project shop could not be read. Check projectId" in (
        str(caught.value)
    )


def test_looking_up_an_addon(
    api: Emulator, client: Client, body: Callable[..., dict[str, Any]]
) -> None:
    """The schedules of an addon that exists are listed."""
    schedule_id = api.add_schedule("shop", "orders", body())

    assert [schedule_id] == [
        live["id"] for live in client.list_schedules(Address("shop", "orders")).schedules
    ]

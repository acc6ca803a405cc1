"""Lists of several pages, and lists that may be incomplete."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.conftest import MakeClient
from tests.unit.wire import CHECK_URL, NOT_LISTED, ORDERS, PATH, ids, item, page

from pulumi_northflank import PermissionDeniedError, UnreadableAnswerError
from pulumi_northflank.api.client import Client
from pulumi_northflank.emulator import Emulator, Raw, Status
from pulumi_northflank.schedule import Project

SHOP = Project("shop")


def goes_on(cursor: Any, **more: Any) -> dict[str, Any]:
    """The `pagination` of a page that is not the last one."""
    return {"hasNextPage": True, "cursor": cursor, **more}


def test_pages(api: Emulator, client: Client) -> None:
    """All pages are read, each with the cursor of the one before."""
    api.fault(page(item("s1"), pagination=goes_on("c=1&", count=1)))
    api.fault(page(item("s2"), pagination=goes_on("c2", count=1)))
    api.fault(page(item("s3"), pagination={"hasNextPage": False, "count": 3}))

    assert ["s1", "s2", "s3"] == ids(client)
    assert ["per_page=100", "per_page=100&cursor=c%3D1%26", "per_page=100&cursor=c2"] == [
        request.query for request in api.requests
    ]


def test_pages_of_addons(connect: MakeClient, token: str) -> None:
    """All pages of a project's addons are read."""
    names = [f"db-{number:03}" for number in range(250)]
    with Emulator(token=token, addons=[f"shop/{name}" for name in names]) as api:
        assert names == [one.addon_id for one in connect(api.url).list_addons(SHOP)]
        assert 3 == len(api.requests)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, id="as-documented"),
        pytest.param({"pagination": None}, id="null"),
        pytest.param({"pagination": {"hasNextPage": False}}, id="no-count"),
        pytest.param({"pagination": {"hasNextPage": False, "count": 0}}, id="count-too-small"),
        pytest.param({"pagination": {"hasNextPage": False, "count": "many"}}, id="count-in-words"),
        pytest.param({"pagination": {"hasNextPage": False, "cursor": "c"}}, id="cursor"),
    ],
)
def test_last_page(api: Emulator, client: Client, more: dict[str, Any]) -> None:
    """A page is the last one unless it says that another one follows."""
    api.fault(page(item(), **more))

    assert (["s1"], 1) == (ids(client), len(api.requests))


@pytest.mark.parametrize(
    ("pagination", "problem"),
    [
        ([], "the list does not say whether it goes on"),
        ({}, "the list does not say whether it goes on"),
        ({"hasNextPage": "no"}, "the list does not say whether it goes on"),
        ({"hasNextPage": True}, "the list has a next page and no cursor for it"),
        (goes_on(""), "the list has a next page and no cursor for it"),
        (goes_on(7), "the list has a next page and no cursor for it"),
        ({"hasNextPage": False, "count": 2}, "the list holds 1 of 2 schedules"),
    ],
    ids=str,
)
def test_unreadable_pages(api: Emulator, client: Client, pagination: Any, problem: str) -> None:
    """A list that may be incomplete is an error, so none of its schedules counts as deleted."""
    api.fault(page(item(), pagination=pagination))

    with pytest.raises(UnreadableAnswerError) as caught:
        client.list_remaining(ORDERS)

    assert f"GET {PATH}: 200, but {problem}. {NOT_LISTED} {CHECK_URL}" == str(caught.value)


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        pytest.param(
            [page(pagination=goes_on(cursor)) for cursor in "aba"],
            "the list repeats a page",
            id="repeated",
        ),
        pytest.param(
            [page(pagination=goes_on(f"c{at}")) for at in range(50)],
            "the list has more than 50 pages",
            id="endless",
        ),
        pytest.param(
            [page(*[item()] * 1001, pagination=goes_on("c"))],
            "the list holds more than 1000 schedules",
            id="long-page",
        ),
        pytest.param(
            [page(*[item()] * 1000, pagination=goes_on("c")), page(item())],
            "the list holds more than 1000 schedules",
            id="long-list",
        ),
    ],
)
def test_endless_list(api: Emulator, client: Client, pages: list[Raw], problem: str) -> None:
    """The client stops reading a list that cannot be an addon's."""
    for one in pages:
        api.fault(one)

    with pytest.raises(UnreadableAnswerError) as caught:
        client.list_remaining(ORDERS)

    assert f"200, but {problem}" == caught.value.problem
    assert len(pages) == len(api.requests)


def test_longest_list(api: Emulator, client: Client) -> None:
    """A list with exactly as many schedules as allowed is read."""
    api.fault(page(*[item()] * 1000))

    assert 1000 == len(ids(client))


@pytest.mark.parametrize(
    ("response", "problem"),
    [
        pytest.param(
            Raw(b'{"data": {"addons": "a"}}'), "the response holds no list of addons", id="no-list"
        ),
        pytest.param(
            page(pagination={"hasNextPage": False, "count": 1}),
            "the list holds 0 of 1 addons",
            id="no-addons",
        ),
        pytest.param(
            page({"id": "a"}, name="addons", pagination={"hasNextPage": False, "count": 3}),
            "the list holds 1 of 3 addons",
            id="count",
        ),
        pytest.param(
            page(*[{"id": "a"}] * 5001, name="addons"),
            "the list holds more than 5000 addons",
            id="long",
        ),
    ],
)
def test_unreadable_addons(api: Emulator, client: Client, response: Raw, problem: str) -> None:
    """A list of addons that may be incomplete is an error."""
    api.fault(response)

    with pytest.raises(UnreadableAnswerError, match=problem):
        client.list_addons(SHOP)


def test_page_that_fails(api: Emulator, client: Client) -> None:
    """If a later page cannot be read, the whole list is unreadable."""
    api.fault(page(item(), pagination=goes_on("c")))
    api.fault(Status(403))

    with pytest.raises(PermissionDeniedError):
        client.list_remaining(ORDERS)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"schedules": {"s1": item()}}, "the response holds no list of schedules"),
        ({"schedules": "s1"}, "the response holds no list of schedules"),
        ({"schedules": ["s1"]}, "a listed schedule has no usable `id`"),
        ({"schedules": [item(), None]}, "a listed schedule has no usable `id`"),
        ({"schedules": [{"backupType": "dump"}]}, "a listed schedule has no usable `id`"),
    ],
    ids=["object", "string", "string-inside", "null-inside", "no-id"],
)
def test_unreadable_schedules(api: Emulator, client: Client, data: Any, problem: str) -> None:
    """A list with anything but schedules that have an ID is unreadable."""
    api.fault(Raw(json.dumps({"data": data}).encode()))

    with pytest.raises(UnreadableAnswerError) as caught:
        client.list_remaining(ORDERS)

    assert f"GET {PATH}: 200, but {problem}. {NOT_LISTED} {CHECK_URL}" == str(caught.value)


NOTHING = [{}, {"schedules": None, "addons": None}, {"schedules": [], "addons": []}]


@pytest.mark.parametrize("data", NOTHING, ids=["missing", "null", "empty"])
@pytest.mark.parametrize(
    "more",
    [{}, {"pagination": None}, {"pagination": {"hasNextPage": False, "count": 0}}],
    ids=["no-pagination", "null-pagination", "count"],
)
def test_empty_list(
    api: Emulator, client: Client, data: dict[str, Any], more: dict[str, Any]
) -> None:
    """A list that is missing or null is empty."""
    api.fault(Raw(json.dumps({"data": data, **more}).encode()), times=2)

    assert ([], []) == (ids(client), client.list_addons(SHOP))
    assert 2 == len(api.requests)


@pytest.mark.parametrize("data", NOTHING, ids=["missing", "null", "empty"])
@pytest.mark.parametrize(
    ("pagination", "problem"),
    [
        ({"hasNextPage": False, "count": 1}, "the list holds 0 of 1 schedules"),
        ({}, "the list does not say whether it goes on"),
    ],
    ids=["count", "nothing-said"],
)
def test_list_that_should_not_be_empty(
    api: Emulator, client: Client, data: dict[str, Any], pagination: dict[str, Any], problem: str
) -> None:
    """A list without items is unreadable if its pagination says that there are some."""
    api.fault(Raw(json.dumps({"data": data, "pagination": pagination}).encode()))

    with pytest.raises(UnreadableAnswerError) as caught:
        client.list_remaining(ORDERS)

    assert f"200, but {problem}" == caught.value.problem


@pytest.mark.parametrize("is_first", [True, False], ids=["first", "last"])
def test_page_without_a_list(api: Emulator, client: Client, is_first: bool) -> None:
    """Of several pages, each must have a list."""
    if not is_first:
        api.fault(page(item(), pagination=goes_on("c")))
    more = {"pagination": goes_on("c")} if is_first else {}
    api.fault(Raw(json.dumps({"data": {}, **more}).encode()))

    with pytest.raises(UnreadableAnswerError, match="the response holds no list of schedules"):
        client.list_remaining(ORDERS)


def test_schedules_that_cannot_be_read(api: Emulator, client: Client) -> None:
    """A listed schedule that is not as documented does not hide the others."""
    others = [item("s2", retentionTime="7"), item("s3", backupType=None), item("s4", createdAt=5)]
    api.fault(page(item("s1"), *others))
    listing = client.list_remaining(ORDERS)

    assert ["s1", "s4"] == [live.schedule_id for live in listing.schedules]
    assert {
        "s2": "`retentionTime` is not as documented",
        "s3": "`backupType` is not as documented",
    } == listing.unreadable


def test_find(api: Emulator, client: Client) -> None:
    """A schedule is found by its ID, if it is listed and can be read."""
    api.fault(page(item("s1"), item("s2"), item("s3", retentionTime="7")))
    listing = client.list_schedules(ORDERS)

    assert [listing.schedules[0], listing.schedules[1], None, None] == [
        listing.find(schedule_id) for schedule_id in ("s1", "s2", "s3", "s4")
    ]

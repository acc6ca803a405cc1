"""Lists of several pages, and lists that may be incomplete."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.wire import CHECK_URL, NOT_READ, ORDERS, PATH, ids, item, page

from pulumi_northflank import PermissionDeniedError, UnreadableAnswerError
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Emulator, Status


def test_pages(api: Emulator, client: Client) -> None:
    """The list is read through all pages, each with the cursor of the one before."""
    more = {"hasNextPage": True, "count": 1}
    api.fault(page(item("s1"), pagination={**more, "cursor": "c=1&"}))
    api.fault(page(item("s2"), pagination={**more, "cursor": "c2"}))
    api.fault(page(item("s3"), pagination={"hasNextPage": False, "count": 1}))

    assert ["s1", "s2", "s3"] == ids(client)
    assert ["per_page=100", "per_page=100&cursor=c%3D1%26", "per_page=100&cursor=c2"] == [
        request.query for request in api.requests
    ]


@pytest.mark.parametrize(
    "pagination",
    [
        pytest.param({"hasNextPage": False}, id="no-count"),
        pytest.param({"hasNextPage": False, "count": 0}, id="count-too-small"),
        pytest.param({"hasNextPage": False, "count": "many"}, id="count-of-words"),
        pytest.param({"hasNextPage": False, "cursor": "c1", "count": 1}, id="needless-cursor"),
        pytest.param(None, id="null"),
    ],
)
def test_last_page(api: Emulator, client: Client, pagination: Any) -> None:
    """A list that does not say that it goes on has ended."""
    api.fault(page(item(), pagination=pagination))

    assert (["s1"], 1) == (ids(client), len(api.requests))


def test_no_pagination(api: Emulator, client: Client) -> None:
    """A list without any `pagination`, as in the documented example, has one page."""
    api.fault(page(item()))

    assert (["s1"], 1) == (ids(client), len(api.requests))


def test_last_page_that_counts_all_pages(api: Emulator, client: Client) -> None:
    """The count is held against what all pages together have listed."""
    api.fault(page(item("s1"), pagination={"hasNextPage": True, "cursor": "c", "count": 2}))
    api.fault(page(item("s2"), pagination={"hasNextPage": False, "count": 2}))

    assert ["s1", "s2"] == ids(client)


@pytest.mark.parametrize(
    ("pagination", "problem"),
    [
        pytest.param([], "the list does not say whether it goes on", id="a-list"),
        pytest.param({}, "the list does not say whether it goes on", id="empty"),
        pytest.param(
            {"hasNextPage": "no"}, "the list does not say whether it goes on", id="in-words"
        ),
        pytest.param(
            {"hasNextPage": True}, "the list goes on and does not say where", id="no-cursor"
        ),
        pytest.param(
            {"hasNextPage": True, "cursor": ""},
            "the list goes on and does not say where",
            id="empty-cursor",
        ),
        pytest.param(
            {"hasNextPage": True, "cursor": 7},
            "the list goes on and does not say where",
            id="a-number-for-a-cursor",
        ),
        pytest.param(
            {"hasNextPage": False, "count": 2}, "of 2 schedules the list holds 1", id="count-short"
        ),
    ],
)
def test_unreadable_pages(api: Emulator, client: Client, pagination: Any, problem: str) -> None:
    """A list that may be incomplete is an error: no schedule in it may be taken for gone."""
    api.fault(page(item(), pagination=pagination))

    with pytest.raises(UnreadableAnswerError) as caught:
        client.list_what_is_left(ORDERS)

    assert f"GET {PATH}: 200, but {problem}. {NOT_READ} {CHECK_URL}" == str(caught.value)


def test_circle(api: Emulator, client: Client) -> None:
    """A cursor that comes twice ends the reading, and not in a list."""
    pages = [page(item(), pagination={"hasNextPage": True, "cursor": cursor}) for cursor in "aba"]
    for one in pages:
        api.fault(one)

    with pytest.raises(UnreadableAnswerError, match="200, but the list's pages go in a circle"):
        client.list_what_is_left(ORDERS)
    assert 3 == len(api.requests)


def test_endless(monkeypatch: pytest.MonkeyPatch, api: Emulator, client: Client) -> None:
    """A list whose cursors never end is given up."""
    monkeypatch.setattr("pulumi_northflank.client.MOST_PAGES", 3)
    for at in range(4):
        api.fault(page(pagination={"hasNextPage": True, "cursor": f"c{at}"}))

    with pytest.raises(
        UnreadableAnswerError, match="200, but the list does not end within 3 pages"
    ):
        client.list_what_is_left(ORDERS)
    assert 3 == len(api.requests)


@pytest.mark.parametrize(("first", "second"), [(3, 0), (2, 1)], ids=["one-page", "two-pages"])
def test_too_many_schedules(
    monkeypatch: pytest.MonkeyPatch, api: Emulator, client: Client, first: int, second: int
) -> None:
    """A list with more schedules than any addon has is given up, however many pages it takes."""
    monkeypatch.setattr("pulumi_northflank.client.MOST_SCHEDULES", 2)
    api.fault(page(*[item()] * first, pagination={"hasNextPage": True, "cursor": "c"}))
    api.fault(page(*[item()] * second, pagination={"hasNextPage": False}))

    with pytest.raises(UnreadableAnswerError) as caught:
        client.list_what_is_left(ORDERS)

    assert "200, but the list holds more than 2 schedules" == caught.value.problem
    assert (1 if second == 0 else 2) == len(api.requests)


def test_just_not_too_many_schedules(
    monkeypatch: pytest.MonkeyPatch, api: Emulator, client: Client
) -> None:
    """A list of exactly the bound is read."""
    monkeypatch.setattr("pulumi_northflank.client.MOST_SCHEDULES", 2)
    api.fault(page(item("s1"), item("s2")))

    assert ["s1", "s2"] == ids(client)


def test_page_that_fails(api: Emulator, client: Client) -> None:
    """A later page that can't be read makes the whole list unreadable."""
    api.fault(page(item(), pagination={"hasNextPage": True, "cursor": "c"}))
    api.fault(Status(403))

    with pytest.raises(PermissionDeniedError):
        client.list_what_is_left(ORDERS)

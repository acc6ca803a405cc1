from __future__ import annotations

from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from pulumi_northflank.emulator import Emulator
from pulumi_northflank.emulator.paging import PageQuery

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"


@pytest.fixture(name="ids")
def _ids(api: Emulator) -> list[str]:
    """Fill an addon with its six schedules."""
    schedulings = [
        {"interval": "hourly", "minute": [0]},
        {"interval": "daily", "minute": [0], "hour": [0]},
        {"interval": "weekly", "minute": [0], "hour": [0], "day": [0]},
    ]
    return [
        api.add_schedule(
            "shop",
            "orders",
            {"scheduling": each, "backupType": backup_type, "retentionTime": 1},
        )
        for each in schedulings
        for backup_type in ("dump", "snapshot")
    ]


def ids_of(response: requests.Response) -> list[str]:
    """Give the ids of the schedules on a page."""
    return [item["id"] for item in response.json()["data"]["schedules"]]


def test_one_page(client: requests.Session, ids: list[str]) -> None:
    """All fit on a page of the default size; then there is no cursor."""
    response = client.get(SCHEDULES)

    assert ids == ids_of(response)
    assert {"hasNextPage": False, "count": 6} == response.json()["pagination"]


def test_walk_by_cursor(client: requests.Session, ids: list[str]) -> None:
    """Cursors lead through all pages."""
    seen: list[list[str]] = []
    parameters: dict[str, Any] = {"per_page": 4}
    while True:
        response = client.get(SCHEDULES, params=parameters)
        seen.append(ids_of(response))
        pagination = response.json()["pagination"]
        if not pagination["hasNextPage"]:
            break
        parameters["cursor"] = pagination["cursor"]

    assert [ids[:4], ids[4:]] == seen
    assert {"hasNextPage": False, "count": 2} == pagination


@pytest.mark.parametrize("position", [1, 999_999_999_999])
def test_length_of_a_cursor(position: int) -> None:
    """A cursor has 24 letters and digits, as the official clients describe it."""
    _, page = PageQuery.parse({"per_page": 1}).cut([(position, "this"), (position + 1, "next")])

    assert (24, True) == (len(page["cursor"]), page["cursor"].isalnum())


def test_walk_by_number(client: requests.Session, ids: list[str]) -> None:
    """Pages can be asked for by number, from 1; those after the last are empty."""
    pages = [
        ids_of(client.get(SCHEDULES, params={"per_page": 4, "page": page})) for page in (1, 2, 3)
    ]

    assert [ids[:4], ids[4:], []] == pages


def test_cursor_beats_number(client: requests.Session, ids: list[str]) -> None:
    """A cursor says where to go on, whatever page is asked for."""
    first = client.get(SCHEDULES, params={"per_page": 2}).json()["pagination"]

    response = client.get(SCHEDULES, params={"cursor": first["cursor"], "page": 9})

    assert ids[2:] == ids_of(response)


def test_deleting_shifts_nothing(api: Emulator, client: requests.Session, ids: list[str]) -> None:
    """What is deleted between two pages makes the walk skip nothing."""
    cursor = client.get(SCHEDULES, params={"per_page": 2}).json()["pagination"]["cursor"]
    for gone in ids[:2]:
        api.remove_schedule(gone)

    assert ids[2:] == ids_of(client.get(SCHEDULES, params={"cursor": cursor}))


@pytest.mark.parametrize("size", [1, 50, 100])
def test_allowed_sizes(client: requests.Session, ids: list[str], size: int) -> None:
    """A page may have 1 to 100 items."""
    assert ids[:size] == ids_of(client.get(SCHEDULES, params={"per_page": size}))


@pytest.mark.parametrize("path", [SCHEDULES, "/v1/projects/shop/addons"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("per_page", "0"),
        ("per_page", "101"),
        ("per_page", "many"),
        ("per_page", ""),
        ("page", "0"),
        ("cursor", "nonsense"),
        ("cursor", "YWZ0ZXI6"),
        ("cursor", "\N{SNOWMAN}"),
        ("cursor", ""),
    ],
)
def test_bad_query(client: requests.Session, path: str, name: str, value: str) -> None:
    """A query out of bounds is a 400 that names the parameter."""
    response = client.get(path, params={name: value})

    assert 400 == response.status_code
    assert [name] == [problem["path"] for problem in response.json()["error"]["details"]["errors"]]


def test_unknown_parameters(client: requests.Session, ids: list[str]) -> None:
    """Other parameters are ignored."""
    assert ids == ids_of(client.get(SCHEDULES, params={"colour": "red"}))


@given(st.sets(st.integers(0, 10**6)), st.integers(1, 100))
def test_pages_add_up(positions: set[int], size: int) -> None:
    """By cursor or by number, the pages together hold every item once, in order."""
    items = [(position, str(position)) for position in sorted(positions)]
    by_cursor, by_number = [], []
    query: dict[str, Any] = {"per_page": size}
    while True:
        shown, page = PageQuery.parse(query).cut(items)
        by_cursor += shown
        number = query.get("page", 0) + 1
        by_number += PageQuery.parse({"per_page": size, "page": number}).cut(items)[0]
        if not page["hasNextPage"]:
            break
        query |= {"cursor": page["cursor"], "page": number}

    assert [item for _, item in items] == by_cursor == by_number

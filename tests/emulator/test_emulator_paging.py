from __future__ import annotations

from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from tests.emulator.reading import paths_of
from tests.emulator.samples import SCHEDULES, SIX

from pulumi_northflank.emulator import Emulator
from pulumi_northflank.emulator.paging import PageQuery


@pytest.fixture(name="ids")
def _ids(api: Emulator) -> list[str]:
    """Create the six schedules of an addon, and return their IDs."""
    return [api.add_schedule("shop", "orders", body) for body in SIX]


def page_of(client: requests.Session, **query: object) -> tuple[list[str], dict[str, Any]]:
    """Request a page, and return its IDs and its pagination."""
    page = client.get(SCHEDULES, params=query).json()  # type: ignore[arg-type]
    return [item["id"] for item in page["data"]["schedules"]], page["pagination"]


def test_walk_by_cursor(client: requests.Session, ids: list[str]) -> None:
    """Cursors lead through all pages, whatever page number is given; the last has none."""
    first, pagination = page_of(client, per_page=4)
    cursor = pagination.pop("cursor")

    assert (ids[:4], {"hasNextPage": True, "count": 4}) == (first, pagination)
    assert (ids[4:], {"hasNextPage": False, "count": 2}) == page_of(
        client, per_page=4, cursor=cursor, page=9
    )


def test_walk_by_number(client: requests.Session, ids: list[str]) -> None:
    """Pages can be requested by number, from 1; those after the last are empty."""
    pages = [page_of(client, per_page=4, page=page)[0] for page in (1, 2, 3)]

    assert [ids[:4], ids[4:], []] == pages


def test_deletions_skip_nothing(api: Emulator, client: requests.Session, ids: list[str]) -> None:
    """Schedules deleted between two pages do not make a walk by cursor skip others."""
    cursor = page_of(client, per_page=2)[1]["cursor"]
    for deleted in ids[:2]:
        api.remove_schedule(deleted)

    assert ids[2:] == page_of(client, cursor=cursor)[0]


@pytest.mark.parametrize("size", [1, 50, 100])
def test_allowed_sizes(client: requests.Session, ids: list[str], size: int) -> None:
    """A page may have 1 to 100 items, and unknown parameters are ignored."""
    assert ids[:size] == page_of(client, per_page=size, colour="red")[0]


def test_default_size() -> None:
    """A page has 50 items unless a size is given."""
    items = [(position, position) for position in range(51)]

    assert list(range(50)) == PageQuery.parse({}).cut(items)[0]


@pytest.mark.parametrize("path", [SCHEDULES, "/v1/projects/shop/addons"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("per_page", value) for value in ("0", "101", "many", "")),
        ("page", "0"),
        *(("cursor", value) for value in ("nonsense", "YWZ0ZXI6", "\N{SNOWMAN}", "")),
    ],
)
def test_bad_query(client: requests.Session, path: str, name: str, value: str) -> None:
    """A parameter out of bounds is a 400 that names the parameter."""
    response = client.get(path, params={name: value})

    assert (400, [name]) == (response.status_code, paths_of(response))


@pytest.mark.parametrize("position", [1, 999_999_999_999])
def test_length_of_a_cursor(position: int) -> None:
    """A cursor has 24 letters and digits, as the official clients describe it."""
    items = [(position, "this"), (position + 1, "next")]
    _, pagination = PageQuery.parse({"per_page": 1}).cut(items)

    assert (24, True) == (len(pagination["cursor"]), pagination["cursor"].isalnum())


@given(st.sets(st.integers(0, 10**6)), st.integers(1, 100))
def test_pages_add_up(positions: set[int], size: int) -> None:
    """By cursor or by number, the pages together have every item once, in order."""
    items = [(position, str(position)) for position in sorted(positions)]
    by_cursor, by_number = [], []
    query: dict[str, Any] = {"per_page": size}
    while True:
        shown, pagination = PageQuery.parse(query).cut(items)
        by_cursor += shown
        number = query.get("page", 0) + 1
        by_number += PageQuery.parse({"per_page": size, "page": number}).cut(items)[0]
        if not pagination["hasNextPage"]:
            break
        query |= {"cursor": pagination["cursor"], "page": number}

    assert [item for _, item in items] == by_cursor == by_number

"""Schedules that are to be imported."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.schedules import make_body
from tests.unit.wire import item, page

from pulumi_northflank.api.client import Client
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.lifecycle.errors import (
    ImportIdError,
    NothingToImportError,
    UnreadableScheduleError,
)
from pulumi_northflank.lifecycle.lookup import Wanted


@pytest.mark.parametrize(
    ("text", "default_team", "key"),
    [
        ("shop/orders/s1", None, "shop/orders"),
        ("acme/shop/orders/s1", None, "acme/shop/orders"),
        ("shop/orders/s1", "acme", "acme/shop/orders"),
        ("other/shop/orders/s1", "acme", "other/shop/orders"),
    ],
)
def test_id(text: str, default_team: str | None, key: str) -> None:
    """An ID to import names the team, or leaves it to the settings."""
    wanted = Wanted.of(text, default_team)

    assert (key, "s1") == (wanted.address.key, wanted.name)


@pytest.mark.parametrize(
    "text",
    ["", "s1", "orders/s1", "a/b/c/d/e", "shop/orders/", "shop//s1", "shop/or ders/s1", "./x/s1"],
)
def test_wrong_id(text: str) -> None:
    """An ID to import that has another form is refused."""
    with pytest.raises(ImportIdError):
        Wanted.of(text, None)


def test_by_id_and_by_slot(api: Emulator, client: Client) -> None:
    """A schedule is found by its ID, and by its interval and type."""
    ids = [api.add_schedule("shop", "orders", make_body(each)) for each in ("hourly", "weekly")]

    found = [
        Wanted.of(f"shop/orders/{name}", None).find(client).schedule_id
        for name in (ids[0], "weekly-snapshot")
    ]

    assert ids == found


@pytest.mark.parametrize(
    ("items", "name", "error"),
    [
        ([item("s1")], "s2", NothingToImportError),
        ([item("s1"), item("s2")], "daily-dump", NothingToImportError),
        ([{"id": "s1"}], "s1", UnreadableScheduleError),
    ],
)
def test_not_found(
    api: Emulator, client: Client, items: list[Any], name: str, error: type[Exception]
) -> None:
    """A schedule that is missing, ambiguous or unreadable is an error."""
    api.fault(page(*items))

    with pytest.raises(error):
        Wanted.of(f"shop/orders/{name}", None).find(client)

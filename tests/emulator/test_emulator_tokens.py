from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from tests.emulator.reading import error_of

from pulumi_northflank.emulator import Emulator

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"

Connect = Callable[..., requests.Session]
Body = dict[str, Any]


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "t",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer t t",
        "Basic t",
        "Bearer t\N{LATIN SMALL LETTER E WITH ACUTE}",
    ],
)
def test_bad_token(api: Emulator, connect: Connect, authorization: str | None) -> None:
    """Without the right bearer token everything is a 401, even what does not exist."""
    client = connect(api, token=None)
    headers = {} if authorization is None else {"Authorization": authorization.encode()}

    answers = [error_of(client.get(path, headers=headers)) for path in (SCHEDULES, "/nowhere")]

    assert [(401, "The API token is missing or not valid.")] * 2 == answers
    assert [False, False] == [record.authorized for record in api.requests]


@pytest.mark.parametrize("authorization", ["Bearer t", "bearer t", "Bearer  t"])
def test_good_token(api: Emulator, connect: Connect, authorization: str) -> None:
    """The scheme may be written in either case."""
    client = connect(api, token=None)

    response = client.get(SCHEDULES, headers={"Authorization": authorization})

    assert 200 == response.status_code


def test_any_token(connect: Connect) -> None:
    """With no token set any is accepted, but none is not."""
    with Emulator() as api:
        statuses = [
            connect(api, token=token).get("/v1/login").status_code for token in ("whatever", None)
        ]

    assert [200, 401] == statuses


def test_read_only(connect: Connect, body: Body) -> None:
    """A token without the permission can look, but neither create nor delete."""
    with Emulator(read_only=True) as api:
        client = connect(api)
        schedule_id = api.add_schedule("shop", "orders", body)

        seen = client.get(SCHEDULES).status_code
        refused = [
            error_of(client.post(SCHEDULES, json=body)),
            error_of(client.delete(f"{SCHEDULES}/{schedule_id}")),
        ]

    assert 200 == seen
    assert [
        (403, "The API token lacks the permission Project > Addons > General > Update.")
    ] * 2 == refused


def test_login(client: requests.Session) -> None:
    """A valid token can log in."""
    assert {"data": {}} == client.get("/v1/login").json()

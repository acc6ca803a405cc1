from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from pulumi_northflank.emulator import Emulator

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"

Connect = Callable[..., requests.Session]
Body = dict[str, Any]


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/v1/projects/shop/addons/orders/backup-schedules", 200, None),
        ("/v1/teams/acme/projects/crm/addons/people/backup-schedules", 200, None),
        (
            "/v1/projects/shop/addons/people/backup-schedules",
            404,
            "There is no addon 'people' in the project 'shop'.",
        ),
        (
            "/v1/projects/crm/addons/people/backup-schedules",
            404,
            "There is no project 'crm'.",
        ),
        (
            "/v1/teams/acme/projects/shop/addons/orders/backup-schedules",
            404,
            "There is no project 'shop'.",
        ),
        ("/v1/projects/shop", 200, None),
        ("/v1/projects/crm", 404, "There is no project 'crm'."),
        ("/v1/projects/crm/addons", 404, "There is no project 'crm'."),
    ],
)
def test_named_addons(connect: Connect, path: str, status: int, message: str | None) -> None:
    """With addons named, no others exist, nor their projects."""
    with Emulator(addons=["shop/orders", "acme/crm/people"]) as api:
        response = connect(api).get(path)

    assert status == response.status_code
    assert message == response.json().get("error", {}).get("message")


def test_unknown_addon_refuses_a_schedule(connect: Connect, body: Body) -> None:
    """Nothing can be created at, or deleted from, an addon that does not exist."""
    with Emulator(addons=["shop/other"]) as api:
        client = connect(api)

        statuses = [
            client.post(SCHEDULES, json=body).status_code,
            client.delete(f"{SCHEDULES}/62cc20b90956ab62a58e8474").status_code,
        ]

    assert [404, 404] == statuses


def test_project(client: requests.Session) -> None:
    """A project is shown with its id and a name, in both forms of the path."""
    expected = {"data": {"id": "shop", "name": "shop"}}

    assert expected == client.get("/v1/projects/shop").json()
    assert expected == client.get("/v1/teams/acme/projects/shop").json()


def test_addons_which_were_named(connect: Connect) -> None:
    """A project lists the addons named at the start, page by page."""
    with Emulator(addons=["shop/orders", "shop/bills", "crm/people", "acme/shop/x"]) as api:
        client = connect(api)
        first = client.get("/v1/projects/shop/addons", params={"per_page": 1}).json()
        second = client.get(
            "/v1/projects/shop/addons", params={"cursor": first["pagination"]["cursor"]}
        ).json()
        of_team = client.get("/v1/teams/acme/projects/shop/addons").json()

    assert ["orders"] == [addon["id"] for addon in first["data"]["addons"]]
    assert ["bills"] == [addon["id"] for addon in second["data"]["addons"]]
    assert {"hasNextPage": False, "count": 1} == second["pagination"]
    assert ["x"] == [addon["id"] for addon in of_team["data"]["addons"]]


@pytest.mark.parametrize(
    ("path", "application"),
    [
        ("/v1/projects/shop/addons", "/emulator/shop/orders"),
        ("/v1/teams/acme/projects/shop/addons", "/acme/shop/orders"),
    ],
)
def test_a_listed_addon(connect: Connect, path: str, application: str) -> None:
    """A listed addon has all that the official clients' types say is always there."""
    with Emulator(addons=["shop/orders", "acme/shop/orders"]) as api:
        data = connect(api).get(path).json()["data"]

    assert {
        "addons": [
            {
                "id": "orders",
                "name": "orders",
                "appId": application,
                "tags": [],
                "spec": {"type": "postgresql"},
                "status": "running",
            }
        ]
    } == data


def test_addons_which_hold_schedules(api: Emulator, client: requests.Session, body: Body) -> None:
    """With no addons named, a project lists those which hold schedules."""
    for addon in ("orders", "bills"):
        api.add_schedule("shop", addon, body)
    api.add_schedule("shop", "hidden", body, team="acme")

    addons = client.get("/v1/projects/shop/addons").json()["data"]["addons"]

    assert ["bills", "orders"] == [addon["id"] for addon in addons]

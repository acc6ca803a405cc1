from __future__ import annotations

import pytest
import requests
from tests.emulator.reading import error_of
from tests.emulator.samples import SCHEDULES, TEAM_SCHEDULES, Connect, snapshot

from pulumi_northflank.emulator import Emulator

PEOPLE = "/addons/people/backup-schedules"
NO_ADDON = "There is no addon 'people' in the project 'shop'."


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("GET", SCHEDULES, None),
        ("GET", f"/v1/teams/acme/projects/crm{PEOPLE}", None),
        ("GET", "/v1/projects/shop", None),
        ("GET", f"/v1/projects/shop{PEOPLE}", NO_ADDON),
        ("POST", f"/v1/projects/shop{PEOPLE}", NO_ADDON),
        ("DELETE", f"/v1/projects/shop{PEOPLE}/62cc20b90956ab62a58e8474", NO_ADDON),
        ("GET", f"/v1/projects/crm{PEOPLE}", "There is no project 'crm'."),
        ("GET", TEAM_SCHEDULES, "There is no project 'shop'."),
        ("GET", "/v1/projects/crm", "There is no project 'crm'."),
        ("GET", "/v1/projects/crm/addons", "There is no project 'crm'."),
    ],
)
def test_named_addons(connect: Connect, method: str, path: str, message: str | None) -> None:
    """If addons are named, only they and their projects exist."""
    with Emulator(addons=["shop/orders", "acme/crm/people"]) as api:
        response = connect(api).request(method, path)

    assert (404 if message else 200, message) == error_of(response)


@pytest.mark.parametrize("root", ["/v1", "/v1/teams/acme"])
def test_project(client: requests.Session, root: str) -> None:
    """A project is shown with its ID and a name, in both forms of the path."""
    data = {"id": "shop", "name": "shop"}

    assert {"data": data} == client.get(f"{root}/projects/shop").json()


@pytest.mark.parametrize(("root", "team"), [("/v1", "emulator"), ("/v1/teams/acme", "acme")])
def test_named_addons_are_listed(connect: Connect, root: str, team: str) -> None:
    """Named addons are listed by page, with all properties that the clients' types require."""
    addons = ["shop/orders", "crm/people", "shop/orders", "shop/bills"]
    named = [*addons, *(f"acme/{addon}" for addon in addons)]
    path = f"{root}/projects/shop/addons"
    with Emulator(addons=named) as api:
        client = connect(api)
        first = client.get(f"{path}?per_page=1").json()
        cursor = first["pagination"].pop("cursor")
        second = client.get(f"{path}?cursor={cursor}").json()
    uids = {each["data"]["addons"][0].pop("uid") for each in (first, second)}

    assert 2 == len(uids)
    assert [
        {
            "data": {
                "addons": [
                    {
                        "id": addon,
                        "name": addon,
                        "appId": f"/{team}/shop/{addon}",
                        "tags": [],
                        "spec": {"type": "postgresql"},
                        "status": "running",
                    }
                ]
            },
            "pagination": {"hasNextPage": has_next, "count": 1},
        }
        for addon, has_next in [("orders", True), ("bills", False)]
    ] == [first, second]


def test_addons_with_schedules_are_listed(api: Emulator, client: requests.Session) -> None:
    """If no addon is named, a project lists those that have schedules."""
    for addon in ("orders", "bills"):
        api.add_schedule("shop", addon, snapshot())
    api.add_schedule("shop", "hidden", snapshot(), team="acme")

    addons = client.get("/v1/projects/shop/addons").json()["data"]["addons"]

    assert ["bills", "orders"] == [addon["id"] for addon in addons]

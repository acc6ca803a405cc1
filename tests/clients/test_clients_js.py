"""The JavaScript client, called by a script, on the emulator."""

from __future__ import annotations

import re
from typing import Any

from tests.clients.conftest import ADDONS, BODIES, PATH
from tests.clients.northflank import Northflank

from pulumi_northflank.emulator import Emulator

AGENT = "northflank-js-client/0.9.5"
CREATE = "create.addon.backupSchedule"
LIST = "get.addon.backupSchedules"
DELETE = "delete.addon.backupSchedule"


def at(addon: str, project: str = "shop", **more: str) -> dict[str, Any]:
    """Name an addon, as the client wants it."""
    return {"projectId": project, "addonId": addon, **more}


def fill(api: Emulator) -> None:
    """Give each of the 25 addons its six schedules."""
    for addon in ADDONS:
        for body in BODIES:
            api.add_schedule("shop", addon, body)


def test_every_interval_and_type(northflank: Northflank, api: Emulator) -> None:
    """Each of an addon's six schedules is created, listed as the API holds it, and deleted."""
    created = northflank.js(
        *({"method": CREATE, "parameters": at("db-01"), "data": body} for body in BODIES)
    )
    held = api.schedules("shop", "db-01")
    listed, *deleted = northflank.js(
        {"method": LIST, "parameters": at("db-01")},
        *({"method": DELETE, "parameters": at("db-01", scheduleId=item["id"])} for item in held),
    )

    assert [{"data": {"id": item["id"]}} for item in held] == created
    assert {
        "data": {"schedules": held},
        "pagination": {"hasNextPage": False, "count": 6},
    } == listed
    assert [{"data": {}}] * 6 == deleted
    assert [] == api.schedules()
    assert {AGENT} == {r.headers["user-agent"] for r in api.requests}


def test_a_team(northflank: Northflank, api: Emulator) -> None:
    """A team becomes part of each path, and its addon is another one."""
    parameters = at("people", "crm", teamId="acme")

    [created, listed] = northflank.js(
        {"method": CREATE, "parameters": parameters, "data": BODIES[0]},
        {"method": LIST, "parameters": parameters},
    )

    [item] = api.schedules("crm", "people", "acme")
    assert {"id": item["id"]} == created["data"]
    assert [item] == listed["data"]["schedules"]
    assert {"/v1/teams/acme/projects/crm/addons/people/backup-schedules"} == {
        r.path for r in api.requests
    }


def test_all_pages(northflank: Northflank, api: Emulator) -> None:
    """`all` walks the pages of 25 addons, and of the six schedules of each: 150 of them."""
    fill(api)

    [addons] = northflank.js(
        {
            "method": "list.addons.all",
            "parameters": {"projectId": "shop"},
            "options": {"per_page": 10},
        }
    )
    lists = northflank.js(
        *(
            {"method": f"{LIST}.all", "parameters": at(addon["id"]), "options": {"per_page": 4}}
            for addon in addons["data"]["addons"]
        )
    )

    assert ADDONS == [addon["id"] for addon in addons["data"]["addons"]]
    assert [api.schedules("shop", addon) for addon in ADDONS] == [
        page["data"]["schedules"] for page in lists
    ]
    cursor = "&cursor=…"
    assert [
        *(("/v1/projects/shop/addons", f"per_page=10{more}") for more in ("", cursor, cursor)),
        *((PATH.format(addon), f"per_page=4{more}") for addon in ADDONS for more in ("", cursor)),
    ] == [(r.path, re.sub(r"cursor=\w{24}$", "cursor=…", r.query)) for r in api.requests]


def test_refusals(northflank: Northflank, api: Emulator) -> None:
    """A bad body, an addon that is not there and a second schedule of a kind are told apart."""
    api.add_schedule("shop", "db-01", BODIES[0])
    bad = {**BODIES[1], "retentionTime": 61}

    outcomes = northflank.js(
        {"method": CREATE, "parameters": at("db-01"), "data": bad},
        {"method": CREATE, "parameters": at("db-99"), "data": BODIES[0]},
        {"method": CREATE, "parameters": at("db-01"), "data": BODIES[0]},
        {"method": DELETE, "parameters": at("db-01", scheduleId="62cc20b90956ab62a58e8474")},
    )

    problem = {
        "path": "retentionTime",
        "problem": "At most 60 days for daily schedules, not 61",
    }
    assert [
        {
            "status": 400,
            "message": "The request body is not valid: "
            "retentionTime: At most 60 days for daily schedules, not 61",
            "details": {"errors": [problem]},
        },
        {
            "status": 404,
            "message": "There is no addon 'db-99' in the project 'shop'.",
            "details": {},
        },
        {
            "status": 409,
            "message": "The addon already has a backup schedule of this kind: hourly dump.",
            "details": {},
        },
        {
            "status": 404,
            "message": "There is no backup schedule '62cc20b90956ab62a58e8474'.",
            "details": {},
        },
    ] == [without_id(outcome["error"]) for outcome in outcomes]
    assert 1 == len(api.schedules())


def test_a_bad_token_is_thrown(northflank: Northflank, api: Emulator) -> None:
    """A client that is to throw raises the API's error, with all that it says."""
    northflank.token = "nf-another-token"

    [listed, created] = northflank.js(
        {"method": f"{LIST}.all", "parameters": at("db-01")},
        {"method": CREATE, "parameters": at("db-01"), "data": BODIES[0]},
        throws=True,
    )

    expected = {
        "name": "NorthflankApiCallError",
        "status": 401,
        "message": "The API token is missing or not valid.",
        "details": {},
    }
    assert expected == without_id(listed["thrown"]) == without_id(created["thrown"])
    assert [401, 401] == [r.status for r in api.requests]


def without_id(error: dict[str, Any]) -> dict[str, Any]:
    """An error without its ID, which is drawn by lot."""
    assert re.fullmatch(r"[0-9a-f]{24}", error["id"])
    return {name: value for name, value in error.items() if name != "id"}

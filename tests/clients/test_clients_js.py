"""The JavaScript client against the emulator."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.clients.conftest import ADDONS, PATH
from tests.clients.northflank import Northflank
from tests.emulator.samples import SIX, snapshot

from pulumi_northflank.emulator import Emulator

pytestmark = pytest.mark.thorough

AGENT = "northflank-js-client/0.9.5"
CREATE = "create.addon.backupSchedule"
LIST = "get.addon.backupSchedules"
DELETE = "delete.addon.backupSchedule"


def at(addon: str, project: str = "shop", **more: str) -> dict[str, Any]:
    """Create the parameters that address an addon."""
    return {"projectId": project, "addonId": addon, **more}


def error_of(error: dict[str, Any]) -> tuple[int, str, dict[str, list[str]]]:
    """Return the status, the message and the details of an error."""
    return error["status"], error["message"], error.get("details", {})


def test_create_list_and_delete(northflank: Northflank, api: Emulator) -> None:
    """Each of an addon's six schedules is created, listed as the API holds it, and deleted."""
    created = northflank.js(
        *({"method": CREATE, "parameters": at("db-01"), "data": body} for body in SIX)
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


def test_team(northflank: Northflank, api: Emulator) -> None:
    """A team is part of each path, and its addons are separate."""
    parameters = at("people", "crm", teamId="acme")

    [created, listed] = northflank.js(
        {"method": CREATE, "parameters": parameters, "data": snapshot()},
        {"method": LIST, "parameters": parameters},
    )

    [item] = api.schedules("crm", "people", "acme")
    assert {"id": item["id"]} == created["data"]
    assert [item] == listed["data"]["schedules"]
    assert {"/v1/teams/acme/projects/crm/addons/people/backup-schedules"} == {
        r.path for r in api.requests
    }


def test_all_pages(northflank: Northflank, api: Emulator) -> None:
    """`all` reads every page of 25 addons, and of the six schedules of each."""
    for addon in ADDONS:
        for body in SIX:
            api.add_schedule("shop", addon, body)

    [addons] = northflank.js(
        {
            "method": "list.addons.all",
            "parameters": {"projectId": "shop"},
            "options": {"per_page": 10},
        }
    )
    lists = northflank.js(
        *(
            {"method": f"{LIST}.all", "parameters": at(addon), "options": {"per_page": 4}}
            for addon in ADDONS
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
    """An invalid body, an unknown addon, a conflict and an unknown schedule can be told apart."""
    api.add_schedule("shop", "db-01", snapshot())
    unknown = "62cc20b90956ab62a58e8474"

    outcomes = northflank.js(
        {"method": CREATE, "parameters": at("db-01"), "data": snapshot(retention=61)},
        {"method": CREATE, "parameters": at("db-99"), "data": snapshot()},
        {"method": CREATE, "parameters": at("db-01"), "data": snapshot()},
        {"method": DELETE, "parameters": at("db-01", scheduleId=unknown)},
    )

    problem = '"retentionTime" must be at most 60 days for daily schedules, not 61'
    message = "Request failed payload validation - see details"
    conflict = "The addon already has a backup schedule of this kind: daily snapshot."
    assert [
        (400, message, {"retentionTime": [problem]}),
        (404, "There is no addon 'db-99' in the project 'shop'.", {}),
        (409, conflict, {}),
        (404, f"There is no backup schedule '{unknown}'.", {}),
    ] == [error_of(outcome["error"]) for outcome in outcomes]
    assert 1 == len(api.schedules())


def test_thrown_error(northflank: Northflank, api: Emulator) -> None:
    """A client that is set to throw throws the API's error with all its properties."""
    northflank.token = "nf-another-token"

    outcomes = northflank.js(
        {"method": f"{LIST}.all", "parameters": at("db-01")},
        {"method": CREATE, "parameters": at("db-01"), "data": snapshot()},
        throws=True,
    )

    errors = [outcome["thrown"] for outcome in outcomes]
    assert ["NorthflankApiCallError"] * 2 == [error["name"] for error in errors]
    assert [(401, "Unauthorized", {})] * 2 == [*map(error_of, errors)]
    assert [401, 401] == [r.status for r in api.requests]

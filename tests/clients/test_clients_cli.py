"""The CLI `northflank` against the emulator."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.clients.conftest import ADDONS, PATH, TOKEN
from tests.clients.northflank import Northflank
from tests.emulator.samples import SIX, snapshot

from pulumi_northflank.emulator import Emulator

pytestmark = pytest.mark.thorough

AGENT = r"northflank-js-client/\S+ \(northflank-cli/0\.9\.24\)"


def create(northflank: Northflank, body: Any, addon: str = "db-01") -> tuple[int, str]:
    """Create a schedule with the CLI, and return its exit code and output."""
    ran = northflank.cli(
        *("create", "addon", "backup-schedule", "--output", "json"),
        projectId="shop",
        addonId=addon,
        input=body,
    )
    return ran.code, ran.printed + ran.complaints


def test_login(northflank: Northflank, api: Emulator) -> None:
    """`login` asks the API whether the token is valid, and keeps only a valid token."""
    logged_in = northflank.settings
    northflank.settings = {"contexts": [], "lastUpdateCheck": logged_in["lastUpdateCheck"]}

    good = northflank.cli("login", name="test", token=TOKEN, host=api.url)
    settings = northflank.settings
    bad = northflank.cli("login", name="bad", token="nf-another-token", host=api.url)

    assert (0, "", logged_in) == (good.code, good.complaints, settings)
    assert "Failed to login with the provided token" in bad.complaints
    assert logged_in["contexts"] == northflank.settings["contexts"]
    assert [("/v1/login", 200), ("/v1/login", 401)] == [(r.path, r.status) for r in api.requests]


def test_create(northflank: Northflank, api: Emulator) -> None:
    """Each of an addon's six schedules is created as requested, and its ID is printed."""
    ran = [create(northflank, body) for body in SIX]

    held = api.schedules("shop", "db-01")
    assert [(0, {"id": item["id"]}) for item in held] == [
        (code, json.loads(printed)) for code, printed in ran
    ]
    assert [("POST", PATH.format("db-01"), body) for body in SIX] == [
        (r.method, r.path, json.loads(r.body)) for r in api.requests
    ]
    assert all(re.fullmatch(AGENT, r.headers["user-agent"]) for r in api.requests)


def test_list_and_delete(northflank: Northflank, api: Emulator) -> None:
    """All pages of a list are printed as the API holds them, and a schedule is deleted by ID."""
    ids = [api.add_schedule("shop", "db-01", body) for body in SIX]
    held = api.schedules("shop", "db-01")
    address = {"projectId": "shop", "addonId": "db-01", "output": "json"}

    listed = northflank.cli("get", "addon", "backup-schedules", **address, per_page="4")
    deleted = northflank.cli(
        *("delete", "addon", "backup-schedule", "--force"), **address, scheduleId=ids[0]
    )

    assert {"schedules": held} == listed.json
    assert (0, {}) == (deleted.code, deleted.json)
    assert held[1:] == api.schedules("shop", "db-01")
    assert [
        ("GET", PATH.format("db-01"), "per_page=4"),
        ("GET", PATH.format("db-01"), "per_page=4&cursor=…"),
        ("DELETE", f"{PATH.format('db-01')}/{ids[0]}", ""),
    ] == [(r.method, r.path, re.sub(r"cursor=\w{24}$", "cursor=…", r.query)) for r in api.requests]


def test_addons(northflank: Northflank, api: Emulator) -> None:
    """All of a project's addons are printed, from all pages."""
    ran = northflank.cli("list", "addons", projectId="shop", output="json", per_page="10")

    assert ADDONS == [addon["id"] for addon in ran.json["addons"]]
    assert 3 == len(api.requests)


def test_refusals(northflank: Northflank, api: Emulator) -> None:
    """An invalid body, an unknown addon and an invalid token are reported in the API's words."""
    invalid = create(northflank, snapshot(retention=61))
    missing = create(northflank, snapshot(), addon="db-99")
    settings = northflank.settings
    settings["contexts"][0]["token"] = "nf-another-token"
    northflank.settings = settings
    unknown = create(northflank, snapshot())

    problem = '\\"retentionTime\\" must be at most 60 days for daily schedules, not 61'
    assert [
        (
            "400, NF error id: nf-invalid-request-body",
            "Request failed payload validation - see details",
        ),
        ("404, NF error id: nf-not-found", "There is no addon 'db-99' in the project 'shop'."),
        ("401", "Unauthorized"),
    ] == [
        (status, message)
        for code, text in (invalid, missing, unknown)
        for message, status in re.findall(r"\tMessage: (.*) \(HTTP status code: (.*)\)", text)
        if code == 1
    ]
    assert f'{{"retentionTime":["{problem}"]}}' in invalid[1]
    assert [] == api.schedules()

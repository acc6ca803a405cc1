"""The CLI `northflank`, as its users use it, on the emulator."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.clients.conftest import ADDONS, BODIES, PATH, TOKEN
from tests.clients.northflank import Northflank

from pulumi_northflank.emulator import Emulator

AGENT = r"northflank-js-client/\S+ \(northflank-cli/0\.9\.24\)"


def create(northflank: Northflank, body: Any, addon: str = "db-01") -> list[str]:
    """Create a schedule by the CLI, and give the lines that it prints and complains with."""
    ran = northflank.cli(
        *("create", "addon", "backup-schedule", "--output", "json"),
        projectId="shop",
        addonId=addon,
        input=body,
    )
    # Error IDs are drawn by lot.
    lines = re.sub(r"error id: \w+", "error id: …", ran.printed + ran.complaints).splitlines()
    return [f"{ran.code}", *lines]


def test_log_in(northflank: Northflank, api: Emulator) -> None:
    """`login` asks the API whether the token is valid, and keeps it."""
    logged_in = northflank.settings
    northflank.settings = {"contexts": [], "lastUpdateCheck": logged_in["lastUpdateCheck"]}

    ran = northflank.cli("login", name="test", token=TOKEN, host=api.url)

    assert (0, "") == (ran.code, ran.complaints)
    assert (
        f"Successfully logged in using token login, added context with name test "
        f"(api host: {api.url})"
    ) == ran.printed.strip()
    assert logged_in == northflank.settings
    assert [("GET", "/v1/login", 200)] == [(r.method, r.path, r.status) for r in api.requests]


def test_log_in_with_a_bad_token(northflank: Northflank, api: Emulator) -> None:
    """A token that the API refuses is not kept."""
    ran = northflank.cli("login", name="bad", token="nf-another-token", host=api.url)

    assert (
        "Failed: Failed to login with the provided token, make sure to use a valid token and host."
    ) == ran.complaints.strip()
    assert ["test"] == [context["name"] for context in northflank.settings["contexts"]]
    assert [401] == [r.status for r in api.requests]


def test_every_interval_and_type(northflank: Northflank, api: Emulator) -> None:
    """Each of an addon's six schedules is created as asked, and its ID is printed."""
    printed = ["".join(create(northflank, body)) for body in BODIES]

    held = api.schedules("shop", "db-01")
    assert [f'0{{ "id": "{item["id"]}"}}' for item in held] == printed
    assert [("POST", PATH.format("db-01"), body) for body in BODIES] == [
        (r.method, r.path, json.loads(r.body)) for r in api.requests
    ]
    assert all(re.fullmatch(AGENT, r.headers["user-agent"]) for r in api.requests)


def test_lists_and_deletes(northflank: Northflank, api: Emulator) -> None:
    """All pages of a list are printed as the API holds them; an ID is enough to delete one."""
    ids = [api.add_schedule("shop", "db-01", body) for body in BODIES]
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
    """All of a project's addons are printed, through all pages."""
    ran = northflank.cli("list", "addons", projectId="shop", output="json", per_page="10")

    assert ADDONS == [addon["id"] for addon in ran.json["addons"]]
    assert 3 == len(api.requests)


BAD_RETENTION = (
    '{"errors":[{"path":"retentionTime","problem":"Input should be less than or equal to 120"}]}'
)


def told(status: int, message: str, details: str = "{}") -> list[str]:
    """What the CLI tells of an answer of the API that is an error."""
    return [
        "1",
        "Failed: Error occured while trying to run command, error: API request failed",
        f"\tMessage: {message} (HTTP status code: {status}, NF error id: …)",
        f"\tdetails :{details}",
    ]


def test_refusals(northflank: Northflank, api: Emulator) -> None:
    """A bad body, an addon that is not there and a bad token are told in the API's words."""
    scheduling = {"interval": "hourly", "minute": [0], "day": [1]}
    bad = {"scheduling": scheduling, "backupType": "dump", "retentionTime": 121}

    refused = create(northflank, bad)
    missing = create(northflank, BODIES[0], addon="db-99")
    settings = northflank.settings
    settings["contexts"][0]["token"] = "nf-another-token"
    northflank.settings = settings
    unknown = create(northflank, BODIES[0])

    broken = "retentionTime: Input should be less than or equal to 120"
    assert told(400, f"The request body is not valid: {broken}", BAD_RETENTION) == refused
    assert told(404, "There is no addon 'db-99' in the project 'shop'.") == missing
    assert told(401, "The API token is missing or not valid.") == unknown
    assert [] == api.schedules()


def test_nothing_leaves_this_machine(northflank: Northflank, api: Emulator, tmp_path: Path) -> None:
    """What keeps the clients on this machine does, and tells what it kept back."""
    script = tmp_path / "leave.mjs"
    script.write_text(
        f"""
        import https from "node:https";
        await fetch("{api.url}/v1/login");
        await fetch("http://192.0.2.1:8080").catch((error) => console.log(error.cause.message));
        await fetch("http://[::1]:8080").catch((error) => console.log(error.cause.message));
        https.get("https://example.invalid").on("error", (error) => console.log(error.message));
        """
    )

    ran = northflank.node(script)

    told = northflank.outside.read_text().split()
    northflank.outside.unlink()
    assert ["192.0.2.1", "::1", "example.invalid"] == told
    assert ["No connection leaves this machine."] * 3 == ran.printed.splitlines()
    assert ["/v1/login"] == [r.path for r in api.requests]

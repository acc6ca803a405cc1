"""`pulumi-northflank list`, and what needs no API."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from tests.unit.commandline import Run, command_line
from tests.unit.wire import item, page

from pulumi_northflank import __version__
from pulumi_northflank.cli import main
from pulumi_northflank.emulator import Emulator

MakeInputs = Callable[..., dict[str, Any]]


@pytest.fixture(name="run")
def _run(api: Emulator, token: str) -> Run:
    """Run a command on the emulator; keyword arguments change the environment."""
    return command_line(api, token)


def test_list(run: Run, api: Emulator, body: MakeInputs) -> None:
    """The table has a line for each schedule, and one for each addon that has none."""
    schedule_id = api.add_schedule("shop", "orders", body("weekly"))

    result = run("list", "--project=shop")

    assert (0, "") == (result.exit_code, result.stderr)
    assert [
        ["Addon", "Interval", "Type", "When", "Kept", "Compression", "Destinations", "ID"],
        ["carts", "none"],
        ["orders", "weekly", "snapshot", "Fri", "18:30", "7", "days", "-", "-", schedule_id],
    ] == [line.split() for line in result.stdout.splitlines()]


def test_list_as_json(run: Run, api: Emulator, body: MakeInputs) -> None:
    """The JSON has the API's names, in one order; a snapshot's compression means nothing."""
    copies = [{"destinationId": "eu-copy", "type": "custom", "retentionTime": 3}]
    snapshot = body("weekly", additionalDestinations=copies)
    dump = body(backupType="dump", customDestinationId="bucket", compressionType="zstd")
    ids = [api.add_schedule("shop", "orders", one, team="acme") for one in (dump, snapshot)]
    created = [one["createdAt"] for one in api.schedules("shop", "orders", "acme")]

    result = run("list", "--project=shop", "--team=acme", "--json")

    assert json.dumps(
        {
            "projectId": "shop",
            "teamId": "acme",
            "addons": [
                {
                    "addonId": "orders",
                    "schedules": [
                        {
                            "id": ids[0],
                            "backupType": "dump",
                            "scheduling": {"interval": "daily", "minute": [0], "hour": [3]},
                            "retentionTime": 7,
                            "compressionType": "zstd",
                            "customDestinationId": "bucket",
                            "createdAt": created[0],
                        },
                        {
                            "id": ids[1],
                            "backupType": "snapshot",
                            "scheduling": snapshot["scheduling"],
                            "retentionTime": 7,
                            "additionalDestinations": [
                                {"destinationId": "eu-copy", "type": "custom", "retentionTime": 3}
                            ],
                            "createdAt": created[1],
                        },
                    ],
                }
            ],
        }
    ) == json.dumps(json.loads(result.stdout))


def test_list_shows_what_can_not_be_declared(run: Run, api: Emulator) -> None:
    """Whatever there is shows, as it is."""
    odd = item("s1", backupType="stream", scheduling={"interval": "yearly", "minute": [[]]})
    api.fault(page(odd, item("s2"), item("s3")), path="backup-schedules", times=2)

    table = run("list", "--project=shop", "--addon=orders")
    as_json = run("list", "--project=shop", "--addon=orders", "--json")

    assert 0 == table.exit_code
    assert re.search(r'orders  yearly    stream  \{"minute": \[\[\]\]\} .*s1', table.stdout)
    [addon] = json.loads(as_json.stdout)["addons"]
    assert ["s2", "s3", "s1"] == [one["id"] for one in addon["schedules"]]


@pytest.mark.parametrize("arguments", [[], ["generate"], ["list"]])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help(arguments: list[str], option: str) -> None:
    """Help needs no settings, and tells the exit status and where settings are from."""
    result = CliRunner().invoke(main, [*arguments, option])

    assert 0 == result.exit_code
    assert "Exit status:" in result.stdout
    assert ("NORTHFLANK_TEAM_ID" if arguments else "NORTHFLANK_API_TOKEN") in result.stdout


def test_version() -> None:
    """The version is the package's."""
    assert f"pulumi-northflank, version {__version__}\n" == (
        CliRunner().invoke(main, ["--version"]).stdout
    )


@pytest.mark.parametrize(
    ("imported", "absent"),
    [
        # YAML is not told: Pulumi's SDK itself loads a library for it.
        pytest.param(
            ["pulumi_northflank", "pulumi_northflank.client", "pulumi_northflank.creation"],
            ["click", "rich", "pulumi_northflank.cli"],
            id="program-and-provider",
        ),
        pytest.param(
            ["pulumi_northflank.cli"], ["rich", "requests", "jsonschema", "tenacity"], id="help"
        ),
    ],
)
def test_nothing_is_loaded_without_need(imported: list[str], absent: list[str]) -> None:
    """A program does not pay for the command line, nor a page of help for the client."""
    code = (
        f"import sys, {', '.join(imported)}\n"
        f"print([name for name in {absent} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert "[]\n" == done.stdout

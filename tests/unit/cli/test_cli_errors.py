"""How commands end if something is wrong."""

from __future__ import annotations

import pytest
from tests.unit.commandline import Run, lists, outcome

from pulumi_northflank.emulator import Emulator

SHOP = "--project=shop"
CHECK = (
    "Check projectId{} and teamId (--team) of {}, that NORTHFLANK_BASE_URL is the API's URL, and "
    "that the token can access the project.\n"
)
SET_TOKEN = "Set a valid token in the environment as NORTHFLANK_API_TOKEN.\n"


@pytest.mark.parametrize(
    ("arguments", "environment", "messages"),
    [
        (["--project=shp"], {}, ["404 There is no project 'shp'", CHECK.format("", "project shp")]),
        (
            [SHOP, "--addon=ordrs", "--addon=carts"],
            {},
            ["404", CHECK.format(", addonId", "addon ordrs in project shop")],
        ),
        ([SHOP, "--team=acm"], {}, ["404", CHECK.format("", "project shop of team acm")]),
        (
            [SHOP],
            {"NORTHFLANK_API_TOKEN": None},
            [f"A request needs a Northflank API token, and none is set. {SET_TOKEN}"],
        ),
        (
            [SHOP],
            {"NORTHFLANK_API_TOKEN": "other"},
            ["401 Unauthorized", SET_TOKEN],
        ),
        (
            [SHOP],
            {"NORTHFLANK_BASE_URL": "http://nf.example"},
            ["must begin with https://", "; set NORTHFLANK_BASE_URL, or unset it for https://api."],
        ),
        (
            [SHOP],
            {"NORTHFLANK_TIMEOUT": "soon"},
            ["The value 'soon' of NORTHFLANK_TIMEOUT must be", "; set NORTHFLANK_TIMEOUT.\n"],
        ),
        (
            [SHOP],
            {"NORTHFLANK_MAX_WAIT": "-1"},
            ["The value '-1' of NORTHFLANK_MAX_WAIT must be", "; set NORTHFLANK_MAX_WAIT.\n"],
        ),
        (
            [SHOP],
            {"NORTHFLANK_BASE_URL": "http://127.0.0.1:9"},
            ["no connection to 127.0.0.1:9 (Connection refused)", "when it is reachable.\n"],
        ),
    ],
)
@pytest.mark.parametrize("command", ["calendar", "generate", "list"])
def test_errors(
    run: Run, command: str, arguments: list[str], environment: dict[str, str], messages: list[str]
) -> None:
    """An error is one line on stderr that does not mention stack configuration."""
    result = run(command, *arguments, **environment)

    assert (1, "") == (result.exit_code, result.stdout)
    assert [] == [text for text in messages if text not in result.stderr], result.stderr
    assert result.stderr.startswith("Error: ")
    assert 1 == result.stderr.count("\n")
    assert [] == [text for text in ("northflank:", "pulumi config") if text in result.stderr]


def test_an_addon_deleted_meanwhile(run: Run, api: Emulator) -> None:
    """An addon that was listed, but has no list of schedules any more, is named."""
    api.fault(lists("orders", "gone"), path_regex="/addons$")

    message = (
        "Error: The API listed addon gone in project shop, but returned 404 for its schedules. If "
        "somebody has just deleted the addon, run the command again.\n"
    )
    assert (1, "", message) == outcome(run("list", SHOP))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing option '--project'."),
        (["--project="], "Invalid value for '--project': \"\" is too short"),
        (["--project=a/b"], "Invalid value for '--project': \"a/b\" is malformed (an ID is"),
        ([SHOP, "--addon=a", "--addon=.."], "Invalid value for '--addon': \"..\" is malformed"),
        (
            [SHOP, "--team=?"],
            "Invalid value for '--team' (env var: 'NORTHFLANK_TEAM_ID'): \"?\" is",
        ),
    ],
)
def test_wrong_usage(run: Run, api: Emulator, arguments: list[str], message: str) -> None:
    """Missing and invalid IDs are refused before any request."""
    result = run("list", *arguments)

    assert (2, "", []) == (result.exit_code, result.stdout, api.requests)
    assert message in result.stderr

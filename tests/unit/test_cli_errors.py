"""How the command line ends where something is wrong."""

from __future__ import annotations

import re

import pytest
from tests.unit.commandline import Run, command_line, lists

from pulumi_northflank.emulator import Emulator, Raw, Status

ADVICE = (
    "Check projectId{} and teamId (--team) of {}, that NORTHFLANK_BASE_URL is the API's, and that "
    "the token may see the project.\n"
)
SET_TOKEN = "Set a valid token in the environment as NORTHFLANK_API_TOKEN.\n"


@pytest.fixture(name="run")
def _run(api: Emulator, token: str) -> Run:
    """Run a command on the emulator; keyword arguments change the environment."""
    return command_line(api, token)


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        pytest.param(
            ["--project=shp"],
            {},
            ["404 There is no project 'shp'", ADVICE.format("", "project shp")],
            id="project",
        ),
        pytest.param(
            ["--project=shop", "--addon=ordrs", "--addon=carts"],
            {},
            ["404", ADVICE.format(", addonId", "addon ordrs in project shop")],
            id="addon",
        ),
        pytest.param(
            ["--project=shop", "--team=acm"],
            {},
            ["404", ADVICE.format("", "project shop of team acm")],
            id="team",
        ),
        pytest.param(
            ["--project=shop"],
            {"NORTHFLANK_API_TOKEN": None},
            [f"There is no Northflank API token, and a request needs one. {SET_TOKEN}"],
            id="no-token",
        ),
        pytest.param(
            ["--project=shop"],
            {"NORTHFLANK_API_TOKEN": "other"},
            ["401 The API token is missing or not valid", SET_TOKEN],
            id="token",
        ),
        pytest.param(
            ["--project=shop"],
            {"NORTHFLANK_BASE_URL": "http://nf.example"},
            ["must begin with https://", "; set NORTHFLANK_BASE_URL, or unset it for https://api."],
            id="url",
        ),
        pytest.param(
            ["--project=shop"],
            {"NORTHFLANK_TIMEOUT": "soon"},
            ["The value 'soon' of NORTHFLANK_TIMEOUT is not", "; set NORTHFLANK_TIMEOUT.\n"],
            id="timeout",
        ),
        pytest.param(
            ["--project=shop"],
            {"NORTHFLANK_MAX_WAIT": "-1"},
            ["The value '-1' of NORTHFLANK_MAX_WAIT is not", "; set NORTHFLANK_MAX_WAIT.\n"],
            id="wait",
        ),
        pytest.param(
            ["--project=shop"],
            {"NORTHFLANK_BASE_URL": "http://127.0.0.1:9"},
            ["no connection to 127.0.0.1:9 (Connection refused)", "when it is reachable.\n"],
            id="down",
        ),
    ],
)
@pytest.mark.parametrize("command", ["generate", "list"])
def test_errors(
    run: Run, command: str, arguments: list[str], environment: dict[str, str], told: list[str]
) -> None:
    """An error is a line on stderr in words that hold without a stack, and nothing on stdout."""
    result = run(command, *arguments, **environment)

    assert (1, "") == (result.exit_code, result.stdout)
    assert [] == [text for text in told if text not in result.stderr], result.stderr
    assert result.stderr.startswith("Error: ")
    assert 1 == result.stderr.count("\n")
    assert [] == [text for text in ("northflank:", "pulumi config") if text in result.stderr]


@pytest.mark.parametrize("command", ["generate", "list"])
def test_an_addon_deleted_meanwhile_is_named(run: Run, api: Emulator, command: str) -> None:
    """A 404 of an addon that was listed says just that."""
    api.fault(lists("orders", "gone"), path_regex="/addons$")

    result = run(command, "--project=shop")

    told = (
        "Error: The API listed addon gone in project shop, and did not know it when its schedules "
        "were asked for. If somebody has just deleted it, run the command again.\n"
    )
    assert (1, "", told) == (result.exit_code, result.stdout, result.stderr)


def test_the_unreadable_answer_of_another_host(run: Run, api: Emulator) -> None:
    """An error that names a key of the configuration names the variable here."""
    api.fault(Raw(b"{}"), path_regex="/addons$")

    result = run("list", "--project=shop")

    assert "Check that NORTHFLANK_BASE_URL is the API's, and run" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Missing option '--project'."),
        (["--project="], "Invalid value for '--project': \"\" is too short"),
        (["--project=a/b"], "Invalid value for '--project': \"a/b\" is malformed (an ID is"),
        (["--project=shop", "--addon=a b"], "Invalid value for '--addon': \"a b\" is malformed"),
        (["--project=shop", "--addon=a", "--addon=.."], "Invalid value for '--addon': \"..\" is"),
        (["--project=shop", "--team=?"], "Invalid value for '--team' (env var: 'NOR"),
        (["--project=shop", "--format=json"], "No such option"),
    ],
)
def test_wrong_usage(run: Run, api: Emulator, arguments: list[str], told: str) -> None:
    """What can't be an ID is refused as usage, before any request."""
    result = run("list", *arguments)

    assert (2, "", []) == (result.exit_code, result.stdout, api.requests)
    assert told in result.stderr


def test_a_wait_is_told(run: Run, api: Emulator) -> None:
    """What takes long says why, on stderr."""
    api.fault(Status(429, {"Retry-After": "0"}), path="orders")

    result = run("list", "--project=shop", NORTHFLANK_MAX_WAIT="5")

    assert 0 == result.exit_code
    assert re.match(r"Waiting 0\.\d seconds before the next try of GET /v1/\S+: 429", result.stderr)
    assert "Waiting" not in result.stdout

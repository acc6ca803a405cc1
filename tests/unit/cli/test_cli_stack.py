"""How `calendar` reads the state of a stack, from an export or from the `pulumi` command."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.unit.commandline import outcome
from tests.unit.pictures import (
    HOURLY,
    NIGHTLY,
    SCHEDULES,
    TYPE,
    URN,
    WEEKLY,
    resource,
    state,
    state_of,
)

from pulumi_northflank.cli import main

KEY = "4dabf18193072939515e22adb298388d"
SECRET = {KEY: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc:def"}


def draw(text: str, *arguments: str) -> Result:
    """Draw a state from stdin."""
    return CliRunner().invoke(main, ["calendar", "--state=-", *arguments], input=text)


def plain(value: Any) -> dict[str, str]:
    """A secret in an export that was made with `--show-secrets`."""
    return {KEY: SECRET[KEY], "plaintext": json.dumps(value)}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"scheduling": SECRET}, "`scheduling` is a secret"),
        (
            {"scheduling": {**NIGHTLY["scheduling"], "minute": SECRET}, "addonId": SECRET},
            "`addonId`, `scheduling` are secrets",
        ),
        ({"teamId": SECRET}, "`teamId` is a secret"),
        ({"scheduling": {**NIGHTLY["scheduling"], "minute": [SECRET]}}, "`scheduling` is a secret"),
        ({"addonId": {KEY: SECRET[KEY], "plaintext": "{"}}, "`addonId` is a secret"),
        ({"addonId": {KEY: SECRET[KEY], "plaintext": None}}, "`addonId` is a secret"),
    ],
)
@pytest.mark.parametrize("arguments", [[], ["--svg=-"]], ids=str)
def test_secrets(changes: dict[str, Any], problem: str, arguments: list[str]) -> None:
    """A schedule with a secret address or scheduling is named, and the rest is drawn."""
    nightly = resource("nightly", {**NIGHTLY, **changes})

    result = draw(state(resource("hourly", HOURLY), nightly), *arguments)

    message = (
        f"nightly is not drawn: its {problem} of the stack. Export the state "
        "with secrets: pipe `pulumi stack export --show-secrets` into this command with --state -\n"
    )
    assert (1, message) == (result.exit_code, result.stderr)
    assert "snapshot" in result.stdout
    assert ("that could not be drawn" in result.stdout) is (arguments == ["--svg=-"])
    assert "v1:abc" not in result.output


def test_secret_metrics_are_unknown() -> None:
    """A schedule with a secret retention is drawn, without the metrics that need it."""
    nightly = {**NIGHTLY, "retentionTime": SECRET, "customDestinationId": SECRET}

    result = draw(state(resource("nightly", nightly)))

    message = (
        "nightly: its `retentionTime`, `customDestinationId` are secrets of the stack, so some "
        "metrics are shown as ?.\n"
    )
    assert (0, message) == (result.exit_code, result.stderr)
    assert "dump daily 02:30, kept ?" in result.stdout
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["dumps", "24h", "7", "?", "?"] in lines
    assert ["copies", "?", "?", "?", "?"] in lines


def test_secrets_in_plain_text_are_read() -> None:
    """An export with secrets in plain text is drawn like one without secrets."""
    nightly: dict[str, Any] = {name: plain(value) for name, value in NIGHTLY.items()}
    nightly["scheduling"] = {"interval": "daily", "minute": [plain(30)], "hour": plain([plain(2)])}

    open_state, with_secrets = (state(resource("nightly", one)) for one in (NIGHTLY, nightly))

    assert draw(open_state).output == draw(with_secrets).output


def test_schedules_of_the_package_are_drawn() -> None:
    """The state of a program in another language is drawn like that of one in Python."""
    of_python = state_of(*SCHEDULES)
    of_package = of_python.replace(TYPE, "northflank:index:AddonBackupSchedule")

    assert draw(of_python).output == draw(of_package).output


def test_other_resources_are_not_drawn() -> None:
    """Schedules that are only referred to or already replaced are named and left out."""
    other = {"urn": f"{URN}random:index:Id::other", "type": "random:index:Id", "inputs": {}}

    result = draw(
        state(
            resource("by-hand", NIGHTLY, external=True),
            resource("old", NIGHTLY, delete=True),
            other,
            resource("hourly", HOURLY),
        )
    )

    assert (
        "by-hand is not drawn: the program only refers to this schedule (AddonBackupSchedule.get) "
        "and does not declare it.\n"
        "old is not drawn: it was replaced, and the next `pulumi up` deletes the old resource.\n"
    ) == result.stderr
    assert 0 == result.exit_code
    assert "dump " not in result.stdout.split("\n", 3)[3]


def test_an_interrupted_creation() -> None:
    """A schedule whose creation was interrupted is named, because it may or may not exist."""
    operations = [
        {"type": "creating", "resource": resource("new", NIGHTLY)},
        {"type": "deleting", "resource": resource("old", NIGHTLY)},
        {"type": "creating", "resource": {"urn": f"{URN}a:b:C::c", "type": "a:b:C"}},
    ]

    result = draw(state(pending_operations=operations))

    assert (
        "new is not drawn: its creation was interrupted, so it may or may not exist. Run "
        "`pulumi up`, then this command again\n"
    ) == result.stderr
    assert 1 == result.exit_code


def test_limits() -> None:
    """A schedule that exists is drawn, even beyond the documented limits."""
    result = draw(state_of({**HOURLY, "retentionTime": 365}))

    assert (0, "") == (result.exit_code, result.stderr)
    assert "365" in result.stdout


def test_an_invalid_schedule() -> None:
    """A schedule that would not pass the check is named with all problems."""
    result = draw(state_of({**HOURLY, "backupType": "stream", "retentionTime": 0}, WEEKLY))

    assert 1 == result.exit_code
    assert result.stderr.startswith('hourly is not drawn: backupType: "stream" is not')
    assert "; retentionTime: 0 is " in result.stderr


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (" \n", "it is empty"),
        ("{", "it is not JSON"),
        ("\x00", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "it has no `deployment`"),
        ('{"deployment": []}', "it has no `deployment`"),
        ('{"deployment": {"resources": {"a": 1}}}', "`resources` is not a list"),
        (state(pending_operations="x"), "`pending_operations` is not a list"),
        ('{"deployment": {"resources": [1]}}', "a resource has no `urn` and `type`"),
        ('{"deployment": {"resources": [{"urn": 1}]}}', "a resource has no `urn` and `type`"),
        (state(resource("a", [1])), "the `inputs` of a resource are not an object"),
        (
            state(pending_operations=[{"type": "creating", "resource": 5}]),
            "a resource has no `urn` and `type`",
        ),
    ],
)
def test_input_that_is_not_a_state(text: str, problem: str) -> None:
    """Anything but an export of a stack is an error of one sentence, and nothing is drawn."""
    result = draw(text, "--svg=-")

    message = (
        f"Error: stdin is not the state of a stack: {problem}. Pipe `pulumi stack export` "
        "into this command with --state -, or pass its output with --state FILE.\n"
    )
    assert (1, "", message) == outcome(result)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (state(), "Stack prod of shop"),
        ('{"deployment": {}}', "A stack"),
        ('{"deployment": {"resources": null}}', "A stack"),
    ],
)
def test_an_empty_state(text: str, subject: str) -> None:
    """A stack without schedules is not an error."""
    result = draw(text)

    assert (0, "") == (result.exit_code, result.stderr)
    assert f"{subject} has no backup schedules.\n" == result.stdout


def test_a_malformed_urn() -> None:
    """A URN that is not Pulumi's names no stack, and cannot control the terminal."""
    odd = resource("odd", NIGHTLY) | {"urn": "\x1b[31m"}

    result = draw(json.dumps({"deployment": {"resources": [odd | {"type": TYPE}]}}))

    assert "Backups of a stack, by hour of the week" == result.stdout.splitlines()[0]
    assert "\x1b" not in result.output


@pytest.fixture(name="pulumi")
def _pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a `pulumi` on PATH that notes its arguments and writes the file `state`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "pulumi"
    command.write_text(
        f"#!{sys.executable}\n"
        "import os, pathlib, sys\n"
        "here = pathlib.Path(__file__).parent\n"
        "here.joinpath('called').write_text('\\n'.join([os.getcwd(), *sys.argv[1:]]))\n"
        "sys.stdout.write(here.joinpath('state').read_text(encoding='utf-8'))\n"
        "sys.stderr.write(os.environ.get('FAKE_ERROR', ''))\n"
        "sys.exit('FAKE_ERROR' in os.environ)\n"
    )
    command.chmod(0o755)
    (folder / "state").write_text(state_of(HOURLY))
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.parametrize(
    ("arguments", "passed_on"),
    [
        ([], []),
        (["--stack=acme/shop/prod"], ["--stack", "acme/shop/prod"]),
        (["-s", "--show-secrets"], ["--stack", "--show-secrets"]),
        (["-s", "prod", "-C", "."], ["--stack", "prod", "--cwd", "."]),
    ],
)
def test_the_command(pulumi: Path, arguments: list[str], passed_on: list[str]) -> None:
    """The selected or named stack is exported without secrets."""
    result = CliRunner().invoke(main, ["calendar", *arguments])

    assert (0, "") == (result.exit_code, result.stderr)
    assert result.stdout.startswith("Backups of stack prod of shop, by hour of the week\n")
    assert [str(Path.cwd()), "stack", "export", "--non-interactive", *passed_on] == (
        (pulumi / "called").read_text().splitlines()
    )


@pytest.mark.parametrize(
    ("stderr", "problem"),
    [
        ("error: no stack named 'prod' found\n", "no stack named 'prod' found"),
        ("warning: a\nerror: b.\n", "warning: a error: b"),
        ("\x1b[31m\n", "\x20[31m"),
        ("", "exit status 1"),
    ],
)
def test_a_failure(
    pulumi: Path, monkeypatch: pytest.MonkeyPatch, stderr: str, problem: str
) -> None:
    """The error of `pulumi` is shown on one line, without the state that it wrote."""
    monkeypatch.setenv("FAKE_ERROR", stderr)

    result = CliRunner().invoke(main, ["calendar", "--stack=prod", "--svg=-"])

    message = (
        "Error: Cannot read the state of the stack: `pulumi stack export --non-interactive --stack "
        f"prod` failed: {problem}. Choose a stack with --stack and --cwd, pass an export with "
        "--state FILE, or read the existing schedules with --project ID.\n"
    )
    assert (1, "", message) == outcome(result)


def test_output_that_is_not_a_state(pulumi: Path) -> None:
    """Another command of the same name is an error that quotes the command."""
    (pulumi / "state").write_text("hello")

    result = CliRunner().invoke(main, ["calendar"])

    problem = "The output of `pulumi stack export` is not the state of a stack: it is not JSON."
    assert (1, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith(f"Error: {problem}")


def test_a_missing_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the command, the error names other ways."""
    monkeypatch.setenv("PATH", str(tmp_path))

    result = CliRunner().invoke(main, ["calendar"])

    message = (
        "Error: Cannot read the state of the stack, because `pulumi` is not on PATH. Choose a "
        "stack with --stack and --cwd, pass an export with --state FILE, or read the existing "
        "schedules with --project ID.\n"
    )
    assert (1, "", message) == outcome(result)

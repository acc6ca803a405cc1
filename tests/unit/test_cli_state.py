"""What is read of a stack's state, and what is said of the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.unit.pictures import SCHEDULES, TYPE, URN, of_schedules, resource, state

from pulumi_northflank.cli import main

MARK = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
HIDDEN = {MARK: SECRET, "ciphertext": "v1:abc:def"}


def draw(text: str, *arguments: str) -> Result:
    """Draw a state that comes in by stdin."""
    return CliRunner().invoke(main, ["calendar", "--state=-", *arguments], input=text)


def changed(name: str, **changes: Any) -> dict[str, Any]:
    """One of the schedules with other inputs."""
    return SCHEDULES[name] | changes


def plain(value: Any) -> dict[str, str]:
    """A secret in an export that was made with `--show-secrets`."""
    return {MARK: SECRET, "plaintext": json.dumps(value)}


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"scheduling": HIDDEN}, "`scheduling` is"),
        (
            {"scheduling": {"interval": "daily", "minute": HIDDEN, "hour": [2]}, "addonId": HIDDEN},
            "`addonId`, `scheduling` are",
        ),
        ({"teamId": HIDDEN}, "`teamId` is"),
        ({"scheduling": {"interval": "daily", "minute": [HIDDEN], "hour": [2]}}, "`scheduling` is"),
    ],
)
@pytest.mark.parametrize("arguments", [[], ["--svg=-"], ["--next=5"]], ids=str)
def test_a_secret_is_said(changes: dict[str, Any], names: str, arguments: list[str]) -> None:
    """What can't be read is named, the rest is drawn, and the status is 1."""
    nightly = changed("orders-nightly", **changes)

    result = draw(of_schedules(**{"orders-nightly": nightly}), *arguments)

    told = (
        f"orders-nightly is not drawn: its {names} a secret of the stack. An export with secrets "
        "can be drawn: `pulumi stack export --show-secrets | pulumi-northflank calendar --state "
        "-`\n"
    )
    assert (1, told) == (result.exit_code, result.stderr)
    assert "snapshot" in result.stdout
    assert ("Not in this picture" in result.stdout) is (arguments == ["--svg=-"])
    assert "v1:abc" not in result.output


def test_secret_figures_are_unknown() -> None:
    """A schedule whose retention is a secret is drawn, and only figures that need it are not."""
    nightly = changed("orders-nightly", retentionTime=HIDDEN, customDestinationId=HIDDEN)

    result = draw(state(resource("nightly", nightly)))

    told = (
        "nightly: its `retentionTime`, `customDestinationId` are a secret of the stack, and "
        "figures that need it show as ?.\n"
    )
    assert (0, told) == (result.exit_code, result.stderr)
    assert "dump daily 02:30, kept ?" in result.stdout
    assert ["dumps", "24h", "7", "?", "?"] in [one.split() for one in result.stdout.splitlines()]
    assert "stored elsewhere  ?" in result.stdout


def test_shown_secrets_are_read() -> None:
    """An export that was made with secrets draws the same picture as one without any."""
    nightly: dict[str, Any] = {
        name: plain(value) for name, value in SCHEDULES["orders-nightly"].items()
    }
    nightly["scheduling"] = {"interval": "daily", "minute": [plain(30)], "hour": plain([plain(2)])}

    assert draw(of_schedules()).output == draw(of_schedules(**{"orders-nightly": nightly})).output


@pytest.mark.parametrize("value", [None, 5, "{", "[1"])
def test_a_broken_secret_is_a_secret(value: Any) -> None:
    """A secret whose text is none can't be read, and that is all."""
    broken = {MARK: SECRET, "plaintext": value}

    result = draw(state(resource("odd", changed("orders-nightly", addonId=broken))))

    assert "odd is not drawn: its `addonId` is a secret" in result.stderr


def test_what_is_not_declared_is_not_drawn() -> None:
    """What is only referred to, and what is on its way out, is named and left out."""
    nightly, hourly = SCHEDULES["orders-nightly"], SCHEDULES["orders-hourly"]
    other = {"urn": f"{URN}random:index:Id::other", "type": "random:index:Id", "inputs": {}}

    result = draw(
        state(
            resource("by-hand", nightly, external=True),
            resource("old", nightly, delete=True),
            other,
            resource("hourly", hourly),
        )
    )

    assert 0 == result.exit_code
    assert (
        "by-hand is not drawn: the stack only refers to this schedule (AddonBackupSchedule.get) "
        "and does not declare it.\n"
        "old is not drawn: it was replaced, and the next `pulumi up` deletes what is left of it.\n"
    ) == result.stderr
    assert "dump " not in result.stdout.split("\n", 3)[3]


def test_an_interrupted_creation_is_said() -> None:
    """Whether a schedule exists whose creation was cut off, nobody knows."""
    operations = [
        {"type": "creating", "resource": resource("new", SCHEDULES["orders-nightly"])},
        {"type": "deleting", "resource": resource("old", SCHEDULES["orders-nightly"])},
        {"type": "creating", "resource": {"urn": f"{URN}a:b:C::c", "type": "a:b:C"}},
    ]

    result = draw(state(pending_operations=operations))

    assert (
        "new is not drawn: creating it was interrupted, and the state does not tell how that "
        "ended; run `pulumi up`, then draw again\n"
    ) == result.stderr
    assert 1 == result.exit_code


def test_an_invalid_schedule_is_said() -> None:
    """A schedule that no check would let through is named with all that is wrong."""
    odd = changed("orders-hourly", backupType="stream", retentionTime=8)

    result = draw(of_schedules(**{"orders-hourly": odd}))

    assert 1 == result.exit_code
    assert result.stderr.startswith('orders-hourly is not drawn: backupType: "stream" is not')
    assert "; retentionTime: 8 is " in result.stderr


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("{", "it is no JSON"),
        ("\x00", "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ("[]", "it has no `deployment`"),
        ("{}", "it has no `deployment`"),
        ('{"deployment": []}', "it has no `deployment`"),
        ('{"deployment": {"resources": {"a": 1}}}', "`resources` is no list"),
        ('{"deployment": {"resources": [1]}}', "a resource has no URN and type"),
        ('{"deployment": {"resources": [{"urn": 1}]}}', "a resource has no URN and type"),
        (state(resource("a", {}) | {"inputs": [1]}), "a schedule has no `inputs`"),
        (
            state(pending_operations=[{"type": "creating", "resource": 5}]),
            "a resource has no URN and type",
        ),
    ],
)
def test_no_state(text: str, problem: str) -> None:
    """What is no export of a stack is said to be none, in one sentence, and nothing is drawn."""
    result = draw(text, "--svg=-")

    told = (
        f"Error: stdin is no state of a stack: {problem}. Give what `pulumi stack export` writes, "
        "as in `pulumi stack export | pulumi-northflank calendar --state -`.\n"
    )
    assert (1, "", told) == (result.exit_code, result.stdout, result.stderr)


@pytest.mark.parametrize(
    "text",
    [
        state(),
        '{"deployment": {}}',
        '{"deployment": {"resources": null}}',
        state(pending_operations="x"),
        state(pending_operations=[1]),
    ],
)
def test_an_empty_state(text: str) -> None:
    """A stack without schedules is no error."""
    result = draw(text)

    assert (0, "") == (result.exit_code, result.stderr)
    assert result.stdout.startswith("There are no backup schedules in ")


def test_an_urn_from_elsewhere() -> None:
    """A URN that is none of Pulumi's names no stack, and no terminal is steered by it."""
    odd = resource("odd", SCHEDULES["orders-nightly"]) | {"urn": "\x1b[31m"}

    result = draw(json.dumps({"deployment": {"resources": [odd | {"type": TYPE}]}}))

    assert "Backups of a stack, by hour of the week" == result.stdout.splitlines()[0]
    assert "\x1b" not in result.output

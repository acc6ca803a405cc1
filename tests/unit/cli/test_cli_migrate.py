"""`pulumi-northflank migrate` rewrites an exported state, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.commandline import Run

from pulumi_northflank.cli.migrate import PENDING
from pulumi_northflank.dynamic.provider import RESOURCE_TYPE as DYNAMIC
from pulumi_northflank.package import RESOURCE_TYPE as PACKAGE

NO_STATE = "stdin is not the output of `pulumi stack export`."
STACK = "urn:pulumi:dev::shop"
PLAN = f"{STACK}::northflank:index:BackupPlan::plan"
INPUTS = {"projectId": "shop", "addonId": "orders", "retentionTime": 7}
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v"}


def provider(package: str, name: str = "default") -> dict[str, Any]:
    """A provider in a state."""
    type_ = f"pulumi:providers:{package}"
    return {"urn": f"{STACK}::{type_}::{name}", "custom": True, "id": f"id-{name}", "type": type_}


def schedule(type_: str, name: str, of: dict[str, Any], **inputs: Any) -> dict[str, Any]:
    """A schedule of a plan in a state."""
    properties = {**INPUTS, **inputs}
    return {
        "urn": f"{STACK}::northflank:index:BackupPlan${type_}::{name}",
        "custom": True,
        "id": f"id-{name}",
        "type": type_,
        "inputs": properties,
        "outputs": properties,
        "parent": PLAN,
        "protect": True,
        "provider": f"{of['urn']}::{of['id']}",
    }


def state(*resources: object, **more: Any) -> str:
    """An exported state."""
    return json.dumps({"version": 3, "deployment": {"resources": list(resources), **more}})


def migrated(run: Run, text: str, target: str) -> list[dict[str, Any]]:
    """The resources of a state after the command."""
    result = run("migrate", "--to", target, stdin=text)
    assert 0 == result.exit_code, result.stderr
    resources: list[dict[str, Any]] = json.loads(result.stdout)["deployment"]["resources"]
    return resources


def test_both_ways(run: Run) -> None:
    """Types, URNs, providers and what only the dynamic provider stores change, and come back."""
    python, other = provider("pulumi-python"), {"urn": f"{STACK}::my:index:Thing::a", "id": "a"}
    hidden = {"__provider": "old payload", "secretProperties": ["addonId"]}
    daily = schedule(DYNAMIC, "daily", python, **hidden, addonId=SECRET)
    weekly = schedule(DYNAMIC, "weekly", python, __provider="old payload")
    weekly["dependencies"] = [daily["urn"]]
    before = state(other, python, daily, weekly)

    there = migrated(run, before, "package")
    back = migrated(run, state(*there), "dynamic")

    northflank = there[1]
    assert provider("northflank") == {**northflank, "id": "id-default"}
    expected = schedule(PACKAGE, "daily", northflank, addonId=SECRET)
    assert [other, northflank, expected] == there[:3]
    assert {**schedule(PACKAGE, "weekly", northflank), "dependencies": [expected["urn"]]} == (
        there[3]
    )
    payload = back[2]["inputs"]["__provider"]
    restored = before.replace("old payload", payload).replace("id-default", back[1]["id"])
    assert json.loads(restored)["deployment"]["resources"] == back


@pytest.mark.parametrize("name", ["default_0_1_0", "default_https_/example.com/x"])
def test_providers(run: Run, name: str) -> None:
    """A default provider moves before the schedules; providers that are used or declared stay."""
    python, northflank = provider("pulumi-python"), provider("northflank", name)
    thing = {"urn": f"{STACK}::my:index:Thing::a", "id": "a", "provider": schedule("", "", python)}
    thing["provider"] = f"{python['urn']}::{python['id']}"
    nightly = schedule(PACKAGE, "nightly", northflank)

    resources = migrated(run, state(northflank, nightly, python, thing), "dynamic")
    again = migrated(run, state(python, schedule(DYNAMIC, "a", python), thing), "package")

    assert python["urn"] == resources[0]["urn"]
    assert [DYNAMIC, None] == [one.get("type") for one in resources[1:]]
    assert python in again


@pytest.mark.parametrize("name", ["green", "default-green", "default_green"])
def test_a_declared_provider(run: Run, name: str) -> None:
    """A schedule does not lose the token and the account of the provider that it uses."""
    green = provider("northflank", name)

    result = run("migrate", "--to", "dynamic", stdin=state(green, schedule(PACKAGE, "a", green)))

    assert (1, "") == (result.exit_code, result.stdout)
    assert f"Schedules of the stack use the provider `{name}`, and the dynamic" in result.stderr


def test_secrets(run: Run) -> None:
    """The dynamic provider stores which properties are or contain a secret."""
    of = provider("northflank")
    scheduling = {"interval": "daily", "minute": [SECRET]}
    nightly = schedule(PACKAGE, "nightly", of, scheduling=scheduling, teamId=SECRET)

    *_, moved = migrated(run, state(of, nightly), "dynamic")

    assert ["scheduling", "teamId"] == moved["inputs"]["secretProperties"]
    assert moved["inputs"] == moved["outputs"]


@pytest.mark.parametrize("target", ["package", "dynamic"])
def test_nothing_to_move(run: Run, target: str) -> None:
    """A state without such schedules stays as it is, and the user is told."""
    text = state({"urn": f"{STACK}::my:index:Thing::a", "id": "a"})

    result = run("migrate", "--to", target, stdin=text)

    assert json.loads(text) == json.loads(result.stdout)
    assert "The state has no schedules to move. It is written as it was.\n" == result.stderr


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", NO_STATE),
        ("[]", NO_STATE),
        ('{"deployment": null}', NO_STATE),
        (state(1), NO_STATE),
        ("[" * 100_000, NO_STATE),
        ('{"deployment": {"resources": {"a": 1}}}', NO_STATE),
        (
            state(pending_operations=[{"type": "creating"}]),
            PENDING.removesuffix(" Nothing was written."),
        ),
    ],
)
def test_unusable_states(run: Run, text: str, problem: str) -> None:
    """Nothing is written, so that nothing can be imported."""
    result = run("migrate", "--to", "package", stdin=text)

    assert (1, "") == (result.exit_code, result.stdout)
    assert f"Error: {problem} Nothing was written.\n" == result.stderr

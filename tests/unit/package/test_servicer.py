"""The package answers the engine's calls by the rules of the life cycle."""

from __future__ import annotations

import json
from typing import Any

import grpc  # type: ignore[import-untyped]  # the SDK ships no stubs for it
import pytest
from google.protobuf.empty_pb2 import (  # type: ignore[import-untyped]  # no stubs either
    Empty,
)
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]  # the same
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2
from tests.unit.conftest import SLOT
from tests.unit.package.conftest import Package, reason, secret, struct
from tests.unit.schedules import make_body, make_inputs
from tests.unit.wire import methods, only_id

from pulumi_northflank.emulator import Emulator
from pulumi_northflank.version import __version__

Kind = provider_pb2.PropertyDiff


def test_about_the_package(package: Package) -> None:
    """The package tells its version and its schema."""
    schema = json.loads(package.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)

    assert __version__ == package.stub.GetPluginInfo(Empty()).version
    assert ("northflank", __version__) == (schema["name"], schema["version"])


def test_preview(package: Package, api: Emulator) -> None:
    """A preview needs no token and makes no request; numbers and lists are canonical."""
    package.configure()
    written = make_inputs(scheduling={"interval": "hourly", "minute": [45.0, 0.0]})
    checked, failures = package.check({**written, "compressionType": None})
    created = package.create(checked, preview=True)

    inputs = make_inputs(scheduling={"interval": "hourly", "minute": [0, 45]})
    assert (inputs, []) == (checked, failures)
    assert ("", inputs) == (created.id, MessageToDict(created.properties))
    assert [] == api.requests


def test_failures(package: Package) -> None:
    """A failure names the property, or the path of a value inside it."""
    scheduling = {"interval": "daily", "minute": [0, 60], "hour": [3]}
    wrong = make_inputs(retentionTime=75, scheduling=scheduling)
    _, failures = package.check(wrong)

    assert [
        ("retentionTime", "75 is more than 60"),
        ("", "scheduling.minute[1]: 60 is more than 59"),
    ] == [(name, text.partition(" (")[0]) for name, text in failures]


def test_declared_twice(package: Package) -> None:
    """Of two resources in the same slot, the second fails."""
    package.check(make_inputs())
    _, failures = package.check(make_inputs(), name="backup")

    ((name, text),) = failures
    assert ("", f"`backup` and `nightly` both declare {SLOT}") == (name, text.partition(",")[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"addonId": rpc.UNKNOWN},
        {"scheduling": {"interval": "hourly", "minute": [rpc.UNKNOWN, 5]}},
        {"addonId": secret(rpc.UNKNOWN)},
        {"scheduling": secret({"interval": "hourly", "minute": [rpc.UNKNOWN]})},
    ],
    ids=["property", "inside", "secret", "inside-a-secret"],
)
def test_unknown(package: Package, changes: dict[str, Any]) -> None:
    """Values that are not known yet stay unknown at any depth, also if they are secret."""
    inputs = make_inputs(**changes)
    checked, failures = package.check(inputs)
    created = package.create(checked, preview=True)

    assert (inputs, []) == (checked, failures)
    assert inputs == MessageToDict(created.properties)


def test_secrets(package: Package, api: Emulator) -> None:
    """A secret input is a secret output, and no message shows it."""
    inputs = make_inputs(addonId=secret("orders"))
    scheduling = {"interval": "hourly", "minute": [secret(30)]}
    whole, _ = package.check(make_inputs(scheduling=scheduling))
    _, failures = package.check(make_inputs(retentionTime=secret(75)))
    created = package.create(package.check(inputs)[0])
    _, found = package.read(created.id, inputs)

    assert secret({"interval": "hourly", "minute": [30]}) == whole["scheduling"]
    assert ["retentionTime"] == [name for name, _ in failures]
    assert "75" not in failures[0][1]
    assert inputs == MessageToDict(created.properties) == found


def test_secret_team(package: Package, api: Emulator, token: str) -> None:
    """A secret default team is a secret property, and no message shows it."""
    package.configure(apiToken=token, baseUrl=api.url, teamId=secret("acme"))
    checked, _ = package.check(make_inputs())
    _, failures = package.check(make_inputs(), name="backup")
    id_ = api.add_schedule("shop", "orders", make_body(), team="acme")
    _, imported = package.read(f"shop/orders/{id_}")
    found = package.invoke("getAddonBackupSchedules", projectId="shop", addonId="orders")
    with pytest.raises(grpc.RpcError) as caught:
        package.read("shop/orders/s1")

    teams = [each["teamId"] for each in (checked, imported, found)]
    assert [secret("acme")] * 3 == teams
    assert ["acme" not in text for text in (failures[0][1], reason(caught))] == [True, True]


@pytest.mark.parametrize(
    ("olds", "news", "details"),
    [
        ({}, {}, {}),
        ({"ifExists": "adopt"}, {"ifExists": "error"}, {}),
        ({"backupType": "dump"}, {"backupType": "dump", "compressionType": "gz"}, {}),
        (
            {},
            {"retentionTime": 9, "addonId": "carts"},
            {"retentionTime": Kind.UPDATE_REPLACE, "addonId": Kind.UPDATE_REPLACE},
        ),
        ({}, {"teamId": "acme"}, {"teamId": Kind.ADD_REPLACE}),
        ({"teamId": "acme"}, {}, {"teamId": Kind.DELETE_REPLACE}),
        (
            {},
            {"scheduling": {"interval": "hourly", "minute": [0]}},
            {"scheduling.interval": Kind.UPDATE_REPLACE, "scheduling.hour": Kind.DELETE_REPLACE},
        ),
        ({}, {"retentionTime": secret(7)}, {"retentionTime": Kind.UPDATE}),
    ],
)
def test_diff(
    package: Package, olds: dict[str, Any], news: dict[str, Any], details: dict[str, Any]
) -> None:
    """The difference names each property with its kind; every change of a setting replaces."""
    diff = package.diff(make_inputs(**olds), make_inputs(**news))
    replaced = {path.partition(".")[0] for path, kind in details.items() if kind != Kind.UPDATE}

    assert details == {path: each.kind for path, each in diff.detailedDiff.items()}
    assert (replaced, diff.DIFF_SOME if details else diff.DIFF_NONE, True) == (
        set(diff.replaces),
        diff.changes,
        diff.hasDetailedDiff,
    )


@pytest.mark.parametrize(("interval", "first"), [("daily", True), ("weekly", False)])
def test_order_of_a_replacement(package: Package, interval: str, first: bool) -> None:
    """The old schedule goes first if the new one needs its slot."""
    diff = package.diff(make_inputs(), make_inputs(interval, retentionTime=9))

    assert first == diff.deleteBeforeReplace


def test_ignored_changes(package: Package, api: Emulator) -> None:
    """An ignored setting is no difference, and a replacement keeps it as it is in Northflank."""
    state = make_inputs(retentionTime=7)
    id_ = api.add_schedule("shop", "orders", make_body(retentionTime=9))
    news = make_inputs(
        retentionTime=7, scheduling={"interval": "daily", "minute": [15], "hour": [3]}
    )
    package.check(news, state)
    alone = package.diff(make_inputs(retentionTime=9), state, "retentionTime")
    package.diff(state, news, "retentionTime")
    checked, _ = package.check({**news, "retentionTime": 5})
    package.delete(id_, state)
    created = package.create(checked)

    assert (alone.DIFF_NONE, 7) == (alone.changes, checked["retentionTime"])
    assert 9 == MessageToDict(created.properties)["retentionTime"]
    assert 9 == api.schedules()[0]["schedule"]["retentionTime"]


def test_life(package: Package, api: Emulator, token: str) -> None:
    """A schedule is created, deleted, and found as it is in Northflank."""
    inputs = make_inputs()
    found = []
    id_ = package.create(inputs).id
    for change in (
        lambda: None,
        lambda: api.update_schedule(id_, retentionTime=9),
        lambda: api.remove_schedule(id_),
    ):
        change()
        package.configure(apiToken=token, baseUrl=api.url, listLag="0")
        found.append(package.read(id_, inputs))
    other = package.create(inputs).id
    package.delete(other, inputs)
    package.delete(other, inputs)

    assert [(id_, inputs), (id_, {**inputs, "retentionTime": 9}), ("", {})] == found
    assert [] == api.schedules()


@pytest.mark.parametrize("by", ["id", "slot"])
def test_import(package: Package, api: Emulator, by: str) -> None:
    """An import brings the ID and the whole declaration; its check and comparison find nothing."""
    api.add_schedule("shop", "orders", make_body(backupType="dump", retentionTime=9))
    id_ = only_id(api)
    name = id_ if by == "id" else "daily-dump"
    found, inputs = package.read(f"shop/orders/{name}")

    assert (id_, make_inputs(backupType="dump", retentionTime=9)) == (found, inputs)
    assert (inputs, []) == package.check(inputs)
    assert {} == package.diff(inputs, inputs).detailedDiff


def test_wrong_import(package: Package) -> None:
    """A wrong ID is one sentence."""
    with pytest.raises(grpc.RpcError) as caught:
        package.read("shop/orders/s1")

    assert 'Addon orders in project shop has no schedule "s1": it has no schedules.' == reason(
        caught
    )


def test_reference_to_nothing(package: Package) -> None:
    """A reference to a schedule that does not exist is an error."""
    with pytest.raises(grpc.RpcError) as caught:
        package.read("s1", {"projectId": "shop", "addonId": "orders"})

    assert 'Addon orders in project shop has no schedule "s1"' in reason(caught)


def test_reference_of_the_default_team(package: Package, api: Emulator, token: str) -> None:
    """A reference by an addon's ID is to an addon of the default team, which stays secret."""
    package.configure(apiToken=token, baseUrl=api.url, teamId=secret("acme"))
    id_ = api.add_schedule("shop", "orders", make_body(), team="acme")
    found, properties = package.read(id_, {"projectId": "shop", "addonId": "orders"})

    assert (id_, secret("acme")) == (found, properties["teamId"])


def test_null(package: Package, api: Emulator, token: str) -> None:
    """A property that is null is one that was left out."""
    package.configure(apiToken=token, baseUrl=api.url, teamId=secret("acme"))
    checked, failures = package.check(make_inputs() | {"teamId": None, "compressionType": None})
    addons = package.invoke("getProjectAddons", projectId="shop", teamId=None)

    assert ([], secret("acme")) == (failures, checked["teamId"])
    assert (False, secret("acme")) == ("compressionType" in checked, addons["teamId"])


def test_functions(package: Package, api: Emulator, token: str) -> None:
    """Schedules and addons are looked up, with the default team."""
    api.add_schedule("shop", "orders", make_body(), team="acme")
    package.configure(apiToken=token, baseUrl=api.url, teamId="acme")
    found = package.invoke("getAddonBackupSchedules", projectId="shop", addonId="orders")
    addons = package.invoke("getProjectAddons", projectId="shop")
    ids = {"teamId": "acme", "projectId": "shop"}
    (schedule,) = found.pop("schedules")
    created = schedule.pop("createdAt")

    assert {**ids, "addonId": "orders"} == found
    assert {"id": only_id(api), **make_body()} == schedule
    assert created.endswith("Z")
    running = {"name": "orders", "type": "postgresql", "status": "running", "tags": []}
    assert {**ids, "addons": [{"id": "orders", **running}]} == addons


def test_preflight(package: Package, api: Emulator, token: str) -> None:
    """With northflank:preflight, a create in a preview says what `pulumi up` would refuse."""
    package.configure(apiToken=token, baseUrl=api.url, preflight="true")
    inputs = make_inputs(ifExists="error")
    api.add_schedule("shop", "orders", make_body())
    package.check(inputs)

    with pytest.raises(grpc.RpcError) as caught:
        package.create(inputs, preview=True)

    assert "already exists" in reason(caught)
    assert {"GET"} == {*methods(api)}


def test_preflight_of_the_surroundings(package: Package, token: str) -> None:
    """The same checks of addon, destinations and token are made for every language."""
    inputs = make_inputs(addonId="cache", backupType="dump", customDestinationId="of-site")
    with Emulator(token=token, addons=["shop/cache:redis"], destinations=["off-site"]) as other:
        package.configure(apiToken=token, baseUrl=other.url, preflight="true")
        package.check(inputs)
        with pytest.raises(grpc.RpcError) as caught:
            package.create(inputs, preview=True)

    assert "addon cache in project shop is of type redis" in reason(caught)
    assert 'has no backup destination "of-site"' in reason(caught)


def test_preflight_of_a_replacement(package: Package, token: str) -> None:
    """A schedule that is replaced with another destination is checked before it is deleted."""
    olds = make_inputs(backupType="dump")
    news = {**olds, "customDestinationId": "of-site"}
    with Emulator(token=token, destinations=["off-site"]) as other:
        package.configure(apiToken=token, baseUrl=other.url, preflight="true")
        package.check(news, olds)
        with pytest.raises(grpc.RpcError) as caught:
            package.create(news, preview=True)

    assert 'has no backup destination "of-site"' in reason(caught)
    assert ["/v1/backup-destinations"] == [request.path for request in other.requests]


def test_words(package: Package, api: Emulator) -> None:
    """Errors, failures and warnings of a declared provider name its own properties."""
    configured = {"documentedLimits": "enforce", "baseUrl": api.url}
    request = provider_pb2.ConfigureRequest(args=struct(configured), name="blue")
    package.stub.Configure(request)
    _, ((_, failure),) = package.check(make_inputs(retentionTime=75))
    with pytest.raises(grpc.RpcError) as caught:
        package.create(make_inputs())

    assert failure.endswith("set documentedLimits of the provider `blue` to warn")
    assert "`apiToken: TOKEN` in the properties of the provider `blue`" in reason(caught)


def test_settings(package: Package) -> None:
    """The token is a secret in the state, and no change of a setting replaces anything."""
    olds, news = {"apiToken": "one", "timeout": "5"}, {"apiToken": "two", "timeout": "5"}
    checked = package.stub.CheckConfig(provider_pb2.CheckRequest(news=struct(news)))
    request = provider_pb2.DiffRequest(olds=struct(olds), news=struct(news))
    changed = package.stub.DiffConfig(request)
    same = package.stub.DiffConfig(provider_pb2.DiffRequest(olds=struct(news), news=struct(news)))

    assert {"apiToken": secret("two"), "timeout": "5"} == MessageToDict(checked.inputs)
    assert (changed.DIFF_SOME, changed.DIFF_NONE) == (changed.changes, same.changes)
    assert [] == [*changed.replaces]


def test_misspelt_settings(package: Package, capfd: pytest.CaptureFixture[str]) -> None:
    """A name that is close to a setting's is a warning; any other may be the program's."""
    news = {"timout": "5", "timeout": "5", "version": "1.0.0", "region": "eu"}
    package.stub.CheckConfig(provider_pb2.CheckRequest(news=struct(news)))

    assert (
        "warning: northflank:timout is not a setting, so it has no effect (did you mean "
        "`timeout`?).\n"
    ) == capfd.readouterr().err

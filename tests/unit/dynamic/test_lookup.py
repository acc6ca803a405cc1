"""A program looks up the schedules of an addon."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime.config import set_all_config
from tests.unit.mocked import unknown
from tests.unit.schedules import make_body

from pulumi_northflank import (
    GetAddonBackupSchedulesResult,
    InvalidIdError,
    NotFoundError,
    PermissionDeniedError,
    SettingsError,
    get_addon_backup_schedules,
    get_addon_backup_schedules_output,
)
from pulumi_northflank.dynamic import lookup
from pulumi_northflank.emulator import Emulator, Raw, Status

PATH = "/v1/projects/shop/addons/orders/backup-schedules"


@pytest.fixture(autouse=True)
def _environment(api: Emulator, token: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Point look-ups to the emulator, and close their connections afterwards."""
    monkeypatch.setenv("NORTHFLANK_BASE_URL", api.url)
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", token)
    monkeypatch.setenv("NORTHFLANK_MAX_WAIT", "0")
    clients: list[Any] = []
    make = lookup._client.__wrapped__

    def noting(*arguments: Any) -> Any:
        clients.append(make(*arguments))
        return clients[-1]

    monkeypatch.setattr(lookup, "_client", noting)
    yield
    set_all_config({})
    for client in clients:
        client.close()


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Set the event loop of this thread, which Outputs need."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield loop
    loop.run_until_complete(loop.shutdown_default_executor())
    asyncio.set_event_loop(None)
    loop.close()


def test_no_schedules(api: Emulator) -> None:
    """A look-up is one request; the list of an addon without schedules is empty."""
    found = get_addon_backup_schedules("shop", "orders")

    assert ("shop", "orders", None, []) == (
        found.project_id,
        found.addon_id,
        found.team_id,
        found.schedules,
    )
    assert [("GET", PATH)] == [(request.method, request.path) for request in api.requests]


def test_snapshot(api: Emulator) -> None:
    """Each setting of a schedule is an attribute with its Python name."""
    destinations = [{"destinationId": "eu-copy", "type": "custom", "retentionTime": 3}]
    schedule_id = api.add_schedule(
        "shop", "orders", make_body("weekly", additionalDestinations=destinations)
    )
    (live,) = api.schedules("shop", "orders")

    (found,) = get_addon_backup_schedules("shop", "orders").schedules
    (copy,) = found.additional_destinations

    assert (schedule_id, "snapshot", 7, live["createdAt"]) == (
        found.id,
        found.backup_type,
        found.retention_time,
        found.created_at,
    )
    assert ("weekly", [30], [18], [4]) == (
        found.scheduling.interval,
        found.scheduling.minute,
        found.scheduling.hour,
        found.scheduling.day,
    )
    assert ("eu-copy", "custom", 3) == (copy.destination_id, copy.type, copy.retention_time)
    # The API lists a default compression, which only applies to dumps.
    assert (None, None) == (found.compression_type, found.custom_destination_id)


def test_dump(api: Emulator) -> None:
    """A dump has its compression and destination; settings without a value are None or empty."""
    api.add_schedule(
        "shop",
        "orders",
        make_body(
            "hourly", backupType="dump", compressionType="zstd", customDestinationId="eu-dumps"
        ),
    )
    (found,) = get_addon_backup_schedules("shop", "orders").schedules

    assert ("zstd", "eu-dumps", []) == (
        found.compression_type,
        found.custom_destination_id,
        found.additional_destinations,
    )
    assert (None, None) == (found.scheduling.hour, found.scheduling.day)


def test_order(api: Emulator) -> None:
    """Schedules are in the order hourly, daily, weekly, dumps before snapshots."""
    kinds = [(i, t) for i in ("hourly", "daily", "weekly") for t in ("dump", "snapshot")]
    for interval, backup_type in reversed(kinds):
        api.add_schedule("shop", "orders", make_body(interval, backupType=backup_type))

    found = get_addon_backup_schedules("shop", "orders").schedules

    assert kinds == [(one.scheduling.interval, one.backup_type) for one in found]


def test_dictionary(api: Emulator) -> None:
    """A result can be exported and compared as a dictionary."""
    api.add_schedule("shop", "orders", make_body())
    found = get_addon_backup_schedules("shop", "orders")

    assert isinstance(found, dict)
    assert {"project_id", "addon_id", "team_id", "schedules"} == set(found)
    scheduling = dict(found["schedules"][0]["scheduling"])
    assert {"interval": "daily", "minute": [0], "hour": [3]} == scheduling


def test_teams(api: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """The team is the argument, else that of the stack, else that of the environment."""
    schedule_id = api.add_schedule("shop", "orders", make_body(), team="acme")
    by_argument = get_addon_backup_schedules("shop", "orders", "acme")
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", "acme")
    by_environment = get_addon_backup_schedules("shop", "orders")
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", "nobody")
    set_all_config({"northflank:teamId": "acme"})
    by_configuration = get_addon_backup_schedules("shop", "orders")

    found = [by_argument, by_environment, by_configuration]
    assert [("acme", [schedule_id])] * 3 == [
        (one.team_id, [schedule.id for schedule in one.schedules]) for one in found
    ]


def test_settings(api: Emulator, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stack's configuration takes precedence over the environment."""
    monkeypatch.setenv("NORTHFLANK_BASE_URL", "https://127.0.0.1:9")
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", "wrong")
    set_all_config({"northflank:baseUrl": api.url, "northflank:apiToken": token})

    assert [] == get_addon_backup_schedules("shop", "orders").schedules


def test_no_such_addon() -> None:
    """An addon that does not exist is an error."""
    with pytest.raises(NotFoundError, match="Could not list the schedules of addon ordres in"):
        get_addon_backup_schedules("shop", "ordres")


def test_no_token(monkeypatch: pytest.MonkeyPatch, api: Emulator) -> None:
    """A look-up needs a token."""
    monkeypatch.delenv("NORTHFLANK_API_TOKEN")

    with pytest.raises(SettingsError, match="A request needs a Northflank API token"):
        get_addon_backup_schedules("shop", "orders")
    assert [] == api.requests


@pytest.mark.parametrize("name", ["project_id", "addon_id", "team_id"])
@pytest.mark.parametrize("value", ["", 7, ["orders"], ".", ".."])
def test_not_an_id(api: Emulator, name: str, value: Any) -> None:
    """An argument that is not an ID is refused without a request."""
    ids = {"project_id": "shop", "addon_id": "orders"} | {name: value}

    with pytest.raises(InvalidIdError, match=f"{name} must be an ID, but it is"):
        get_addon_backup_schedules(**ids)
    assert [] == api.requests


@pytest.mark.parametrize(
    "change",
    [
        {"scheduling": {"minute": [0]}},
        {"scheduling": {"interval": "daily", "minute": None, "hour": [2]}},
        {"scheduling": {"interval": "daily", "minute": [0], "hour": "2"}},
        {"additionalDestinations": [{"type": "custom"}]},
        {"additionalDestinations": [{"destinationId": "eu-copy"}]},
    ],
)
def test_unreadable(
    api: Emulator, change: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """A schedule that is not as documented is named in a warning, and missing from the result."""
    schedule = {
        "id": "s1",
        "backupType": "snapshot",
        "scheduling": {"interval": "hourly", "minute": [0]},
        "retentionTime": 7,
        **change,
    }
    readable = {**schedule, "id": "s2", "scheduling": {"interval": "hourly", "minute": [0]}}
    readable.pop("additionalDestinations", None)
    api.fault(Raw(json.dumps({"data": {"schedules": [schedule, readable]}}).encode()))

    found = get_addon_backup_schedules("shop", "orders").schedules

    assert ["s2"] == [one.id for one in found]
    assert (
        "warning: Schedule s1 of addon orders in project shop exists, but it cannot be read: "
        in (capsys.readouterr().err)
    )


def test_await(loop: asyncio.AbstractEventLoop) -> None:
    """A result can be awaited, as the results of Pulumi's generated functions can."""

    async def program() -> GetAddonBackupSchedulesResult:
        return await get_addon_backup_schedules("shop", "orders")

    assert "orders" == loop.run_until_complete(program()).addon_id


def test_output(api: Emulator, loop: asyncio.AbstractEventLoop) -> None:
    """The variant for Outputs waits for its arguments and returns an Output."""
    schedule_id = api.add_schedule("shop", "orders", make_body())

    async def program() -> Any:
        addon: pulumi.Output[str] = pulumi.Output.from_input(asyncio.sleep(0, "orders"))
        found = get_addon_backup_schedules_output("shop", addon)
        return await found.schedules[0].id.future()

    assert schedule_id == loop.run_until_complete(program())


@pytest.mark.parametrize(("team", "is_secret"), [(None, True), ("acme", False)])
def test_output_of_a_secret_team(
    api: Emulator, loop: asyncio.AbstractEventLoop, team: str | None, is_secret: bool
) -> None:
    """A result that names the default team is as secret as the configuration has it."""
    set_all_config({"northflank:teamId": "acme"}, ["northflank:teamId"])

    async def program() -> tuple[str | None, bool]:
        found = get_addon_backup_schedules_output("shop", "orders", team)
        return await found.team_id.future(), await found.is_secret()

    found = loop.run_until_complete(program())
    set_all_config({}, [])

    assert ("acme", is_secret) == found


def test_unknown_output(api: Emulator, loop: asyncio.AbstractEventLoop) -> None:
    """If an ID is not known yet, the result is unknown and no request is made."""

    async def program() -> bool:
        return await get_addon_backup_schedules_output("shop", unknown()).is_known()

    assert not loop.run_until_complete(program())
    assert [] == api.requests


def test_output_does_not_block_the_program(
    loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variant for Outputs makes its requests in another thread."""
    threads: list[threading.Thread] = []
    client = lookup._client

    def noting(*arguments: Any) -> Any:
        threads.append(threading.current_thread())
        return client(*arguments)

    async def program() -> None:
        await get_addon_backup_schedules_output("shop", "orders").future()

    monkeypatch.setattr(lookup, "_client", noting)
    loop.run_until_complete(program())

    (thread,) = threads
    assert threading.main_thread() is not thread


def test_output_with_an_error(api: Emulator, loop: asyncio.AbstractEventLoop) -> None:
    """Both variants raise the same errors."""
    api.fault(Status(403))

    async def program() -> None:
        await get_addon_backup_schedules_output("shop", "orders").future()

    with pytest.raises(PermissionDeniedError, match="Project > Addons > General > Read"):
        loop.run_until_complete(program())


def test_secrets(api: Emulator, loop: asyncio.AbstractEventLoop) -> None:
    """An error of a look-up does not show secret IDs, and a result does."""
    secret = pulumi.Output.secret

    def look_up(*ids: Any) -> Any:
        return loop.run_until_complete(get_addon_backup_schedules_output(*ids).future())

    with pytest.raises(NotFoundError) as unknown_addon:
        look_up("shop", secret("nobody"))
    with pytest.raises(InvalidIdError) as malformed:
        look_up("shop", secret(".."))

    assert "of addon [secret] in project shop" in str(unknown_addon.value)
    assert "nobody" not in str(unknown_addon.value)
    assert "addon_id must be an ID, but it is [secret]." == str(malformed.value)
    assert "orders" == look_up("shop", secret("orders")).addon_id


def test_secret_default_team(api: Emulator) -> None:
    """An error of a look-up does not show a team that is secret in the configuration."""
    set_all_config({"northflank:teamId": "nobody"}, ["northflank:teamId"])
    with pytest.raises(NotFoundError, match=r"of team \[secret\]") as caught:
        get_addon_backup_schedules("shop", "orders")
    set_all_config({}, [])

    assert "nobody" not in str(caught.value)

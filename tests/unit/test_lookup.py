"""Looking up an addon's schedules from a program, and referring to one of them."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime.config import set_all_config

from pulumi_northflank import (
    GetAddonBackupSchedulesResult,
    InvalidIdError,
    NotFoundError,
    SettingsError,
    UnreadableAnswerError,
    get_addon_backup_schedules,
    get_addon_backup_schedules_output,
    lookup,
)
from pulumi_northflank.emulator import Emulator, Raw, Status

MakeInputs = Callable[..., dict[str, Any]]

PATH = "/v1/projects/shop/addons/orders/backup-schedules"


@pytest.fixture(autouse=True)
def _environment(api: Emulator, token: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Point the look-ups to the emulator, and close their connections in the end."""
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
    """Give a loop for outputs, which Pulumi finds as the thread's own."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield loop
    loop.run_until_complete(loop.shutdown_default_executor())
    asyncio.set_event_loop(None)
    loop.close()


def test_none() -> None:
    """An addon without schedules has an empty list."""
    found = get_addon_backup_schedules("shop", "orders")

    assert ("shop", "orders", None, []) == (
        found.project_id,
        found.addon_id,
        found.team_id,
        found.schedules,
    )


def test_all_there_is_to_know(api: Emulator, body: MakeInputs) -> None:
    """Each setting of a schedule is an attribute, by its Python name."""
    destinations = [{"destinationId": "eu-copy", "type": "custom", "retentionTime": 3}]
    schedule_id = api.add_schedule(
        "shop", "orders", body("weekly", additionalDestinations=destinations)
    )
    (live,) = api.schedules("shop", "orders")

    (found,) = get_addon_backup_schedules("shop", "orders").schedules
    (place,) = found.additional_destinations

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
    assert ("eu-copy", "custom", 3) == (place.destination_id, place.type, place.retention_time)
    # The API lists a default, and compression is only applicable for dumps.
    assert (None, None) == (found.compression_type, found.custom_destination_id)


def test_a_dump(api: Emulator, body: MakeInputs) -> None:
    """A dump has its compression and destination; what is not set is None or empty."""
    api.add_schedule(
        "shop",
        "orders",
        body("hourly", backupType="dump", compressionType="zstd", customDestinationId="eu-dumps"),
    )
    (found,) = get_addon_backup_schedules("shop", "orders").schedules

    assert ("zstd", "eu-dumps", []) == (
        found.compression_type,
        found.custom_destination_id,
        found.additional_destinations,
    )
    assert (None, None) == (found.scheduling.hour, found.scheduling.day)


def test_order(api: Emulator, body: MakeInputs) -> None:
    """However the API lists them: hourly, daily, weekly, and dumps before snapshots."""
    kinds = [(i, t) for i in ("hourly", "daily", "weekly") for t in ("dump", "snapshot")]
    for interval, backup_type in reversed(kinds):
        api.add_schedule("shop", "orders", body(interval, backupType=backup_type))

    found = get_addon_backup_schedules("shop", "orders").schedules

    assert kinds == [(one.scheduling.interval, one.backup_type) for one in found]


def test_a_plain_dictionary(api: Emulator, body: MakeInputs) -> None:
    """What was found can be exported, and compared, as a dictionary."""
    api.add_schedule("shop", "orders", body())
    found = get_addon_backup_schedules("shop", "orders")

    assert isinstance(found, dict)
    assert {"project_id", "addon_id", "team_id", "schedules"} == set(found)
    scheduling = dict(found["schedules"][0]["scheduling"])
    assert {"interval": "daily", "minute": [0], "hour": [3]} == scheduling


def test_teams(api: Emulator, body: MakeInputs, monkeypatch: pytest.MonkeyPatch) -> None:
    """The team is the argument, else the stack's, else the environment's."""
    schedule_id = api.add_schedule("shop", "orders", body(), team="acme")
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


def test_settings_of_the_stack(api: Emulator, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Token and URL of the stack's configuration come before the environment's."""
    monkeypatch.setenv("NORTHFLANK_BASE_URL", "https://127.0.0.1:9")
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", "wrong")
    set_all_config({"northflank:baseUrl": api.url, "northflank:apiToken": token})

    assert [] == get_addon_backup_schedules("shop", "orders").schedules


def test_no_such_addon() -> None:
    """An addon that does not exist is none without schedules."""
    with pytest.raises(NotFoundError, match="There is no addon 'ordres'"):
        get_addon_backup_schedules("shop", "ordres")


def test_no_token(monkeypatch: pytest.MonkeyPatch, api: Emulator) -> None:
    """A look-up needs a token, in a preview as well."""
    monkeypatch.delenv("NORTHFLANK_API_TOKEN")

    with pytest.raises(SettingsError, match="There is no Northflank API token"):
        get_addon_backup_schedules("shop", "orders")
    assert [] == api.requests


@pytest.mark.parametrize("name", ["project_id", "addon_id", "team_id"])
@pytest.mark.parametrize("value", ["", 7, ["orders"]], ids=["empty", "number", "list"])
def test_no_id(api: Emulator, name: str, value: Any) -> None:
    """What is no ID makes no request."""
    ids = {"project_id": "shop", "addon_id": "orders"} | {name: value}

    with pytest.raises(InvalidIdError, match=f"{name} has to be an ID"):
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
def test_unreadable(api: Emulator, change: dict[str, Any]) -> None:
    """A schedule that lacks what every schedule has is told of, and not shown half."""
    schedule = {
        "id": "s1",
        "backupType": "snapshot",
        "scheduling": {"interval": "hourly", "minute": [0]},
        "retentionTime": 7,
        **change,
    }
    api.fault(Raw(json.dumps({"data": {"schedules": [schedule]}}).encode()))

    with pytest.raises(UnreadableAnswerError, match="a listed schedule has no usable"):
        get_addon_backup_schedules("shop", "orders")


def test_one_request(api: Emulator) -> None:
    """A look-up is one GET."""
    get_addon_backup_schedules("shop", "orders")

    assert [("GET", PATH)] == [(request.method, request.path) for request in api.requests]


def test_the_result_may_be_awaited(loop: asyncio.AbstractEventLoop) -> None:
    """As those of Pulumi's generated functions, a result can be awaited."""

    async def program() -> GetAddonBackupSchedulesResult:
        return await get_addon_backup_schedules("shop", "orders")

    assert "orders" == loop.run_until_complete(program()).addon_id


def test_output(api: Emulator, body: MakeInputs, loop: asyncio.AbstractEventLoop) -> None:
    """The form for outputs waits for them, and gives an output of the same records."""
    schedule_id = api.add_schedule("shop", "orders", body())

    async def program() -> Any:
        addon: pulumi.Output[str] = pulumi.Output.from_input(asyncio.sleep(0, "orders"))
        found = get_addon_backup_schedules_output("shop", addon)
        return await found.schedules[0].id.future()

    assert schedule_id == loop.run_until_complete(program())


def test_output_that_is_not_known(api: Emulator, loop: asyncio.AbstractEventLoop) -> None:
    """An ID that is not known yet leaves the result unknown, and asks nothing."""

    async def program() -> bool:
        unknown = pulumi.Output(set(), _done("?"), _done(False))
        return await get_addon_backup_schedules_output("shop", unknown).is_known()

    assert not loop.run_until_complete(program())
    assert [] == api.requests


def _done(value: Any) -> asyncio.Future[Any]:
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    future.set_result(value)
    return future


def test_output_does_not_hold_up_the_program(loop: asyncio.AbstractEventLoop) -> None:
    """Requests of the form for outputs are not made in the program's own thread."""
    threads: list[str] = []
    client = lookup._client

    async def program() -> None:
        await get_addon_backup_schedules_output("shop", "orders").future()

    def noting(*arguments: Any) -> Any:
        threads.append(threading.current_thread().name)
        return client(*arguments)

    lookup._client = noting  # type: ignore[assignment]
    loop.run_until_complete(program())

    assert threads
    assert threading.main_thread().name not in threads


def test_errors_of_the_form_for_outputs(api: Emulator, loop: asyncio.AbstractEventLoop) -> None:
    """An error is the same in both forms."""
    api.fault(Status(403))

    async def program() -> None:
        await get_addon_backup_schedules_output("shop", "orders").future()

    with pytest.raises(Exception, match="Project > Addons > General > Read"):
        loop.run_until_complete(program())

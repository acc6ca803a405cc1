"""What the unit tests share: an emulated API, and clients and providers that never wait."""

from __future__ import annotations

import asyncio
import json
import math
import os
import threading
from collections.abc import Callable, Iterator
from multiprocessing.dummy import DummyProcess
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.dynamic import Config, ConfigureRequest
from pulumi.runtime.settings import SETTINGS, reset_options
from tests.unit.mocked import Noting

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.api.client import Client
from pulumi_northflank.dynamic.program import HIDDEN_PROPERTY
from pulumi_northflank.dynamic.provider import RESOURCE_TYPE
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.lifecycle.creation import Creation, Creator
from pulumi_northflank.lifecycle.lag import ListLag
from pulumi_northflank.lifecycle.ownership import Ownership
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.settings import Settings

TOKEN = "nf-token-of-the-unit-tests"
ADDONS = ["shop/orders", "shop/carts", "acme/shop/orders"]
SLOT = "the daily snapshot of addon orders in project shop"
URN = f"urn:pulumi:dev::p::{RESOURCE_TYPE}::"

MakeClient = Callable[..., Client]
Create = Callable[..., Creation]
MakeProvider = Callable[..., AddonBackupScheduleProvider]
Run = Callable[..., Any]


def declared(
    inputs: dict[str, Any], name: str, *faulty: dict[str, Any], **others: Any
) -> dict[str, Any]:
    """Inputs with the hidden property that the resource adds."""
    hidden = {
        "urn": f"{URN}{name}",
        "problems": [],
        "ignored": [],
        "former_names": [],
        "faulty": list(faulty),
        "errors": [],
        "declared": 1,
        "preview": False,
        "stack": "",
        **others,
    }
    return {**inputs, HIDDEN_PROPERTY: json.dumps(hidden)}


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the machine's settings, proxies and .netrc out of the tests."""
    for name in [name for name in os.environ if name.startswith(("NORTHFLANK_", "NF_", "PULUMI_"))]:
        monkeypatch.delenv(name)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("NETRC", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="session")
def token() -> str:
    """Give the only token that the emulator accepts."""
    return TOKEN


@pytest.fixture(scope="session")
def _server() -> Iterator[Emulator]:
    """Own the emulator of all tests."""
    with Emulator(token=TOKEN, addons=ADDONS) as api:
        yield api


@pytest.fixture
def api(_server: Emulator) -> Emulator:
    """Give the emulator, cleared for this test; the readers of earlier commands have ended."""
    for thread in threading.enumerate():
        if isinstance(thread, DummyProcess):
            thread.join()
    _server.clear()
    return _server


@pytest.fixture
def slept() -> list[float]:
    """List the waits that a client would have made."""
    return []


@pytest.fixture
def announced() -> list[str]:
    """List what a client announced to the user."""
    return []


@pytest.fixture
def connect(slept: list[float], announced: list[str]) -> Iterator[MakeClient]:
    """Make clients that record their waits instead of waiting."""
    clients: list[Client] = []

    def make(url: str, **settings: Any) -> Client:
        settings = {"token": TOKEN, "timeout": 20.0, "max_wait": 60.0, **settings}
        clients.append(
            Client(
                Settings(base_url=url, **settings), announce=announced.append, sleep=slept.append
            )
        )
        return clients[-1]

    yield make

    for client in clients:
        client.close()


@pytest.fixture
def client(api: Emulator, connect: MakeClient) -> Client:
    """Give a client of the emulator."""
    return connect(api.url)


def no_lag() -> ListLag:
    """Lists that show every change at once."""
    return ListLag(lambda: 0.0, lambda *_: None, lambda _: None)


@pytest.fixture
def sleep(api: Emulator, slept: list[float]) -> Callable[[float], None]:
    """Let the time of the emulator's clock pass, without waiting."""

    def pass_time(seconds: float) -> None:
        slept.append(seconds)
        api.clock.advance(seconds)

    return pass_time


@pytest.fixture
def now(slept: list[float]) -> Callable[[], float]:
    """Give a clock on which only the waits count. fsum is exact, so that every wait ends."""
    return lambda: math.fsum(slept)


@pytest.fixture(name="create")
def _create(client: Client, sleep: Callable[[float], None], now: Callable[[], float]) -> Create:
    """Create a schedule on the emulator, without waiting; lists lag only if the test says so."""

    def create(
        schedule: Schedule,
        ownership: Ownership | None = None,
        by: Client = client,
        lag: float = 0.0,
    ) -> Creation:
        list_lag = ListLag(lambda: lag, lambda *_: None, sleep, now)
        return Creator(by, schedule, ownership or Ownership(), list_lag, sleep).create()

    return create


@pytest.fixture
def provider(api: Emulator) -> Iterator[MakeProvider]:
    """Make configured providers of the emulator; `team="acme"` sets northflank:teamId."""
    made: list[AddonBackupScheduleProvider] = []

    def make(**config: str) -> AddonBackupScheduleProvider:
        settings = {"apiToken": TOKEN, "baseUrl": api.url, "maxWait": "0", "listLag": "0", **config}
        raw = {f"northflank:{name}": value for name, value in settings.items() if value}
        made.append(AddonBackupScheduleProvider())
        made[-1].configure(ConfigureRequest(Config(raw_config=raw, project_name="p")))
        return made[-1]

    yield make

    for one in made:
        one._deployment.close()


@pytest.fixture(name="mocks")
def _mocks() -> Noting:
    """Give the mocks of a program's engine."""
    return Noting()


@pytest.fixture(name="run")
def _run(mocks: Noting, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a program against the mocks, in its own event loop, and give its result."""
    # Pulumi's mocks open a loop in each thread that acts as the engine, and close none.
    loops: list[asyncio.AbstractEventLoop] = []
    open_loop = asyncio.new_event_loop

    def noting() -> asyncio.AbstractEventLoop:
        loops.append(open_loop())
        return loops[-1]

    monkeypatch.setattr(asyncio, "new_event_loop", noting)
    main_loop = asyncio.new_event_loop()
    asyncio.set_event_loop(main_loop)

    def run(program: Callable[[], Any], *, preview: bool = False) -> Any:
        pulumi.runtime.set_mocks(
            mocks, project="p", stack="dev", preview=preview, organization="acme"
        )
        results: list[Any] = []

        def keeping() -> Any:
            return pulumi.Output.from_input(program()).apply(results.append)

        pulumi.runtime.test(keeping)()
        return results[0] if results else None

    yield run

    SETTINGS.rpc_manager.clear()
    SETTINGS.outputs.clear()
    reset_options()
    main_loop.run_until_complete(main_loop.shutdown_default_executor())
    asyncio.set_event_loop(None)
    for loop in loops:
        loop.close()

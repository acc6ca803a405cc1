"""What a call to the package ends with if it cannot be answered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc  # type: ignore[import-untyped]  # the SDK ships no stubs for it
import pytest
from google.protobuf.empty_pb2 import (  # type: ignore[import-untyped]  # no stubs either
    Empty,
)
from pulumi.runtime.proto import provider_pb2
from tests.unit.package.conftest import Package, reason, secret, struct
from tests.unit.schedules import make_inputs
from tests.unit.wire import methods

from pulumi_northflank.emulator import Emulator, Status
from pulumi_northflank.engine import Engine
from pulumi_northflank.lifecycle.deployment import Deployment
from pulumi_northflank.lifecycle.errors import (
    CommandCancelledError,
    EngineGoneError,
    NewerStateError,
)
from pulumi_northflank.package.servicer import Servicer
from pulumi_northflank.version import __version__

Kind = provider_pb2.PropertyDiff


@pytest.mark.parametrize(
    ("function", "arguments", "problem"),
    [
        ("getSchedules", {}, 'has no function "northflank:index:getSchedules"'),
        ("getProjectAddons", {}, "projectId must be an ID, but it is null."),
        (
            "getAddonBackupSchedules",
            {"projectId": "shop", "addonId": secret("..")},
            "addonId must be an ID, but it is [secret].",
        ),
    ],
)
def test_wrong_function(
    package: Package, api: Emulator, function: str, arguments: dict[str, Any], problem: str
) -> None:
    """A wrong name or argument of a function is an error, before any request."""
    with pytest.raises(grpc.RpcError) as caught:
        package.invoke(function, **arguments)

    assert problem in reason(caught)
    assert [] == api.requests


def test_unknown_resource(package: Package, api: Emulator) -> None:
    """Another type of resource is not taken for a schedule, and a child of a component is one."""
    component = "urn:pulumi:dev::p::my:index:Databases$northflank:index:{}::nightly"
    known, unknown = (
        provider_pb2.CheckRequest(urn=component.format(name), news=struct(make_inputs()))
        for name in ("AddonBackupSchedule", "AddonBackupSchedules")
    )
    checked = package.stub.Check(known)

    with pytest.raises(grpc.RpcError) as caught:
        package.stub.Check(unknown)

    assert [] == [*checked.failures]
    assert (
        'The package northflank has no resource "northflank:index:AddonBackupSchedules" (did you '
        "mean `northflank:index:AddonBackupSchedule`?). If a newer version has it, upgrade "
        "pulumi-northflank."
    ) == reason(caught)


OF_A_NEWER_VERSION = make_inputs(label="critical")
CALLS_WITH_STATE: dict[str, Callable[[Package], object]] = {
    "check": lambda package: package.check(make_inputs(), OF_A_NEWER_VERSION),
    "diff": lambda package: package.diff(OF_A_NEWER_VERSION, make_inputs()),
    "read": lambda package: package.read("s1", OF_A_NEWER_VERSION),
    "delete": lambda package: package.delete("s1", OF_A_NEWER_VERSION),
}


@pytest.mark.parametrize("call", CALLS_WITH_STATE.values(), ids=CALLS_WITH_STATE)
def test_state_of_a_newer_version(
    package: Package, api: Emulator, call: Callable[[Package], object]
) -> None:
    """Every call that gets a state that this version cannot read refuses it, without a request."""
    with pytest.raises(grpc.RpcError) as caught:
        call(package)

    assert (str(NewerStateError("label")), []) == (reason(caught), api.requests)


def test_deletion_of_an_unknown_resource(package: Package, api: Emulator) -> None:
    """A resource of a newer version is not taken for a schedule."""
    request = provider_pb2.DeleteRequest(
        id="r1", urn="urn:pulumi:dev::p::northflank:index:Restore::r", properties=struct({})
    )
    with pytest.raises(grpc.RpcError) as caught:
        package.stub.Delete(request)

    assert 'has no resource "northflank:index:Restore"' in reason(caught)
    assert [] == api.requests


def test_error(package: Package, api: Emulator) -> None:
    """An error reaches the user as its message alone."""
    package.configure(baseUrl=api.url)

    with pytest.raises(grpc.RpcError) as caught:
        package.create(make_inputs())

    assert reason(caught).startswith("A request needs a Northflank API token, and none is set.")
    assert [] == api.requests


def test_fault(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the provider is one line, without a value that could be secret."""
    monkeypatch.setattr(Deployment, "check", lambda *_: int("secret value"))

    with pytest.raises(grpc.RpcError) as caught:
        package.check(make_inputs())

    assert reason(caught).startswith(
        f"This is a fault of pulumi-northflank {__version__}: ValueError in "
        "test_servicer_errors.py, line "
    )
    assert "secret value" not in reason(caught)


def test_cancel_ends_waits(package: Package, api: Emulator, token: str) -> None:
    """A cancelled command ends a wait at once, and no other request is made."""
    package.configure(apiToken=token, baseUrl=api.url, maxWait="300")
    api.fault(Status(429, {"Retry-After": "200"}), times=9)
    errors: list[str] = []

    def create() -> None:
        with pytest.raises(grpc.RpcError) as caught:
            package.create(make_inputs())
        errors.append(reason(caught))

    thread = threading.Thread(target=create)
    thread.start()
    while not api.requests:
        pass
    package.stub.Cancel(Empty())
    thread.join(timeout=10)

    assert [str(CommandCancelledError())] == errors
    with pytest.raises(grpc.RpcError):
        package.create(make_inputs())
    assert ["POST"] == methods(api)


def test_the_engine_was_killed() -> None:
    """A call that ends with its engine leaves nothing behind in the event loop."""
    problems: list[Any] = []

    async def call_and_end() -> set[asyncio.Task[Any]]:
        asyncio.get_running_loop().set_exception_handler(
            lambda _, problem: problems.append(problem)
        )
        with ThreadPoolExecutor() as threads:
            servicer = Servicer(Engine(None), threads)
            work = asyncio.get_running_loop().create_future()
            call = asyncio.ensure_future(servicer.unless_cancelled(work))
            await asyncio.sleep(0)
            call.cancel()
            await asyncio.wait({call})
            work.set_exception(EngineGoneError())
            await asyncio.sleep(0)
            return asyncio.all_tasks() - {asyncio.current_task()}

    assert (set(), []) == (asyncio.run(call_and_end()), problems)

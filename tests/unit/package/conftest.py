"""Serves the package in this process, and calls it as the engine does."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import grpc  # type: ignore[import-untyped]  # the SDK ships no stubs for it
import pytest
from google.protobuf.json_format import (  # type: ignore[import-untyped]  # no stubs either
    MessageToDict,
)
from google.protobuf.struct_pb2 import Struct  # type: ignore[import-untyped]  # the same
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from tests.unit.conftest import TOKEN

from pulumi_northflank.emulator import Emulator
from pulumi_northflank.package import RESOURCE_TYPE, servicer
from pulumi_northflank.package.__main__ import serve

URN = f"urn:pulumi:dev::p::{RESOURCE_TYPE}::"


def secret(value: Any) -> Any:
    """A secret as the engine sends it."""
    return rpc.wrap_rpc_secret(value)


def struct(values: dict[str, Any]) -> Any:
    """Properties as the engine sends them."""
    made = Struct()
    made.update(values)
    return made


class Package:
    """The package, with the requests of the engine as methods."""

    def __init__(self, stub: Any) -> None:
        self.stub = stub

    def configure(self, **settings: Any) -> Any:
        """Start a deployment."""
        return self.stub.Configure(provider_pb2.ConfigureRequest(args=struct(settings)))

    def check(
        self, news: dict[str, Any], olds: dict[str, Any] | None = None, name: str = "nightly"
    ) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """The checked inputs, and property and reason of each failure."""
        request = provider_pb2.CheckRequest(
            urn=f"{URN}{name}", news=struct(news), olds=struct(olds or {})
        )
        response = self.stub.Check(request)
        failures = [(each.property, each.reason) for each in response.failures]
        return MessageToDict(response.inputs), failures

    def diff(self, olds: dict[str, Any], news: dict[str, Any], *ignored: str) -> Any:
        """How the engine is told to change a schedule."""
        request = provider_pb2.DiffRequest(
            id="s1",
            urn=f"{URN}nightly",
            olds=struct(olds),
            news=struct(news),
            ignoreChanges=ignored,
        )
        return self.stub.Diff(request)

    def create(self, inputs: dict[str, Any], *, preview: bool = False) -> Any:
        """Create a schedule."""
        request = provider_pb2.CreateRequest(
            urn=f"{URN}nightly", properties=struct(inputs), preview=preview
        )
        return self.stub.Create(request)

    def read(self, id_: str, state: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """The ID and the properties of a schedule that exists."""
        request = provider_pb2.ReadRequest(
            id=id_, urn=f"{URN}nightly", properties=struct(state or {})
        )
        response = self.stub.Read(request)
        assert response.properties == response.inputs
        return response.id, MessageToDict(response.properties)

    def delete(self, id_: str, state: dict[str, Any]) -> None:
        """Delete a schedule."""
        request = provider_pb2.DeleteRequest(id=id_, urn=f"{URN}nightly", properties=struct(state))
        self.stub.Delete(request)

    def invoke(self, function: str, **arguments: Any) -> dict[str, Any]:
        """Call a function."""
        request = provider_pb2.InvokeRequest(
            tok=f"northflank:index:{function}", args=struct(arguments)
        )
        result: dict[str, Any] = MessageToDict(getattr(self.stub.Invoke(request), "return"))
        return result


def reason(caught: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    """The message of a failed call, as the user sees it."""
    return str(caught.value.details())


@pytest.fixture(name="package")
def _package(api: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    """Give the package, configured for the emulator, in a stack without resources."""
    monkeypatch.setattr(servicer, "own_export", lambda *_: "{}")
    ports: queue.Queue[int] = queue.Queue()
    loop = asyncio.new_event_loop()
    task = loop.create_task(serve(None, ports.put))

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    with grpc.insecure_channel(f"127.0.0.1:{ports.get(timeout=10)}") as channel:
        package = Package(provider_pb2_grpc.ResourceProviderStub(channel))
        package.configure(apiToken=TOKEN, baseUrl=api.url, maxWait="0", listLag="0")
        yield package
    loop.call_soon_threadsafe(task.cancel)
    thread.join()

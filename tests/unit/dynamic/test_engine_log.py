"""Messages reach the engine's log, or are printed where there is no engine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import grpc  # type: ignore[import-untyped]  # the SDK ships no stubs for it
import pytest
from google.protobuf.empty_pb2 import (  # type: ignore[import-untyped]  # no stubs either
    Empty,
)
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from pulumi_northflank.dynamic import engine_log
from pulumi_northflank.lifecycle.errors import EngineGoneError
from pulumi_northflank.lifecycle.say import Severity

URN = "urn:pulumi:dev::p::t::nightly"
NOBODY = "127.0.0.1:1"


class Engine(engine_pb2_grpc.EngineServicer):
    """An engine that only records what is logged."""

    def __init__(self) -> None:
        self.logged: list[tuple[str, str, str]] = []

    def Log(self, request: Any, context: Any) -> Empty:  # noqa: N802  # grpc's own names
        """Record a message."""
        level = engine_pb2.LogSeverity.Name(request.severity)
        self.logged.append((level, request.message, request.urn))
        return Empty()


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Forget the engine of another test."""
    engine_log._engine.cache_clear()
    yield
    engine_log._engine.cache_clear()


def run_as(monkeypatch: pytest.MonkeyPatch, module: str | None, *arguments: str) -> None:
    """Pretend to be a process that was started as ``python -m MODULE ARGUMENTS``."""
    main = ModuleType("__main__")
    main.__spec__ = None if module is None else ModuleSpec(module, None)
    monkeypatch.setitem(sys.modules, "__main__", main)
    monkeypatch.setattr(sys, "argv", [str(module), *arguments])


@pytest.fixture(name="address")
def _address(engine: Engine) -> Iterator[str]:
    """Run the engine and give its address."""
    server = grpc.server(ThreadPoolExecutor(max_workers=1))
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None).wait()


@pytest.fixture(name="engine")
def _engine() -> Engine:
    """Give an engine."""
    return Engine()


@pytest.mark.parametrize("severity", ["debug", "info", "warning", "error"])
def test_engine(
    monkeypatch: pytest.MonkeyPatch,
    engine: Engine,
    address: str,
    capsys: pytest.CaptureFixture[str],
    severity: Severity,
) -> None:
    """The engine gets the severity, the message and the resource, and nothing is printed."""
    run_as(monkeypatch, "pulumi.dynamic.__main__", address)

    engine_log.say(severity, "Hello.", URN)
    engine_log.say(severity, "Hello, stack.")

    level = severity.upper()
    assert [(level, "Hello.", URN), (level, "Hello, stack.", "")] == engine.logged
    assert ("", "") == capsys.readouterr()


@pytest.mark.parametrize(
    ("severity", "line"),
    [("info", "Hello."), ("warning", "warning: Hello."), ("error", "error: Hello.")],
)
@pytest.mark.parametrize(
    "arguments", [pytest.param([], id="no-address"), pytest.param([NOBODY], id="engine-has-ended")]
)
def test_no_engine(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    severity: Severity,
    line: str,
) -> None:
    """Without an engine, the message is printed with its severity."""
    run_as(monkeypatch, "pulumi.dynamic.__main__", *arguments)

    engine_log.say(severity, "Hello.", URN)

    assert ("", f"{line}\n") == capsys.readouterr()


@pytest.mark.parametrize("module", ["pulumi.dynamic", "program", None])
def test_other_processes(
    monkeypatch: pytest.MonkeyPatch, engine: Engine, address: str, module: str | None
) -> None:
    """The last argument of any other process is not an address."""
    run_as(monkeypatch, module, address)

    engine_log.say("info", "Hello.")
    engine_log.ensure_running()

    assert [] == engine.logged


def test_no_main_module(monkeypatch: pytest.MonkeyPatch, engine: Engine, address: str) -> None:
    """A process without a main module is not a provider process."""
    run_as(monkeypatch, "pulumi.dynamic.__main__", address)
    monkeypatch.delitem(sys.modules, "__main__")

    engine_log.say("info", "Hello.")

    assert [] == engine.logged


def test_running(monkeypatch: pytest.MonkeyPatch, engine: Engine, address: str) -> None:
    """While its engine runs, a provider goes on."""
    run_as(monkeypatch, "pulumi.dynamic.__main__", address)

    engine_log.ensure_running()

    assert [("DEBUG", "Going on after a wait.", "")] == engine.logged


def test_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """After its engine has ended, a provider stops."""
    run_as(monkeypatch, "pulumi.dynamic.__main__", NOBODY)

    with pytest.raises(EngineGoneError):
        engine_log.ensure_running()

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

from pulumi_northflank import diagnostics
from pulumi_northflank.diagnostics import Severity
from pulumi_northflank.errors import EngineGoneError

URN = "urn:pulumi:dev::p::t::nightly"


class Engine(engine_pb2_grpc.EngineServicer):
    """An engine that only notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, str]] = []

    def Log(self, request: Any, context: Any) -> Empty:  # noqa: N802  # grpc's own names
        """Note a line."""
        level = engine_pb2.LogSeverity.Name(request.severity)
        self.told.append((level, request.message, request.urn))
        return Empty()


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Forget the engine that another test spoke to."""
    diagnostics._engine.cache_clear()
    yield
    diagnostics._engine.cache_clear()


def in_provider_process(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    """Pretend to be the process in which the SDK runs dynamic providers."""
    main = ModuleType("__main__")
    main.__spec__ = ModuleSpec("pulumi.dynamic.__main__", None)
    monkeypatch.setitem(sys.modules, "__main__", main)
    monkeypatch.setattr(sys, "argv", ["pulumi.dynamic", *arguments])


@pytest.fixture(name="engine")
def _engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Run an engine, and pretend to be its provider process."""
    server = grpc.server(ThreadPoolExecutor(max_workers=1))
    engine = Engine()
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    in_provider_process(monkeypatch, f"127.0.0.1:{port}")

    yield engine

    server.stop(None).wait()


@pytest.mark.parametrize(
    ("severity", "line"),
    [("info", "Hello."), ("warning", "warning: Hello."), ("error", "error: Hello.")],
)
def test_without_an_engine(
    capsys: pytest.CaptureFixture[str], severity: Severity, line: str
) -> None:
    """Where no engine is known, a line is printed, with its severity."""
    diagnostics.say(severity, "Hello.", URN)

    assert ("", f"{line}\n") == capsys.readouterr()


@pytest.mark.parametrize(
    ("severity", "level"), [("info", "INFO"), ("warning", "WARNING"), ("error", "ERROR")]
)
def test_to_the_engine(
    engine: Engine, capsys: pytest.CaptureFixture[str], severity: Severity, level: str
) -> None:
    """The engine is told the severity, the text and the resource, and nothing is printed."""
    diagnostics.say(severity, "Hello.", URN)
    diagnostics.say(severity, "Hello to all.")

    assert [(level, "Hello.", URN), (level, "Hello to all.", "")] == engine.told
    assert ("", "") == capsys.readouterr()


def test_engine_that_is_gone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line that the engine can't be told is printed."""
    in_provider_process(monkeypatch, "127.0.0.1:1")
    diagnostics.say("warning", "Hello.", URN)

    assert ("", "warning: Hello.\n") == capsys.readouterr()


def test_no_address(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A provider process that was given no address prints."""
    in_provider_process(monkeypatch)
    diagnostics.say("info", "Hello.")

    assert ("", "Hello.\n") == capsys.readouterr()


@pytest.mark.parametrize("name", ["pulumi.dynamic", "program", None])
def test_other_processes(monkeypatch: pytest.MonkeyPatch, engine: Engine, name: str | None) -> None:
    """The last argument of any other process is no address."""
    main = ModuleType("__main__")
    main.__spec__ = None if name is None else ModuleSpec(name, None)
    monkeypatch.setitem(sys.modules, "__main__", main)
    diagnostics.say("info", "Hello.")

    assert [] == engine.told


def test_no_main_module(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    """A process without a main module is no provider process."""
    monkeypatch.delitem(sys.modules, "__main__")
    diagnostics.say("info", "Hello.")

    assert [] == engine.told


def test_an_engine_that_hears(engine: Engine) -> None:
    """A provider goes on while its engine is there."""
    diagnostics.ensure_heard()

    assert [("DEBUG", "Going on after a wait.", "")] == engine.told


def test_an_engine_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider whose engine ended is stopped."""
    in_provider_process(monkeypatch, "127.0.0.1:1")

    with pytest.raises(EngineGoneError):
        diagnostics.ensure_heard()


def test_no_engine_to_be_heard_by() -> None:
    """Outside of a provider process nobody has to listen."""
    assert diagnostics._engine(None) is None
    diagnostics.ensure_heard()

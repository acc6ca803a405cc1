"""The engine's log, and whether the engine still runs.

The SDK hands a dynamic provider no logger, and whatever it prints becomes an info line of the
stack. But every provider process gets the engine's address, and a message sent there is a real
warning of its resource.
"""

from __future__ import annotations

import functools
import sys
from typing import Any

import grpc  # type: ignore[import-untyped]  # the SDK ships no stubs for it
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from pulumi_northflank.lifecycle.errors import EngineGoneError
from pulumi_northflank.lifecycle.say import Severity


def say(severity: Severity, text: str, urn: str | None = None, /) -> None:
    """Show *text* in the output of the running preview or update.

    Args:
        severity: How the engine marks it.
        text: A sentence, without anything secret.
        urn: The resource it is about; None for the stack as a whole.
    """
    engine = _engine(_engine_address())
    if engine is None or not engine.log(severity, text, urn):
        line = text if severity == "info" else f"{severity}: {text}"
        print(line, file=sys.stderr, flush=True)  # noqa: T201  # the engine shows what is printed


def ensure_running() -> None:
    """Make sure that the engine still waits for the provider.

    Raises:
        EngineGoneError: The engine has ended, as after `kill -9`, and left this process behind.
    """
    engine = _engine(_engine_address())
    if engine is not None and not engine.log("debug", "Going on after a wait.", None):
        raise EngineGoneError


class _Engine:
    def __init__(self, address: str) -> None:
        # The engine is on this machine, whatever proxies the environment names.
        channel = grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)])
        self._stub: Any = engine_pb2_grpc.EngineStub(channel)

    def log(self, severity: Severity, text: str, urn: str | None) -> bool:
        level = engine_pb2.LogSeverity.Value(severity.upper())
        request = engine_pb2.LogRequest(severity=level, message=text, urn=urn or "")
        try:
            self._stub.Log(request, timeout=10)
        except grpc.RpcError:
            return False
        return True


@functools.cache
def _engine(address: str | None) -> _Engine | None:
    return _Engine(address) if address else None


def _engine_address() -> str | None:
    # Only the SDK's own provider process has the address as its only argument.
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    is_provider_process = spec is not None and spec.name == "pulumi.dynamic.__main__"
    return sys.argv[-1] if is_provider_process and len(sys.argv) > 1 else None

"""What the provider says to the user while it works.

The SDK hands a dynamic provider no logger, and what it prints becomes an info line
of the stack. The engine gives every provider process its address, though, as to
providers in any language: over that, a line is a real warning of its resource.
"""

from __future__ import annotations

import functools
import sys
from typing import Any, Literal

from .errors import EngineGoneError

Severity = Literal["debug", "info", "warning", "error"]


def say(severity: Severity, text: str, urn: str | None = None) -> None:
    """Show *text* in the output of the running preview or update.

    Args:
        severity: How the engine marks it.
        text: A sentence, without anything secret.
        urn: The resource it is about; the stack as a whole where it is not known.
    """
    engine = _engine(_engine_address())
    if engine is None or not engine.log(severity, text, urn):
        line = text if severity == "info" else f"{severity}: {text}"
        print(line, file=sys.stderr, flush=True)  # noqa: T201  # the engine shows what is printed


def ensure_heard() -> None:
    """Make sure that the engine still waits for what the provider is doing.

    Raises:
        EngineGoneError: The engine has ended, as after `kill -9`, and left this process.
    """
    engine = _engine(_engine_address())
    if engine is not None and not engine.log("debug", "Going on after a wait.", None):
        raise EngineGoneError


class _Engine:
    def __init__(self, address: str) -> None:
        import grpc  # type: ignore[import-untyped]  # the SDK ships no stubs for it
        from pulumi.runtime.proto import engine_pb2_grpc

        self._unavailable = grpc.RpcError
        self._stub: Any = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))

    def log(self, severity: Severity, text: str, urn: str | None) -> bool:
        from pulumi.runtime.proto import engine_pb2

        level = engine_pb2.LogSeverity.Value(severity.upper())
        request = engine_pb2.LogRequest(severity=level, message=text, urn=urn or "")
        try:
            self._stub.Log(request, timeout=10)
        except self._unavailable:
            return False
        return True


@functools.cache
def _engine(address: str | None) -> _Engine | None:
    return _Engine(address) if address else None


def _engine_address() -> str | None:
    # Only the SDK's own provider process has the address as its one argument.
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    is_provider_process = spec is not None and spec.name == "pulumi.dynamic.__main__"
    return sys.argv[-1] if is_provider_process and len(sys.argv) > 1 else None

"""The engine that started this process: its log, and whether it still runs.

Whatever a provider prints becomes an info line of the stack. But every provider process gets the
engine's address, and a message sent there is a real warning of its resource.
"""

from __future__ import annotations

import sys
from typing import Any

import grpc  # type: ignore[import-untyped]  # the SDK ships no stubs for it
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from pulumi_northflank.lifecycle.errors import EngineGoneError
from pulumi_northflank.lifecycle.say import Severity


class Engine:
    """The engine at an address. Safe for several threads."""

    def __init__(self, address: str | None) -> None:
        """Prepare to connect.

        Args:
            address: Where the engine listens; None if it did not start this process.
        """
        self.address = address
        self._stub: Any = None
        if address:
            # The engine is on this machine, whatever proxies the environment names.
            channel = grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)])
            self._stub = engine_pb2_grpc.EngineStub(channel)

    def say(self, severity: Severity, text: str, urn: str | None = None, /) -> None:
        """Show *text* in the output of the running preview or update.

        Args:
            severity: How the engine marks it.
            text: A sentence, without anything secret.
            urn: The resource it is about; None for the stack as a whole.
        """
        if self._stub is None or not self._log(severity, text, urn):
            line = text if severity == "info" else f"{severity}: {text}"
            print(line, file=sys.stderr, flush=True)  # noqa: T201  # the engine shows it

    def ensure_running(self) -> None:
        """Make sure that the engine still waits for the provider.

        Raises:
            EngineGoneError: The engine has ended, as after `kill -9`, and left this process behind.
        """
        if self._stub is not None and not self._log("debug", "Going on after a wait.", None):
            raise EngineGoneError

    def _log(self, severity: Severity, text: str, urn: str | None) -> bool:
        level = engine_pb2.LogSeverity.Value(severity.upper())
        request = engine_pb2.LogRequest(severity=level, message=text, urn=urn or "")
        try:
            self._stub.Log(request, timeout=10)
        except grpc.RpcError:
            return False
        return True

"""The engine of a dynamic provider: the SDK hands it no logger, and not the engine's address."""

from __future__ import annotations

import functools
import sys

from pulumi_northflank.engine import Engine
from pulumi_northflank.lifecycle.say import Severity


def say(severity: Severity, text: str, urn: str | None = None, /) -> None:
    """Show *text* as :meth:`Engine.say` does."""
    _engine(_engine_address()).say(severity, text, urn)


def ensure_running() -> None:
    """Make sure that the engine still waits for the provider.

    Raises:
        EngineGoneError: The engine has ended, as after `kill -9`, and left this process behind.
    """
    _engine(_engine_address()).ensure_running()


@functools.cache
def _engine(address: str | None) -> Engine:
    return Engine(address)


def _engine_address() -> str | None:
    # Only the SDK's own provider process has the address as its only argument.
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    is_provider_process = spec is not None and spec.name == "pulumi.dynamic.__main__"
    return sys.argv[-1] if is_provider_process and len(sys.argv) > 1 else None

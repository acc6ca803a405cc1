"""How operations tell the user something while they work."""

from __future__ import annotations

import threading
from typing import Literal, Protocol

Severity = Literal["debug", "info", "warning", "error"]


class Say(Protocol):
    """Shows a message in the output of the running command."""

    def __call__(self, severity: Severity, text: str, urn: str | None = None, /) -> None:
        """Show a message.

        Args:
            severity: How the message is marked.
            text: A sentence, without anything secret.
            urn: The resource it is about; None for the stack as a whole.
        """
        ...


class Once:
    """Says each message once. Safe for several threads."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._said: set[tuple[str, str | None]] = set()
        self._lock = threading.Lock()

    def __call__(self, severity: Severity, text: str, urn: str | None = None, /) -> None:
        """Show the message unless it was shown before."""
        with self._lock:
            is_new = (text, urn) not in self._said
            self._said.add((text, urn))
        if is_new:
            self._say(severity, text, urn)

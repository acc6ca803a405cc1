"""A client that is made at its first use, because a preview must not need a token."""

from __future__ import annotations

import threading
from collections.abc import Callable

from pulumi_northflank.api.client import Client


class LazyClient:
    """Makes one client when it is first asked for. Safe for several threads."""

    def __init__(self, make: Callable[[], Client]) -> None:
        self._make = make
        self._client: Client | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Client:
        """The client.

        Raises:
            SettingsError: A setting is missing or unusable.
        """
        with self._lock:
            if self._client is None:
                self._client = self._make()
            return self._client

    def close(self) -> None:
        """Close the client's connections, if it was made."""
        with self._lock:
            if self._client is not None:
                self._client.close()

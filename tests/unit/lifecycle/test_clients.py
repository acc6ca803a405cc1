"""A client is made when it is first needed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from pulumi_northflank import SettingsError
from pulumi_northflank.api.client import Client
from pulumi_northflank.lifecycle.clients import LazyClient
from pulumi_northflank.settings import Settings


class _Client(Client):
    """A client that counts how often it is closed."""

    closed = 0

    def close(self) -> None:
        super().close()
        self.closed += 1


def test_made_once() -> None:
    """Several threads get the same client, which is closed with the LazyClient."""
    begin = Barrier(4, timeout=20)
    made: list[_Client] = []

    def make() -> Client:
        made.append(_Client(Settings("t")))
        return made[-1]

    lazy = LazyClient(make)

    def work(_: int) -> Client:
        begin.wait()
        return lazy()

    with ThreadPoolExecutor(4) as pool:
        clients = set(pool.map(work, range(4)))
    lazy.close()

    assert set(made) == clients
    assert [1] == [client.closed for client in made]


def test_closed_without_use() -> None:
    """Closing makes no client."""

    def make() -> Client:
        raise AssertionError

    LazyClient(make).close()


def test_not_made() -> None:
    """An error about the settings is raised at each use, and keeps nothing from being closed."""

    def make() -> Client:
        raise SettingsError("no token")

    lazy = LazyClient(make)
    for _ in range(2):
        with pytest.raises(SettingsError, match="no token"):
            lazy()
    lazy.close()

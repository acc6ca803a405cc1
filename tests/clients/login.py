"""Provides Northflank's own clients to tests, if they are installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.clients.northflank import Northflank

import clients


@contextmanager
def logged_in(folder: Path, host: str, token: str) -> Iterator[Northflank]:
    """Provide the clients, or skip the test if they are not installed.

    If NORTHFLANK_TESTS_REQUIRE contains ``clients``, the test fails instead.
    """
    if reason := clients.missing():
        if clients.required():
            pytest.fail(reason)
        pytest.skip(reason)
    home = folder / "home"
    home.mkdir()
    northflank = Northflank(home, host, token)
    yield northflank
    if northflank.outside.exists():
        pytest.fail(f"A client tried to leave this machine: {northflank.outside.read_text()}")

"""Gives Northflank's own clients to tests, where they are installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.clients.northflank import Northflank

import clients


@contextmanager
def logged_in(folder: Path, host: str, token: str) -> Iterator[Northflank]:
    """Give the clients to a test, which is skipped where they are not installed.

    With ``clients`` in NORTHFLANK_TESTS_REQUIRE, it fails instead.
    """
    reason = clients.missing()
    if reason and clients.required():
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    home = folder / "home"
    home.mkdir()
    northflank = Northflank(home, host, token)
    yield northflank
    if northflank.outside.exists():
        pytest.fail(f"A client wanted to leave this machine: {northflank.outside.read_text()}")

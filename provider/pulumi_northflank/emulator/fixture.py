"""A pytest fixture with a running emulator.

Load it with ``pytest_plugins = ["pulumi_northflank.emulator.fixture"]`` in the outermost
``conftest.py``. To give the emulator other settings, define ``northflank_emulator_server``
there yourself, like the one below.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import Emulator


@pytest.fixture(scope="session")
def northflank_emulator_server() -> Iterator[Emulator]:
    """Own the server of the whole session."""
    with Emulator() as api:
        yield api


@pytest.fixture
def northflank_emulator(northflank_emulator_server: Emulator) -> Emulator:
    """Give the emulator, cleared for this test."""
    northflank_emulator_server.clear()
    return northflank_emulator_server

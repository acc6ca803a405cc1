"""A pytest fixture that provides a running emulator.

Load it with ``pytest_plugins = ["pulumi_northflank.emulator.fixture"]`` in the outermost
``conftest.py``. To change the emulator's settings, define a fixture
``northflank_emulator_server`` there that is like the one below.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import Emulator


@pytest.fixture(scope="session")
def northflank_emulator_server() -> Iterator[Emulator]:
    """Run one emulator for the whole session."""
    with Emulator() as api:
        yield api


@pytest.fixture
def northflank_emulator(northflank_emulator_server: Emulator) -> Emulator:
    """Provide the session's emulator, cleared for this test."""
    northflank_emulator_server.clear()
    return northflank_emulator_server

"""A pytest plugin with a fixture that provides a running emulator.

pytest loads it in every environment that has the package, so it imports nothing but pytest: the
emulator, and its libraries from the extra ``emulator``, are loaded by the first test that uses the
fixture. That is why it is no part of ``pulumi_northflank``, which would import Pulumi's SDK.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pulumi_northflank.emulator import Emulator


@pytest.fixture(scope="session")
def northflank_emulator_server() -> Iterator[Emulator]:
    """Run one emulator for the whole session; define your own to change its settings."""
    from pulumi_northflank.emulator import Emulator

    with Emulator() as api:
        yield api


@pytest.fixture
def northflank_emulator(northflank_emulator_server: Emulator) -> Emulator:
    """Provide the session's emulator, as at its start."""
    northflank_emulator_server.clear()
    return northflank_emulator_server

"""What programs need that read the addons of a project."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pulumi.runtime.config import set_all_config

from pulumi_northflank.dynamic import lookup
from pulumi_northflank.emulator import Emulator


@pytest.fixture(name="environment")
def _environment(api: Emulator, token: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Point the program to the emulator, which has two addons, carts and orders."""
    monkeypatch.setenv("NORTHFLANK_BASE_URL", api.url)
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", token)
    monkeypatch.setenv("NORTHFLANK_MAX_WAIT", "0")
    lookup._client.cache_clear()
    yield
    set_all_config({})

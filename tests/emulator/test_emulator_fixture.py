from __future__ import annotations

from typing import Any

import pytest
import requests

from pulumi_northflank.emulator import Emulator
from pulumi_northflank.emulator.fixture import (  # noqa: F401  -- fixtures are found by name
    northflank_emulator,
    northflank_emulator_server,
)

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"

pytest_plugins = ["pytester"]


@pytest.mark.parametrize("round_", [1, 2])
def test_cleared_for_each_test(
    northflank_emulator: Emulator,  # noqa: F811  -- that is how pytest gives a fixture
    body: dict[str, Any],
    round_: int,
) -> None:
    """Each test finds the emulator empty, whatever the one before it left."""
    assert [] == northflank_emulator.schedules(), round_
    northflank_emulator.add_schedule("shop", "orders", body)


def test_is_a_server(
    northflank_emulator: Emulator,  # noqa: F811
) -> None:
    """The fixture is a running emulator that accepts any token."""
    with requests.Session() as session:
        session.trust_env = False
        response = session.get(
            northflank_emulator.url + SCHEDULES,
            headers={"Authorization": "Bearer whatever"},
            timeout=20,
        )

    assert 200 == response.status_code


def test_as_a_plugin(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Users load the fixture as a plugin, and may give the server other settings."""
    # Only the plugin under test is wanted; the others that are installed take time to load.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(
        """
        import pytest
        from pulumi_northflank.emulator import Emulator

        pytest_plugins = ["pulumi_northflank.emulator.fixture"]

        @pytest.fixture(scope="session")
        def northflank_emulator_server():
            with Emulator(addons=["crm/people"]) as api:
                yield api
        """
    )
    pytester.makepyfile(
        """
        import pytest
        from pulumi_northflank.emulator import UnknownAddon

        def test_settings(northflank_emulator):
            with pytest.raises(UnknownAddon):
                northflank_emulator.add_schedule("shop", "orders", {})
        """
    )

    pytester.runpytest_subprocess("-W", "error", "-p", "no:cacheprovider").assert_outcomes(passed=1)

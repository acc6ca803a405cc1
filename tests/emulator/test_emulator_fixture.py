from __future__ import annotations

import pytest
from tests.emulator.samples import SCHEDULES, Connect, snapshot

from pulumi_northflank.emulator import Emulator

pytest_plugins = ["pytester"]


@pytest.mark.parametrize("round_", [1, 2])
def test_fixture(northflank_emulator: Emulator, connect: Connect, round_: int) -> None:
    """Each test gets a running emulator that accepts any token and is empty."""
    client = connect(northflank_emulator, token="other")

    before = client.get(SCHEDULES).json()["data"]["schedules"]
    northflank_emulator.add_schedule("shop", "orders", snapshot())

    assert [] == before, round_


def test_as_a_plugin(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Users can load the fixture as a plugin and give the server other settings."""
    # Loading all installed plugins takes time.
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

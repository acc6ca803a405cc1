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


def test_settings_of_the_server(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Users can give the server other settings, and load the plugin by its name."""
    # Loading all installed plugins takes time.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(
        """
        import pytest
        from pulumi_northflank.emulator import Emulator

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

    options = ("-W", "error", "-p", "no:cacheprovider", "-p", "pulumi_northflank_pytest")
    pytester.runpytest_subprocess(*options).assert_outcomes(passed=1)


@pytest.mark.thorough
@pytest.mark.parametrize("autoload", ["", "1"])
def test_loaded_by_a_conftest(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, autoload: str
) -> None:
    """A conftest can load the fixture by its module, whether or not pytest has loaded it before."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", autoload)
    pytester.makeconftest("pytest_plugins = ['pulumi_northflank.emulator.fixture']")
    pytester.makepyfile("def test_use(northflank_emulator): assert northflank_emulator.url")

    pytester.runpytest_subprocess("-W", "error", "-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_runs_that_do_not_use_it(pytester: pytest.Pytester) -> None:
    """Without use, only the plugin is imported; a use without the extra says what to install."""
    pytester.makeconftest("import sys; sys.modules['flask'] = None")
    pytester.makepyfile(
        """
        import sys

        def test_imports():
            assert sys.modules.get("pulumi_northflank_pytest")
            assert not any(map(sys.modules.get, ("pulumi_northflank", "pulumi", "pydantic")))

        def test_use(northflank_emulator):
            pass
        """
    )

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        "*The emulator needs the package 'flask': pip install 'pulumi-northflank?emulator?'"
    )

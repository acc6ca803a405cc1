"""The command line on the emulator."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from tests.unit.commandline import Run

from pulumi_northflank.cli import main
from pulumi_northflank.emulator import Emulator


@pytest.fixture(name="run")
def _run(api: Emulator, token: str) -> Run:
    """Run a command on the emulator; keyword arguments change the environment."""

    def run(*arguments: str, stdin: str | None = None, **changes: str | None) -> Result:
        environment = {
            "NORTHFLANK_API_TOKEN": token,
            "NORTHFLANK_BASE_URL": api.url,
            "NORTHFLANK_MAX_WAIT": "0",
            **changes,
        }
        return CliRunner(env=environment).invoke(main, arguments, input=stdin)

    return run

"""The command line on an emulator, and what its results hold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from pulumi_northflank.cli import main
from pulumi_northflank.emulator import Emulator, Raw

Run = Callable[..., Result]


def command_line(api: Emulator, token: str) -> Run:
    """What runs a command on the emulator; keyword arguments change the environment."""

    def run(*arguments: str, **changes: str | None) -> Result:
        environment: dict[str, str | None] = {
            "NORTHFLANK_API_TOKEN": token,
            "NORTHFLANK_BASE_URL": api.url,
            "NORTHFLANK_MAX_WAIT": "0",
            **changes,
        }
        return CliRunner(env=environment).invoke(main, arguments)

    return run


def lists(*addons: str) -> Raw:
    """An answer with a list of addons."""
    return Raw(json.dumps({"data": {"addons": [{"id": addon} for addon in addons]}}).encode())


def names_in(folder: Path) -> list[str]:
    """What there is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def names(program: str) -> list[str]:
    """The names of a program's resources."""
    return re.findall(r'AddonBackupSchedule\(\n    "(.*)",', program)

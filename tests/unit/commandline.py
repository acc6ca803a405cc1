"""Helpers for tests of the command line."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from pulumi_northflank.emulator import Raw

Run = Callable[..., Result]


class Terminal(io.StringIO):
    """A stdout that is a terminal."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def in_a_terminal(
    monkeypatch: pytest.MonkeyPatch, width: int, show: Callable[[], str], **environment: str
) -> str:
    """What *show* returns if stdout is a terminal of this width."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", "COLUMNS": str(width), **environment}.items():
        monkeypatch.setenv(name, value)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Terminal())
        return show()


def outcome(result: Result) -> tuple[int, str, str]:
    """The exit status, stdout and stderr of a command."""
    return result.exit_code, result.stdout, result.stderr


def lists(*addons: str) -> Raw:
    """A response with a list of addons."""
    return Raw(json.dumps({"data": {"addons": [{"id": addon} for addon in addons]}}).encode())


def names_in(folder: Path) -> list[str]:
    """The names of all files in a folder."""
    return sorted(path.name for path in folder.iterdir())


def names(program: str) -> list[str]:
    """The names of a program's resources."""
    return re.findall(r'AddonBackupSchedule\(\n    "(.*)",', program)

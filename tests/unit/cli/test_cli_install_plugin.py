"""`pulumi-northflank install-plugin`, with a fake engine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.unit.commandline import Run

from pulumi_northflank.cli.install_plugin import (
    EXECUTABLE,
    NO_EXECUTABLE,
    NO_PULUMI,
    ON_PATH,
)
from pulumi_northflank.version import __version__

# Writes down its arguments; as `pulumi plugin ls`, prints the file `plugins`.
PULUMI = """#!/bin/sh
cd "$(/usr/bin/dirname "$0")"
echo "$*" >> arguments
if [ "$2" = ls ]; then /bin/cat plugins; fi
"""
PYTHON = Path(sys.executable)


@pytest.fixture(name="engine")
def _engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make PATH a folder with a fake engine, which has no plugins."""
    (tmp_path / "pulumi").write_text(PULUMI)
    (tmp_path / "pulumi").chmod(0o755)
    (tmp_path / "plugins").write_text("[]")
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("plugins", "verb"),
    [
        ("[]", "Installed"),
        (f'[{{"name": "northflank", "version": "{__version__}"}}]', "Replaced"),
        ('[{"name": "northflank", "version": "0.0.1"}, {"name": "aws"}]', "Installed"),
    ],
)
def test_installed(run: Run, engine: Path, plugins: str, verb: str) -> None:
    """The engine gets the executable of this environment; the output says what to do later."""
    (engine / "plugins").write_text(plugins)

    result = run("install-plugin")

    assert (0, "") == (result.exit_code, result.stderr)
    assert (
        f"plugin install resource northflank {__version__} --reinstall --file "
        + str(PYTHON.with_name(EXECUTABLE))
        == (engine / "arguments").read_text().splitlines()[-1]
    )
    assert (
        f"{verb} the plugin northflank {__version__}, which runs {PYTHON}. Run this command again "
        "after you upgrade pulumi-northflank, and after you move or delete that environment.\n"
    ) == result.stdout


def test_on_path(run: Run, engine: Path) -> None:
    """If the executable is on PATH as well, the user is told which one Pulumi prefers."""
    (engine / EXECUTABLE).symlink_to(PYTHON.with_name(EXECUTABLE))

    assert run("install-plugin").stdout.endswith(f"\n{ON_PATH.format(file=engine / EXECUTABLE)}\n")


def test_failures(run: Run, engine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the engine or the executable, and if the engine fails, nothing is installed."""
    (engine / "pulumi").write_text("#!/bin/sh\necho 'error: no space left' >&2\nexit 1")
    failed = run("install-plugin")
    monkeypatch.setenv("PATH", str(engine / "empty"))
    no_engine = run("install-plugin")
    monkeypatch.setattr(sys, "executable", str(engine / "python"))
    no_executable = run("install-plugin")

    assert [
        "Error: `pulumi plugin ls` failed: no space left\n",
        f"Error: {NO_PULUMI}\n",
        f"Error: {NO_EXECUTABLE.format(file=engine / EXECUTABLE)}\n",
    ] == [each.stderr for each in (failed, no_engine, no_executable)]

"""Pulumi looks for no plugin binary that would belong to this distribution.

Its name begins with `pulumi-`, as those of distributions with such a binary do.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import pulumi_northflank

PROGRAM = """
import pulumi
import pulumi_northflank

pulumi.export("imported", pulumi_northflank.__name__)
"""


def test_older_language_hosts_find_the_plugin_file() -> None:
    """The file is in the folder that pip names, where language hosts before 3.226 look."""
    listed = subprocess.check_output(
        [sys.executable, "-m", "pip", "list", "--verbose", "--format", "json"]
    )
    [location] = [
        package["location"]
        for package in json.loads(listed)
        if package["name"] == "pulumi-northflank"
    ]

    file = Path(location) / "pulumi_northflank/pulumi-plugin.json"
    assert {"resource": False} == json.loads(file.read_text())


def test_newer_language_hosts_find_the_plugin_file() -> None:
    """The file is where the package is imported from, where language hosts look since 3.226."""
    [folder] = pulumi_northflank.__path__

    assert {"resource": False} == json.loads((Path(folder) / "pulumi-plugin.json").read_text())


@pytest.fixture
def pulumi(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the real engine, touching nothing of the user's."""
    (tmp_path / "backend").mkdir()
    env = {
        "PATH": os.pathsep.join([str(Path(sys.prefix) / "bin"), os.defpath]),
        "HOME": str(tmp_path),
        "PULUMI_BACKEND_URL": f"file://{tmp_path}/backend",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_HOME": str(tmp_path / "pulumi"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pulumi", "--non-interactive", *arguments],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )

    return run


def test_engine_looks_for_no_plugin(
    tmp_path: Path, pulumi: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """The real engine runs a program with this package and asks nobody for a plugin of its name."""
    (tmp_path / "Pulumi.yaml").write_text("name: plugin\nruntime: python\n")
    (tmp_path / "__main__.py").write_text(PROGRAM)
    pulumi("stack", "init", "dev")

    preview = pulumi("preview", "--verbose=9", "--logtostderr")

    assert 'imported: "pulumi_northflank"' in preview.stdout
    # The log is on, and tells what the language host asks for.
    assert re.search("GetRequired(Plugins|Packages)", preview.stderr)
    assert [] == [line for line in preview.stderr.splitlines() if "northflank-0" in line]

"""The executable that the engine finds by its name."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from pulumi_northflank.package.__main__ import USAGE


@pytest.mark.parametrize("arguments", [[], ["--help"], ["127.0.0.1:1", "--logtostderr"]])
def test_without_an_address(arguments: list[str]) -> None:
    """A person who starts it by hand is told who starts it."""
    executable = str(shutil.which("pulumi-resource-northflank"))
    done = subprocess.run([executable, *arguments], capture_output=True, text=True, check=False)

    assert (1, "", f"{USAGE}\n") == (done.returncode, done.stdout, done.stderr)


def test_port(tmp_path: Path) -> None:
    """Its only output is the port, also with flags for logging, and it ends when it is told to."""
    executable = str(shutil.which("pulumi-resource-northflank"))
    command = [executable, "--logtostderr", "127.0.0.1:1"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path
    ) as process:
        assert process.stdout is not None
        port = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()

    assert port.strip().isdecimal()
    assert ("", 0) == (rest, process.returncode)

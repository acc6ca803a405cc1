"""Runs commands, times them, and ends everything that they start."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
# The slowest command is an `up` of 2000 schedules, which takes about four minutes.
LONGEST_SECONDS = 3600
# Variables that would use the user's own account, or send requests through a proxy.
OURS = ("PULUMI", "NORTHFLANK", "NF_", "BENCHMARK", "PYTHON")
DROPPED = (*OURS, "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


class BenchmarkError(Exception):
    """Something failed, so the benchmark ends and the case is not recorded."""


def environment(**own: str) -> dict[str, str]:
    """The environment of a command: the programs of this venv, and this project to import."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**kept, "PATH": path, "PYTHONPATH": str(ROOT), "PULUMI_SKIP_UPDATE_CHECK": "1", **own}


def run(command: Sequence[str], *, cwd: Path = ROOT, env: dict[str, str]) -> tuple[float, str]:
    """Run a command: its seconds and its output.

    Raises:
        BenchmarkError: It failed, or took too long.
    """
    shown = f"`{' '.join([Path(command[0]).name, *command[1:]])}`"
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        # Ctrl-C reaches the benchmark alone, which then ends the command.
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            raise BenchmarkError(f"{shown} took longer than {LONGEST_SECONDS} s.") from None
        finally:
            if process.poll() is None:
                _end(process.pid)
    if process.returncode:
        raise BenchmarkError(f"{shown} failed with exit code {process.returncode}:\n\n{output}")
    return time.perf_counter() - start, output


def _end(pid: int) -> None:
    """Kill a process and its descendants: the engine's plugins have process groups of their own."""
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        # A stopped process starts no more children while they are collected.
        top.suspend()
        for each in [*top.children(recursive=True), top]:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()

"""Runs other programs for a bounded time, and leaves none of them behind."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class StepError(Exception):
    """A program that could not be started, failed or took too long; the message says why."""


def run(
    command: Sequence[str | Path],
    *,
    seconds: float,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> str:
    """Run a program and return what it prints.

    It gets a process group of its own, since installers and compilers start further programs, which
    have to end with it, whether the time is up or the user has had enough.
    """
    try:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=None if env is None else {**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise StepError(error.strerror or str(error)) from error
    with process:
        try:
            output, complaints = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            raise StepError(f"not done after {seconds:.0f} seconds") from None
        except BaseException:
            _end(process)
            raise
    if process.returncode:
        raise StepError(
            _last_line(complaints) or _last_line(output) or f"exit code {process.returncode}"
        )
    return output


def _end(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)


def _last_line(text: str) -> str:
    """Return the last line with something in it: where programs say what went wrong."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")

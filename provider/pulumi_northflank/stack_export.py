"""The state of a stack, exported by the ``pulumi`` command."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.text import one_line

NO_COMMAND = "Cannot read the state of the stack, because `pulumi` is not on PATH."
FAILED = "Cannot read the state of the stack: `{command}` failed: {problem}."
LONGEST_WAIT = 60.0
# With a file backend, a running engine empties a file and writes it anew, again and again.
UNFINISHED = "EOF"
ATTEMPTS = 3


class StackExportError(NorthflankError):
    """The ``pulumi`` command is missing, or it failed."""


def run_pulumi(
    pulumi: str, arguments: Sequence[str], timeout: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command *pulumi* to its end, without input, colours and its check for updates.

    Raises:
        subprocess.TimeoutExpired: It took longer than *timeout*, in seconds.
    """
    return subprocess.run(  # noqa: S603  # no shell, and each value stays one argument
        [pulumi, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1", "NO_COLOR": "1"},
        timeout=timeout,
        check=False,
    )


def stack_export(stack: str | None, folder: Path | None = None) -> str:
    """The output of ``pulumi stack export``, with secrets encrypted.

    Args:
        stack: The name of the stack; None for the selected one.
        folder: The directory of the program; None for the current one.

    Raises:
        StackExportError: The stack cannot be exported.
    """
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise StackExportError(NO_COMMAND)
    arguments = ["stack", "export", "--non-interactive"]
    arguments += [] if stack is None else ["--stack", stack]
    arguments += [] if folder is None else ["--cwd", str(folder)]
    problem = ""
    for _ in range(ATTEMPTS):
        try:
            done = run_pulumi(pulumi, arguments, LONGEST_WAIT)
        except subprocess.TimeoutExpired:
            problem = f"no result within {LONGEST_WAIT:g} seconds"
            break
        if done.returncode == 0:
            return done.stdout
        # Only stderr: stdout is the state, which must not be shown.
        problem = one_line(" ".join(done.stderr.split())).removeprefix("error: ").rstrip(".")
        problem = problem or f"exit status {done.returncode}"
        if not problem.endswith(UNFINISHED):
            break
    command = shlex.join(["pulumi", *arguments])
    raise StackExportError(FAILED.format(command=command, problem=problem))

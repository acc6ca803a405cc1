"""The state of a stack, asked of the ``pulumi`` command."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.words import one_line

NO_COMMAND = (
    "There is no `pulumi` command on PATH, which the state of a stack is asked of. Install it, or "
    "give an export with --state FILE, or look at what there is with --project ID."
)
FAILED = (
    "`{command}` failed: {problem}. Give a stack of the program with --stack and --cwd, an export "
    "with --state FILE, or --project ID for what there is."
)


class StackExportError(NorthflankError):
    """The ``pulumi`` command is not there, or did not give the state."""


def stack_export(stack: str | None, folder: Path | None) -> str:
    """What ``pulumi stack export`` writes, in which secrets stay secret.

    Args:
        stack: The stack; None for the one that is selected.
        folder: Where the program is; None for here.

    Raises:
        StackExportError: It can't be had.
    """
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise StackExportError(NO_COMMAND)
    arguments = ["stack", "export", "--non-interactive"]
    arguments += [] if stack is None else ["--stack", stack]
    arguments += [] if folder is None else ["--cwd", str(folder)]
    done = subprocess.run(  # noqa: S603  # no shell, and an option's value stays one argument
        [pulumi, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1", "NO_COLOR": "1"},
        check=False,
    )
    if done.returncode != 0:
        # The output of the command is the state: of that, nothing is shown.
        problem = one_line(" ".join(done.stderr.split())).removeprefix("error: ").rstrip(".")
        command = shlex.join(["pulumi", *arguments])
        problem = problem or f"its exit status is {done.returncode}"
        raise StackExportError(FAILED.format(command=command, problem=problem))
    return done.stdout

"""The state of a stack, exported by the ``pulumi`` command."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.text import one_line

NO_COMMAND = "Cannot read the state of the stack, because `pulumi` is not on PATH."
FAILED = "Cannot read the state of the stack: `{command}` failed: {problem}."
ANOTHER = (
    "Cannot read the state of the stack, because another one is selected: {stack}. Select the one "
    "that is updated with `pulumi stack select`, by its full name."
)
# What stands for the organization where a backend has none.
NO_ORGANIZATION = "organization"
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
    arguments = ["stack", "export", "--non-interactive"]
    arguments += [] if stack is None else ["--stack", stack]
    arguments += [] if folder is None else ["--cwd", str(folder)]
    return _output(arguments)


def _output(arguments: Sequence[str]) -> str:
    """What `pulumi` prints."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise StackExportError(NO_COMMAND)
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


def own_export(stack: str, project: str, organization: str | None = None) -> str:
    """The state of the stack that is being updated, as `pulumi stack export` writes it.

    Args:
        stack: Its name.
        project: The name of its project.
        organization: Its organization; None if it is not known. Then it must be the selected stack,
            or one of a backend without organizations.

    Raises:
        StackExportError: It cannot be found or read.
    """
    try:
        if organization:
            return stack_export(f"{organization}/{project}/{stack}")
        return _checked(_selected_export(stack), stack, project)
    except StackExportError:
        # Backends without organizations know the short name alone if their layout is old.
        if organization not in (None, NO_ORGANIZATION):
            raise
        # In Pulumi Cloud, a short name can be that of a stack of another organization.
        other = stack if organization else f"{NO_ORGANIZATION}/{project}/{stack}"
        with suppress(StackExportError):
            return _checked(stack_export(other), stack, project)
        raise


def _selected_export(stack: str) -> str:
    """The state of the selected stack, whose name must be this one."""
    selected = _output(["stack", "--show-name", "--non-interactive"]).strip()
    # It may begin with an organization.
    if selected.rpartition("/")[2] != stack:
        raise StackExportError(ANOTHER.format(stack=selected))
    return stack_export(None)


def _checked(exported: str, stack: str, project: str) -> str:
    """A state, which must have no resources or those of this stack."""
    resources = (json.loads(exported).get("deployment") or {}).get("resources")
    if resources:
        owner = resources[0]["urn"].removeprefix("urn:pulumi:").split("::")[:2]
        if owner != [stack, project]:
            raise StackExportError(ANOTHER.format(stack="/".join(reversed(owner))))
    return exported

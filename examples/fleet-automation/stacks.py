"""The stacks, one a project, driven by Pulumi's Automation API."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Literal

from pulumi import automation as auto
from pulumi.automation import OpType

Operation = Literal["preview", "up", "refresh", "preview_refresh", "preview_destroy", "destroy"]

HERE = Path(__file__).parent
SCHEDULE = "northflank:AddonBackupSchedule"
# The steps that are a request each. REPLACE only stands for the pair of the last two.
REQUESTS = (OpType.CREATE, OpType.DELETE, OpType.CREATE_REPLACEMENT, OpType.DELETE_REPLACED)
CHANGES = (OpType.CREATE, OpType.REPLACE, OpType.UPDATE, OpType.DELETE)
# What the engine says of every failure, after the reason.
HOLLOW = re.compile(
    r"(preview|update|refresh|destroy) (failed|canceled)$|context canceled$"
    r"|an unhandled error occurred: program"
)


class EngineError(Exception):
    """A `pulumi` command failed; the message is its own."""


class InterruptedRunError(Exception):
    """The run was interrupted before this began."""


class Engines(auto.PulumiCommand):
    """The `pulumi` command, whose processes can be told to come to an end.

    Each has a session of its own. Else Ctrl-C in a terminal would reach it beside what is sent
    here, and twice is what ends an engine by force.
    """

    def __init__(self) -> None:
        """Find the command.

        Raises:
            EngineError: There is none, or none that this SDK can use.
        """
        try:
            super().__init__()
        except FileNotFoundError:
            raise EngineError("There is no `pulumi` on the PATH.") from None
        except auto.InvalidVersionError as error:
            raise EngineError(str(error)) from None
        self.interrupted = threading.Event()
        self._running: set[subprocess.Popen[bytes]] = set()
        # A signal may come while the main thread itself holds it.
        self._lock = threading.RLock()

    def interrupt(self) -> None:
        """Let all end what they are at, and none begin; the second time, let them just end."""
        with self._lock:
            self.interrupted.set()
            for process in self._running:
                process.send_signal(signal.SIGINT)

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: auto.OnOutput | None = None,  # noqa: ARG002  # the events tell more
        on_error: auto.OnOutput | None = None,  # noqa: ARG002  # likewise
    ) -> auto.CommandResult:
        """Run a command to its end, as the SDK asks for it.

        Raises:
            EngineError: It failed.
            InterruptedRunError: It was not begun.
        """
        # Files, and no pipes: an engine whose driver was killed goes on to its orderly end.
        with (
            TemporaryFile("w+", encoding="utf-8") as output,
            TemporaryFile("w+", encoding="utf-8") as errors,
        ):
            environment = {**os.environ, **additional_env, "PULUMI_AUTOMATION_API": "true"}
            process = self._start(args, cwd=cwd, env=environment, stdout=output, stderr=errors)
            try:
                process.wait()
            finally:
                with self._lock:
                    self._running.discard(process)
            for file in (output, errors):
                file.seek(0)
            result = auto.CommandResult(output.read(), errors.read(), process.returncode)
        if result.code:
            # What comes before are warnings.
            *_, message = result.stderr.partition("error: ")
            raise EngineError(plain(message or result.stderr) or f"pulumi ended with {result.code}")
        return result

    def _start(self, args: list[str], **options: Any) -> subprocess.Popen[bytes]:
        with self._lock:
            if self.interrupted.is_set():
                raise InterruptedRunError("not begun")
            process = subprocess.Popen(  # noqa: S603  # the SDK's own arguments, and no shell
                [self.command, "--non-interactive", *args],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                **options,
            )
            self._running.add(process)
        return process


class ProjectStack(auto.Stack):
    """A project's stack, whose operations are one command each.

    The SDK's own selects the stack before the first and asks for outputs and history after each,
    which is four commands more. To select writes a file in PULUMI_HOME, too, which is the same for
    all stacks, and says which one `pulumi` is about when it is used by hand.
    """

    def __init__(self, name: str, workspace: auto.LocalWorkspace) -> None:
        self.name = name
        self.workspace = workspace

    def __repr__(self) -> str:
        return f"ProjectStack({self.name!r})"

    def outputs(self) -> auto.OutputMap:
        """Nothing: nobody reads them here."""
        return {}

    def info(self, show_secrets: bool = True) -> auto.UpdateSummary:  # noqa: ARG002, FBT001, FBT002  # as in the SDK
        """Nothing: the events told what happened."""
        return auto.UpdateSummary("", datetime.now(timezone.utc), "", {}, {}, "")


class Run:
    """One operation on one stack: how far it is, what it changed, and why it failed.

    Attributes:
        need: How many requests it is to make, as far as that is known before.
        used: How many it has made; in a preview, how many its update would make.
        changes: How many schedules were created, replaced and so on, or would be.
        has_other_changes: Whether anything else changes, as the stack's outputs may.
    """

    def __init__(
        self,
        stack: ProjectStack,
        operation: Operation,
        *,
        need: int = 0,
        is_new: bool = False,
        on_step: Callable[[Run], None] = lambda _: None,
    ) -> None:
        self.name = stack.name
        self.operation = operation
        self.need = need
        self.used = 0
        self.changes: Counter[OpType] = Counter()
        self.has_other_changes = False
        self.errors: list[str] = []
        self.warnings: list[str] = []
        self.notice = ""
        self.seconds = 0.0
        self._stack = stack
        self._is_new = is_new
        self._on_step = on_step

    @property
    def has_changes(self) -> bool:
        """Whether the stack is not as the program declares it."""
        return bool(self.changes) or self.has_other_changes

    def work(self) -> None:
        """Do it.

        Raises:
            EngineError: It failed, and the events do not tell more.
        """
        started = time.monotonic()
        try:
            if self._is_new:
                workspace = self._stack.workspace
                create = ["stack", "init", self.name, "--no-select"]
                workspace.pulumi_command.run(create, workspace.work_dir, workspace.env_vars)
            getattr(self._stack, self.operation)(on_event=self.hear)
        finally:
            self.seconds = time.monotonic() - started

    def hear(self, event: auto.EngineEvent) -> None:
        """Take in what the engine tells."""
        if event.res_outputs_event:
            self._count(event.res_outputs_event.metadata)
        elif event.diagnostic_event:
            said = event.diagnostic_event
            text = plain(said.message)
            if said.severity == "error" and not HOLLOW.match(text) and text not in self.errors:
                self.errors.append(text)
            elif said.severity == "warning" and text not in self.warnings:
                self.warnings.append(text)
            elif said.severity.startswith("info"):
                self.notice = text
                self._on_step(self)

    def _count(self, step: auto.StepEventMetadata) -> None:
        if not step.type.endswith(SCHEDULE):
            old, new = step.old, step.new
            differs = old is not None and new is not None and old.outputs != new.outputs
            self.has_other_changes |= differs or step.op in CHANGES
            return
        if step.op in CHANGES:
            self.changes[step.op] += 1
        if step.op in REQUESTS:
            self.used += 1
        self.notice = ""
        self._on_step(self)


def plain(text: str) -> str:
    """A message without Python's traceback and the engine's prefixes."""
    _, found, rest = text.partition("Traceback (most recent call last):\n")
    if found:
        # What follows the indented frames: the error, with all lines of its message.
        lines = rest.splitlines()
        first = next((at for at, line in enumerate(lines) if line[:1].strip()), 0)
        text = re.sub(r"^[\w.]+: ", "", "\n".join(lines[first:]), count=1)
    text = re.sub(r"^\S+:\S+ (resource '[^']+' has a problem: )", r"\1", text)
    return re.sub(r"^error: ", "", text.strip(), flags=re.MULTILINE)

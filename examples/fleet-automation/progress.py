"""What a run shows: a line for each stack while it goes on, and a summary at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

import click
from pulumi.automation import OpType
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as LiveLines
from stacks import Operation, Run

if TYPE_CHECKING:
    from typing_extensions import Self

VERBS: dict[Operation, str] = {
    "preview": "previewing",
    "preview_destroy": "previewing",
    "preview_refresh": "comparing",
    "up": "updating",
    "refresh": "refreshing",
    "destroy": "destroying",
}
DECLARED = {OpType.CREATE: "create", OpType.REPLACE: "replace", OpType.UPDATE: "update"}
PREVIEWED = {op: f"to {verb}" for op, verb in (DECLARED | {OpType.DELETE: "delete"}).items()}
DONE = {op: f"{verb}d" for op, verb in (DECLARED | {OpType.DELETE: "delete"}).items()}
DRIFTED = {OpType.UPDATE: "differs", OpType.DELETE: "gone"}
WORDS: dict[Operation, dict[OpType, str]] = {
    "preview": PREVIEWED,
    "preview_destroy": PREVIEWED,
    "preview_refresh": DRIFTED,
    "refresh": DRIFTED,
    "up": DONE,
    "destroy": DONE,
}
CHANGING = ("up", "destroy")
MOST_LINES = 8
NOT_BEGUN = "not begun"
CUT_OFF = "interrupted"


class Progress:
    """One line a stack: in place in a terminal; else as text, when a stack waits or has ended."""

    def __init__(self, names: Iterable[str]) -> None:
        self._width = max(map(len, names), default=0)
        self._tasks: dict[str, TaskID] = {}
        self._notes: dict[str, str] = {}
        # No markup: messages have brackets of their own.
        self._live = LiveLines(
            TextColumn("{task.fields[stack]}", markup=False),
            BarColumn(12),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
            disable=not sys.stdout.isatty(),
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._live.stop()

    def started(self, run: Run) -> None:
        """A stack has begun."""
        task = self._task(run)
        self._live.reset(task, total=run.need or None, description=VERBS[run.operation])

    def stepped(self, run: Run) -> None:
        """A stack has come further, or says something meanwhile."""
        verb = VERBS[run.operation]
        counted = f"{verb} {run.used}/{run.need}" if run.operation in CHANGING else verb
        text = run.notice or counted
        self._live.update(self._task(run), completed=run.used, description=text)
        if run.notice:
            self._say(run, run.notice)

    def noted(self, run: Run, text: str) -> None:
        """A stack waits."""
        self._live.update(self._task(run), description=text)
        if self._notes.get(run.name) != text:
            self._notes[run.name] = text
            self._say(run, text)

    def ended(self, run: Run) -> None:
        """A stack has ended."""
        task, text = self._task(run), result(run)
        self._live.update(task, total=1, completed=not run.errors, description=text)
        self._live.stop_task(task)
        self._say(run, f"{text} ({run.seconds:.1f} s)")

    def _task(self, run: Run) -> TaskID:
        if run.name not in self._tasks:
            name = run.name.ljust(self._width)
            self._tasks[run.name] = self._live.add_task("", start=False, stack=name)
        return self._tasks[run.name]

    def _say(self, run: Run, text: str) -> None:
        if self._live.disable:
            click.echo(f"{run.name.ljust(self._width)}  {text}")


def result(run: Run) -> str:
    """What became of a run, in a few words."""
    if run.errors:
        [first, *_] = run.errors
        word = next((word for word in (NOT_BEGUN, CUT_OFF) if first.startswith(word)), "failed")
        done = changes(run) if run.operation in CHANGING else ""
        return f"{word}, after {done}" if done else word
    return changes(run) or ("no schedule changes" if run.has_other_changes else "no change")


def changes(run: Run) -> str:
    """What changed or would, as `3 created, 1 replaced`."""
    words = WORDS[run.operation]
    return ", ".join(f"{run.changes[op]} {words[op]}" for op in words if run.changes[op])


def summary(runs: Sequence[Run], seconds: float) -> str:
    """What became of each stack, and all messages of those that failed."""
    names = max(map(len, [run.name for run in runs]), default=0)
    results = max(map(len, map(result, runs)), default=0)
    lines = ["", f"Summary, after {seconds:.1f} s:"]
    lines += [
        f"  {run.name.ljust(names)}  {result(run).ljust(results)}  {run.seconds:6.1f} s"
        for run in runs
    ]
    said: dict[str, list[str]] = {}
    for run in runs:
        warnings = [f"warning: {text}" for text in run.warnings]
        for group in (run.errors, warnings):
            told = [
                f"  {line}" for message in group for line in message.splitlines() if line.strip()
            ]
            if told and group not in ([NOT_BEGUN], [CUT_OFF]):
                said.setdefault("\n".join(shortened(told)), []).append(run.name)
    for text, stacks in said.items():
        lines += ["", f"{', '.join(stacks)}:", text]
    return "\n".join(lines)


def shortened(lines: Sequence[str]) -> list[str]:
    """The first of many lines, and how many there are besides."""
    if len(lines) <= MOST_LINES:
        return [*lines]
    return [*lines[: MOST_LINES - 1], f"  … and {len(lines) - MOST_LINES + 1} lines more"]

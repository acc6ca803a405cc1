"""Previews, updates, refreshes or destroys the stacks of a fleet, several at a time."""

from __future__ import annotations

import argparse
import io
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import yaml
from pulumi import automation as auto

HERE = Path(__file__).parent
SCHEDULE = "pulumi-python:dynamic/northflank:AddonBackupSchedule"
CHANGES = ("create", "replace", "update", "delete")


@dataclass
class Run:
    """One operation on the stack of one project."""

    project: str
    operation: str
    status: str = "not started"
    seconds: float = 0
    changes: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def start(self, workspace: auto.Workspace) -> None:
        """Run the operation; a failure ends up in `status` and `errors`."""
        started = time.monotonic()
        try:
            if self.operation in ("preview", "up"):
                stack = auto.Stack.create_or_select(self.project, workspace)
            else:
                stack = auto.Stack.select(self.project, workspace)
            getattr(stack, self.operation)(on_event=self.on_event)
            self.status = "done"
        except auto.CommandError as error:
            self.status = "failed"
            self.errors = self.errors or str(error).strip().splitlines()
        finally:
            self.seconds = time.monotonic() - started

    def on_event(self, event: auto.EngineEvent) -> None:
        """Count the changed schedules, collect errors, and print warnings and waits at once."""
        if event.res_outputs_event:
            step = event.res_outputs_event.metadata
            if step.type == SCHEDULE and step.op.value in CHANGES:
                self.changes[step.op.value] += 1
        elif event.diagnostic_event:
            severity, message = event.diagnostic_event.severity, event.diagnostic_event.message
            if severity == "error":
                self.errors += message.strip().splitlines()
            elif severity in ("info", "warning"):
                print(f"{self.project}: {message.strip()}", flush=True)

    def __str__(self) -> str:
        counts = [
            f"{count} to {op}" if self.operation == "preview" else f"{count} {op}d"
            for op, count in self.changes.items()
        ]
        changes = ", ".join(counts) or "no changes"
        line = f"{self.project}: {self.status}, {changes} ({self.seconds:.1f} s)"
        return "\n  ".join([line, *self.errors])


class Fleet:
    """Runs for many projects; a failed one does not stop the others."""

    def __init__(self, runs: list[Run]) -> None:
        self.runs = runs
        self.workspace = auto.LocalWorkspace(work_dir=str(HERE))
        self.interrupted = False

    def run(self, workers: int) -> int:
        """Run them all, and return the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.interrupt)
        with ThreadPoolExecutor(workers) as pool:
            for future in as_completed(pool.submit(self.start, run) for run in self.runs):
                print(future.result(), flush=True)
        statuses = Counter(run.status for run in self.runs)
        print(", ".join(f"{count} {status}" for status, count in statuses.items()))
        if self.interrupted:
            return 130
        return int(statuses["done"] < len(self.runs))

    def start(self, run: Run) -> Run:
        """Run one of them in a thread of the pool, unless Ctrl-C came first."""
        if not self.interrupted:
            run.start(self.workspace)
        if self.interrupted and run.status == "failed":
            run.status = "interrupted"
        return run

    def interrupt(self, _number: int, _frame: FrameType | None) -> None:
        """Start no more stacks. Ctrl-C reaches the running engines, too, and they end in order."""
        if not self.interrupted:
            self.interrupted = True
            print("Interrupted: waiting for the stacks that are running.", file=sys.stderr)


def main() -> int:
    """Read the command line and fleet.yaml, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("operation", choices=["preview", "up", "refresh", "destroy"])
    parser.add_argument("--only", action="append", metavar="PROJECT", help="repeatable")
    parser.add_argument("--yes", action="store_true", help="confirm up and destroy")
    parser.add_argument("--workers", type=int, default=4, help="stacks at a time (default: 4)")
    args = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Messages may hold characters that the terminal cannot show.
        sys.stdout.reconfigure(errors="backslashreplace")
    fleet = yaml.safe_load((HERE / "fleet.yaml").read_text("utf-8"))
    if args.operation in ("up", "destroy") and not args.yes:
        parser.error(f"{args.operation} does not ask for confirmation: add --yes")
    projects = args.only or list(fleet)
    if args.operation != "destroy" and (unknown := set(projects) - set(fleet)):
        parser.error(f"not in fleet.yaml: {', '.join(sorted(unknown))}")
    runs = [Run(project, args.operation) for project in projects]
    return Fleet(runs).run(args.workers)


if __name__ == "__main__":
    sys.exit(main())
